"""Invitations that ask somebody by themselves: after an event, or beside the others of a wave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select

from bot.beat.rules.outcomes import State
from bot.beat.rules.texts import WrittenText
from bot.beat.store.tables import Delivery, Send
from bot.beat.store.told import WAVE
from bot.figures.rules.windows import Calendar, Unit, Window
from bot.name_keys import name_key
from bot.store.columns import Base, new_id
from bot.store.inserts import dialect_of, insert_new
from bot.store.sessions import AsyncSession
from bot.voice.ports import SurveyHead
from bot.voice.rules.occasions import quarter_name
from bot.voice.store.closings import midnight
from bot.voice.store.tables import Invitation, Wave

_ON_ITS_WAY = (State.PLANNED, State.SENDING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ByThemselves:
    """How some are asked by themselves: by this send, after that occasion, until then."""

    send_id: str
    occasion: str = ""
    closes_at: datetime | None = None


def still_open(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an invitation to a wave can be answered now."""
    is_open = Wave.state == "open", Wave.opens_at <= now, Wave.closes_at > now
    return and_(*is_open, goes_on(now))


def goes_on(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an invitation has no end of its own that is over."""
    return or_(Invitation.closes_at.is_(None), Invitation.closes_at > now)


def ends_at(wave: Wave, invitation: Invitation | None) -> datetime:
    """Return until when an invitation can be answered: its own end, or that of its wave."""
    own = invitation.closes_at if invitation is not None else None
    return min(wave.closes_at, own) if own is not None else wave.closes_at


def said() -> ColumnElement[str]:
    """Return what an invitation was sent after; of who was erased nothing is left of it."""
    return case((Invitation.occasion == Invitation.id, ""), else_=Invitation.occasion)


def asked_by(send_id: str, wave_id: str) -> ColumnElement[bool]:
    """Return the condition that an invitation is one that this send asks, or reminds of."""
    alone = or_(Invitation.send_id == send_id, Invitation.reminder_id == send_id)
    return or_(alone, and_(Invitation.wave_id == wave_id, Invitation.send_id.is_(None)))


def end_of_quarter(today: date) -> date:
    """Return the first day of the next calendar quarter."""
    return _quarter(today).end


def _quarter(today: date) -> Window:
    return Calendar(today).unit(Unit.QUARTER)


async def wave_of_quarter(
    session: AsyncSession,
    text: WrittenText,
    head: SurveyHead,
    now: datetime,
    day: tuple[date, str],
) -> Wave:
    """Return the wave of what is asked after events of this quarter, begun by the first of them.

    It closes with the quarter, or with the last invitation of it. A survey that is written anew
    meanwhile has a wave of its own: what was promised before stands. Nobody else changes it
    until this transaction ends.
    """
    today, zone = day
    quarter = _quarter(today)
    of = {
        "survey": head.key,
        "quarter": quarter_name(quarter.start.year, quarter.start.month),
        "text_id": text.id,
    }
    facts = {"score": head.score, "kind": head.kind, "promise": head.promise, "state": "open"}
    window = {"opens_at": now, "closes_at": midnight(quarter.end, zone)}
    await insert_new(session, Wave, [{"id": new_id(), **of, **facts, **window}])
    found = select(Wave).filter_by(**of).with_for_update()
    return (await session.scalars(found.execution_options(populate_existing=True))).one()


async def invite(
    session: AsyncSession,
    wave: Wave,
    contact_ids: Collection[str],
    by: ByThemselves,
    now: datetime,
) -> None:
    """Invite each of these by themselves; one who was meant to be before is invited anew."""
    rows = [
        {
            "id": new_id(),
            "wave_id": wave.id,
            "contact_id": contact_id,
            "occasion": by.occasion,
            "invited_at": now,
            "closes_at": by.closes_at,
            "send_id": by.send_id,
        }
        for contact_id in contact_ids
    ]
    await session.execute(_inviting(dialect_of(session)), rows)
    if by.closes_at is not None:
        wave.closes_at = max(wave.closes_at, by.closes_at)


@lru_cache
def _inviting(dialect: Any) -> Any:  # noqa: ANN401 - the statement of either dialect
    table = Base.metadata.tables[Invitation.__tablename__]
    made = dialect.insert(table)
    anew = {name: made.excluded[name] for name in ("invited_at", "closes_at", "send_id")}
    place = ["wave_id", "contact_id", "occasion"]
    return made.on_conflict_do_update(index_elements=place, set_=anew)


async def asked_before(
    session: AsyncSession, wave: Wave, contact_ids: Collection[str], occasion: str
) -> frozenset[str]:
    """Return who of these was asked after this occasion, in whichever wave of the survey.

    Without an occasion it is who was asked in this wave. Whom no message reached was not asked.
    """
    of = Wave.survey == wave.survey if occasion else Wave.id == wave.id
    rows = await session.execute(
        select(Invitation.contact_id, Invitation.occasion)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(of, Invitation.contact_id.in_(contact_ids), reaches_them())
    )
    key = name_key(occasion)
    return frozenset(who for who, called in rows if name_key(called) == key)


def reaches_them() -> ColumnElement[bool]:
    """Say that an invitation is in somebody's hands, or on its way there."""
    mine = or_(Invitation.send_id == Send.id, Invitation.send_id.is_(None))
    leaving = (
        exists()
        .where(
            Send.kind == WAVE,
            Send.subject == Invitation.wave_id,
            mine,
            Delivery.send_id == Send.id,
            Delivery.contact_id == Invitation.contact_id,
            Delivery.state.in_(_ON_ITS_WAY),
        )
        .correlate(Invitation)
    )
    waits = (
        exists()
        .where(Send.id == Invitation.send_id, Send.state == "open", Send.stopped_at.is_(None))
        .correlate(Invitation)
    )
    return or_(Invitation.delivered_at.is_not(None), leaving, waits)


async def invited_by(
    session: AsyncSession, send_id: str, wave_id: str, contact_ids: Collection[str]
) -> dict[str, Invitation]:
    """Return the invitations of these contacts that a send asks, by contact."""
    found = await session.scalars(
        select(Invitation).where(
            Invitation.wave_id == wave_id,
            Invitation.contact_id.in_(contact_ids),
            asked_by(send_id, wave_id),
        )
    )
    return {row.contact_id: row for row in found}


async def open_of(session: AsyncSession, contact_id: str, score: str, now: datetime) -> str | None:
    """Return the newest open invitation of somebody after an event that asks for this score."""
    found: str | None = await session.scalar(
        select(Invitation.id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(
            Invitation.contact_id == contact_id,
            Invitation.delivered_at.is_not(None),
            Wave.score == score,
            Wave.quarter.is_not(None),
            still_open(now),
        )
        .order_by(Invitation.delivered_at.desc(), Invitation.id)
        .limit(1)
    )
    return found
