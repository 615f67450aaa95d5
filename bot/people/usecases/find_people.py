"""Find contacts on their platforms before they speak: looked up by email, or on a roster."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock, SystemClock
from bot.errors import DeliveryProblem, InstallationGone, PlaceClosed, RateLimited
from bot.people.rules.finding import Why, why_not
from bot.people.rules.linking import read_email
from bot.people.rules.zones import every_zone
from bot.people.store import addresses, finding, people
from bot.people.store.finding import Footing, Place, Wanted
from bot.ports import ByEmail, ByRoster, Directory, Listed
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession, Database

LOOK_EVERY = timedelta(minutes=1)
A_TURN = timedelta(minutes=10)
"""Whoever does not end its turn within this has died over it, or is overtaken."""
A_BOUT = timedelta(minutes=8)
"""So long one turn works; what is left is done by the next."""
BETWEEN = 1.35
"""Seconds from one look-up to the next: Slack takes about 50 a minute."""
AT_ONCE = 100
MOST_ON_A_ROSTER = 100_000
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(hours=1)

log = structlog.get_logger()


class Turns(Protocol):
    """Lets one process at a time do what all might do."""

    async def take(self, now: datetime, until: datetime) -> bool:
        """Take a turn that lasts until then at most; False before the one before is over."""

    async def end(self, until: datetime) -> None:
        """End the turn taken, and let the next begin at `until`."""


@dataclass(slots=True)
class _Rest:
    """How long a place is left alone that could not say, longer each time."""

    until: datetime
    times: int = 0


@dataclass
class PeopleFinder:
    """Looks contacts up in the background, a place at its own pace; rows say who was asked.

    It may be stopped and started at any moment: nobody is asked twice for nothing. `clock`
    dates links as all else, `system` is the machine's time.
    """

    database: Database
    clock: Clock
    directories: Mapping[str, Directory]
    turns: Turns | None = None
    system: Clock = field(default_factory=SystemClock)
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _next: datetime | None = None
    _footing: Footing | None = None
    _rests: dict[str, _Rest] = field(default_factory=dict)
    _work: "asyncio.Task[None] | None" = None
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, _now: datetime) -> None:
        """Begin a bout of work where the last one is over; whoever ticks waits for nothing."""
        now = self.system.now()
        if self._work is not None and not self._work.done():
            return
        if self._next is not None and now < self._next:
            return
        self._next = now + LOOK_EVERY
        self._work = asyncio.create_task(self._bout(), name="finding people")

    async def stop(self) -> None:
        """Stop where we are: what was found is written down already."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait({self._work})

    async def _bout(self) -> None:
        try:
            await self.find()
        except Exception:
            log.exception("finding_stumbled", reference=new_id())

    async def find(self) -> None:
        """Look up all who are due, as far as one turn goes; two at once would ask twice."""
        async with self._alone:
            await self._find()

    async def _find(self) -> None:
        now = self.system.now()
        async with self.database.read() as session:
            footing = await finding.footing(session)
            is_new = footing != self._footing
            if not is_new and not await finding.is_any_due(session, now):
                return
            places = await finding.places_with_a_say(session, set(self.directories))
        if self.turns is not None and not await self.turns.take(now, now + A_TURN):
            return
        awake = [place for place in places if not self._rests_at(place, now)]
        async with asyncio.TaskGroup() as group:
            asked = [
                group.create_task(self._look_around(place, now + A_BOUT, is_new=is_new))
                for place in awake
            ]
        done = all(task.result() for task in asked) and len(awake) == len(places)
        self._footing = footing if done else None
        if self.turns is not None:
            await self.turns.end(self.system.now())

    def _rests_at(self, place: Place, now: datetime) -> bool:
        rest = self._rests.get(place.id)
        return rest is not None and now < rest.until

    async def _look_around(self, place: Place, until: datetime, *, is_new: bool) -> bool:
        """Look everybody up who is due at one place; False where some are left."""
        try:
            match self.directories[place.platform]:
                case ByEmail() as directory:
                    done = await self._one_by_one(place, directory, until)
                case ByRoster() as directory:
                    done = await self._on_the_roster(place, directory, is_new=is_new)
                case _:
                    return True
        except DeliveryProblem as problem:
            self._let_rest(place, problem)
            return False
        except Exception as problem:
            log.exception("finding_stumbled", installation=place.id, reference=new_id())
            self._let_rest(place, problem)
            return False
        self._rests.pop(place.id, None)
        return done

    async def _one_by_one(self, place: Place, directory: ByEmail, until: datetime) -> bool:
        while self.system.now() < until:
            async with self.database.read() as session:
                due = await finding.wanted_at(session, place, self.system.now(), AT_ONCE)
            if not due:
                return True
            for wanted in due:
                listed = await directory.by_email(place.id, wanted.email)
                await self._settle(place, wanted, listed)
                await self.pause(BETWEEN)
        return False

    async def _on_the_roster(self, place: Place, directory: ByRoster, *, is_new: bool) -> bool:
        """Read a roster once; of all whom nobody wants, nothing is kept."""
        async with self.database.read() as session:
            due = await finding.wanted_at(
                session, place, self.system.now(), MOST_ON_A_ROSTER, everybody=is_new
            )
        if not due:
            return True
        wanted = {one.email: one for one in due}
        found: dict[str, Listed] = {}
        async for listed in directory.roster(place.external_id):
            email = read_email(listed.profile.email)
            if email in wanted and (email not in found or found[email].profile.is_guest):
                found[email] = listed
        for email, one in wanted.items():
            await self._settle(place, one, found.get(email))
        return True

    def _let_rest(self, place: Place, problem: Exception) -> None:
        """Leave a place alone that limits us, is away or refuses; others are looked at."""
        known = self._rests.get(place.id)
        times = known.times + 1 if known else 1
        rest = min(FIRST_REST * (1 << min(times - 1, 10)), LONGEST_REST)
        if isinstance(problem, RateLimited):
            rest = max(timedelta(seconds=problem.retry_after), timedelta(seconds=1))
        elif isinstance(problem, InstallationGone | PlaceClosed):
            rest = LONGEST_REST
        self._rests[place.id] = _Rest(self.system.now() + rest, times)
        log.warning(
            "finding_rests",
            installation=place.id,
            platform=place.platform,
            seconds=rest.total_seconds(),
            reason=type(problem).__name__,
        )

    async def _settle(self, place: Place, wanted: Wanted, listed: Listed | None) -> None:
        """Link whoever was found, or keep why not."""
        async with self.database.begin() as session:
            why = await self._link(session, wanted, listed)
            if why is not None:
                await finding.note(session, place, wanted, why, self.system.now())
        if why is None:
            log.info("contact_found", contact_id=wanted.contact_id, installation=place.id)

    async def _link(
        self, session: AsyncSession, wanted: Wanted, listed: Listed | None
    ) -> Why | None:
        """Link by the rule of a claim, and keep what the platform says of their zone."""
        if listed is None:
            return Why.NOT_HERE
        origin, profile = listed.origin, listed.profile
        why = why_not(origin, profile, wanted.email)
        if why is not None:
            return why
        now = self.clock.now()
        person = await addresses.link_by_claim(session, origin, wanted.email, now, unmet=True)
        if person is None:
            return Why.UNLINKED
        if person.contact_id != wanted.contact_id:
            return Why.TAKEN
        zone = profile.zone if profile.zone in every_zone() else None
        await people.note_profile(
            session, origin, now, zone=zone, active=True, language=profile.language
        )
        return None
