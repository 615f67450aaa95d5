"""What the command line does with one send while it runs: stop it for good."""

from bot.beat.rules.outcomes import State
from bot.beat.store import ledger, stopping
from bot.beat.store.tables import Send
from bot.store import audit
from bot.store.sessions import AsyncSession
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.reports.sends import send_called, send_named
from drumbeat.settings import Settings

KEPT_BACK, HAVE_IT, LEAVING = "kept_back", "have_it", "just_leaving"


async def weighed_stop(settings: Settings, send: str) -> Report:
    """Return whom a stop would keep it back from, and who has it already."""
    async with opened(settings) as house, house.database.read() as session:
        found = await send_called(session, send)
        counts = await _counts(session, found.id)
    line = (
        f"{send_named(found)}: {counts[KEPT_BACK]} would not get it; {_out(counts)}. "
        "What is stopped is never resumed."
    )
    return Report({"send_id": found.id, **counts}, (line,))


async def stopped_one(settings: Settings, send: str) -> Report:
    """Stop it for good, and say what had left by then."""
    async with opened(settings) as house:
        async with house.database.begin() as session:
            found = await send_called(session, send)
            before = await _counts(session, found.id)
            now = house.clock.now()
            changed = await stopping.stop(session, found.id, audit.OPERATOR, now)
        async with house.database.read() as session:
            after = await _counts(session, found.id)
    value = {"send_id": found.id, "changed": changed, **after}
    value[KEPT_BACK] = before[KEPT_BACK] if changed else 0
    said = f"{send_named(found)}: {_told(found, value)}; {_out(after)}."
    return Report(value, (said,))


async def _counts(session: AsyncSession, send_id: str) -> dict[str, int]:
    tally = await ledger.tally(session, [send_id])

    def count(state: State) -> int:
        return sum(one.count for one in tally if one.state is state)

    return {
        KEPT_BACK: count(State.PLANNED),
        HAVE_IT: count(State.DELIVERED),
        LEAVING: count(State.SENDING),
    }


def _told(send: Send, value: dict[str, object]) -> str:
    if value["changed"]:
        return f"stopped; {value[KEPT_BACK]} do not get it"
    if send.stopped_at is not None:
        return "it was stopped before"
    return "nothing was left to stop"


def _out(counts: dict[str, int]) -> str:
    leaving = counts[LEAVING]
    late = f", and for {leaving} it is just leaving and cannot be called back" if leaving else ""
    return f"{counts[HAVE_IT]} have it{late}"
