"""What all use cases of surveys written in chat ask: whose it is, whom it means, how it reads."""

from bot.beat import drafting
from bot.beat.cards.approving import Word
from bot.beat.rules.approving import GOOD_FOR, Size
from bot.beat.rules.audience import Audience
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.beat.store import crowds, texts
from bot.beat.store.audiences import Looked
from bot.beat.store.meant import meant
from bot.errors import AudienceUnreadable, ContentInvalid
from bot.message import Message
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from bot.voice.cards.survey_draft import Draft, draft
from bot.voice.context import VoiceContext
from bot.voice.foreseeing import Preview, foresee
from bot.voice.ports import SurveyHead
from bot.voice.rules.wishes import SurveyWish
from bot.voice.trying import to_try

TOPIC = "surveys"
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
    context: VoiceContext, session: AsyncSession, head: SurveyHead, writer: Principal
) -> tuple[Audience, Size] | str:
    """Return whom it means and how many they are, or why nobody can be meant so by them."""
    try:
        audience = await context.choosing.read(session, head.audience)
    except AudienceUnreadable as question:
        return str(question)
    looked = Looked(context.choosing, context.messengers)
    found = await meant(session, audience, looked, writer=writer)
    if found.why:
        return found.why
    return found.audience, await crowds.size(session, found.audience, looked)


async def keep(
    context: VoiceContext, session: AsyncSession, asker: Principal, wish: SurveyWish, key: str
) -> WrittenText | dict[str, str]:
    """Keep a survey as somebody wants it, or say what keeps it from being one."""
    now = context.clock.now()
    try:
        file = context.surveys.write(wish, key, topic_of(context))
    except ContentInvalid as problem:
        return {"question": " ".join(one.reason for one in (problem, *problem.more))}
    found = await meant_by(context, session, context.surveys.head(as_draft(file)), asker)
    if isinstance(found, str):
        return {"whom": found}
    await texts.write(session, file, asker.contact_id, now)
    audit.record(session, asker.contact_id, "write survey", About("survey", key), now)
    return await texts.newest(session, TextKind.SURVEY, key) or as_draft(file)


def topic_of(context: VoiceContext) -> str:
    """Return what its readers mute: surveys, where that is a topic of its own."""
    return TOPIC if TOPIC in context.topics else next(iter(context.topics), "")


def as_draft(file: FileText) -> WrittenText:
    """Return a survey as a version that is kept nowhere."""
    return WrittenText("", file.kind, file.key, 0, file.body)


async def shown(
    context: VoiceContext, session: AsyncSession, asker: Principal, text: WrittenText
) -> tuple[Message, Message]:
    """Show a survey as it is read, to be tried there, and what may become of it."""
    head = context.surveys.head(text)
    card = context.surveys.card(text, asker, to_try(text, head, context.clock.now()))
    return card, await card_of(context, session, asker, text)


async def card_of(
    context: VoiceContext, session: AsyncSession, asker: Principal, text: WrittenText
) -> Message:
    """Show what may become of a survey as it stands."""
    found = await meant_by(context, session, context.surveys.head(text), asker)
    size = Size() if isinstance(found, str) else found[1]
    word = await word_on(context, session, text, size)
    preview = await preview_of(context, session, asker, text)
    return draft(context.wording, Draft(text.key, context.surveys.wish_of(text), preview, word))


async def word_on(
    context: VoiceContext, session: AsyncSession, text: WrittenText, size: Size
) -> Word | None:
    """Return what a second person said of a survey as it stands; None where none is wanted."""
    since = context.clock.now() - GOOD_FOR
    return await drafting.word_on(context, session, text, size, since)


async def preview_of(
    context: VoiceContext, session: AsyncSession, asker: Principal, text: WrittenText
) -> Preview | None:
    """Return what a survey would come to now; None where nobody can be meant so."""
    head = context.surveys.head(text)
    found = await meant_by(context, session, head, asker)
    if isinstance(found, str):
        return None
    return await foresee(context, head, found[0], context.clock.now())
