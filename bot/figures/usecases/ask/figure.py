"""One figure for one reader, to stand in what we send."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import date
from math import inf

from bot.clock import Clock
from bot.context import Programme
from bot.figures.cards.written import quantity_words, say_window
from bot.figures.context import footing_of
from bot.figures.rules.figures import Footing
from bot.figures.store.questions import Questions
from bot.language import Wording
from bot.message import Figure
from bot.ports import Figures
from bot.principal import Permission, Principal
from bot.store.sessions import Database

KEEP_SECONDS = 60.0
KEEP_FIGURES = 20_000

_Key = tuple[str, Permission, str | None, str, date]


@dataclass(slots=True)
class _Kept:
    """A figure in words, while it is fresh; whoever computes it holds the lock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: float = -inf
    words: tuple[str, str] = ("", "")
    shown: dict[str, Figure] = field(default_factory=dict)
    """By label: one object for all who read it, so that it is drawn once."""


class AskedFigures(Figures):
    """Computes a figure as if the reader had asked for it, and shows them no more than that."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        programme: Programme,
        questions: Questions,
        wording: Wording,
    ) -> None:
        self._database, self._clock, self._programme = database, clock, programme
        self._questions, self._wording = questions, wording
        self._kept: dict[_Key, _Kept] = {}

    async def figure(self, label: str, question: str, reader: Principal) -> Figure:
        """Return the figure; one the reader may not see comes back as a kind note."""
        footing = footing_of(self._programme, self._questions.catalogue, self._clock.now())
        # Colleagues see the same, so a newsletter computes a figure once a partner.
        day = footing.calendar.today
        key = (question, reader.permission, reader.partner_id, reader.language, day)
        if len(self._kept) >= KEEP_FIGURES and key not in self._kept:
            self._kept.clear()
        kept = self._kept.setdefault(key, _Kept())
        async with kept.lock:
            if kept.until < time.monotonic():
                kept.words = await self._compute(question, reader, footing)
                kept.until = time.monotonic() + KEEP_SECONDS
                kept.shown.clear()
        if label not in kept.shown:
            kept.shown[label] = Figure(label, *kept.words)
        return kept.shown[label]

    async def _compute(
        self, question: str, reader: Principal, footing: Footing
    ) -> tuple[str, str]:
        wording = self._wording.in_language(reader.language)
        async with self._database.read() as session:
            answer = await self._questions.answer(session, question, reader, footing)
        figure = answer.result.figures[0] if answer.result is not None else None
        if figure is None or not figure.cells:
            return wording.say("figure_not_shown"), ""
        return quantity_words(wording, figure.cells[0].quantity), say_window(
            wording, figure.window
        )
