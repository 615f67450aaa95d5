"""Exactly what would go out, to one reader or to several, on one platform."""

import json
from dataclasses import dataclass
from pathlib import Path

from bot.beat.rules.recipients import Recipient, SharedConversation
from bot.beat.rules.texts import WrittenText
from bot.beat.store import drafts
from bot.beat.store.audiences import Looked
from bot.beat.store.doubts import doubts
from bot.errors import ConfigurationInvalid, MessageRejected
from bot.language import ENGLISH
from bot.message import Message
from bot.people.rules.charge import Presenter
from bot.people.store.called import example_of
from bot.people.store.partnerships import partner_named
from bot.people.store.people import principal_by_email
from bot.people.store.presenting import presenters
from bot.principal import Principal, Role
from bot.store.sessions import AsyncSession
from content.drafts import Drafts
from drumbeat.differences import differences
from drumbeat.drawings import drawings_of
from drumbeat.house import House
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings

AS_JSON = ("slack", "teams")
"""Platforms that are handed JSON, where a new line is enough between two messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A text, in a file or as a draft, and who reads it: one of the three ways to say that."""

    file: Path | None = None
    draft: str = ""
    email: str = ""
    role: str = ""
    tier: str = ""
    conversation: str = ""


async def previewed(settings: Settings, wanted: Wanted, platform: str) -> Report:
    """Return what this platform would be handed; what it refuses is raised."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            reader = await _reader(session, wanted, settings.zone)
            kept = await _kept(house, session, wanted.draft) if wanted.draft else None
            found = await presenters(session, (reader.partner_id,), house.clock.now())
            presenter = found.get(reader.partner_id or "")
        message = await _message(house, wanted.file or kept, reader, presenter)
        doubt = await _doubt(house, wanted.file) if wanted.file else ""
        who = reader.partner_name if isinstance(reader, SharedConversation) else reader.name
        return _report(house, message, platform, wanted.email or who or "", doubt)


async def _reader(session: AsyncSession, wanted: Wanted, zone: str) -> Recipient:
    if wanted.email:
        known = await principal_by_email(session, wanted.email)
        if known is None:
            raise ConfigurationInvalid(f"nobody here has the email address {wanted.email}")
        return known
    if wanted.role:
        example = await example_of(session, Role(wanted.role), wanted.tier)
        if example is None:
            at = f"a {wanted.tier} partner" if wanted.tier else "a partner"
            raise ConfigurationInvalid(f"nobody is in the role {wanted.role} at {at}")
        return example
    found = await partner_named(session, wanted.conversation)
    if found is None:
        raise ConfigurationInvalid(f"there is no partner {wanted.conversation}")
    language = found.language or ENGLISH.tag
    return SharedConversation("draft", zone, found.id, found.name, language, tier=found.tier)


async def _kept(house: House, session: AsyncSession, draft_id: str) -> WrittenText:
    """Return a draft that somebody wrote in chat, as a text."""
    draft = await drafts.find(session, draft_id)
    if draft is None:
        raise ConfigurationInvalid(f"there is no draft {draft_id}")
    cadence = draft.announcement.cadence(house.clock.now())
    file = house.context.desk.write(draft.id, draft.announcement, cadence)
    return WrittenText("draft", file.kind, file.key, 1, file.body)


async def _message(
    house: House, text: Path | WrittenText | None, reader: Recipient, presenter: Presenter | None
) -> Message:
    now = house.clock.now()
    match text, reader:
        case Path(), SharedConversation():
            return _drafts(house).draft_for_several(text, reader, now, presenter)
        case Path(), Principal():
            return await _drafts(house).draft(text, reader, now, presenter)
        case WrittenText(), SharedConversation():
            by = presenter if house.editions.head(text).by_manager else None
            return house.editions.for_several(text, reader, by)
        case WrittenText(), Principal():
            return await house.context.edition(text, reader)
        case _:
            raise ConfigurationInvalid("say which text: a FILE, or --draft ID")


def _drafts(house: House) -> Drafts:
    return Drafts(house.library.promised, house.editions, house.surveys)


async def _doubt(house: House, file: Path) -> str:
    """Say what is wrong with whom a file is for; empty where nothing is."""
    looked = Looked(house.context.choosing)
    async with house.database.read() as session:
        found = await doubts(session, [(file.stem, _drafts(house).audience(file))], looked)
    return found[0].why if found else ""


def _report(house: House, message: Message, platform: str, reader: str, doubt: str) -> Report:
    drawn = drawings_of(house).draw(platform, message, reader)
    if drawn.refused:
        raise MessageRejected(drawn.refused)
    is_json = platform in AS_JSON
    value: dict[str, object] = {
        "platform": platform,
        "reader": reader,
        "payloads": [json.loads(each) if is_json else each for each in drawn.payloads],
    }
    notes = [f"Whom it is for: {doubt}"] if doubt else []
    if doubt:
        value["audience"] = doubt
    differing = [
        house.wording.say_number(f"drawn_{one.kind}", one.count)
        for one in differences(platform, message, drawn.payloads)
    ]
    value["differs"] = differing
    notes += differing
    return Report(value, (("\n" if is_json else "\n\n").join(drawn.payloads),), notes=notes)
