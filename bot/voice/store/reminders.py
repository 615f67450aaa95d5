"""Waves that nobody was reminded of yet, and who wants no reminder."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from bot.beat.rules.texts import TextKind
from bot.beat.store.tables import TextVersion
from bot.store.sessions import AsyncSession
from bot.voice.store.occasions import still_open
from bot.voice.store.tables import Invitation, Wave


async def unreminded(session: AsyncSession, now: datetime) -> Sequence[Wave]:
    """Return the waves that are open and that we asked ourselves, without a reminder.

    A poll has none: it was asked by the edition in which it stands, and of nobody by itself.
    Nor has what is asked after events: each invitation of it has its own.
    """
    found = (
        select(Wave)
        .join(TextVersion, TextVersion.id == Wave.text_id)
        .where(
            TextVersion.kind == TextKind.SURVEY.value,
            Wave.state == "open",
            Wave.reminder_id.is_(None),
            Wave.quarter.is_(None),
            Wave.opens_at <= now,
            Wave.closes_at > now,
        )
    )
    return (await session.scalars(found.order_by(Wave.opens_at, Wave.id))).all()


async def unreminded_asks(
    session: AsyncSession, now: datetime
) -> Sequence[tuple[str, datetime, datetime]]:
    """Return the sends that asked some by themselves, of whom nobody was reminded yet.

    Beside each stands when it reached the first of them, and until when they can answer.
    """
    ends = func.coalesce(Invitation.closes_at, Wave.closes_at)
    rows = await session.execute(
        select(Invitation.send_id, func.min(Invitation.delivered_at), func.min(ends))
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(*_to_remind(now))
        .group_by(Invitation.send_id)
        .order_by(Invitation.send_id)
    )
    return [(one, reached, until) for one, reached, until in rows if one and reached]


async def to_remind_of(session: AsyncSession, send_id: str, now: datetime) -> Sequence[Invitation]:
    """Return whom a send asked by themselves, as long as they can answer and are not reminded.

    Nobody else reminds them until this transaction ends.
    """
    found = await session.scalars(
        select(Invitation)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(Invitation.send_id == send_id, *_to_remind(now))
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
    )
    return found.all()


def _to_remind(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.send_id.is_not(None),
        Invitation.delivered_at.is_not(None),
        Invitation.reminder_id.is_(None),
        still_open(now),
    )


async def put_off(session: AsyncSession, invitation_id: str, now: datetime) -> None:
    """Note that somebody will not answer in this wave: they are not reminded."""
    await session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(put_off_at=now)
        .execution_options(synchronize_session=False)
    )
