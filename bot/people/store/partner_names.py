"""Partners by name: who bears one, and the names that two of them have."""

from collections import defaultdict

from sqlalchemy import ColumnElement, func, select

from bot.name_keys import name_key
from bot.people.store.tables import Partner
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

ONE_OF_TWO = "\x1f"
"""Stands between a key that two partners had and the partner's id; no name has it."""


async def every_partner_name(session: AsyncSession) -> tuple[str, ...]:
    """Return all partners' names: for the operator, never for a reply."""
    return tuple(await session.scalars(select(Partner.name).order_by(Partner.name)))


def bears(key: str) -> ColumnElement[bool]:
    """Say that a partner's name has this key, be it one of two that had it before keys were."""
    return (Partner.name_key == key) | Partner.name_key.startswith(
        f"{key}{ONE_OF_TWO}", autoescape=True
    )


async def partners_called(session: AsyncSession, name: str) -> list[tuple[str, str, str]]:
    """Return id, name and tier of whoever is called so: for the operator, never for a reply."""
    found = await session.execute(
        select(Partner.id, Partner.name, Partner.tier)
        .where(bears(name_key(name)), is_shown(Partner))
        .order_by(Partner.id)
    )
    return [(row.id, row.name, row.tier) for row in found]


async def shared_names(session: AsyncSession) -> list[tuple[str, ...]]:
    """Return the partners that share a name, each as `name (id)`; for the operator."""
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    found = await session.execute(
        select(Partner.name_key, Partner.name, func.coalesce(Partner.source_id, Partner.id))
        .where(Partner.name_key.contains(ONE_OF_TWO), is_shown(Partner))
        .order_by(Partner.id)
    )
    for key, name, known_by in found:
        bearers[key.partition(ONE_OF_TWO)[0]].append(f"{name} (id {known_by})")
    return [tuple(each) for each in bearers.values() if len(each) > 1]
