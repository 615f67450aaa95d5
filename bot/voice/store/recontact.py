"""Who is not asked now: they were asked lately, are just being asked, or wait for a case."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from bot.beat.rules.suppression import RECONTACT, Skip
from bot.store.sessions import AsyncSession
from bot.voice.rules.measures import EVENT, RELATIONSHIP
from bot.voice.rules.promises import ANONYMOUS
from bot.voice.store import cases, surveys
from bot.voice.store.occasions import reaches_them, still_open
from bot.voice.store.tables import Invitation, Response, Wave


async def kept_out(
    session: AsyncSession,
    kind: str,
    contact_ids: Collection[str],
    now: datetime,
    *,
    besides: str = "",
) -> Mapping[str, Skip]:
    """Return who was reached by a wave of this kind lately, `besides` one, or has an open case.

    Where the relationship is asked about at the same time, that goes first.
    """
    since = now - RECONTACT[kind]
    asked = await surveys.asked_since(session, contact_ids, kind, since, besides=besides)
    complained = await cases.open_case_of(session, contact_ids)
    first: Collection[str] = ()
    if kind == EVENT:
        first = await asked_of_relationship(session, contact_ids, now)
    return {
        **dict.fromkeys(complained, Skip.OPEN_CASE),
        **dict.fromkeys(first, Skip.RELATIONSHIP_FIRST),
        **dict.fromkeys(asked, Skip.ASKED_LATELY),
    }


async def asked_again_from(
    session: AsyncSession, wave: Wave, contact_ids: Collection[str]
) -> Mapping[str, datetime]:
    """Return from when on those of these may be asked who were asked by this kind lately.

    What is on its way to somebody counts as if it had arrived when they were invited.
    """
    asked_at = func.max(func.coalesce(Invitation.delivered_at, Invitation.invited_at))
    rows = await session.execute(
        select(Invitation.contact_id, asked_at)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(
            Invitation.contact_id.in_(contact_ids),
            Wave.kind == wave.kind,
            reaches_them(),
            *(() if wave.quarter else (Wave.id != wave.id,)),
        )
        .group_by(Invitation.contact_id)
    )
    return {who: at + RECONTACT[wave.kind] for who, at in rows}


async def asked_of_relationship(
    session: AsyncSession, contact_ids: Collection[str], now: datetime
) -> Mapping[str, datetime]:
    """Return who of these is asked about the relationship just now, and until when.

    That goes first: whoever answered it, or said "not now", has it behind them.
    """
    rows = await session.execute(
        select(Invitation.contact_id, func.max(Wave.closes_at))
        .join(Wave, Wave.id == Invitation.wave_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(
            Invitation.contact_id.in_(contact_ids),
            Wave.kind == RELATIONSHIP,
            Wave.promise != ANONYMOUS,
            still_open(now),
            reaches_them(),
            Invitation.put_off_at.is_(None),
            Response.id.is_(None),
        )
        .group_by(Invitation.contact_id)
    )
    return {row[0]: row[1] for row in rows}
