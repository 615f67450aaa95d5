"""The shared conversations that deliveries are for, as they stand at the moment of leaving."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select

from bot.beat.store.shared_conversations import closed_words
from bot.language import ENGLISH
from bot.people.store.place_tables import Conversation, Installation
from bot.people.store.tables import Partner, PartnerMute
from bot.store.sessions import AsyncSession


class SharedPlace(NamedTuple):
    """A conversation with its partner, and how its whole place stands."""

    place: Row[*tuple[Any, ...]]
    platform: str
    state: str
    trouble: str | None


async def shared_places(
    session: AsyncSession, ids: Collection[str | None]
) -> dict[str, SharedPlace]:
    """Return them by their ids."""
    wanted = sorted(each for each in ids if each)
    if not wanted:
        return {}
    columns = (Conversation.zone, Conversation.partner_id, Partner.name, Conversation.state)
    read = func.coalesce(func.nullif(Conversation.language, ""), Partner.language, ENGLISH.tag)
    way = (Conversation.installation_id, Conversation.external_id, Conversation.service_url)
    rows = await session.execute(
        select(
            Conversation.id,
            *columns,
            *way,
            read.label("language"),
            Installation.platform,
            Installation.state.label("lives"),
            Installation.trouble,
            Installation.hears_threads,
            PartnerMute.muted_at.label("partner_mute"),
            *(Partner.tier, Partner.country),
        )
        .join(Installation, Installation.id == Conversation.installation_id)
        .outerjoin(Partner, Partner.id == Conversation.partner_id)
        .outerjoin(PartnerMute, PartnerMute.partner_id == Conversation.partner_id)
        .where(Conversation.id.in_(wanted))
    )
    return {row.id: SharedPlace(row, row.platform, row.lives, row.trouble) for row in rows}


def why_closed(shared: SharedPlace) -> str:
    """Return why nothing is said there now; empty where it is open."""
    state = shared.place.state
    return "" if state == "live" else closed_words(state)
