"""Reach: what became of a send, every delivery accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.beat.rules.outcomes import State
from bot.beat.store import ledger, occurrences
from bot.beat.store import sends as stored
from bot.beat.store.ledger import OutcomeCount
from bot.beat.store.occurrences import Missed
from bot.beat.store.tables import Send
from bot.people.rules.place_states import PlaceState
from bot.people.store import shared_places
from bot.people.store.shared_places import SharedPlace
from bot.store.sessions import Database


@dataclass(frozen=True, slots=True)
class Reach:
    """The deliveries of one send by how they stand; `skipped` and `failed` by reason."""

    send_id: str
    kind: str
    title: str
    created_at: datetime
    planned: int = 0
    sending: int = 0
    delivered: int = 0
    unknown: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Every recipient of the audience."""
        ended = self.delivered + self.unknown + sum(self.skipped.values())
        return self.planned + self.sending + ended + sum(self.failed.values())


@dataclass(frozen=True, slots=True)
class Closed:
    """A partner's conversation in which we may not speak, and why."""

    partner: str
    conversation: str
    kind: str
    since: datetime
    platform: str
    state: PlaceState
    reason: str


@dataclass(frozen=True, slots=True)
class ReachReport:
    """Sends, the promises that were not kept, and the conversations that nothing reaches now."""

    sends: tuple[Reach, ...] = ()
    missed: tuple[Missed, ...] = ()
    closed: tuple[Closed, ...] = ()

    @property
    def delivered(self) -> int:
        return sum(reach.delivered for reach in self.sends)


async def recent_reach(database: Database, limit: int = 20) -> ReachReport:
    """Report on the latest sends and misses."""
    async with database.read() as session:
        sends = await stored.recent(session, limit)
        tallies = await ledger.tally(session, [send.id for send in sends])
        missed = await occurrences.missed(session, limit)
        closed = await shared_places.closed(session)
    return ReachReport(
        _reaches(sends, tallies), tuple(missed), tuple(_closed(place) for place in closed)
    )


def _closed(place: SharedPlace) -> Closed:
    return Closed(
        partner=place.partner or "",
        conversation=place.name,
        kind=place.kind,
        since=place.since,
        platform=place.platform,
        state=place.state,
        reason=place.reason or "",
    )


async def reach_of(database: Database, send_ids: Sequence[str]) -> ReachReport:
    """Report on these sends."""
    async with database.read() as session:
        sends = await stored.sends(session, send_ids)
        tallies = await ledger.tally(session, send_ids)
    return ReachReport(_reaches(sends, tallies))


def _reaches(sends: Sequence[Send], tallies: Sequence[OutcomeCount]) -> tuple[Reach, ...]:
    return tuple(_reach(send, [t for t in tallies if t.send_id == send.id]) for send in sends)


def _reach(send: Send, tallies: Sequence[OutcomeCount]) -> Reach:
    def count(state: State) -> int:
        return sum(tally.count for tally in tallies if tally.state is state)

    def reasons(state: State) -> dict[str, int]:
        return {tally.reason: tally.count for tally in tallies if tally.state is state}

    return Reach(
        send_id=send.id,
        kind=send.kind,
        title=send.title,
        created_at=send.created_at,
        planned=count(State.PLANNED),
        sending=count(State.SENDING),
        delivered=count(State.DELIVERED),
        unknown=count(State.UNKNOWN),
        skipped=reasons(State.SKIPPED),
        failed=reasons(State.FAILED),
    )
