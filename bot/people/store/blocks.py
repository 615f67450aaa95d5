"""People who shut us out on a platform: a no to the topic that met it, until they are back."""

from datetime import datetime

from sqlalchemy import delete

from bot.people.store.tables import Mute
from bot.store import audit
from bot.store.audit import About
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


async def take(
    session: AsyncSession, contact_id: str, topic: str, platform: str, now: datetime
) -> None:
    """Stop a topic for a contact who shut us out when it came; again is no harm."""
    row = {"contact_id": contact_id, "topic": topic, "muted_at": now, "blocked_on": platform}
    if await insert_new(session, Mute, [row]):
        about = About("contact", contact_id)
        audit.record(session, audit.PROGRAM, "block", about, now, topic=topic, platform=platform)


async def forget(session: AsyncSession, contact_id: str, platform: str) -> None:
    """Let through again what a block stopped on a platform where they are there again."""
    await session.execute(
        delete(Mute).where(Mute.contact_id == contact_id, Mute.blocked_on == platform)
    )
