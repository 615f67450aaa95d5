"""The lanes in which something waits longest, and those that rest."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from bot.beat.store import standstill
from bot.beat.store.lane_states import LaneState, slowest
from bot.people.store.rungs import platform_of
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.reports.standstill import standstill_warning
from drumbeat.settings import Settings

NONE = "Nothing is due, and no lane rests."
REASONS = {
    "limited": "the platform said that we are too fast",
    "busy": "the platform takes nothing just now",
    "unknown": "nobody knows what came of several messages in a row",
}


async def slow_lanes(settings: Settings, limit: int) -> Report:
    """Return the lanes in which something waits longest, each with what keeps it."""
    system = datetime.now(UTC)
    async with opened(settings) as house, house.database.read() as session:
        now = house.clock.now()
        found = await slowest(session, now, system, limit)
        since = await standstill.since(session)
    warning = standstill_warning(since)
    told = (f"{warning}: `drumbeat sends resume-all` lets them go.",) if warning else ()
    return Report([_value(one, now) for one in found], (*told, _table(found, now, system)), NONE)


def _value(one: LaneState, now: datetime) -> dict[str, object]:
    waits = (now - one.oldest).total_seconds() if one.oldest else 0
    return {**asdict(one), "platform": platform_of(one.name), "oldest_due_seconds": round(waits)}


def _table(found: Sequence[LaneState], now: datetime, system: datetime) -> Table:
    heads = ("Platform", "Where", "Due", "Oldest waits", "Stands")
    rows = [
        (
            platform_of(one.name),
            one.place,
            str(one.due),
            _lasting(now - one.oldest) if one.oldest else "",
            _stands(one, system),
        )
        for one in found
    ]
    return Table(heads, rows)


def _stands(one: LaneState, system: datetime) -> str:
    if one.rests and one.until is not None:
        return f"rests for {_lasting(one.until - system)}: {REASONS[one.rests_for]}"
    if one.holder is not None:
        is_alive = one.until is not None and one.until > system
        return "is being worked on" if is_alive else "its worker is gone; another takes it over"
    if one.tried_at is not None and one.tried_at > system:
        return f"what was put back is tried again in {_lasting(one.tried_at - system)}"
    return "waits for a worker"


def _lasting(span: timedelta) -> str:
    seconds = max(round(span.total_seconds()), 0)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
