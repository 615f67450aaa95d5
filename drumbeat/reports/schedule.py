"""What the command line does with promises: show them, and change single slots of them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.beat.rules.left_out import note
from bot.beat.store import cadences, promises, slots
from bot.beat.store.audiences import names_of
from bot.beat.store.promises import Coming, Promise
from bot.errors import NothingFound
from bot.store.audit import OPERATOR
from bot.store.revision import ensure_current
from bot.store.sessions import AsyncSession, Database
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

NO_PROMISES = "Nothing yet: `drumbeat serve` takes up what the content folder promises."
SHOWN, LOOKED_AT = 3, 400
"""How many slots of each promise are shown, and how many are looked through for one."""
SHOWN_OF_ID = 8
THEIR_OWN = "the reader's own"
_DAY_LENGTH = len("2026-12-08")


async def promised(settings: Settings) -> Report:
    """Return every promised rhythm with its next slots."""
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
            found = await promises.promises(session, SHOWN)
            by = {one.change.by for each in found for one in each.coming if one.change}
            names = await names_of(session, by)
    finally:
        await database.close()
    heads = ("What", "Which", "Id", "Rule", "Clock", "Next slot")
    table = Table(heads, [_row(promise) for promise in found])
    value = [_value(promise) for promise in found]
    notes = [f"{one['subject']}: {one['left_out']}." for one in value if "left_out" in one]
    return Report(value, (table, _slots(found, names), *notes), NO_PROMISES)


async def skipped(settings: Settings, name: str, slot: str, why: str) -> Report:
    """Skip one slot."""
    async with _opened(settings, name) as at:
        chosen = at.slot(slot)
        if not await slots.skip_slot(at.session, at.id, chosen, OPERATOR, why, at.now):
            raise NothingFound(f"{_written(chosen)} cannot be skipped: its moment has begun")
        return await at.told(chosen, "is skipped")


async def moved(settings: Settings, name: str, slot: str, to: datetime) -> Report:
    """Move one slot."""
    async with _opened(settings, name) as at:
        chosen = at.slot(slot)
        if not await slots.move_slot(at.session, at.id, chosen, to, OPERATOR, at.now):
            raise NothingFound(f"{_written(to)} is over everywhere: name a moment to come")
        return await at.told(chosen, f"goes out on {_written(to)} instead")


async def paused(settings: Settings, name: str, slot: str | None, why: str) -> Report:
    """Pause a promise, or one slot of it."""
    async with _opened(settings, name) as at:
        if slot is None:
            if not await cadences.pause(at.session, at.id, OPERATOR, at.now):
                raise NothingFound(f"{at.promise.subject} is paused already, or has no slot left")
            return await at.told(None, "is paused: nothing of it goes out until it is resumed")
        chosen = at.slot(slot)
        if not await slots.pause_slot(at.session, at.id, chosen, OPERATOR, why, at.now):
            raise NothingFound(f"{_written(chosen)} cannot be paused: its moment has begun")
        return await at.told(chosen, "is paused: it waits until it is resumed")


async def resumed(settings: Settings, name: str, slot: str | None) -> Report:
    """Let a promise go on, or put one slot of it back."""
    async with _opened(settings, name) as at:
        if slot is None:
            if not await cadences.resume(at.session, at.id, OPERATOR, at.now):
                raise NothingFound(f"{at.promise.subject} is not paused, or has no slot left")
            return await at.told(None, "goes on")
        chosen = at.slot(slot, changed=True)
        if not await slots.put_back(at.session, at.id, chosen, OPERATOR, at.now):
            raise NothingFound(f"{_written(chosen)} cannot be put back: its moment has begun")
        return await at.told(chosen, "goes as its rule says")


@dataclass(frozen=True, slots=True)
class _Promised:
    """A promise that somebody changes, in the transaction that does it."""

    session: AsyncSession
    promise: Promise
    now: datetime

    @property
    def id(self) -> str:
        return self.promise.cadence_id

    def slot(self, said: str, *, changed: bool = False) -> datetime:
        """Return the slot that is meant; none is a kind refusal that names those to come."""
        named = [one for one in self.promise.coming if _is_called(one, said)]
        meant = [one for one in named if one.change or not changed]
        if said == "next":
            meant = [one for one in self.promise.coming if bool(one.change) or not changed][:1]
        if len(meant) == 1:
            return meant[0].slot
        if meant:
            times = ", ".join(one.slot.isoformat(timespec="minutes") for one in meant)
            raise NothingFound(f"several slots are on that day: write one of {times}")
        kind = "changed slot" if changed else "slot to come"
        coming = [one.slot for one in self.promise.coming if one.change or not changed][:SHOWN]
        known = ", ".join(slot.isoformat(timespec="minutes") for slot in coming) or "none"
        raise NothingFound(f"{self.promise.subject} has no {kind} at {said}. Next are: {known}")

    async def told(self, slot: datetime | None, what: str) -> Report:
        """Say what was done, and what comes next by now."""
        found = await promises.promise_of(self.session, self.id, SHOWN) or self.promise
        which = f"{self.promise.subject}, {_written(slot)}," if slot else self.promise.subject
        line = f"{which} {what}. {_next_of(found)}"
        value = {**_value(found), "slot": slot, "done": what}
        return Report(value, (line,))


@asynccontextmanager
async def _opened(settings: Settings, name: str) -> AsyncIterator[_Promised]:
    async with opened(settings) as house, house.database.begin() as session:
        found = await promises.called(session, name, LOOKED_AT)
        if not found:
            raise NothingFound(f"nothing is promised as {name}: `drumbeat schedule` lists it all")
        if len(found) > 1:
            raise NothingFound(f"several promises are called {name}: write more of the id")
        yield _Promised(session, found[0], house.clock.now())


def _is_called(one: Coming, said: str) -> bool:
    written = one.slot.isoformat(timespec="minutes")
    return said == (written if len(said) > _DAY_LENGTH else written[:_DAY_LENGTH])


def _written(slot: datetime) -> str:
    return f"{slot:%a %-d %b %Y %H:%M}"


def _next_of(promise: Promise) -> str:
    if promise.paused:
        return "All of it is paused."
    slot = promise.next_slot
    return (
        f"Next: {_written(slot)}, {promise.zone or THEIR_OWN} time." if slot else "None is left."
    )


def _row(promise: Promise) -> tuple[str, ...]:
    slot = "paused" if promise.paused else "no more"
    if promise.next_slot is not None and not promise.paused:
        slot = _written(promise.next_slot)
    short = promise.cadence_id[:SHOWN_OF_ID]
    clock = promise.zone or THEIR_OWN
    return (promise.kind, promise.subject, short, promise.rule, clock, slot)


def _slots(found: Sequence[Promise], names: Mapping[str, str]) -> Table:
    rows = [
        (
            promise.subject,
            _written(one.slot),
            _becomes(one),
            one.change.reason if one.change else "",
            names.get(one.change.by, one.change.by) if one.change else "",
        )
        for promise in found
        for one in promise.coming
        if not promise.paused
    ]
    return Table(("Which", "Slot", "Goes out", "Why", "By"), rows, title="Next slots")


def _becomes(one: Coming) -> str:
    if one.change is None:
        return "then"
    return f"on {_written(one.at)}" if one.goes else f"not: {one.change.what}"


def _value(promise: Promise) -> dict[str, object]:
    coming = [
        {"slot": one.slot, "at": one.at if one.goes else None, **_change(one)}
        for one in promise.coming
    ]
    said = note(promise.rule, promise.next_slot) if promise.next_slot else ""
    left_out = {"left_out": said} if said else {}
    value = {**asdict(promise), "next_slot": promise.next_slot, "coming": coming}
    return value | left_out


def _change(one: Coming) -> dict[str, str]:
    change = one.change
    return {"what": change.what, "reason": change.reason, "by": change.by} if change else {}
