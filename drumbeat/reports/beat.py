"""Whom the latest sends reached."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from bot.beat.store import standstill
from bot.language import Wording
from bot.people.cards.places import called, next_step
from bot.store.revision import ensure_current
from bot.store.sessions import Database
from content.wording import load_wording
from drumbeat.reports import on_time
from drumbeat.reports.report import Report, Table
from drumbeat.reports.standstill import standstill_warning
from drumbeat.settings import Settings
from scheduler.reach import Closed, ReachReport, recent_reach

SHOWN_OF_ID = 8
"""So much of an id tells sends apart, and is taken for the whole."""
NOT_COUNTED = (
    "Answers by mail are not counted: they go to each manager's own address. "
    "DRUMBEAT_REPLY_DOMAIN changes that."
)


async def reach(settings: Settings) -> Report:
    """Return whom the latest sends reached, and every miss with its reason."""
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
            since = await standstill.since(session)
            kept = await on_time.kept_since(session)
        report = await recent_reach(database)
    finally:
        await database.close()
    wording = load_wording(settings.content / "wording")
    report = replace(report, closed=tuple(_named(wording, one) for one in report.closed))
    steps = [next_step(wording, one.state, one.platform) for one in report.closed]
    closed = [
        {**asdict(one), "next": step} for one, step in zip(report.closed, steps, strict=True)
    ]
    value = {**asdict(report), "closed": closed, "stopped_since": since}
    value["on_time"] = on_time.values(kept)
    warning = standstill_warning(since)
    told = (f"{warning}: `drumbeat sends resume-all` lets them go.",) if warning else ()
    if settings.smtp_url is not None and not settings.reply_domain:
        value["answers_by_mail_counted"] = False
        told = (*told, NOT_COUNTED)
    tables = (sends_table(report), on_time.table(kept), _misses(report), _closed(report, steps))
    return Report(value, (*told, *tables))


def sends_table(report: ReachReport) -> Table:
    """Draw sends, each by how its deliveries stand."""
    heads = ("Id", "Send", "Opened", "To", "Delivered", "Planned", "Unknown", "Skipped", "Failed")
    rows = [
        (
            send.send_id[:SHOWN_OF_ID],
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


def _named(wording: Wording, one: Closed) -> Closed:
    name = called(wording, one.conversation, one.kind, one.since)
    return replace(one, conversation=name)


def _closed(report: ReachReport, steps: Sequence[str]) -> Table:
    rows = [
        (one.partner, one.conversation, one.state.value, one.reason, step)
        for one, step in zip(report.closed, steps, strict=True)
    ]
    heads = ("Partner", "Conversation", "State", "Why", "What to do")
    return Table(heads, rows, title="Conversations that nothing reaches")


def _reasons(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items())) or "0"
