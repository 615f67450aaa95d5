"""Take back what did not arrive after all, and heed who called it spam."""

from bot.beat.store import bounces
from bot.context import Context
from bot.event import AddressBounced, Reply


async def take_bounce(context: Context, event: AddressBounced) -> Reply:
    """Never write again to an address that is gone, nor to a person who called it spam."""
    now = context.clock.now()
    async with context.work(event) as session:
        if event.permanent:
            await bounces.note_bounce(
                session, event.origin.platform, event.delivery_id, event.reason
            )
        if event.complaint:
            await bounces.note_complaint(session, event.delivery_id, now)
    return Reply()
