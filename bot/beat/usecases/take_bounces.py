"""Take back what did not arrive after all, and heed who called it spam."""

from bot.beat.store import bounces
from bot.context import Context
from bot.event import AddressBounced, Reply


async def take_bounce(context: Context, event: AddressBounced) -> Reply:
    """Say what did not arrive; mail no more where nobody is, or where it was called spam."""
    now = context.clock.now()
    async with context.work(event) as session:
        if event.complaint:
            await bounces.note_complaint(session, event.origin.platform, event.delivery_id, now)
        else:
            await bounces.note_bounce(
                session,
                event.origin.platform,
                event.delivery_id,
                event.reason,
                now,
                nobody_there=event.permanent,
            )
    return Reply()
