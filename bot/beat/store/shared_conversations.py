"""Conversations as recipients: where a text for several readers goes."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update

from bot.people.store.place_tables import Conversation, Installation
from bot.people.store.rungs import lane_of
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class ConversationStanding:
    """A conversation with what planning asks about it."""

    conversation_id: str
    zone: str
    live: bool
    installed: bool
    lane: str


async def standings(
    session: AsyncSession, conversation_ids: Collection[str]
) -> tuple[ConversationStanding, ...]:
    """Return these conversations with the lanes of their installations."""
    found = await session.execute(
        select(Conversation, Installation)
        .join(Installation, Installation.id == Conversation.installation_id)
        .where(Conversation.id.in_(conversation_ids))
        .order_by(Conversation.id)
    )
    return tuple(
        ConversationStanding(
            conversation_id=conversation.id,
            zone=conversation.zone or "UTC",
            live=conversation.state == "live",
            installed=installation.state == "live",
            lane=lane_of(installation.platform, installation.id),
        )
        for conversation, installation in found
    )


async def close(session: AsyncSession, conversation_id: str, state: str, reason: str) -> None:
    """Speak there no more, and keep why; who takes us in again opens it."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.state == "live")
        .values(state=state, reason=reason)
    )
