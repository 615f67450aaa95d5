"""The look around that draws cards anew on which the other side has said something since."""

from datetime import datetime, timedelta

import structlog

from bot.beat.store import cards_out
from bot.beat.store.cards_out import CardOut
from bot.errors import DeliveryProblem, MessageRejected, NotSent, OutcomeUnknown, RateLimited
from bot.figures import renewing
from bot.figures.context import FiguresContext
from bot.figures.store import renewal_steps, renewal_words
from bot.people.store.people import principal_by_id
from bot.ports import Messengers

AT_ONCE = 50
REST = timedelta(minutes=1)
"""So long no card is drawn anew after a platform could not do it."""
WORTH_IT = timedelta(days=1)
"""So long after a change its cards are tried again; later the list of renewals must do."""

log = structlog.get_logger(__name__)


class RenewalCards:
    """Brings what one side says onto the cards that stand before the other."""

    def __init__(self, context: FiguresContext, messengers: Messengers) -> None:
        self._context, self._messengers = context, messengers
        self._rests_until: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Draw anew what changed; where a platform could not do it, all of it a while later."""
        if self._rests_until is not None and now < self._rests_until:
            return
        stale = await renewal_words.to_draw(self._context.database, AT_ONCE)
        for renewal_id, changed_at in stale:
            if not await self._draw(renewal_id, now) and changed_at > now - WORTH_IT:
                self._rests_until = now + REST
                continue
            async with self._context.database.begin() as session:
                await renewal_words.mark_drawn(session, renewal_id, changed_at)

    async def _draw(self, renewal_id: str, now: datetime) -> bool:
        async with self._context.database.read() as session:
            about = await renewal_steps.cards_about(session, renewal_id)
            cards = await cards_out.these_cards(session, about)
        drawn = [await self._draw_one(renewal_id, card, now) for card in cards]
        return all(drawn)

    async def _draw_one(self, renewal_id: str, out: CardOut, now: datetime) -> bool:
        """Draw one card anew; False where that may succeed another time."""
        messenger = self._messengers.get(out.to.platform)
        if messenger is None or not messenger.abilities.can_amend(now - out.since):
            return True
        async with self._context.database.read() as session:
            reader = await principal_by_id(session, out.contact_id)
            if reader is None:
                return True
            card = await renewing.pushed(
                self._context, session, out.delivery_id, reader, with_this=renewal_id
            )
        if card is None:
            return True
        try:
            await messenger.amend(out.to, out.receipt, card, out.delivery_id)
        except (DeliveryProblem, MessageRejected) as problem:
            # What was said stands as it was said; the list of renewals shows it.
            log.info("renewal_card_not_drawn", renewal_id=renewal_id, reason=str(problem))
            return not isinstance(problem, RateLimited | NotSent | OutcomeUnknown)
        return True
