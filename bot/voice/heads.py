"""What must be known of the surveys that stand on the shelf."""

from contextlib import suppress

from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.errors import ContentInvalid
from bot.store.sessions import AsyncSession
from bot.voice.ports import SurveyHead, Surveys


async def standing_heads(surveys: Surveys, session: AsyncSession) -> dict[str, SurveyHead]:
    """Return the head of every survey by its key, but of those that cannot be read any more."""
    heads: dict[str, SurveyHead] = {}
    for text in await texts.standing(session, TextKind.SURVEY):
        with suppress(ContentInvalid):
            heads[text.key] = surveys.head(text)
    return heads
