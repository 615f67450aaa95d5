"""The kind of send that brings read-outs, and the look around that opens their slots."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.suppression import Skip
from bot.beat.store.sends import Opening, open_send
from bot.errors import MessageRejected
from bot.figures.cards import read_outs as cards
from bot.figures.cards.read_outs import Line
from bot.figures.cards.written import say_filter
from bot.figures.context import FiguresContext
from bot.figures.rules.figures import FigureResult, MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.store import read_outs
from bot.figures.store.frozen import Measured, freeze, frozen
from bot.figures.store.watch_tables import ReadOut
from bot.message import Message
from bot.people.store.people import principal_by_id
from bot.principal import Principal
from bot.store.sessions import AsyncSession

PRIORITY = 25
GOOD_FOR = timedelta(hours=12)
LOOK_EVERY = timedelta(minutes=1)
AT_ONCE = 100

log = structlog.get_logger(__name__)


class ReadOutSend(SendKind[ReadOut | None]):
    """Tells somebody their own figures; its subject is the read-out and the slot."""

    name = "read-out"
    priority = PRIORITY
    rounds_up = True

    def __init__(self, context: FiguresContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[ReadOut | None]]:
        """Take the read-out as it stands: one that is paused or over says nothing."""
        del now
        found: dict[str, Material[ReadOut | None]] = {}
        for one in asked:
            read_out = None
            if isinstance(one.recipient, Principal):
                read_out_id = one.subject.partition(":")[0]
                read_out = await read_outs.shown(session, read_out_id, one.recipient.contact_id)
            goes = read_out is not None and read_out.state == read_outs.GOING
            objection = None if goes else Skip.NOTHING_TO_SAY
            found[one.delivery_id] = Material(read_out, objection)
        return found

    async def compose(self, asked: Asked, content: ReadOut | None) -> Message:
        """Compute the figures as their reader; a retry shows what was shown first."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("a read-out is its owner's")
        reader = self._context.for_reader(asked.recipient.language)
        lines = await lines_of(reader, content, asked.recipient, asked.send_id)
        return cards.card(reader, content, lines, reader.wording.say("read_out_title"))

    async def delivered(
        self, session: AsyncSession, send_id: str, contact_ids: Sequence[str], now: datetime
    ) -> None:
        """Keep which one reached them last, for the next is held against it."""
        del contact_ids, now  # a read-out is one person's
        read_out = await read_outs.of_send(session, send_id)
        if read_out is not None:
            read_out.last_send = send_id


async def lines_of(
    context: FiguresContext, read_out: ReadOut, reader: Principal, send_id: str
) -> list[Line]:
    """Compute every figure of a read-out, each beside what it was the last time."""
    footing = context.footing()
    lines: list[Line] = []
    fresh: list[tuple[str, Measured]] = []
    async with context.database.read() as session:
        for question in read_out.figures.split("\n"):
            answer = await context.questions.answer(session, question, reader, footing)
            plan = answer.reading
            if not isinstance(plan, Plan):
                lines.append(Line(question, question, None, None, None))
                continue
            for figure in answer.figures.figures:
                line, measured = _line(context, plan, (question, figure), answer.figures)
                key = f"{question}#{figure.metric}"
                kept = await frozen(session, send_id, key, reader)
                fresh += [(key, measured)] if measured is not None and kept is None else []
                lines.append(await _beside(session, read_out, (key, send_id), reader, line))
    async with context.database.begin() as session:
        for key, measured in fresh:
            await freeze(session, send_id, key, reader, measured, context.clock.now())
    return lines


def _line(
    context: FiguresContext, plan: Plan, asked: tuple[str, MetricFigure], result: FigureResult
) -> tuple[Line, Measured | None]:
    question, figure = asked
    catalogue = context.catalogue
    filters = [say_filter(context.wording, one, catalogue) for one in plan.filters]
    label = ", ".join([catalogue.metrics[figure.metric].label, *filters])
    if figure.is_refused or not figure.cells:
        return Line(question, label, None, None, None), None
    quantity = figure.cells[0].quantity
    window = figure.pieces[-1] if figure.pieces else figure.window
    until = result.until(figure)
    line = Line(question, label, quantity, window, until, pace=figure.pace)
    return line, Measured(quantity, window)


async def _beside(
    session: AsyncSession,
    read_out: ReadOut,
    key: tuple[str, str],
    reader: Principal,
    line: Line,
) -> Line:
    """Put beside a figure what it was when it was told last."""
    named, send_id = key
    if read_out.last_send is None or read_out.last_send == send_id or line.quantity is None:
        return line
    before = await frozen(session, read_out.last_send, named, reader)
    if before is None:
        return line
    return replace(line, before=before.quantity)


class ReadOutWatch:
    """Opens the next slot of every read-out once, so that it stands in the ledger before."""

    def __init__(self, context: FiguresContext) -> None:
        self._context = context
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        async with self._context.database.read() as session:
            found = await read_outs.to_open(session, now, AT_ONCE)
        for read_out_id in found:
            async with self._context.database.begin() as session:
                await open_next(self._context, session, read_out_id, now)


async def open_next(
    context: FiguresContext, session: AsyncSession, read_out_id: str, now: datetime
) -> None:
    """Open the next slot of a read-out where it is its turn; both it and the step, or neither."""
    read_out = await read_outs.held(session, read_out_id)
    if read_out is None or read_out.state != read_outs.GOING:
        return
    owner = await principal_by_id(session, read_out.contact_id)
    if owner is None:
        read_outs.end(read_out, now)
        return
    if not read_outs.is_to_open(read_out, owner.zone, now):
        return
    slot = read_outs.step_on(read_out)
    if slot is None:
        read_outs.end(read_out, now)
        return
    opening = Opening(
        kind=ReadOutSend.name,
        subject=f"{read_out.id}:{slot.isoformat()}",
        title=context.wording.in_language(owner.language).say("read_out_title"),
        audience=Named(contacts=frozenset({owner.contact_id})),
        slot=slot,
        zone=read_out.zone,
        catch_up=GOOD_FOR,
        priority=PRIORITY,
    )
    send = await open_send(session, opening, now)
    log.info("read_out_opened", read_out_id=read_out.id, send_id=send.id)
