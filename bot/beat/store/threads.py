"""The threads below what we delivered to conversations: what is said there is said to us."""

import time

from sqlalchemy import String, bindparam, cast, or_, select

from bot.beat.store.tables import Delivery
from bot.event import Origin
from bot.people.store.place_tables import Conversation, Installation
from bot.store.sessions import Database

BELIEVE_SECONDS = 30.0
MOST = 10_000
"""Threads remembered at once; with more all are forgotten, and asked for again."""


class Threads:
    """Says which threads we began; believed for a while, for each word in them asks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._believed: dict[tuple[str, str, str], tuple[float, bool]] = {}

    async def began(self, origin: Origin) -> bool:
        """Say whether the first message of this thread is one that we delivered."""
        thread = (origin.installation, origin.conversation, origin.thread)
        if not origin.thread:
            return False
        until, known = self._believed.get(thread, (0.0, False))
        if until > time.monotonic():
            return known
        said = {"platform": origin.platform, "place": origin.installation}
        said |= {"conversation": origin.conversation, "first": origin.thread}
        rows = await self._database.ask(_BEGAN, {**said, "among": f'%"{origin.thread}"%'})
        if len(self._believed) >= MOST:
            self._believed.clear()
        self._believed[thread] = time.monotonic() + BELIEVE_SECONDS, bool(rows)
        return bool(rows)


# By the conversation's own row: its id may have changed since, and an index leads from there.
_BEGAN = (
    select(Delivery.id)
    .join(Conversation, Conversation.id == Delivery.conversation_id)
    .join(Installation, Installation.id == Conversation.installation_id)
    .where(
        Installation.platform == bindparam("platform"),
        Installation.external_id == bindparam("place"),
        Conversation.external_id == bindparam("conversation"),
        or_(
            Delivery.message_id == bindparam("first"),
            cast(Delivery.more, String).like(bindparam("among")),
        ),
    )
    .limit(1)
)
