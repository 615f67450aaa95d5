"""What comes to whom: the slots ahead for the whole programme, for a partner, or for a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from bot.beat.ports import Cadences, Shelves
from bot.beat.rules.audience import Audience, thaw
from bot.beat.rules.manners import NO_MANNERS, Home, Manners, Shift, due
from bot.beat.rules.outcomes import State
from bot.beat.rules.suppression import Skip
from bot.beat.store import audiences, fillings
from bot.beat.store.ahead import Ahead, ahead
from bot.beat.store.choosing import Choosing
from bot.beat.store.slots import What
from bot.beat.store.tables import Cadence, Delivery, Occurrence, Send
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal
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
class Off:
    """That a slot comes at another moment somewhere, or not at all, and why.

    It is so where people live in one of these `countries`, or everywhere. `skip` says why they
    are left out, or what it is that moves it; without one it waits until quiet time ends.
    """

    comes: datetime | None
    skip: Skip | None
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A slot with how many of these people it is for; None where no text says so yet.

    Of them `muted` want to hear nothing of it. With `is_shared` it comes to the conversation
    of a partner who has one, to be read by all there. Where it does not come when it was
    promised, that is `off`.
    """

    ahead: Ahead
    people: int | None = None
    muted: int = 0
    is_shared: bool = False
    off: Sequence[Off] = ()


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A send that is on its way to so many of these people, the next at this moment.

    It fills a slot of this cadence, or of none.
    """

    title: str
    due_at: datetime
    people: int
    kind: str = ""
    subject: str = ""
    cadence_id: str = ""


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
    manners: Manners = NO_MANNERS


async def calendar(
    session: AsyncSession, sight: Sight, whose: Whose, now: datetime, until: datetime
) -> Calendar:
    """Return what comes to these people by a moment."""
    people = await _people(session, whose)
    counting = _Counting(session, sight.choosing, people)
    homes = await _homes(session, people)
    entries = list[Entry]()
    for one in await ahead(session, sight.shelves, until):
        entry = await _entry(session, sight.cadences, counting, one)
        if whose.is_everybody or entry.people != 0:
            entries.append(replace(entry, off=_off(sight.manners, one, homes, whose)))
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
        select(
            *(Send.title, due_at.label("due_at"), func.count().label("people")),
            *(Cadence.kind, Cadence.subject, Cadence.id.label("cadence_id")),
        )
        .join(Delivery, Delivery.send_id == Send.id)
        .outerjoin(Occurrence, Occurrence.id == Send.occurrence_id)
        .outerjoin(Cadence, Cadence.id == Occurrence.cadence_id)
        .where(Delivery.state == "planned", Delivery.due_at > now, Send.kind.in_(sorted(SENT)))
        .group_by(Send.id, Send.title, Cadence.kind, Cadence.subject, Cadence.id)
        .order_by(due_at, Send.title)
    )
    if people is not None:
        wanted = wanted.where(Delivery.contact_id.in_(people))
    return [
        UnderWay(
            *(row.title, row.due_at, row.people, row.kind or "", row.subject or ""),
            *(row.cadence_id or "",),
        )
        for row in await session.execute(wanted)
    ]


async def _homes(session: AsyncSession, people: Collection[str] | None) -> list[Home]:
    """Return where these people live, or anybody; each home once."""
    country = Contact.country_lived_in(Partner.country)
    wanted = (
        select(Contact.zone_lived_by().label("zone"), country.label("country"))
        .outerjoin(Partner, Partner.id == Contact.partner_id)
        .where(is_shown(Contact), Contact.active)
        .distinct()
        .order_by("country", "zone")
    )
    if people is not None:
        wanted = wanted.where(Contact.id.in_(people))
    return [Home(row.zone, row.country) for row in await session.execute(wanted)]


def _off(manners: Manners, one: Ahead, homes: Sequence[Home], whose: Whose) -> tuple[Off, ...]:
    """Say where a slot does not come when it was promised; of several people only closed days."""
    is_kept = one.kept or bool(one.head and one.head.must_read)
    if is_kept or one.what not in {None, What.MOVED} or manners.never_waits:
        return ()
    if whose.contact_id:
        return _off_for(manners, one, homes[0]) if homes else ()
    found: dict[tuple[Skip, bool], set[str]] = {}
    for home in homes:
        closed = manners.closed(one.at.date(), home.country)
        if closed is not None:
            key = (closed[1], closed[0] is Shift.SKIP)
            found.setdefault(key, set()).add(home.country or "")
    return tuple(
        Off(
            None if is_left_out else one.at,
            skip,
            tuple(sorted(countries - {""})) if skip is Skip.HOLIDAY else (),
        )
        for (skip, is_left_out), countries in found.items()
    )


def _off_for(manners: Manners, one: Ahead, home: Home) -> tuple[Off, ...]:
    """Say likewise when it comes for one person."""
    comes = due(manners, one.at, one.zone, home)
    promised = due(manners, one.at, one.zone, home, kept=True)
    if comes == promised:
        return ()
    if comes.skip is not None:
        return (Off(None, comes.skip),)
    day = promised.at.astimezone(ZoneInfo(home.zone)).date()
    closed = manners.closed(day, home.country)
    return (Off(comes.at, closed[1] if closed else None),)


async def have_come(session: AsyncSession, reader: Principal) -> frozenset[str]:
    """Return the promises of which something came to this person, or where they read along."""
    theirs = select(Conversation.id).where(Conversation.partner_id == reader.partner_id)
    found = await session.scalars(
        select(Occurrence.cadence_id)
        .join(Send, Send.occurrence_id == Occurrence.id)
        .join(Delivery, Delivery.send_id == Send.id)
        .where(
            Delivery.state == State.DELIVERED,
            or_(
                Delivery.contact_id == reader.contact_id,
                Delivery.conversation_id.in_(theirs),
            ),
        )
        .distinct()
    )
    return frozenset(found)
