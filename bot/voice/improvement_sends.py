"""The kind of send that tells everybody who complained how far an improvement is."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.beat.kinds import CASE, Asked, Material, SendKind
from bot.beat.rules.suppression import Skip
from bot.errors import MessageRejected
from bot.language import Wording
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.cards import improvements as cards
from bot.voice.rules.improvements import Progress
from bot.voice.store import improvements

Step = tuple[str, Progress, str]


class ImprovementSend(SendKind[Step | None]):
    """Tells one step of an improvement; its subject is the step."""

    name = "improvement"
    priority = CASE

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Step | None]]:
        """Take the step as it was said."""
        del now
        found: dict[str, Material[Step | None]] = {}
        for one in asked:
            told = await improvements.told_by(session, one.subject)
            step = (told[1].title, Progress(told[0].state), told[0].words) if told else None
            found[one.delivery_id] = Material(step, None if step else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: Step | None) -> Message:
        """Say it in its reader's language, in the words of whoever sees to it."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("progress is told to those who complained")
        wording = self._wording.in_language(asked.recipient.language)
        return cards.told(wording, *content)
