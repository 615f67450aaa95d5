"""What is said to whoever wants to answer while nothing is asked."""

from bot.beat.cards.passing import called
from bot.beat.rules.texts import TextKind
from bot.beat.store import exchanges, promises, texts
from bot.errors import ContentInvalid
from bot.message import Message, notice
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext

SURVEY = "survey"


async def next_round(
    context: VoiceContext, session: AsyncSession, asker: Principal, score: str
) -> Message:
    """Say when the next round of this score opens, and how to tell their manager something now."""
    say = context.wording.say
    day = await _next_day(context, session, score)
    when = say("next_round", date=day) if day else say("next_round_unknown")
    duty = await exchanges.duty(session, asker.partner_id, context.clock.now())
    names = [await exchanges.name_of(session, who) for who in duty.people[:2]]
    now = say("next_round_tell", name=called(context.wording, names)) if names else ""
    return notice(say("no_wave_title"), " ".join(filter(None, (when, now))))


async def _next_day(context: VoiceContext, session: AsyncSession, score: str) -> str:
    found = [
        one.next_slot
        for one in await promises.promises(session)
        if one.kind == SURVEY and one.next_slot is not None and not one.paused
        if await _score_of(context, session, one.subject) == score
    ]
    if not found:
        return ""
    pattern = context.wording.say("pattern_long_day")
    return context.wording.language.day(min(found).date(), pattern)


async def _score_of(context: VoiceContext, session: AsyncSession, key: str) -> str:
    text = await texts.newest(session, TextKind.SURVEY, key)
    try:
        return context.surveys.head(text).score if text is not None else ""
    except ContentInvalid:
        return ""
