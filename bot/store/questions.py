"""Questions about figures, for one catalogue: how they are read, and what is computed."""

from collections.abc import Iterable

from bot.domain.catalogue import Catalogue
from bot.domain.figures import Footing
from bot.domain.people import Principal
from bot.domain.questions.reading import read
from bot.domain.questions.readings import Reading
from bot.store.figures import MetricRegistry
from bot.store.lexicons import Lexicons
from bot.store.metrics import Builder
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
