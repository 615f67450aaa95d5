"""The browser chat's memory: lines by person, each change with a new number."""

from datetime import UTC, datetime

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.errors import DatabaseTrouble, MessageUnreadable, NothingFound, NotKept
from bot.message import Message
from bot.people.store.place_tables import ChatLine
from bot.people.store.tables import Contact
from bot.ports import ChatEntry
from bot.store.columns import new_id
from bot.store.encoding import decode, encode
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database

LINES_SHOWN = 200

log = structlog.get_logger()


class StoredChatLog:
    """Keeps every line of every browser chat; times are the business clock's.

    `instead` is shown in the place of a message that this program cannot read any more.
    """

    def __init__(self, database: Database, clock: Clock, instead: Message) -> None:
        self._database, self._clock, self._instead = database, clock, instead

    async def append(
        self,
        contact_id: str,
        *,
        said: str | None = None,
        message: Message | None = None,
        line_id: str | None = None,
    ) -> ChatEntry:
        """Add a line; with a `line_id` that is there already, return the old one.

        What failed may be tried again: a line that was written after all is found by its id.
        """
        row = {
            "id": line_id or new_id(),
            "contact_id": contact_id,
            "ours": message is not None,
            "body": encode(message) if message else said or "",
            "at": self._clock.now(),
            "changed_at": datetime.now(UTC),
        }
        try:
            async with self._database.begin() as session:
                if not await _held(session, contact_id):
                    raise NothingFound(f"there is no contact {contact_id}")
                row["number"] = await _next_number(session, contact_id)
                await insert_new(session, ChatLine, [row])
                line = await session.get_one(ChatLine, row["id"])
        except (SQLAlchemyError, DatabaseTrouble) as problem:
            raise NotKept(f"a line was not written down: {type(problem).__name__}") from problem
        return self._entry(line)

    async def replace(self, contact_id: str, line_id: str, message: Message) -> ChatEntry | None:
        """Change one of our lines of this person's chat; None if there is no such line."""
        mine = (ChatLine.id == line_id, ChatLine.contact_id == contact_id, ChatLine.ours.is_(True))
        try:
            async with self._database.begin() as session:
                await _held(session, contact_id)
                said = {
                    "body": encode(message),
                    "number": await _next_number(session, contact_id),
                    "changed_at": datetime.now(UTC),
                }
                changed = update(ChatLine).where(*mine).values(said).returning(ChatLine)
                line = (await session.execute(changed)).scalar_one_or_none()
        except (SQLAlchemyError, DatabaseTrouble) as problem:
            raise NotKept(f"a line was not written down: {type(problem).__name__}") from problem
        return self._entry(line) if line else None

    async def line(self, contact_id: str, line_id: str) -> ChatEntry | None:
        """Return one line of this person's chat; None if there is no such line."""
        mine = select(ChatLine).where(ChatLine.id == line_id, ChatLine.contact_id == contact_id)
        async with self._database.read() as session:
            line = await session.scalar(mine)
        return self._entry(line) if line else None

    async def since(self, contact_id: str, number: int) -> tuple[ChatEntry, ...]:
        """Return the lines with a higher number, oldest first; the newest 200 at most."""
        newest = (
            select(ChatLine)
            .where(ChatLine.contact_id == contact_id, ChatLine.number > number)
            .order_by(ChatLine.number.desc())
            .limit(LINES_SHOWN)
        )
        async with self._database.read() as session:
            lines = list((await session.execute(newest)).scalars())
        return tuple(self._entry(line) for line in sorted(lines, key=lambda line: line.at))

    def _entry(self, line: ChatLine) -> ChatEntry:
        if not line.ours:
            return ChatEntry(line.id, line.number, line.at, said=line.body)
        try:
            message = decode(line.body)
        except MessageUnreadable as problem:
            log.warning("line_unreadable", line_id=line.id, reason=str(problem))
            message = self._instead
        return ChatEntry(line.id, line.number, line.at, message=message)


async def _held(session: AsyncSession, contact_id: str) -> bool:
    """Keep two writers from the same number in a chat; False if there is no such person."""
    row = select(Contact.id).where(Contact.id == contact_id).with_for_update()
    return await session.scalar(row) is not None


async def _next_number(session: AsyncSession, contact_id: str) -> int:
    highest = select(func.max(ChatLine.number)).where(ChatLine.contact_id == contact_id)
    return ((await session.execute(highest)).scalar() or 0) + 1
