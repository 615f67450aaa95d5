"""Exactly what would go out, to one reader, on one platform."""

import json
from pathlib import Path

from bot.errors import ConfigurationInvalid, MessageRejected
from bot.people.store.people import principal_by_email
from content.drafts import Drafts
from drumbeat.drawings import drawings_of
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
        drafts = Drafts(house.library.promised, house.editions, house.surveys)
        message = await drafts.draft(file, reader, house.clock.now())
        drawn = drawings_of(house).draw(platform, message, email)
    if drawn.refused:
        raise MessageRejected(drawn.refused)
    is_json = platform in AS_JSON
    value = {
        "platform": platform,
        "reader": email,
        "payloads": [json.loads(each) if is_json else each for each in drawn.payloads],
    }
    return Report(value, (("\n" if is_json else "\n\n").join(drawn.payloads),))
