"""Read a text before it goes out as somebody else will: a person, a role, or a conversation."""

from dataclasses import dataclass, replace

from bot.beat import drafting
from bot.beat.cards import proofs as cards
from bot.beat.context import BeatContext
from bot.beat.rules.proofs import CHECKED
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import WrittenText
from bot.beat.store import audiences, shared_conversations
from bot.errors import ContentInvalid
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.language import ENGLISH
from bot.message import CodeBlock, Message
from bot.people.cards.settings import named
from bot.people.rules.charge import Presenter
from bot.people.store.called import NAMED, example_of, people_called, tiers
from bot.people.store.partnerships import partner_named
from bot.people.store.presenting import presenters
from bot.plain_text import plain_text
from bot.posting import signed
from bot.principal import Principal, Role
from bot.rights import may_see_person
from bot.store.sessions import AsyncSession

Reader = Principal | SharedConversation


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Why nobody is meant, beside the field where it was said."""

    field: str
    why: str


async def ask_for_reader(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks whose reading is wanted."""
    async with context.database.read() as session:
        if await drafting.text_of(context, session, asker, event) is None:
            return drafting.said(context, "announce_gone")
        known = await tiers(session)
    languages = {tag: named(context, tag) for tag in context.wording.spoken()}
    form = cards.reading_form(context.wording, event.action.arguments, known, languages)
    return Reply(form=form, update=await drafting.card_again(context, asker, event))


async def show_reading(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Show a text as the reader who was named gets it, and what the platforms make of it."""
    async with context.database.read() as session:
        file = await drafting.text_of(context, session, asker, event)
        if file is None:
            return drafting.said(context, "announce_gone")
        text = drafting.written(file)
        reader = await _reader(context, session, asker, event)
        if isinstance(reader, _Wrong):
            return Reply(errors={reader.field: reader.why})
        who, notes = await _about(context, session, text, reader)
        presenter = await _presenter(context, session, text, reader)
    try:
        message = await _message(context, text, reader, presenter)
    except ContentInvalid as problem:
        return Reply(errors={"place": problem.reason})
    drawn = context.proofs.drawn(message)
    platform = event.values.get("platform", "")
    platform = platform if platform in CHECKED else ""
    above = cards.reading_card(context.wording, who, notes, drawn, platform)
    refusing = {one.platform for one in drawn if one.refused}
    if event.origin.platform in refusing:
        return Reply((above,))
    return Reply((above, _in_plain_text(message) if platform == "text" else message))


async def _reader(
    context: BeatContext, session: AsyncSession, asker: Principal, event: FormSubmitted
) -> Reader | _Wrong:
    say, given = context.wording.say, event.values.get
    who, place = given("who", "").strip(), given("place", "").strip()
    role, language = given("role", ""), given("language", "")
    found: Reader | _Wrong
    if place:
        found = await _conversation(context, session, place)
    elif who:
        found = await _person(context, session, asker, who)
    elif role in frozenset(Role):
        tier = given("tier", "")
        example = await example_of(session, Role(role), tier)
        found = example or _Wrong("role", say("proof_as_nobody_there"))
    else:
        found = _Wrong("who", say("proof_as_nobody_said"))
    if isinstance(found, Principal):
        found = replace(found, is_overlooked=True)
    if isinstance(found, _Wrong) or language not in context.wording.spoken():
        return found
    return replace(found, language=language)


async def _person(
    context: BeatContext, session: AsyncSession, asker: Principal, words: str
) -> Principal | _Wrong:
    """Return the one person of this name whom the asker may see; others are as if not there."""
    say = context.wording.say
    called = await people_called(session, words)
    seen = [one for one in called if may_see_person(asker, one)]
    if not seen:
        return _Wrong("who", say("proof_as_unknown", name=words))
    if len(seen) > 1:
        several = [
            one.name + (f" ({one.partner_name})" if one.partner_name else "") for one in seen
        ]
        named = context.wording.language.one_of(several[:NAMED])
        return _Wrong("who", say("proof_as_several", names=named))
    return seen[0]


async def _conversation(
    context: BeatContext, session: AsyncSession, words: str
) -> SharedConversation | _Wrong:
    partner = await partner_named(session, words)
    if partner is None:
        return _Wrong("place", context.wording.say("proof_as_no_partner", name=words))
    language, zone = partner.language or ENGLISH.tag, context.programme.zone
    return SharedConversation(
        *("draft", zone, partner.id, partner.name, language), tier=partner.tier
    )


async def _about(
    context: BeatContext, session: AsyncSession, text: WrittenText, reader: Reader
) -> tuple[str, list[str]]:
    """Say who reads it, and what would keep it from them."""
    say = context.wording.say
    audience = context.desk.head_of(text).audience
    if isinstance(reader, SharedConversation):
        places = await shared_conversations.of_partners(session, context.messengers)
        is_there = any(one.partner_id == reader.partner_id for one in places)
        who = say("proof_as_all", partner=reader.partner_name or "")
        return who, [] if is_there else [say("proof_as_no_conversation")]
    who = cards.reader_words(context.wording, reader, reader.tier or "")
    is_meant = await audiences.means(session, audience, reader.contact_id, context.choosing)
    return who, [] if is_meant else [say("proof_as_not_meant")]


async def _presenter(
    context: BeatContext, session: AsyncSession, text: WrittenText, reader: Reader
) -> Presenter | None:
    """Return in whose name it would come there now, if that is the partner's own manager."""
    if not context.desk.head_of(text).by_manager:
        return None
    found = await presenters(session, (reader.partner_id,), context.clock.now())
    return found.get(reader.partner_id or "")


async def _message(
    context: BeatContext, text: WrittenText, reader: Reader, presenter: Presenter | None
) -> Message:
    if isinstance(reader, SharedConversation):
        return context.proofs.for_several(text, reader, presenter)
    return await context.edition(text, reader)


def _in_plain_text(message: Message) -> Message:
    return Message(message.title, (CodeBlock(plain_text(signed(message))),), message.language)
