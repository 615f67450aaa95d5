"""Say whom a survey would ask, now and in the rounds to come, and name who would be left out."""

from datetime import timedelta

from bot.beat.store import audiences
from bot.event import ActionPressed, Reply
from bot.principal import Principal
from bot.voice import answering, foreseeing, writing
from bot.voice.cards import foreseen as cards
from bot.voice.context import VoiceContext

AHEAD = timedelta(days=366)


async def show(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show it to whoever writes surveys; of drafts to who may ask them."""
    key, now = event.action.arguments.get("s", ""), context.clock.now()
    async with context.database.read() as session:
        text = await writing.readable(session, asker, key)
        preview = await writing.preview_of(context, session, asker, text) if text else None
        if text is None or preview is None:
            return Reply((answering.said(context, "survey_gone"),))
        names = await audiences.names_of(
            session, [one.contact_id for one in preview.round.left_out]
        )
    head = context.surveys.head(text)
    rounds = await foreseeing.coming(context, head, now, now + AHEAD)
    return Reply((cards.whom(context.wording, head.title, preview, rounds, names),))
