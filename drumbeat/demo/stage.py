"""What only the demo has: people to be, and a business clock that can be moved."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.store.alarm_causes import NO_EDITION
from bot.beat.store.beats import delivered_since, next_due, next_of_anybody
from bot.beat.store.occurrences import missed_since
from bot.clock import MovableClock
from bot.language import Wording
from bot.people.store.people import principal_by_id
from bot.store.programme import keep_demo_clock
from bot.store.sessions import Database
from drumbeat.demo.ports import Persona

SLOTS_TRIED = 12
"""How many slots may pass that say nothing to this person."""


class DemoStage:
    """Lets the demo's visitor be somebody, and move time to their next beat."""

    def __init__(
        self,
        *,
        database: Database,
        clock: MovableClock,
        wording: Wording,
        personas: Sequence[Persona],
        strike: Callable[[datetime], Awaitable[object]],
        title_of: Callable[[str, str, str], str],
    ) -> None:
        self._database, self._clock, self._wording = database, clock, wording
        self._title_of = title_of
        self._personas, self._strike = tuple(personas), strike

    def now(self) -> datetime:
        """Return the business time."""
        return self._clock.now()

    async def personas(self) -> tuple[Persona, ...]:
        """Return the people one can be, a few telling ones first."""
        return self._personas

    async def next_beat(self, contact_id: str) -> str:
        """Move the clock until something reaches this person, and say what happened."""
        async with self._database.read() as session:
            person = await principal_by_id(session, contact_id)
        zone = person.zone if person is not None else "UTC"
        wording = self._wording.in_language(person.language if person is not None else "")
        began = self._clock.now()
        for _ in range(SLOTS_TRIED):
            async with self._database.read() as session:
                due = await next_due(session, contact_id, zone, self._clock.now())
            if due is None:
                break
            await self._walk_to(due)
            async with self._database.read() as session:
                titles = await delivered_since(session, contact_id, began)
            if titles:
                came = self._say(wording, "beat_came", zone, titles=", ".join(titles))
                return came + await self._left_out(wording, began)
        return self._say(wording, "beat_silent", zone) + await self._left_out(wording, began)

    async def _walk_to(self, due: datetime) -> None:
        """Let each moment come at which something falls due for anybody: nobody's is too late."""
        while True:
            async with self._database.read() as session:
                moment = await next_of_anybody(session, self._clock.now())
            if moment is None or moment >= due:
                break
            await self._move_to(moment)
        await self._move_to(due)

    async def _left_out(self, wording: Wording, since: datetime) -> str:
        """Say which newsletters had no edition left for a slot that came meanwhile."""
        async with self._database.read() as session:
            missed = await missed_since(session, since, NO_EDITION)
        tag = wording.language.tag
        titles = dict.fromkeys(self._title_of(one.kind, one.subject, tag) for one in missed)
        return "".join(f" {wording.say('beat_no_edition', title=title)}" for title in titles)

    async def _move_to(self, due: datetime) -> None:
        self._clock.move_to(due)
        async with self._database.begin() as session:
            await keep_demo_clock(session, due)
        await self._strike(due)

    def _say(self, wording: Wording, key: str, zone: str, **values: str) -> str:
        local = self._clock.now().astimezone(ZoneInfo(zone))
        time = wording.language.moment(local, wording.say("pattern_moment"))
        return wording.say(key, time=time, **values)
