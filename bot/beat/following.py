"""Cards that keep themselves up to date while a send runs, for whoever asked for it.

The look costs one question a tick, and nothing else while nobody follows anything.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.beat.cards import reach as cards
from bot.beat.reaching import report
from bot.beat.store import followers
from bot.beat.store.followers import Follower
from bot.beat.store.tables import Send
from bot.errors import DeliveryProblem, MessageRejected
from bot.language import Wording
from bot.message import Message
from bot.people.store.people import principal_by_id
from bot.ports import Messengers, Receipt
from bot.rights import Right, may
from bot.store.sessions import Database

AT_ONCE = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Following:
    """Draws anew, at most every few seconds, the cards that somebody follows who may see them."""

    database: Database
    wording: Wording
    messengers: Messengers

    async def look(self, now: datetime) -> None:
        """Draw those whose moment has come; a send that ended is drawn for the last time."""
        if not await followers.are_due(self.database, now):
            return
        async with self.database.read() as session:
            due = await followers.due(session, now, AT_ONCE)
        for one in due:
            async with self.database.begin() as session:
                mine = await followers.take(session, one, now)
            if mine:
                await self._draw(one)

    async def _draw(self, one: Follower) -> None:
        drawn = await self._card(one)
        if drawn is None:
            await self._let_go(one)
            return
        card, is_over = drawn
        messenger = self.messengers.get(one.to.platform)
        if messenger is None:
            return
        receipt = Receipt(one.message, one.to.conversation)
        try:
            await messenger.amend(one.to, receipt, card, one.id)
        except (DeliveryProblem, MessageRejected) as problem:
            # It may be pressed anew; the send itself is none the worse for it.
            log.info("card_not_followed", send_id=one.send_id, reason=str(problem))
            await self._let_go(one)
            return
        if is_over:
            await self._let_go(one)

    async def _card(self, one: Follower) -> tuple[Message, bool] | None:
        async with self.database.read() as session:
            person = await principal_by_id(session, one.contact_id)
            send = await session.get(Send, one.send_id)
            if person is None or send is None or not may(person, Right.WRITE_ANNOUNCEMENTS):
                return None
            seen = await report(session, send, person)
        is_over = send.state == "ended"
        wording = self.wording.in_language(person.language)
        return cards.card(wording, seen, is_followed=not is_over), is_over

    async def _let_go(self, one: Follower) -> None:
        async with self.database.begin() as session:
            await followers.let_go(session, one.id)
