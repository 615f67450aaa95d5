"""How sources stand: taken up from the files, held while they run, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select, update

from bot.figures.store.source_tables import SourceState
from bot.imports.rules.sources import Came, Place, Source, due_by, is_due, rest_after
from bot.people.store.people import principal_by_email
from bot.store.alarms import Concern
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

LEASE = timedelta(seconds=60)
LONGEST_SAID = 1_000
LONGEST_LABEL = 250


async def take_up(session: AsyncSession, sources: Sequence[Source], now: datetime) -> None:
    """Know these sources and no others, each with when it is late by its rhythm of today."""
    keys = [one.key for one in sources]
    await session.execute(delete(SourceState).where(SourceState.id.not_in(keys)))
    rows = [{"id": one.key, "kind": one.kind, "since": now} for one in sources]
    if rows:
        await insert_new(session, SourceState, rows)
    states = await states_of(session)
    for one in sources:
        state = states[one.key]
        late = due_by(one, state.came_at, state.since)
        if (state.kind, state.due_by) != (one.kind, late):
            state.kind, state.due_by = one.kind, late


async def states_of(session: AsyncSession) -> Mapping[str, SourceState]:
    """Return how each source stands that was taken up."""
    return {one.id: one for one in await session.scalars(select(SourceState))}


def is_wanted(source: Source, state: SourceState, now: datetime, *, lies_there: bool) -> bool:
    """Say whether a source is to be asked now that nobody asks already.

    A folder is, when something `lies_there`, whatever the hour. What a process was at when it
    died is asked at once.
    """
    if state.run_id is not None:
        return state.run_until is None or state.run_until < datetime.now(UTC)
    if source.place is Place.FOLDER:
        return lies_there
    return is_due(source, state.tried_at, state.failures, now)


def has_rested(state: SourceState, now: datetime) -> bool:
    """Say whether a source that cannot be looked into is to be looked into once more."""
    if not state.failures or state.tried_at is None:
        return True
    return now >= state.tried_at + rest_after(state.failures)


async def begin(session: AsyncSession, key: str, run_id: str, now: datetime) -> bool:
    """Hold a source; False where another does who is alive."""
    machine = datetime.now(UTC)
    free = or_(SourceState.run_id.is_(None), SourceState.run_until < machine)
    held = await session.execute(
        update(SourceState)
        .where(SourceState.id == key, free)
        .values(run_id=run_id, run_until=machine + LEASE, tried_at=now)
        .returning(SourceState.id)
    )
    return held.scalar_one_or_none() is not None


async def go_on(session: AsyncSession, key: str, run_id: str) -> None:
    """Say that whoever holds a source is alive."""
    mine = (SourceState.id == key) & (SourceState.run_id == run_id)
    until = datetime.now(UTC) + LEASE
    await session.execute(update(SourceState).where(mine).values(run_until=until))


async def end(
    session: AsyncSession,
    source: Source,
    run_id: str,
    came: Came,
    now: datetime,
) -> None:
    """Let go of a source, and keep what came of it; where nothing was there, all is as before."""
    state = await session.get(SourceState, source.key, with_for_update=True)
    if state is None or state.run_id != run_id:
        return
    state.run_id = state.run_until = None
    if came.is_well is None:
        return
    state.said = came.said[:LONGEST_SAID]
    state.failures = 0 if came.is_well else state.failures + 1
    if came.is_well:
        state.came_at = now
        state.due_by = due_by(source, now, state.since)


async def concerns(
    session: AsyncSession, sources: Iterable[Source], now: datetime
) -> Sequence[Concern]:
    """Return the sources that failed last or are late, each with whom it belongs to."""
    states, found = await states_of(session), []
    for one in sources:
        state = states.get(one.key)
        if state is None or not (state.failures or is_late(state, now)):
            continue
        owner = await principal_by_email(session, one.owner)
        ours = owner is not None and owner.is_vendor
        label = f"{one.key} ({one.kind}): {trouble_of(state, now)}"
        found.append(
            Concern(one.key, label[:LONGEST_LABEL], owner.contact_id if owner and ours else None)
        )
    return found


def is_late(state: SourceState, now: datetime) -> bool:
    """Say whether something should have come by now."""
    return state.due_by is not None and state.due_by < now


def trouble_of(state: SourceState, now: datetime) -> str:
    """Say what is wrong with a source; nothing where nothing is."""
    if state.failures:
        return state.said
    if is_late(state, now):
        last = f"{state.came_at:%Y-%m-%d %H:%M} UTC" if state.came_at else "never"
        return f"should have come by {state.due_by:%Y-%m-%d %H:%M} UTC, came last: {last}"
    return ""
