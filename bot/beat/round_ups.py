"""The kind of send that brings round-ups, and the look around that begins and settles them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.beat.cards import round_ups as cards
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.beat.store import round_up_ends, round_ups, sends
from bot.beat.store.audiences import EVERYWHERE, Looked
from bot.beat.store.fallen_out import fallen_out_of
from bot.beat.store.round_up_ends import Waiting
from bot.beat.store.sends import Opening
from bot.language import Titles, Wording
from bot.message import Message
from bot.store.sessions import AsyncSession, Database

GOOD_FOR = timedelta(days=2)
AT_ONCE = 200
"""So many begin in one transaction, which then holds up nobody for long."""

log = structlog.get_logger(__name__)


class RoundUpSend(SendKind[Sequence[Waiting]]):
    """Brings what did not fit into the budget, outside of it; its subject is the moment."""

    name = "round-up"
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, wording: Wording, topics: Titles, budget: int) -> None:
        self._wording, self._topics, self._budget = wording, topics, budget

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Sequence[Waiting]]]:
        """Take what waits there still: what was muted, paused or stopped meanwhile fell out."""
        del now
        found = await round_up_ends.contents(session, [one.delivery_id for one in asked])
        return {key: Material(waiting) for key, waiting in found.items()}

    async def compose(self, asked: Asked, content: Sequence[Waiting]) -> Message:
        """Draw the card."""
        wording = self._wording.in_language(asked.recipient.language)
        return cards.card(wording, content, asked.recipient, self._topics, self._budget)

    async def settled(
        self, session: AsyncSession, delivery_ids: Sequence[str], now: datetime
    ) -> None:
        """Let what waited in it end as it ended."""
        del now
        await round_up_ends.follow(session, delivery_ids)


class RoundUpWatch:
    """Looks whose round-up has come, and what became of those that began."""

    def __init__(self, database: Database, wording: Wording, looked: Looked = EVERYWHERE) -> None:
        self._database, self._wording, self._looked = database, wording, looked

    async def look(self, now: datetime) -> None:
        """Begin what is due; where nothing is, this only looks."""
        are_due = await round_ups.are_due(self._database, now)
        if await round_up_ends.are_begun(self._database):
            async with self._database.begin() as session:
                await round_up_ends.sweep(session, now)
        while are_due:
            are_due = await self._begin(now)

    async def _begin(self, now: datetime) -> bool:
        """Begin some; say whether there may be more."""
        async with self._database.begin() as session:
            found = await round_ups.due(session, now, AT_ONCE)
            if not found:
                return False
            ids = [one.id for one in found]
            # An audience that shrank meanwhile is obeyed, as it is of all that leaves.
            out = await fallen_out_of(session, ids, self._looked)
            await round_ups.leave_out(session, out, now)
            opening = Opening(
                kind=RoundUpSend.name,
                subject=f"{now:%Y-%m-%dT%H:%M}Z",
                title=self._wording.say("round_up_title"),
                audience=Named(
                    contacts=_those(one.contact_id for one in found),
                    conversations=_those(one.conversation_id for one in found),
                ),
                due_at=now,
                catch_up=GOOD_FOR,
                priority=RoundUpSend.priority,
            )
            send = await sends.open_send(session, opening, now)
            await round_ups.begin(session, ids, send.id)
        log.info("round_ups_begun", send_id=send.id, recipients=len(found))
        return len(found) == AT_ONCE


def _those(ids: Iterable[str | None]) -> frozenset[str]:
    return frozenset(each for each in ids if each is not None)
