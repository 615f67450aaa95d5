"""What `drumbeat doctor` finds about promised moments."""

from bot.beat.rules.punctual import LATELY
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.reports import on_time
from drumbeat.settings import Settings

SUBJECT = "promised moments"


async def promises(settings: Settings) -> Finding:
    """Say how many deliveries came within 15 minutes of their moment, and what was late."""
    async with reading(settings) as session:
        if session is None:
            return Finding(SUBJECT, "unknown until the database is ready")
        kept = on_time.together(await on_time.kept_since(session))
    days = LATELY.days
    if kept.share is None:
        return Finding(SUBJECT, f"nothing that was promised arrived within {days} days")
    said = (
        f"{on_time.share_of(kept)} of {kept.promised} deliveries of {days} days came within 15 "
        f"minutes; late by a limit of their lane: {kept.by_limit}, late otherwise: {kept.late}, "
        f"too late to be sent: {kept.never}"
    )
    if not kept.late + kept.never:
        return Finding(SUBJECT, said)
    return Finding(SUBJECT, said, next_step="`drumbeat sends` says which promises were late")
