"""Name who would be left out of a survey that nobody was asked yet."""

from bot.beat.store import audiences
from bot.event import ActionPressed, Reply
from bot.principal import Principal
from bot.voice import answering, writing
from bot.voice.cards.foreseen import left_out
from bot.voice.context import VoiceContext


async def name_left_out(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Name some of those left out for each reason, to whoever may ask the survey."""
    async with context.database.read() as session:
        text = await writing.mine(session, asker, event.action.arguments.get("s", ""))
        preview = await writing.preview_of(context, session, text) if text else None
        if preview is None:
            return Reply((answering.said(context, "survey_gone"),))
        ids = [one.contact_id for one in preview.round.left_out]
        names = await audiences.names_of(session, ids)
    return Reply((left_out(context.wording, preview, names),))
