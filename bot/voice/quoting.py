"""What was done since people were asked before, quoted where they are asked again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.language import Wording
from bot.message import Message, paragraph
from bot.store.sessions import AsyncSession
from bot.voice.store import improvements

LATELY = timedelta(days=180)
MOST = 3
"""Things that are quoted: the question is still what the message is about."""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes of a post that went out what it says was done."""

    wording: Wording

    async def done(self, session: AsyncSession, now: datetime) -> tuple[str, ...]:
        """Return what was told of late, the newest."""
        return tuple(await improvements.posted_since(session, now - LATELY, now))[-MOST:]

    def above(self, card: Message, done: Sequence[str]) -> Message:
        """Put it above the question, in the card's own language."""
        if not done:
            return card
        wording = self.wording.in_language(card.language)
        what = wording.language.all_of([f"\u201c{one}\u201d" for one in done])
        quote = paragraph(wording.say("we_did_quote", what=what))
        return replace(card, elements=(quote, *card.elements))
