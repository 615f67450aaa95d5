"""One writer for all the lanes of a process: what several want at once shares a transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.batching import Batched
from bot.beat.rules.outcomes import LOOK_AFTER, Rest
from bot.beat.store import claims, intents, lanes
from bot.beat.store.intents import Written
from bot.beat.store.lanes import Fenced, Grip
from bot.store.sessions import AsyncSession
from scheduler.beat import Beat
from scheduler.ending import Ended
from scheduler.marking import raise_mark
from scheduler.posting import can_be_looked_for
from scheduler.reading import Claimed, read
from scheduler.recording import record

TOGETHER = 128
"""Wishes that share a transaction at most, so that nobody else waits for long: of lanes that are
not slowed down each may write `AT_ONCE` rows."""
AT_ONCE = 16
"""Requests of one lane that may be on their way at once: all that a power cut leaves unknown."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Take:
    """Somebody wants a lane."""

    lane: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A holder wants the next due deliveries."""

    grip: Grip


@dataclass(frozen=True, slots=True)
class Intend:
    """A holder is about to let these leave."""

    grip: Grip
    written: Written


@dataclass(frozen=True, slots=True)
class Record:
    """A holder knows how these ended."""

    grip: Grip
    ended: Sequence[Ended]


@dataclass(frozen=True, slots=True)
class Release:
    """A holder lets go; if the lane needs a rest, until a moment and for a reason."""

    grip: Grip
    rest: tuple[datetime, Rest] | None


Wish = Take | Claim | Intend | Record | Release
Timed = tuple[Wish, datetime | None]
"""A wish, and the business time at which it is made; None is now."""
Answers = dict[int, Any]
"""What came of wishes, by their place among those that were made together."""


Asked = tuple[Sequence[str], datetime | None]
"""The ids of deliveries, and the business time at which they are asked for; None is now."""


class Ledger(Protocol):
    """Where lanes and their deliveries are kept."""

    async def write(self, wishes: Sequence[Timed]) -> list[Any]:
        """Fulfil wishes in one transaction; return their answers in their order.

        A wish whose holder lost the lane is answered by `Fenced`.
        """

    async def read(self, wishes: Sequence[Asked]) -> list[list[Claimed]]:
        """Return these deliveries with what there is to know of them, wish by wish."""


class LaneWriter:
    """Fulfils the wishes of lanes; `Fenced` is raised for those whose holder lost the lane."""

    def __init__(self, ledger: Ledger) -> None:
        self._write = Batched[Timed, Any](ledger.write, TOGETHER)
        self._read = Batched[Asked, list[Claimed]](ledger.read, TOGETHER)

    async def take(self, lane: str, now: datetime | None) -> Grip | datetime:
        """Take a lane, or return the moment until which somebody else has it."""
        taken: Grip | datetime = await self._write((Take(lane), now))
        return taken

    async def claim(self, grip: Grip, now: datetime | None) -> list[Claimed]:
        """Return the next due deliveries, with what there is to know of them."""
        ids = await self._granted(Claim(grip), now)
        return await self._read((ids, now)) if ids else []

    async def intend(self, grip: Grip, written: Written, now: datetime | None) -> frozenset[str]:
        """Commit the intent to let these leave; only the ones returned may."""
        intended: frozenset[str] = await self._granted(Intend(grip, written), now)
        return intended

    async def record(self, grip: Grip, ended: Sequence[Ended], now: datetime | None) -> None:
        """Write down how these ended."""
        if ended:
            await self._granted(Record(grip, ended), now)

    async def release(
        self, grip: Grip, rest: tuple[datetime, Rest] | None, now: datetime | None
    ) -> datetime | None:
        """Let go; return when the first delivery that rests may be tried again."""
        again: datetime | None = await self._granted(Release(grip, rest), now)
        return again

    async def _granted(self, wish: Wish, now: datetime | None) -> Any:  # noqa: ANN401 - by wish
        answer = await self._write((wish, now))
        if isinstance(answer, Fenced):
            raise answer
        return answer


class StoredLedger:
    """The ledger in the database of a beat."""

    def __init__(self, beat: Beat) -> None:
        self._beat = beat

    async def write(self, wishes: Sequence[Timed]) -> list[Any]:
        """Fulfil wishes, those of one moment in one transaction."""
        answers: Answers = {}
        for now, numbered in _by_moment(wishes).items():
            async with self._beat.database.begin() as session:
                moment = now or self._beat.clock.now()
                answers |= await _fulfil(self._beat, session, numbered, moment)
        return [answers.get(number) for number in range(len(wishes))]

    async def read(self, wishes: Sequence[Asked]) -> list[list[Claimed]]:
        """Return these deliveries, each wish's in the order in which they fell due."""
        found: dict[str, Claimed] = {}
        for now, numbered in _by_moment(wishes).items():
            ids = [delivery_id for some in numbered.values() for delivery_id in some]
            found |= await read(self._beat, ids, now or self._beat.clock.now())
        order = {delivery_id: place for place, delivery_id in enumerate(found)}
        return [
            [found[each] for each in sorted(order.keys() & set(ids), key=order.__getitem__)]
            for ids, _ in wishes
        ]


