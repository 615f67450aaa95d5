"""What a tick finds to do; whether that is anything is asked in one statement, for mostly not."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, Select, bindparam, func, literal_column, select

from bot.beat.store import cadences, occurrences, slots, stopping, travellers
from bot.beat.store.sends import is_done
from bot.beat.store.tables import Send
from bot.store.sessions import AsyncSession, Database


async def is_empty(database: Database, until: datetime, kinds: Collection[str]) -> bool:
    """Say whether no slot comes by then, and of sends of these kinds nothing is left to be done.

    It asks with the very choices by which each step of a tick looks for its own.
    """
    [[found]] = await database.ask(_anything(frozenset(kinds)), {"until": until})
    return found is None


async def to_plan(session: AsyncSession, kinds: Collection[str], limit: int) -> Sequence[Send]:
    """Return the sends of these kinds that were opened and are not planned yet, oldest first."""
    return (await session.scalars(_opened(kinds).limit(limit))).all()


async def finished(session: AsyncSession, kinds: Collection[str], limit: int) -> Sequence[Send]:
    """Return the planned sends of these kinds of which nothing can leave any more."""
    return (await session.scalars(_to_end(kinds).limit(limit))).all()


@cache
def _anything(kinds: frozenset[str]) -> Select[int]:
    until: BindParameter[datetime] = bindparam("until")
    steps: tuple[Select[*tuple[Any, ...]], ...] = (
        *(cadences.to_open(until), slots.to_carry_out(until), occurrences.to_fill()),
        *(_opened(kinds), travellers.to_follow(), stopping.to_skip(), _to_end(kinds)),
    )
    return select(func.coalesce(*map(_first, steps)))


def _opened(kinds: Collection[str]) -> Select[Send]:
    """Choose the sends of these kinds that were opened and are not planned yet."""
    return (
        select(Send)
        .where(Send.state == "open", Send.kind.in_(sorted(kinds)))
        .order_by(Send.created_at, Send.id)
    )


def _to_end(kinds: Collection[str]) -> Select[Send]:
    """Choose the planned sends of these kinds of which nothing can leave any more."""
    return (
        select(Send)
        .where(Send.state == "planned", Send.kind.in_(sorted(kinds)), is_done())
        .order_by(Send.id)
    )


def _first(choice: Select[*tuple[Any, ...]]) -> ScalarSelect[int]:
    """Say 1 where something is chosen, and nothing else.

    Not by EXISTS, which forgets in which order to look: by it each index is found.
    """
    one: Select[int] = choice.with_only_columns(literal_column("1"), maintain_column_froms=True)
    return one.limit(1).scalar_subquery()
