"""The one way to write down who did what about whom, in the same transaction as the act."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.store.audit_tables import Audit
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

OPERATOR = "operator"
"""Whoever has the command line."""
PROGRAM = "program"
"""Ourselves, following what a platform or the clock says."""


@dataclass(frozen=True, slots=True)
class About:
    """What an act is about: a kind of thing, and its id."""

    kind: str
    id: str


def record(
    session: AsyncSession,
    by: str,
    act: str,
    about: About,
    now: datetime,
    **detail: str | int | None,
) -> None:
    """Write an audit line; it is kept if and only if the act is.

    `detail` takes ids, counts and words of ours: what people wrote stays out of it.
    """
    said = {name: value for name, value in detail.items() if value is not None}
    session.add(
        Audit(
            id=new_id(),
            at=now,
            by=by,
            act=act,
            about_kind=about.kind,
            about_id=about.id,
            detail=json.dumps(said, sort_keys=True, ensure_ascii=False),
        )
    )


async def lines(session: AsyncSession, limit: int = 100) -> list[Audit]:
    """Return the latest audit lines, newest first."""
    found = await session.scalars(select(Audit).order_by(Audit.at.desc(), Audit.id).limit(limit))
    return list(found)
