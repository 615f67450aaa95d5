"""Where we may speak first, as platforms told us."""

from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy import Select, select, update

from bot import ports
from bot.people.store.place_tables import Conversation, Installation
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database

_COLUMNS = {"user": "person", "id": "external_id"}


class StoredConversations:
    """Keeps conversations, and makes a tenant known that was not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, conversation: ports.Conversation) -> None:
        """Keep a conversation, or what is new of it; an empty field overwrites nothing."""
        now = datetime.now(UTC)
        told = {
            _COLUMNS.get(field.name, field.name): value
            for field in fields(conversation)
            if field.name not in ("platform", "installation")
            and (value := getattr(conversation, field.name))
        }
        async with self._database.begin() as session:
            where = await _live(session, conversation.platform, conversation.installation, now)
            row = {"id": new_id(), "installation_id": where, "noted_at": now, **told}
            if not await insert_new(session, Conversation, [row]):
                await session.execute(
                    update(Conversation)
                    .where(
                        Conversation.installation_id == where,
                        Conversation.external_id == conversation.id,
                    )
                    .values(noted_at=now, **told)
                )

    async def find(
        self, platform: str, installation: str, conversation: str
    ) -> ports.Conversation | None:
        """Return a conversation by its id."""
        return await self._first(
            _known(platform, installation).where(Conversation.external_id == conversation)
        )

    async def with_person(
        self, platform: str, installation: str, user: str
    ) -> ports.Conversation | None:
        """Return the personal conversation with somebody, the one noted last."""
        return await self._first(
            _known(platform, installation).where(
                Conversation.person == user, Conversation.kind == "personal"
            )
        )

    async def latest(self, platform: str, installation: str) -> ports.Conversation | None:
        """Return the conversation of this installation that was noted last."""
        return await self._first(_known(platform, installation))

    async def _first(
        self, statement: Select[Conversation, Installation]
    ) -> ports.Conversation | None:
        async with self._database.read() as session:
            row = (await session.execute(statement.limit(1))).one_or_none()
        if row is None:
            return None
        kept, where = row
        return ports.Conversation(
            platform=where.platform,
            installation=where.external_id,
            id=kept.external_id,
            kind=kept.kind,
            service_url=kept.service_url,
            bot=kept.bot,
            user=kept.person,
            member=kept.member,
            team=kept.team,
            zone=kept.zone,
            language=kept.language,
        )


def _known(platform: str, installation: str) -> Select[Conversation, Installation]:
    return (
        select(Conversation, Installation)
        .join(Installation, Installation.id == Conversation.installation_id)
        .where(Installation.platform == platform, Installation.external_id == installation)
        .order_by(Conversation.noted_at.desc(), Conversation.id)
    )


async def _live(session: AsyncSession, platform: str, external_id: str, now: datetime) -> str:
    """Return the installation's id: new if nobody knew it, live again if it was removed."""
    row = {
        "id": new_id(),
        "platform": platform,
        "external_id": external_id,
        "name": external_id,
        "token": "",
        "own": False,
        "installed_at": now,
    }
    new = await insert_new(session, Installation, [row])
    here = (Installation.platform == platform, Installation.external_id == external_id)
    back = await session.scalars(
        update(Installation)
        .where(*here, Installation.state == "removed")
        .values(state="live", removed_at=None)
        .returning(Installation.id)
        .execution_options(synchronize_session=False)
    )
    for installation_id in (*new, *back.all()):
        audit.record(
            session, audit.PROGRAM, "install", About("installation", installation_id), now
        )
    return (await session.execute(select(Installation.id).where(*here))).scalar_one()
