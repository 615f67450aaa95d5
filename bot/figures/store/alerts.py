"""Alerts as rows: kept, looked at, and found again by their owners alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from bot.figures.rules.alerts import Line, Side, Standing, Watched
from bot.figures.store.watch_tables import DRAFT, ENDED, Alert
from bot.store.generations import shown_generation
from bot.store.sessions import AsyncSession

GOING = (Standing.ARMED.value, Standing.CROSSED.value)
MOST = 20
"""So many alerts one person may have."""


def line_of(alert: Alert) -> Line:
    """Return the line of an alert."""
    return Line(
        Side(alert.side),
        Decimal(alert.line),
        alert.periods,
        Decimal(alert.margin),
        timedelta(days=alert.quiet_days),
    )


def watched_of(alert: Alert) -> Watched:
    """Return how an alert that is kept stands."""
    return Watched(Standing(alert.state), alert.told_on)


async def held(session: AsyncSession, alert_id: str, owner: str | None = None) -> Alert | None:
    """Return an alert and let nobody else change it; another person's is none."""
    found = await session.get(Alert, alert_id, with_for_update=True)
    return found if found is not None and owner in (None, found.contact_id) else None


async def shown(session: AsyncSession, alert_id: str, owner: str) -> Alert | None:
    """Return an alert to look at; another person's is none."""
    found = await session.get(Alert, alert_id)
    return found if found is not None and found.contact_id == owner else None


async def mine(session: AsyncSession, contact_id: str) -> Sequence[Alert]:
    """Return the alerts that somebody kept and that go on, the oldest first."""
    found = await session.scalars(
        select(Alert)
        .where(Alert.contact_id == contact_id, Alert.state.in_(GOING))
        .order_by(Alert.changed_at, Alert.id)
    )
    return found.all()


async def has_room(session: AsyncSession, contact_id: str) -> bool:
    """Say whether somebody may keep one more."""
    kept = select(func.count()).where(Alert.contact_id == contact_id, Alert.state.in_(GOING))
    return (await session.scalar(kept) or 0) < MOST


async def to_look(session: AsyncSession, day: str, limit: int) -> tuple[Sequence[Alert], str]:
    """Return alerts that nobody looked at since rows came or the day began, and what that is."""
    seen = f"{await session.scalar(select(shown_generation()))}:{day}"
    found = await session.scalars(
        select(Alert)
        .where(Alert.state.in_(GOING), Alert.looked != seen)
        .order_by(Alert.id)
        .limit(limit)
    )
    return found.all(), seen


def end(alert: Alert, now: datetime) -> None:
    """Let an alert look no more."""
    alert.state, alert.changed_at = ENDED, now


def replaces(alert: Alert, was: Alert, now: datetime) -> None:
    """Let an alert take the place of another; at the same line it goes on cooling down."""
    end(was, now)
    if (alert.metric, alert.figure, line_of(alert).drawn) == (
        was.metric,
        was.figure,
        line_of(was).drawn,
    ):
        alert.told_on = was.told_on


def is_draft(alert: Alert) -> bool:
    """Say whether an alert was only shown so far."""
    return alert.state == DRAFT
