"""Take it from a reader that they have read what everybody must read."""

from bot.beat.context import BeatContext
from bot.beat.store import acknowledgements
from bot.event import ActionPressed, Reply
from bot.message import notice
from bot.principal import Principal


async def say_read(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Note that this person has read it; of a preview or a test nothing is noted."""
    say = context.wording.say
    async with context.work(event) as session:
        send_id = event.action.arguments.get("s", "")
        send = await acknowledgements.asked_of(session, send_id, asker)
        if send is None:
            told = notice(say("read_nothing_title"), say("read_nothing"))
            return context.owe(session, Reply((told,)))
        await acknowledgements.note(session, send.id, asker.contact_id, context.clock.now())
        told = notice(say("read_noted_title"), say("read_noted", title=send.title))
        return context.owe(session, Reply((told,)))
