"""Conversations of several, kept in step with what their platform tells of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select, update

from bot.people.rules.place_states import REASONS, PlaceState, state_of
from bot.people.store.place_tables import Address, Conversation, Installation
from bot.people.store.tables import Contact
from bot.ports import Place
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

LONGEST_NAME = 255
CHUNK = 200
"""So many changes in one transaction, which then holds up nobody for long."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation of several as we know it."""

    id: str
    external_id: str
    name: str
    state: PlaceState
    shared: bool
    partner_id: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is new of a conversation that we know."""

    kept: Kept
    state: PlaceState
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """A live installation whose conversations are looked at."""

    id: str
    platform: str
    name: str


async def homes(session: AsyncSession) -> list[Home]:
    """Return every place where we are installed now."""
    found = await session.execute(
        select(Installation.id, Installation.platform, Installation.name)
        .where(Installation.state == "live")
        .order_by(Installation.platform, Installation.name, Installation.id)
    )
    return [Home(*row) for row in found]


async def kept_in(
    session: AsyncSession, installation_id: str, external_id: str | None = None
) -> list[Kept]:
    """Return the conversations of several that we know in an installation, or the one named."""
    meant = [Conversation.installation_id == installation_id, Conversation.kind != "personal"]
    if external_id is not None:
        meant.append(Conversation.external_id == external_id)
    found = await session.execute(
        select(
            *(Conversation.id, Conversation.external_id, Conversation.name, Conversation.state),
            *(Conversation.shared, Conversation.partner_id),
        ).where(*meant)
    )
    return [
        Kept(row.id, row.external_id, row.name, PlaceState(row.state), row.shared, row.partner_id)
        for row in found
    ]


async def homes_of(
    session: AsyncSession, partner_ids: Iterable[str | None]
) -> dict[str, frozenset[str]]:
    """Return where partners are at home: workspaces bound to them, and those of their people."""
    wanted = sorted({each for each in partner_ids if each})
    if not wanted:
        return {}
    bound = select(Installation.partner_id, Installation.external_id).where(
        Installation.partner_id.in_(wanted)
    )
    people = (
        select(Contact.partner_id, Address.home)
        .join(Contact, Contact.id == Address.contact_id)
        .where(
            Contact.partner_id.in_(wanted),
            Address.home.is_not(None),
            Address.unlinked_at.is_(None),
        )
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for statement in (bound, people):
        for partner_id, home in await session.execute(statement):
            if partner_id and home:
                found.setdefault(partner_id, set()).add(home)
    return {partner_id: frozenset(homes) for partner_id, homes in found.items()}


def is_worth_keeping(told: Place) -> bool:
    """Say whether one that we do not know is to be known: we are in it, or others are."""
    return not told.archived and (told.member or told.shared or told.pending)


def change_of(kept: Kept, told: Place | None) -> Change | None:
    """Return what is new of a conversation; None where nothing is."""
    state = state_of(told, kept.state, was_shared=kept.shared)
    values: dict[str, Any] = {}
    if state is not kept.state:
        values |= {"state": state.value, "reason": REASONS.get(state)}
    if told is not None:
        name = told.name[:LONGEST_NAME] or kept.name
        values |= {"name": name} if name != kept.name else {}
        values |= {"external_id": told.id} if told.id != kept.external_id else {}
        values |= {"shared": True} if (told.shared or told.pending) and not kept.shared else {}
    return Change(kept, state, values) if values else None


async def add(
    session: AsyncSession, installation_id: str, told: Sequence[Place], now: datetime
) -> int:
    """Keep conversations that nobody knew; return how many were new."""
    rows = [
        {
            "id": new_id(),
            "installation_id": installation_id,
            "external_id": one.id,
            "kind": one.kind,
            "name": one.name[:LONGEST_NAME],
            "service_url": "",
            "shared": one.shared or one.pending,
            "state": (state := state_of(one, PlaceState.LIVE, was_shared=False)).value,
            "reason": REASONS.get(state),
            "noted_at": now,
        }
        for one in told
    ]
    return len(await insert_new(session, Conversation, rows)) if rows else 0


async def apply(session: AsyncSession, changes: Iterable[Change], now: datetime) -> None:
    """Write what is new; of one that is a partner's the audit says so."""
    for change in changes:
        await session.execute(
            update(Conversation)
            .where(Conversation.id == change.kept.id)
            .values(noted_at=now, **change.values)
            .execution_options(synchronize_session=False)
        )
        if change.kept.partner_id is None or "state" not in change.values:
            continue
        place = About("conversation", change.kept.id)
        audit.record(
            session, audit.PROGRAM, "conversation stands", place, now, state=change.state.value
        )
        log.info("conversation_changed", conversation_id=change.kept.id, state=change.state.value)


async def move(session: AsyncSession, installation_id: str, old: str, new: str) -> bool:
    """Let a conversation keep all that is known of it under its new id; False if it cannot.

    Where the new id was met before the change was told, whatever was settled counts: the row
    that nobody settled takes the id that is no more.
    """
    found = await session.scalars(
        select(Conversation)
        .where(
            Conversation.installation_id == installation_id,
            Conversation.external_id.in_([old, new]),
        )
        .with_for_update()
    )
    rows = {row.external_id: row for row in found}
    ours, other = rows.get(old), rows.get(new)
    if ours is None or (other is not None and other.partner_id is not None):
        return False
    if other is not None:
        other.external_id = f"{old} moved {other.id}"
        other.state, other.shared = PlaceState.NOT_A_MEMBER.value, False
        other.reason = REASONS[PlaceState.NOT_A_MEMBER]
        await session.flush()
    ours.external_id = new
    await session.flush()
    log.info("conversation_moved", conversation_id=ours.id)
    return True
