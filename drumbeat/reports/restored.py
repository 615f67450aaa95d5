"""A restored backup is taken up: nothing of what it planned leaves by itself."""

from pathlib import Path

from bot.beat.store import marks, sends
from bot.errors import NothingFound
from bot.store import audit
from bot.store.inbox import end_waiting
from bot.store.mark import Mark
from bot.store.programme import lineage_of, take_up
from drumbeat.reports import kept
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

LET_GO = "`drumbeat db resume SEND` lets one go on."
MEANWHILE = (
    "What falls due up to the next start of the server is opened paused as well: it may have "
    "been sent before. `drumbeat sends --json` names them then."
)


async def take_up_restored(settings: Settings, erased: Path | None) -> Report:
    """Pause what was planned, erase again who was erased, and take the mark anew."""
    again = await kept.replay(settings, erased, yes=True)
    async with opened(settings) as house:
        now = house.clock.now()
        async with house.database.begin() as session:
            paused = await marks.pause_unfinished(session, now)
            left = await end_waiting(session)
            await take_up(session)
            audit.record(session, audit.OPERATOR, "restored", audit.About("programme", ""), now)
        async with house.database.read() as session:
            lineage, numbers = await lineage_of(session), await marks.numbers(session)
        mark = Mark(settings.mark_file, lineage)
        await mark.open()
        await mark.keep(numbers)
        await mark.close()
    rows = [(one.id, one.title) for one in paused.sends]
    count = f"{len(rows):,} sends are paused, with {paused.deliveries:,} deliveries that had not"
    said: tuple[Table | str, ...] = (
        Table(("Paused", "What"), rows),
        f"{count} left when the backup was made. {LET_GO}",
        f"{left:,} requests that were in hand then are not answered again.",
        *(part for part in again.parts if isinstance(part, str)),
        MEANWHILE,
    )
    value = {
        "sends": [one.id for one in paused.sends],
        "deliveries": paused.deliveries,
        "requests": left,
        "erased": again.value,
    }
    return Report(value, said)


async def resume(settings: Settings, send_id: str) -> Report:
    """Let one send go on; what is past its catch-up limit by now is skipped."""
    async with opened(settings) as house, house.database.begin() as session:
        (found,) = await sends.sends(session, [send_id]) or (None,)
        if found is None:
            raise NothingFound(f"there is no send {send_id}: `drumbeat sends --json` names them")
        await sends.resume(session, send_id)
        place = audit.About("send", send_id)
        audit.record(session, audit.OPERATOR, "resume", place, house.clock.now())
    return Report({"send": send_id}, (f'"{found.title}" goes on.',))
