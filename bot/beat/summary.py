"""The kind of send that tells whoever sent something whom it reached, once it has gone out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.beat.cards import reach as cards
from bot.beat.cards.reach import Seen
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.reaching import report
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.beat.store.summaries import SUMMARY
from bot.beat.store.tables import Send
from bot.errors import NothingFound
from bot.language import Wording
from bot.message import Message, paragraph
from bot.principal import Principal
from bot.store.sessions import AsyncSession


class SummarySend(SendKind[Seen | None]):
    """Brings its owner the card of a send that has ended; its subject is that send."""

    name = SUMMARY
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Seen | None]]:
        """Count it as it stands when the summary leaves."""
        del now
        material: dict[str, Material[Seen | None]] = {}
        for one in asked:
            send = await session.get(Send, one.subject)
            seen = None
            if send is not None and isinstance(one.recipient, Principal):
                seen = await report(session, send, one.recipient)
            material[one.delivery_id] = Material(seen, None if seen else Skip.NOTHING_TO_SAY)
        return material

    async def compose(self, asked: Asked, content: Seen | None) -> Message:
        """Write the card, under a title that says it is over."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise NothingFound("no send")
        wording = self._wording.in_language(asked.recipient.language)
        card = cards.card(wording, content)
        intro = paragraph(wording.say("summary_intro"))
        title = wording.say("summary_title", title=content.title)
        return replace(card, title=title, elements=(intro, *card.elements))
