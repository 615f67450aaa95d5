"""Who is told when a send has gone out, once."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.texts import FILES
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.beat.store.tables import Send
from bot.store.sessions import AsyncSession

SUMMARY = "summary"
"""The kind of send that tells whom a send reached."""
GOOD_FOR = timedelta(days=2)


async def tell_owner(session: AsyncSession, send_id: str, now: datetime) -> None:
    """Have whoever sent it told whom it reached; what came from files has nobody to tell."""
    owner = await sends.owner_of(session, send_id)
    title = await session.scalar(select(Send.title).where(Send.id == send_id))
    if owner in {None, FILES} or title is None:
        return
    opening = Opening(
        kind=SUMMARY,
        subject=send_id,
        title=title,
        audience=Named(frozenset({owner})),
        priority=OWED,
        due_at=now,
        catch_up=GOOD_FOR,
    )
    await sends.open_send(session, opening, now)
