"""Where we may speak first, as platforms told us."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, update

from bot import ports
from bot.event import Origin
from bot.people.store.place_tables import Address, Conversation, Installation
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
        told: dict[str, Any] = {
            _COLUMNS.get(field.name, field.name): value
            for field in fields(conversation)
            if field.name not in ("platform", "installation")
            and (value := getattr(conversation, field.name))
        }
        if conversation.state == ports.LIVE:
            told["reason"] = None
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
        return await self._first(_BY_ID, platform, installation, conversation)

    async def with_person(
        self, platform: str, installation: str, user: str
    ) -> ports.Conversation | None:
        """Return the personal conversation with somebody, the one noted last."""
        return await self._first(_WITH_PERSON, platform, installation, user)

    async def change(
        self, platform: str, installation: str, place: str, state: str, reason: str
    ) -> None:
        """Say how a conversation stands, or a team with all that is in it, and why."""
        here = select(Installation.id).where(
            Installation.platform == platform, Installation.external_id == installation
        )
        is_it, is_in_it = Conversation.external_id == place, Conversation.team == place
        if state == ports.LIVE:
            ended = and_(Conversation.state != ports.LIVE, Conversation.reason == reason)
            meant = and_(or_(is_it, is_in_it), ended)
        else:
            # What is closed in a team for a reason of its own keeps that.
            is_open = Conversation.state == ports.LIVE
            meant = or_(and_(is_it, Conversation.state != state), and_(is_in_it, is_open))
        async with self._database.begin() as session:
            await session.execute(
                update(Conversation)
                .where(
                    Conversation.installation_id == here.scalar_subquery(),
                    Conversation.kind != "personal",
                    meant,
                )
                .values(state=state, reason=None if state == ports.LIVE else reason)
                .execution_options(synchronize_session=False)
            )

    async def latest(self, platform: str, installation: str) -> ports.Conversation | None:
        """Return the conversation of this installation that was noted last."""
        return await self._first(_KNOWN, platform, installation)

    async def shared(self, platform: str, installation: str) -> list[ports.Conversation]:
        """Return the conversations of several people there where we may speak."""
        said = {"platform": platform, "place": installation}
        rows = await self._database.ask(_SHARED, said)
        return [_conversation(platform, installation, row) for row in rows]

    async def _first(
        self,
        statement: Select[*tuple[Any, ...]],
        platform: str,
        installation: str,
        wanted: str = "",
    ) -> ports.Conversation | None:
        said = {"platform": platform, "place": installation, "wanted": wanted}
        rows = await self._database.ask(statement, said)
        if not rows:
            return None
        return _conversation(platform, installation, rows[0])


def conversation_at(origin: Origin) -> Select[str]:
    """Select our id of the conversation where something happened."""
    return (
        select(Conversation.id)
        .join(Installation, Installation.id == Conversation.installation_id)
        .where(
            Installation.platform == origin.platform,
            Installation.external_id == origin.installation,
            Conversation.external_id == origin.conversation,
        )
    )


async def greet_once(session: AsyncSession, origin: Origin, now: datetime) -> bool:
    """Say whether nobody was greeted in this conversation yet, and remember that now one is."""
    greeted = await session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_at(origin).scalar_subquery(),
            Conversation.welcomed_at.is_(None),
        )
        .values(welcomed_at=now)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    )
    return greeted.scalar_one_or_none() is not None


def _conversation(platform: str, installation: str, kept: Any) -> ports.Conversation:  # noqa: ANN401 - a row of these columns
    return ports.Conversation(
        platform=platform,
        installation=installation,
        id=kept.external_id,
        kind=kept.kind,
        service_url=kept.service_url,
        bot=kept.bot,
        user=kept.person,
        member=kept.member,
        team=kept.team,
        zone=kept.zone,
        language=kept.language,
        state=kept.state,
        name=kept.name,
    )


_THERE = (
    select(
        Conversation.external_id,
        Conversation.kind,
        Conversation.service_url,
        Conversation.bot,
        Conversation.person,
        Conversation.member,
        Conversation.team,
        Conversation.zone,
        Conversation.language,
        Conversation.state,
        Conversation.name,
    )
    .join(Installation, Installation.id == Conversation.installation_id)
    .where(
        Installation.platform == bindparam("platform"),
        Installation.external_id == bindparam("place"),
    )
)
_KNOWN = _THERE.order_by(Conversation.noted_at.desc(), Conversation.id).limit(1)
_SHARED = _THERE.where(
    Conversation.kind.in_(("group", "team")),
    Conversation.state == "live",
    Conversation.service_url != "",
).order_by(Conversation.id)
# Built once: every activity of Teams' looks.
_BY_ID = _KNOWN.where(Conversation.external_id == bindparam("wanted"))
_WITH_PERSON = _KNOWN.where(
    Conversation.person == bindparam("wanted"), Conversation.kind == "personal"
)


def is_somebodys() -> ColumnElement[bool]:
    """Return the condition that a personal chat is with somebody whom we know."""
    return (
        select(Address.id)
        .join(Installation, Installation.id == Conversation.installation_id)
        .where(
            Address.platform == Installation.platform,
            Address.external_id == Conversation.person,
            Address.unlinked_at.is_(None),
        )
        .exists()
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
