"""What somebody was asked, and the response to it: what every tap on a scale looks at."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.beat.store.tables import TextVersion
from bot.principal import Principal
from bot.store.columns import Base, UtcDateTime, new_id
from bot.store.inserts import dialect_of
from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Invitation, Response, Wave

_INVITATION, _WAVE, _RESPONSE, _TEXT = (
    Base.metadata.tables[each.__tablename__] for each in (Invitation, Wave, Response, TextVersion)
)
_ASKED = (
    select(
        _INVITATION.c.contact_id,
        _INVITATION.c.wave_id,
        _WAVE.c.survey,
        _WAVE.c.promise,
        _WAVE.c.text_id,
        _WAVE.c.state,
        _WAVE.c.opens_at,
        _WAVE.c.closes_at,
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
    """An invitation with what its wave asks and, if there is one, its answer."""

    invitation_id: str
    contact_id: str
    wave_id: str
    text: WrittenText | None
    closes_at: datetime
    is_open: bool
    promise: str
    score: int | None
    reason: str | None


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
    return Asked(
        invitation_id=invitation_id,
        contact_id=row.contact_id,
        wave_id=row.wave_id,
        text=text,
        closes_at=row.closes_at,
        is_open=is_open(row, now),
        promise=row.promise,
        score=row.score,
        reason=row.reason,
    )


async def record_score(
    session: AsyncSession, invitation: Asked, person: Principal, score: int, now: datetime
) -> None:
    """Record a score; a second one replaces the first, so that nobody counts twice."""
    row = {
        "id": new_id(),
        "wave_id": invitation.wave_id,
        "invitation_id": invitation.invitation_id,
        "contact_id": person.contact_id,
        "partner_id": person.partner_id,
        "role": person.role.value,
        "score": score,
        "answered_at": now,
    }
    await session.execute(_recording(dialect_of(session)), {**row, "now": now})


@lru_cache
def _recording(dialect: Any) -> Any:  # noqa: ANN401 - the statement of either dialect
    inserted = dialect.insert(_RESPONSE)
    anew = {"score": inserted.excluded.score, "changed_at": bindparam("now", type_=UtcDateTime)}
    return inserted.on_conflict_do_update(index_elements=["invitation_id"], set_=anew)


async def record_reason(
    session: AsyncSession, invitation: Asked, reason: str, now: datetime
) -> None:
    """Record why somebody gave their score; a second reason replaces the first."""
    response = await _response(session, invitation.invitation_id)
    response.reason, response.changed_at = reason, now


async def _response(session: AsyncSession, invitation_id: str) -> Response:
    found = await session.execute(select(Response).where(Response.invitation_id == invitation_id))
    return found.scalar_one()


def is_open(wave: Any, now: datetime) -> bool:  # noqa: ANN401 - a wave, or a row that says as much
    """Say whether a wave takes answers now."""
    return wave.state == "open" and bool(wave.opens_at <= now < wave.closes_at)
