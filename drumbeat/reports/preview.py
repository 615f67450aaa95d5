"""Exactly what would go out, to one reader or to several, on one platform."""

import json
from pathlib import Path

from bot.beat.rules.recipients import SharedConversation
from bot.beat.store.audiences import Looked
from bot.beat.store.doubts import doubts
from bot.errors import ConfigurationInvalid, MessageRejected
from bot.language import ENGLISH
from bot.message import Message
from bot.people.store.partnerships import partner_named
from bot.people.store.people import principal_by_email
from content.drafts import Drafts
from drumbeat.drawings import drawings_of
from drumbeat.house import House
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings

AS_JSON = ("slack", "teams")
"""Platforms that are handed JSON, where a new line is enough between two messages."""


async def previewed(settings: Settings, file: Path, email: str, platform: str) -> Report:
    """Return what this platform would be handed for this reader; what it refuses is raised."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            reader = await principal_by_email(session, email)
        if reader is None:
            raise ConfigurationInvalid(f"nobody here has the email address {email}")
        message = await _drafts(house).draft(file, reader, house.clock.now())
        return _report(house, message, platform, email, await _doubt(house, file))


async def previewed_for_several(
    settings: Settings, file: Path, partner: str, platform: str
) -> Report:
    """Return what this platform would be handed for the conversation shared with a partner."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await partner_named(session, partner)
        if found is None:
            raise ConfigurationInvalid(f"there is no partner {partner}")
        language = found.language or ENGLISH.tag
        place = SharedConversation("draft", settings.zone, found.id, found.name, language)
        message = _drafts(house).draft_for_several(file, place, house.clock.now())
        return _report(house, message, platform, found.name, await _doubt(house, file))


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
    notes = (f"Whom it is for: {doubt}",) if doubt else ()
    if doubt:
        value["audience"] = doubt
    return Report(value, (("\n" if is_json else "\n\n").join(drawn.payloads),), notes=notes)
