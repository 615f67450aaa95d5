"""Questions about figures, for one catalogue: how they are read, and what is computed."""

from collections.abc import Iterable

from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.figures import Footing
from bot.figures.rules.questions.reading import read
from bot.figures.rules.questions.readings import Reading
from bot.figures.store.figures import MetricRegistry
from bot.figures.store.lexicons import Lexicons
from bot.figures.store.metrics import Builder
from bot.principal import Principal
from bot.store.sessions import AsyncSession


class Questions:
    """Reads a question with the words its asker may use; `metrics` computes what was read."""

    def __init__(self, catalogue: Catalogue, builders: Iterable[Builder]) -> None:
        self.catalogue = catalogue
        self.metrics = MetricRegistry(builders, catalogue)
        self._lexicons = Lexicons(catalogue)

    async def read(
        self, session: AsyncSession, question: str, asker: Principal, footing: Footing
    ) -> Reading:
        """Read a question as this person, on this day."""
        lexicon = await self._lexicons.lexicon(session, asker)
        return read(question, lexicon, footing.calendar, asker)
