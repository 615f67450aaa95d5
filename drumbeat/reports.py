"""What the command line prints: promises, reach, and answers to a question."""

import io
import json
from dataclasses import asdict
from datetime import datetime

from rich.console import Console
from rich.table import Table

from bot.domain.questions.lexicon import build_lexicon
from bot.domain.questions.reading import read
from bot.domain.questions.reading_json import interpretation
from bot.errors import ConfigurationInvalid
from bot.event import Origin, Said
from bot.plain_text import plain_text
from bot.store.beats import Promise, promises_kept
from bot.store.migrate import ensure_current
from bot.store.names import every_partner_name, visible_names
from bot.store.people import principal_by_email
from bot.store.sessions import Database
from bot.usecases.ask import ask
from drumbeat.house import open_core
from drumbeat.settings import Settings
from scheduler.reach import ReachReport, recent_reach

WIDTH = 120
NO_PROMISES = "Nothing yet: `drumbeat serve` takes up what the content folder promises."
_COMMAND_LINE = Origin("command line", "", "")


async def promises(settings: Settings, *, as_json: bool) -> str:
    """Return every promised rhythm with its next slot."""
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
            found = await promises_kept(session)
    finally:
        await database.close()
    if as_json:
        return _json([asdict(promise) for promise in found])
    table = Table("What", "Which", "Rule", "Clock", "Next slot")
    for promise in found:
        table.add_row(*_promise(promise))
    return _drawn(table, empty=NO_PROMISES)


async def reach(settings: Settings, *, as_json: bool) -> str:
    """Return whom the latest sends reached, and every miss with its reason."""
    database = Database(settings.database_url)
    try:
        async with database.read() as session:
            await ensure_current(session)
        report = await recent_reach(database)
    finally:
        await database.close()
    if as_json:
        return _json(asdict(report))
    return _drawn(_sends(report), _misses(report))


async def answer(settings: Settings, question: str, email: str, *, as_json: bool) -> str:
    """Answer a question as this person would be answered, or (JSON) say how it was read."""
    async with open_core(settings) as house:
        async with house.database.read() as session:
            asker = await principal_by_email(session, email)
            if asker is None:
                raise ConfigurationInvalid(f"nobody here has the email address {email}")
            names = await visible_names(session, asker)
            hidden = set(await every_partner_name(session)) - set(names["partner"])
        if as_json:
            context = house.context
            lexicon = build_lexicon(context.catalogue, names)
            reading = read(question, lexicon, context.footing().calendar, asker)
            return _json(interpretation(reading, question, hidden))
        reply = await ask(house.context, asker, Said(_COMMAND_LINE, question))
        return "\n\n".join(plain_text(message) for message in reply.messages) + "\n"


def _promise(promise: Promise) -> tuple[str, ...]:
    slot = "paused" if promise.paused else "no more"
    if promise.next_slot is not None and not promise.paused:
        slot = f"{promise.next_slot:%a %-d %b %Y %H:%M}"
    return (promise.kind, promise.subject, promise.rule, promise.zone or "the reader's own", slot)


def _sends(report: ReachReport) -> Table:
    table = Table(
        "Send",
        "Opened",
        "To",
        "Delivered",
        "Planned",
        "Unknown",
        "Skipped",
        "Failed",
        title="Sends",
    )
    for send in report.sends:
        table.add_row(
            send.title,
            f"{send.created_at:%Y-%m-%d %H:%M}",
            str(send.total),
            str(send.delivered),
            str(send.planned + send.sending),
            str(send.unknown),
            _reasons(send.skipped),
            _reasons(send.failed),
        )
    return table


def _misses(report: ReachReport) -> Table:
    table = Table("Promise", "Slot", "Why", title="Missed")
    for miss in report.missed:
        table.add_row(miss.subject, f"{miss.slot:%Y-%m-%d %H:%M}", miss.reason or "")
    return table


def _reasons(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items())) or "0"


def _drawn(*tables: Table, empty: str = "Nothing yet.") -> str:
    console = Console(file=io.StringIO(), width=WIDTH)
    for table in tables:
        if table.row_count:
            console.print(table)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return text or f"{empty}\n"


def _json(value: object) -> str:
    return json.dumps(value, default=_plain, indent=2) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
