"""Questions about figures, for one catalogue: how they are read, and what is computed."""

from collections.abc import Callable, Iterable
from functools import partial

from bot.figures.rules.answers import Answer
from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.figures import Footing
from bot.figures.rules.peers import Place, told_by
from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.in_texts import Unfit, unfit
from bot.figures.rules.questions.readings import Among, Reading
from bot.figures.rules.questions.tags import Tagged, tag_question
from bot.figures.rules.questions.talks import Reader
from bot.figures.store.figures import MetricRegistry
from bot.figures.store.lexicons import Lexicons
from bot.figures.store.metrics import Builder
from bot.figures.store.peers import place_among_peers, stand
from bot.principal import Principal
from bot.store.sessions import AsyncSession


class Questions:
    """Reads a question with the words its asker may use, and computes what was read."""

    def __init__(self, catalogue: Catalogue, builders: Iterable[Builder]) -> None:
        self.catalogue = catalogue
        self._metrics = MetricRegistry(builders, catalogue)
        self._lexicons = Lexicons(catalogue)

    async def reader(self, session: AsyncSession, asker: Principal, footing: Footing) -> Reader:
        """Return what reads questions as this person, on this day."""
        lexicon = await self._lexicons.lexicon(session, asker)
        return Reader(lexicon, footing.calendar, asker, footing.currency)

    async def read(
        self, session: AsyncSession, question: str, asker: Principal, footing: Footing
    ) -> Reading:
        """Read a question as this person, on this day."""
        return (await self.reader(session, asker, footing)).read(question)

    async def tagger(
        self, session: AsyncSession, asker: Principal, footing: Footing
    ) -> Callable[[str], Tagged]:
        """Return what finds names, times and metrics in this person's words."""
        lexicon = await self._lexicons.lexicon(session, asker)
        return partial(tag_question, lexicon=lexicon, calendar=footing.calendar)

    async def unfit(
        self, session: AsyncSession, question: str, asker: Principal, footing: Footing
    ) -> Unfit | None:
        """Say why a question that this person writes into a text cannot stand there."""
        lexicon = await self._lexicons.lexicon(session, asker)
        return unfit(question, lexicon, footing.calendar, footing.currency)

    async def answer(
        self, session: AsyncSession, question: str, asker: Principal, footing: Footing
    ) -> Answer:
        """Read a question and compute what it asks, from what this person may see."""
        reading = await self.read(session, question, asker, footing)
        return await self.computed(session, (question, reading), asker, footing)

    async def computed(
        self,
        session: AsyncSession,
        read: tuple[str, Reading],
        asker: Principal,
        footing: Footing,
    ) -> Answer:
        """Compute what was read, where it is a plan that has figures."""
        question, reading = read
        if isinstance(reading, Among):
            return await self._placed(session, question, reading, asker, footing)
        result = None
        if isinstance(reading, Plan):
            result = await self._metrics.answer(session, reading, asker, footing)
        return Answer(question, reading, result)

    async def place(
        self, session: AsyncSession, partner: str, metric: str, footing: Footing, asker: Principal
    ) -> Place | None:
        """Return where the partner of this name stands, or None: see `place_among_peers`."""
        return await place_among_peers(session, partner, metric, self._metrics, footing, asker)

    async def _placed(
        self,
        session: AsyncSession,
        question: str,
        among: Among,
        asker: Principal,
        footing: Footing,
    ) -> Answer:
        """Find the places that are asked for; whoever is at a partner stands for that one."""
        partner = among.partner if asker.is_vendor else asker.partner_name
        told = dict.fromkeys(told_by(metric) or metric for metric in among.metrics)
        places = [
            await stand(session, partner or "", metric, self._metrics, footing, asker)
            for metric in told
        ]
        return Answer(question, among, places=tuple(places))
