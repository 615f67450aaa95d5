"""Follow what somebody changes, or takes back, of what was brought to a person."""

from bot.beat.replies import bring
from bot.beat.store import exchanges, replies
from bot.beat.store.reply_tables import StoredReply
from bot.context import Context
from bot.event import Reply, SaidOtherwise
from bot.principal import Principal


async def follow(context: Context, asker: Principal, event: SaidOtherwise) -> Reply:
    """Keep the words as they stand now; whoever is in charge is shown them again.

    What is changed after it was answered waits for an answer anew; what is taken back then is
    only not kept any more.
    """
    now = context.clock.now()
    async with context.work(event) as session:
        line = await replies.line_named(session, asker.contact_id, event.message)
        if line is None or line.words == event.text:
            return Reply()
        line.words = event.text or ""
        line.state = "changed" if event.text is not None else "taken back"
        row = await session.get_one(StoredReply, line.reply_id)
        await session.flush()
        duty = await exchanges.duty(session, asker.partner_id, now)
        if event.text is not None:
            replies.reopen(row, duty.due(now), now)
            await session.flush()
        if row.state == "open":
            await bring(session, row, duty.people, now, context.wording)
    return Reply()
