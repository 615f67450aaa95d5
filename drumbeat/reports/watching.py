"""A send as it runs, told line by line until it has ended."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.beat.rules.reach import Four, four_counts
from bot.beat.store import ledger
from bot.beat.store.tables import Send
from bot.store.sessions import AsyncSession
from drumbeat.reports.opened import opened
from drumbeat.reports.sends import send_called
from drumbeat.settings import Settings

EVERY = 2.0
"""Seconds between two looks."""


async def watched(
    settings: Settings,
    send: str,
    put: Callable[[str], None],
    *,
    as_json: bool = False,
    rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Tell how a send stands whenever that changed, and return when it has ended."""
    async with opened(settings) as house:
        told: dict[str, object] | None = None
        while True:
            async with house.database.read() as session:
                found = await send_called(session, send)
                value = await _standing(session, found)
                at = house.clock.now()
            if value != told:
                told = value
                put(_line(value, at, as_json=as_json))
            if value["state"] == "ended":
                return
            await rest(EVERY)


async def _standing(session: AsyncSession, send: Send) -> dict[str, object]:
    tally = await ledger.tally(session, [send.id])
    four = four_counts((one.state, one.reason, one.count) for one in tally)
    state = send.state
    if state != "ended":
        state = "stopped" if send.stopped_at else "paused" if send.paused_at else "running"
    return {"send_id": send.id, "state": state, **_counts(four)}


def _counts(four: Four) -> dict[str, int]:
    return {
        "everybody": four.everybody,
        "reached": four.reached,
        "on_the_way": four.on_the_way,
        "not_reached": four.not_reached,
        "left_out": four.left_out,
    }


def _line(value: dict[str, object], at: datetime, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"at": at.isoformat(), **value})
    return (
        f"{at:%H:%M:%S} {value['state']}: reached {value['reached']} of {value['everybody']}, "
        f"{value['on_the_way']} on the way, {value['not_reached']} not reached, "
        f"{value['left_out']} left out"
    )
