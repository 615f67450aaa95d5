"""One figure for one reader, to stand in what we send."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf

from bot.clock import Clock
from bot.context import Programme
from bot.figures.cards.written import quantity_words, say_period, say_window
from bot.figures.context import footing_of
from bot.figures.rules.figures import Footing, MetricFigure
from bot.figures.rules.plan import Filter, Plan
from bot.figures.store.frozen import Measured, freeze, frozen
from bot.figures.store.questions import Questions
from bot.language import Wording
from bot.message import Figure
from bot.ports import Figures
from bot.principal import Permission, Principal, Role
from bot.store.sessions import AsyncSession, Database

KEEP_SECONDS = 60.0
KEEP_FIGURES = 20_000
PARTNER = "partner"

_Key = tuple[str, str, Permission, str | None, bool, date]
_HOUSE = Principal("", "", Permission.MEMBER, Role.SALES, "UTC")
"""As whom a figure is computed to see whether the vendor's people are told it too."""


@dataclass(slots=True)
class _Kept:
    """A figure, while it is fresh; whoever computes it holds the lock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: float = -inf
    measured: Measured | None = None
    shown: dict[tuple[str, str], Figure] = field(default_factory=dict)
    """By label and language: one object for all who read it, so that it is drawn once."""


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

    async def figure(
        self, label: str, question: str, reader: Principal, send_id: str = ""
    ) -> Figure:
        """Return the figure; one the reader may not see comes back as a kind note."""
        footing = footing_of(self._programme, self._questions.catalogue, self._clock.now())
        # Colleagues see the same, so a newsletter computes a figure once a partner.
        day = footing.calendar.today
        whose = reader.permission, reader.partner_id, reader.is_overlooked
        key = (send_id, question, *whose, day)
        if len(self._kept) >= KEEP_FIGURES and key not in self._kept:
            self._kept.clear()
        kept = self._kept.setdefault(key, _Kept())
        async with kept.lock:
            if kept.until < time.monotonic():
                kept.measured = await self._measured(question, reader, footing, send_id)
                kept.until = time.monotonic() + KEEP_SECONDS
                kept.shown.clear()
        shown = (label, reader.language)
        if shown not in kept.shown:
            kept.shown[shown] = self._drawn(label, kept.measured, reader.language)
        return kept.shown[shown]

    def _drawn(self, label: str, measured: Measured | None, language: str) -> Figure:
        wording = self._wording.in_language(language)
        if measured is None:
            return Figure(label, wording.say("figure_not_shown"))
        number = quantity_words(wording, measured.quantity)
        metric = self._questions.catalogue.metrics.get(measured.metric)
        if metric is None:
            return Figure(label, number, say_window(wording, measured.window))
        return Figure(label, number, say_period(wording, metric, measured.window))

    async def _measured(
        self, question: str, reader: Principal, footing: Footing, send_id: str
    ) -> Measured | None:
        """Return what a send showed before, or what it comes to now, which it shows from now on.

        What could not be shown is asked again: it may be there for who reads later.
        """
        async with self._database.read() as session:
            before = await frozen(session, send_id, question, reader) if send_id else None
            if before is not None:
                return before
            figure = await self._computed(session, question, reader, footing)
        if figure is None or not figure.cells:
            return None
        measured = Measured(figure.cells[0].quantity, figure.window, figure.metric)
        if not send_id:
            return measured
        async with self._database.begin() as session:
            now = self._clock.now()
            return await freeze(session, send_id, question, reader, measured, now)

    async def _computed(
        self, session: AsyncSession, question: str, reader: Principal, footing: Footing
    ) -> MetricFigure | None:
        """Compute a figure for its reader; who is overlooked is told what the vendor is too."""
        answer = await self._questions.answer(session, question, reader, footing)
        plan, result = answer.reading, answer.result
        if result is None or not isinstance(plan, Plan):
            return None
        if not reader.is_overlooked or reader.is_vendor:
            return result.figures[0]
        others = (each for each in plan.filters if each.dimension != PARTNER)
        theirs = Filter(PARTNER, (reader.partner_name or "",))
        among = replace(plan, filters=(theirs, *others))
        seen = (await self._questions.computed(session, ("", among), _HOUSE, footing)).figures
        is_withheld = any(cell.quantity.withheld for cell in seen.figures[0].cells)
        return seen.figures[0] if is_withheld else result.figures[0]