def _by_moment(wishes: Sequence[tuple[Any, datetime | None]]) -> dict[datetime | None, Any]:
    """Sort wishes by the business time they are made at, each under its number."""
    sorted_: defaultdict[datetime | None, dict[int, Any]] = defaultdict(dict)
    for number, (wish, now) in enumerate(wishes):
        sorted_[now][number] = wish
    return sorted_


async def _fulfil(
    beat: Beat, session: AsyncSession, wishes: Mapping[int, Wish], now: datetime
) -> Answers:
    """Fulfil wishes in one transaction; what is known is written before more is begun."""
    grips = {number: wish.grip for number, wish in wishes.items() if not isinstance(wish, Take)}
    held = await lanes.hold(session, frozenset(grips.values()), beat.lease_end())
    answers: Answers = {number: Fenced() for number, grip in grips.items() if grip not in held}
    open_ = {number: wish for number, wish in wishes.items() if number not in answers}
    records = [wish for wish in open_.values() if isinstance(wish, Record)]
    await record(beat, session, [(wish.grip, wish.ended) for wish in records], now)
    for step in (_intend, _claim, _release, _take):
        answers |= await step(beat, session, open_, now)
    return answers


async def _intend(
    beat: Beat, session: AsyncSession, wishes: Mapping[int, Wish], now: datetime
) -> Answers:
    mine = {number: wish for number, wish in wishes.items() if isinstance(wish, Intend)}
    await raise_mark(beat, session, {wish.grip.lane for wish in mine.values()})
    wanted = {wish.grip: wish.written for wish in mine.values()}
    intended = await intents.intend(session, wanted, now)
    return {number: intended.intersection(wish.written) for number, wish in mine.items()}


async def _claim(
    beat: Beat, session: AsyncSession, wishes: Mapping[int, Wish], now: datetime
) -> Answers:
    mine = {number: wish.grip for number, wish in wishes.items() if isinstance(wish, Claim)}
    claimed = await claims.claim(
        session, list(mine.values()), now=now, system=beat.system.now(), limit=AT_ONCE
    )
    return {number: claimed.get(grip.lane, []) for number, grip in mine.items()}


async def _release(
    beat: Beat, session: AsyncSession, wishes: Mapping[int, Wish], now: datetime
) -> Answers:
    mine = {number: wish for number, wish in wishes.items() if isinstance(wish, Release)}
    let_go = {wish.grip: wish.rest for wish in mine.values()}
    again = await lanes.release(session, let_go, now, beat.system.now())
    return {number: again.get(wish.grip.lane) for number, wish in mine.items()}


async def _take(
    beat: Beat, session: AsyncSession, wishes: Mapping[int, Wish], now: datetime
) -> Answers:
    mine = {number: wish.lane for number, wish in wishes.items() if isinstance(wish, Take)}
    if not mine:
        return {}
    taken = await lanes.take(
        session,
        list(mine.values()),
        holder=beat.holder,
        system=beat.system.now(),
        until=beat.lease_end(),
    )
    grips = [grip for grip in taken.values() if isinstance(grip, Grip)]
    unknown = await claims.settle_left_over(
        session,
        grips,
        now=now,
        tries=beat.limits.tries,
        look_at=beat.system.now() + LOOK_AFTER,
        looked_for=[grip.lane for grip in grips if can_be_looked_for(beat, grip.lane)],
    )
    for lane, count in unknown.items():
        log.warning("deliveries_left_unknown", lane=lane, count=count)
    return {number: taken[lane] for number, lane in mine.items()}
