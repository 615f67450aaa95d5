"""What all use cases of surveys written in chat ask: whose it is, whom it means, how it reads."""

from bot.beat.rules.approving import Size
from bot.beat.rules.audience import Audience
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import crowds, texts
from bot.beat.store.audiences import Looked
from bot.beat.store.meant import meant
from bot.errors import AudienceUnreadable
from bot.message import Message
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession
from bot.voice.cards import survey_form as cards
from bot.voice.context import VoiceContext
from bot.voice.ports import SurveyHead
from bot.voice.trying import to_try

KEY = "chat-{}"
"""How a survey that was written in chat is known; its own letters tell them apart."""


async def mine(session: AsyncSession, asker: Principal, key: str) -> WrittenText | None:
    """Return a survey of theirs that stands there still; administrators may settle anybody's."""
    if not key.startswith(KEY.format("")) or not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return None
    text = await texts.newest(session, TextKind.SURVEY, key)
    if text is None or text.owner == asker.contact_id:
        return text
    return text if may(asker, Right.STOP_SENDS) else None


async def readable(session: AsyncSession, asker: Principal, key: str) -> WrittenText | None:
    """Return a survey that this person may try: one of theirs, or one out of a file."""
    if key.startswith(KEY.format("")) or not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return await mine(session, asker, key)
    return await texts.newest(session, TextKind.SURVEY, key)


async def meant_by(
    context: VoiceContext, session: AsyncSession, head: SurveyHead
) -> tuple[Audience, Size] | str:
    """Return whom it means and how many they are, or why nobody can be meant so."""
    try:
        audience = await context.choosing.read(session, head.audience)
    except AudienceUnreadable as question:
        return str(question)
    looked = Looked(context.choosing, context.messengers)
    found = await meant(session, audience, looked)
    if found.why:
        return found.why
    return found.audience, await crowds.size(session, found.audience, looked)


def shown(
    context: VoiceContext, text: WrittenText, asker: Principal, people: int
) -> tuple[Message, Message]:
    """Show a survey as it is read, to be tried there, and what may become of it."""
    head = context.surveys.head(text)
    card = context.surveys.card(text, asker, to_try(text, head, context.clock.now()))
    return card, cards.draft(context.wording, head.title, text.key, people)
