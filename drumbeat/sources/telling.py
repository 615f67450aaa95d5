"""Sources on the command line: how each stands, and a run of one now."""

from datetime import UTC, datetime

from bot.errors import ConfigurationInvalid
from bot.figures.store.source_tables import SourceState
from bot.imports.rules.sources import Source, placed
from bot.imports.store import sources as store
from drumbeat.house import House
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings
from drumbeat.sources.running import run

HEADS = ("Source", "Kind", "From", "State", "Came last", "Next", "Late after", "Owner")
NONE_YET = "No sources: name them in sources.yaml (docs/how-to/import.md)."


async def listed(settings: Settings) -> Report:
    """Return every source with when it came last, how it stands, and when it is expected."""
    async with opened(settings) as house:
        now, sources = house.clock.now(), _sources(house)
        async with house.database.read() as session:
            states = await store.states_of(session)
    told = [_told(one, states.get(one.key), now) for one in sources]
    keys = ("key", "kind", "place", "state", "came_at", "next", "due_by", "owner")
    rows = [tuple(str(one[key] or "") for key in keys) for one in told]
    said = [f"{one['key']}: {one['said']}" for one in told if one["said"]]
    return Report({"sources": told}, (Table(HEADS, rows), *said), empty=NONE_YET)


async def run_now(settings: Settings, key: str) -> tuple[Report, bool]:
    """Run a source now; return what came of it, and whether that was well."""
    async with opened(settings) as house:
        sources = {one.key: one for one in _sources(house)}
        if key not in sources:
            known = ", ".join(sources) or "none"
            raise ConfigurationInvalid(f"there is no source {key}; in sources.yaml stand: {known}")
        now = house.clock.now()
        async with house.database.begin() as session:
            await store.take_up(session, tuple(sources.values()), now)
        came = await run(settings, house.database, sources[key], now)
        async with house.database.read() as session:
            state = (await store.states_of(session)).get(key)
    said = came.said or "nothing new lies there"
    value = {**_told(sources[key], state, now), "came": came.is_well, "said": said}
    return Report(value, (f"{key}: {said}.",)), came.is_well is not False


def _sources(house: House) -> tuple[Source, ...]:
    return placed(house.library.sources, house.settings.zone)


def _told(source: Source, state: SourceState | None, now: datetime) -> dict[str, object]:
    since = state.since if state is not None else now
    upcoming = source.slots(now)
    return {
        "key": source.key,
        "kind": source.kind,
        "place": source.place.value,
        "state": state_of(state, now),
        "since": _moment(since),
        "came_at": _moment(state.came_at) if state is not None else None,
        "tried_at": _moment(state.tried_at) if state is not None else None,
        "next": _moment(upcoming[0]) if upcoming else None,
        "due_by": _moment(state.due_by) if state is not None else None,
        "failures": state.failures if state is not None else 0,
        "owner": source.owner,
        "said": state.said if state is not None else "",
    }


def state_of(state: SourceState | None, now: datetime) -> str:
    """Say in a word how a source stands."""
    if state is None:
        return "not yet taken up"
    if state.run_id is not None and state.run_until and state.run_until > datetime.now(UTC):
        return "running"
    if state.failures:
        return "failed"
    if store.is_late(state, now):
        return "late"
    return "well" if state.came_at else "waited for"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
