"""What comes to whom: the slots ahead for the whole programme, for a partner, or for a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from bot.beat.ports import Cadences, Shelves
from bot.beat.rules.audience import Audience, thaw
from bot.beat.store import audiences, fillings
from bot.beat.store.ahead import ANNOUNCEMENT, Ahead, ahead
from bot.beat.store.choosing import Choosing
from bot.beat.store.tables import Delivery, Send
from bot.people.store.tables import Contact
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

SENT = frozenset({"edition", "wave", "slot notice"})
"""The kinds of send that stand in a calendar: notices and answers are nobody's appointment."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar it is: one person's, one partner's, or the whole programme's."""

    contact_id: str = ""
    partner_id: str = ""

    @property
    def is_everybody(self) -> bool:
        """Whether it is the programme's."""
        return not (self.contact_id or self.partner_id)


@dataclass(frozen=True, slots=True)
class Entry:
    """A slot with how many of these people it is for; None where no text says so yet.

    Of them `muted` want to hear nothing of it. With `is_shared` it comes to the conversation
    of a partner who has one, to be read by all there.
    """

    ahead: Ahead
    people: int | None = None
    muted: int = 0
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A send that is on its way to so many of these people, the next at this moment."""

    title: str
    due_at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is on its way, and the slots that come."""

    under_way: Sequence[UnderWay] = ()
    entries: Sequence[Entry] = ()


@dataclass(slots=True)
class _Counting:
    """Counts who is meant, each audience once."""

    session: AsyncSession
    choosing: Choosing
    among: Collection[str] | None
    counted: dict[tuple[Audience, str], tuple[int, int]] = field(default_factory=dict)

    async def count(self, audience: Audience, topic: str) -> tuple[int, int]:
        """Return how many are meant, and how many of them muted the topic."""
        key = (audience, topic)
        if key not in self.counted:
            self.counted[key] = await self._count(audience, topic)
        return self.counted[key]

    async def _count(self, audience: Audience, topic: str) -> tuple[int, int]:
        session, choosing = self.session, self.choosing
        if self.among is None:
            return await audiences.count(session, audience, choosing), 0
        meant = await audiences.among(session, audience, self.among, topic, choosing)
        there = [person for person in meant if person.active and not person.opted_out]
        return len(there), sum(person.muted for person in there)


@dataclass(frozen=True, slots=True)
class Sight:
    """What it takes to look ahead: which text fills which slot, and whom each means."""

    shelves: Shelves
    cadences: Cadences
    choosing: Choosing


async def calendar(
    session: AsyncSession, sight: Sight, whose: Whose, now: datetime, until: datetime
) -> Calendar:
    """Return what comes to these people by a moment."""
    people = await _people(session, whose)
    counting = _Counting(session, sight.choosing, people)
    entries = list[Entry]()
    for one in await ahead(session, sight.shelves, until):
        entry = await _entry(session, sight.cadences, counting, one)
        if whose.is_everybody or entry.people != 0:
            entries.append(entry)
    return Calendar(await _under_way(session, people, now), entries)


async def _entry(
    session: AsyncSession, cadences: Cadences, counting: _Counting, one: Ahead
) -> Entry:
    meant = cadences.meant_by(one.kind, one.subject)
    audience = one.head.audience if one.head is not None else meant.audience
    topic = one.head.topic if one.head is not None else meant.topic
    if audience is not None:
        return Entry(one, *await counting.count(audience, topic), audience.to.has_conversations)
    # Nobody wrote it yet: who got the latest is who waits for the next.
    latest = await fillings.latest_send(session, one.cadence_id)
    told = thaw(latest.audience) if latest is not None and latest.audience else None
    if not isinstance(told, Audience) or counting.among is None:
        return Entry(one)
    people, muted = await counting.count(told, topic)
    return Entry(one, None if people else 0, muted)


async def _people(session: AsyncSession, whose: Whose) -> Collection[str] | None:
    if whose.contact_id:
        return [whose.contact_id]
    if not whose.partner_id:
        return None
    there = (Contact.partner_id == whose.partner_id, is_shown(Contact), Contact.active)
    return list(await session.scalars(select(Contact.id).where(*there).order_by(Contact.id)))


async def _under_way(
    session: AsyncSession, people: Collection[str] | None, now: datetime
) -> list[UnderWay]:
    """Return what was opened and comes to some of these people after now, the next first."""
    due_at = func.min(Delivery.due_at)
    wanted = (
        select(Send.title, due_at.label("due_at"), func.count().label("people"))
        .join(Delivery, Delivery.send_id == Send.id)
        .where(Delivery.state == "planned", Delivery.due_at > now, Send.kind.in_(sorted(SENT)))
        .group_by(Send.id, Send.title)
        .order_by(due_at, Send.title)
    )
    if people is not None:
        wanted = wanted.where(Delivery.contact_id.in_(people))
    return [UnderWay(row.title, row.due_at, row.people) for row in await session.execute(wanted)]


async def have_come(session: AsyncSession, slots: Sequence[Ahead]) -> frozenset[str]:
    """Return which of these announcements came before, by their cadences: their title is known."""
    found: Mapping[str, bool] = {
        one.cadence_id: await fillings.latest_send(session, one.cadence_id) is not None
        for one in slots
        if one.kind == ANNOUNCEMENT
    }
    return frozenset(cadence_id for cadence_id, came in found.items() if came)
