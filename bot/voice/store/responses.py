"""What somebody was asked, and the response to it: what every tap on a scale looks at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.beat.store.tables import TextVersion
from bot.store.columns import Base
from bot.store.sessions import AsyncSession
from bot.voice.rules.answers import Given
from bot.voice.rules.promises import NAMED
from bot.voice.store.tables import Invitation, Response, Wave

_INVITATION, _WAVE, _RESPONSE, _TEXT = (
    Base.metadata.tables[each.__tablename__] for each in (Invitation, Wave, Response, TextVersion)
)
_ASKED = (
    select(
        _INVITATION.c.contact_id,
        _INVITATION.c.wave_id,
        _INVITATION.c.occasion,
        _INVITATION.c.passed_by,
        _INVITATION.c.closes_at.label("own_end"),
        _WAVE.c.survey,
        _WAVE.c.text_id,
        _WAVE.c.promise,
        _WAVE.c.score.label("measures"),
        _WAVE.c.state,
        _WAVE.c.opens_at,
        _WAVE.c.closes_at,
        _WAVE.c.stopped_at,
        _RESPONSE.c.id.label("response_id"),
        _RESPONSE.c.score,
        _RESPONSE.c.reason,
        *texts.COLUMNS,
    )
    .join(_WAVE, _WAVE.c.id == _INVITATION.c.wave_id)
    .outerjoin(_RESPONSE, _RESPONSE.c.invitation_id == _INVITATION.c.id)
    .outerjoin(_TEXT, _TEXT.c.id == _WAVE.c.text_id)
    .where(_INVITATION.c.id == bindparam("of_invitation"))
)
"""Built once, of plain columns: to build it, and to map what it finds, costs more than to look."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation with what its wave asks and, if there is one, its answer.

    `measures` is what its answers are for: nps, csat, ces or custom.
    """

    invitation_id: str
    contact_id: str
    wave_id: str
    text: WrittenText | None
    promise: str
    measures: str
    closes_at: datetime
    is_open: bool
    is_answered: bool
    response_id: str | None
    score: int | None
    reason: str | None
    occasion: str = ""
    is_stopped: bool = False
    is_passed: bool = False
    """Whether a colleague who was asked first passed it on to them."""

    tried: Given | None = None
    """What was tapped so far, where it is a test of whoever wrote it; else None."""

    @property
    def is_named(self) -> bool:
        """Whether the answer carries its author's name."""
        return self.promise == NAMED


async def asked(session: AsyncSession, invitation_id: str, now: datetime) -> Asked | None:
    """Return an invitation as it stands; None if there is no such invitation."""
    found = await session.execute(_ASKED, {"of_invitation": invitation_id})
    row = found.one_or_none()
    if row is None:
        return None
    if row.text_id is None:
        text = await texts.newest(session, TextKind.SURVEY, row.survey)
    else:
        text = texts.written(row)
    until = row.closes_at if row.own_end is None else min(row.own_end, row.closes_at)
    return Asked(
        invitation_id=invitation_id,
        contact_id=row.contact_id,
        wave_id=row.wave_id,
        text=text,
        promise=row.promise,
        measures=row.measures,
        closes_at=until,
        is_open=is_open(row, now) and now < until,
        is_answered=row.response_id is not None,
        response_id=row.response_id,
        score=row.score,
        reason=row.reason,
        occasion=row.occasion,
        is_stopped=row.stopped_at is not None,
        is_passed=row.passed_by is not None,
    )


def is_open(wave: Any, now: datetime) -> bool:  # noqa: ANN401 - a wave, or a row that says as much
    """Say whether a wave takes answers now."""
    return wave.state == "open" and bool(wave.opens_at <= now < wave.closes_at)


async def answered_of(session: AsyncSession, invitation_ids: Collection[str]) -> frozenset[str]:
    """Return by which contacts these invitations were answered."""
    found = await session.scalars(
        select(_RESPONSE.c.contact_id).where(_RESPONSE.c.invitation_id.in_(invitation_ids))
    )
    return frozenset(found)
