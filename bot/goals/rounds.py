"""The kind of send that asks both owners how goals stand, and the look around that opens it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import structlog

from bot.beat.kinds import SURVEY, Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.suppression import Skip
from bot.beat.store.cards_out import CardOut, cards_of
from bot.beat.store.sends import Opening, open_send
from bot.errors import DeliveryProblem, MessageRejected, NotSent, OutcomeUnknown, RateLimited
from bot.figures.context import FiguresContext
from bot.goals.cards.plans import round_card
from bot.goals.rules.goals import Every, GoalView, asked_on, owns, side_of, slot_on
from bot.goals.store import check_ins
from bot.goals.store.goals import goals_of
from bot.goals.store.tables import CheckInRound
from bot.message import Message
from bot.people.store.people import principal_by_id
from bot.ports import Messengers
from bot.principal import Principal
from bot.store.sessions import AsyncSession

KIND = "check_in"
MORNING = time(9)
AHEAD = timedelta(days=1)
"""So long before a morning it has begun somewhere on earth, and a little more."""
CATCH_UP = timedelta(days=3)
LOOK_EVERY = timedelta(minutes=1)
AT_ONCE = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """The goals that one owner is asked about, for a slot."""

    goals: tuple[GoalView, ...]
    slot_on: date


class CheckInSend(SendKind[Asking | None]):
    """Asks an owner how their goals stand; its subject is the partner and the slot."""

    name = KIND
    priority = SURVEY

    def __init__(self, context: FiguresContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Asking | None]]:
        """Take the goals as they stand: who owns none by now is asked nothing."""
        del now
        known: dict[str, tuple[GoalView, ...]] = {}
        found: dict[str, Material[Asking | None]] = {}
        for one in asked:
            partner_id, slot = _read(one.subject)
            if partner_id not in known:
                known[partner_id] = await goals_of(session, partner_id, only_open=True)
            mine: tuple[GoalView, ...] = ()
            if isinstance(one.recipient, Principal):
                mine = _of(one.recipient, known[partner_id])
            asking = Asking(mine, slot) if mine else None
            found[one.delivery_id] = Material(asking, None if mine else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: Asking | None) -> Message:
        """Draw the card."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("how goals stand is asked of their owners")
        return drawn(self._context, asked.recipient, content)


class CheckInWatch:
    """Opens the check-in of a partner when its slot comes, and keeps what was sent up to date."""

    def __init__(self, context: FiguresContext, messengers: Messengers) -> None:
        self._context, self._messengers = context, messengers
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Ask where it is time, unless that was looked at within the minute; draw what changed."""
        await self._redraw(now)
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        async with self._context.database.read() as session:
            partners = await check_ins.with_goals(session)
        for partner_id, every in partners:
            slot = slot_on(every, (now + AHEAD).date())
            if every is not Every.NEVER and _is_time(slot, now):
                await self._ask(partner_id, slot, now)

    async def _ask(self, partner_id: str, slot: date, now: datetime) -> None:
        async with self._context.database.begin() as session:
            if await check_ins.was_asked(session, partner_id, slot):
                return
            goals = [
                goal
                for goal in await goals_of(session, partner_id, only_open=True)
                if goal.made_on < asked_on(slot)
            ]
            owners = {one for goal in goals for one in _owner_ids(goal)}
            if not owners:
                return
            opening = Opening(
                kind=KIND,
                subject=f"{partner_id}:{slot.isoformat()}",
                title=self._context.wording.say("check_in_send", partner=goals[0].partner),
                audience=Named(contacts=frozenset(owners)),
                priority=CheckInSend.priority,
                slot=datetime.combine(asked_on(slot), MORNING),
                catch_up=CATCH_UP,
            )
            send = await open_send(session, opening, now)
            await check_ins.note_asked(session, partner_id, slot, send.id, now)
        log.info("check_in_opened", partner_id=partner_id, slot=slot.isoformat())

    async def _redraw(self, now: datetime) -> None:
        if not await check_ins.any_to_draw(self._context.database):
            return
        async with self._context.database.read() as session:
            stale = await check_ins.to_draw(session, AT_ONCE)
        for each in stale:
            async with self._context.database.begin() as session:
                await check_ins.mark_drawn(session, each.id, each.changed_at)
            async with self._context.database.read() as session:
                subject = f"{each.partner_id}:{each.slot_on.isoformat()}"
                copies = await cards_of(session, KIND, subject)
            for copy in copies:
                await self._draw_one(each, copy, now)

    async def _draw_one(self, asked: CheckInRound, copy: CardOut, now: datetime) -> None:
        """Draw one message anew; where that cannot be done the joint plan shows what was said."""
        messenger = self._messengers.get(copy.to.platform)
        if messenger is None or not messenger.abilities.can_amend(now - copy.since):
            return
        async with self._context.database.read() as session:
            reader = await principal_by_id(session, copy.contact_id)
            goals = await goals_of(session, asked.partner_id)
        mine = _of(reader, goals) if reader is not None else ()
        if reader is None or not mine:
            return
        card = drawn(self._context, reader, Asking(mine, asked.slot_on))
        try:
            await messenger.amend(copy.to, copy.receipt, card, copy.delivery_id)
        except (DeliveryProblem, MessageRejected, RateLimited, NotSent, OutcomeUnknown) as problem:
            log.info("check_in_not_drawn", round_id=asked.id, reason=str(problem))


def drawn(context: FiguresContext, reader: Principal, asking: Asking) -> Message:
    """Draw what an owner is asked, in their language."""
    wording = context.wording.in_language(reader.language)
    card = round_card(wording, asking.goals, asking.slot_on, context.today(), side_of(reader))
    return replace(card, language=wording.language.tag)


def _is_time(slot: date, now: datetime) -> bool:
    morning = datetime.combine(asked_on(slot), MORNING)
    return morning - AHEAD <= now.replace(tzinfo=None) < morning + CATCH_UP


def _of(person: Principal, goals: Collection[GoalView]) -> tuple[GoalView, ...]:
    return tuple(goal for goal in goals if owns(person, goal))


def _owner_ids(goal: GoalView) -> tuple[str, ...]:
    return tuple(one for one in (goal.vendor_owner_id, goal.partner_owner_id) if one)


def _read(subject: str) -> tuple[str, date]:
    partner_id, _, slot = subject.rpartition(":")
    return partner_id, date.fromisoformat(slot)
