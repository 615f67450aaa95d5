"""Looks at the links of texts: wanted, waited for, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Integer, bindparam, select

from bot.beat.rules.approving import fingerprint_of
from bot.beat.rules.proofs import Finding
from bot.beat.store.link_tables import LinkLook
from bot.store.sessions import AsyncSession, Database

STILL_TRUE = timedelta(hours=12)
"""After so long links may answer otherwise, and are asked again when somebody wants that."""


@dataclass(frozen=True, slots=True)
class LinksSeen:
    """What is known of a text's links: whether they were looked at, and which did not answer."""

    looked: bool
    dead: tuple[Finding, ...] = ()


async def want(session: AsyncSession, body: str, now: datetime) -> None:
    """Have the links of a text looked at soon, unless that was done lately."""
    key = fingerprint_of(body)
    known = await session.get(LinkLook, key)
    if known is not None and (known.looked_at is None or now - known.asked_at < STILL_TRUE):
        return
    await session.merge(LinkLook(fingerprint=key, asked_at=now, body=body, found=""))


_WAITING = (
    select(LinkLook.body)
    .where(LinkLook.looked_at.is_(None))
    .order_by(LinkLook.asked_at)
    .limit(bindparam("most", type_=Integer))
)


async def waiting(database: Database, limit: int) -> list[str]:
    """Return the texts whose links wait to be looked at, the longest first."""
    return [body for (body,) in await database.ask(_WAITING, {"most": limit})]


async def settle(session: AsyncSession, body: str, dead: Sequence[Finding], now: datetime) -> None:
    """Keep what came of a look."""
    row = await session.get(LinkLook, fingerprint_of(body))
    if row is not None:
        row.looked_at, row.body = now, ""
        row.found = msgspec.json.encode(tuple(dead)).decode()


async def seen(session: AsyncSession, body: str) -> LinksSeen | None:
    """Return what is known of a text's links; None where nobody wanted to know."""
    row = await session.get(LinkLook, fingerprint_of(body))
    if row is None:
        return None
    if row.looked_at is None:
        return LinksSeen(looked=False)
    return LinksSeen(looked=True, dead=msgspec.json.decode(row.found, type=tuple[Finding, ...]))
