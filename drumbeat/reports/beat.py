"""What is promised, and whom it reached."""

from dataclasses import asdict

from bot.beat.store.beats import Promise, promises_kept
from bot.store.revision import ensure_current
from bot.store.sessions import Database
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings
from scheduler.reach import ReachReport, recent_reach

NO_PROMISES = "Nothing yet: `drumbeat serve` takes up what the content folder promises."


async def promises(settings: Settings) -> Report:
    """Return every promised rhythm with its next slot."""
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
            found = await promises_kept(session)
    finally:
        await database.close()
    rows = [_promise(promise) for promise in found]
    table = Table(("What", "Which", "Rule", "Clock", "Next slot"), rows)
    return Report([asdict(promise) for promise in found], (table,), NO_PROMISES)


async def reach(settings: Settings) -> Report:
    """Return whom the latest sends reached, and every miss with its reason."""
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
        report = await recent_reach(database)
    finally:
        await database.close()
    return Report(asdict(report), (_sends(report), _misses(report)))


def _promise(promise: Promise) -> tuple[str, ...]:
    slot = "paused" if promise.paused else "no more"
    if promise.next_slot is not None and not promise.paused:
        slot = f"{promise.next_slot:%a %-d %b %Y %H:%M}"
    return (promise.kind, promise.subject, promise.rule, promise.zone or "the reader's own", slot)


def _sends(report: ReachReport) -> Table:
    heads = ("Send", "Opened", "To", "Delivered", "Planned", "Unknown", "Skipped", "Failed")
    rows = [
        (
            send.title,
            f"{send.created_at:%Y-%m-%d %H:%M}",
            str(send.total),
            str(send.delivered),
            str(send.planned + send.sending),
            str(send.unknown),
            _reasons(send.skipped),
            _reasons(send.failed),
        )
        for send in report.sends
    ]
    return Table(heads, rows, title="Sends")


def _misses(report: ReachReport) -> Table:
    rows = [
        (miss.subject, f"{miss.slot:%Y-%m-%d %H:%M}", miss.reason or "") for miss in report.missed
    ]
    return Table(("Promise", "Slot", "Why"), rows, title="Missed")


def _reasons(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items())) or "0"
