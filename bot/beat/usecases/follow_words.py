"""Follow what somebody changes, or takes back, of what was brought to a person."""

from bot.beat.replies import bring
from bot.beat.store import exchanges, replies
from bot.beat.store.reply_tables import StoredReply
from bot.context import Context
from bot.event import Reply, SaidOtherwise
from bot.principal import Principal


async def follow(context: Context, asker: Principal, event: SaidOtherwise) -> Reply:
    """Keep the words as they stand now; who waits for an answer is shown again."""
    now = context.clock.now()
    async with context.work(event) as session:
        line = await replies.line_named(session, asker.contact_id, event.message)
        if line is None or line.words == event.text:
            return Reply()
        line.words = event.text or ""
        line.state = "changed" if event.text is not None else "taken back"
        row = await session.get_one(StoredReply, line.reply_id)
        await session.flush()
        if row.state == "open":
            people = (await exchanges.duty(session, asker.partner_id, now)).people
            await bring(session, row, people, now, context.wording)
    return Reply()
