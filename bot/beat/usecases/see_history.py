"""See who wrote, approved, held, changed, undid, paused, stopped and sent something."""

from bot.beat.cards import history as cards
from bot.beat.context import BeatContext
from bot.beat.reaching import find, not_yours
from bot.beat.store import histories
from bot.beat.store.tables import Send
from bot.event import ActionPressed, Reply
from bot.principal import Principal


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show who did what with one send, to whoever may see it."""
    async with context.database.read() as session:
        seen = await find(session, asker, event)
        if seen is None:
            return not_yours(context)
        send = await session.get_one(Send, seen.send_id)
        found = await histories.history(session, send)
    card = cards.card(context.wording, send.id, send.title, found, asker.zone)
    return Reply((card,))
