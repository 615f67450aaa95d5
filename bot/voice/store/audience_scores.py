"""Surveys as conditions of audiences: who was asked of late, and what was said by name."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from bot.beat.rules.choosing.dimensions import Dimension
from bot.beat.store.choosing import Brought
from bot.clock import Clock
from bot.rights import Right
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import NAMED
from bot.voice.rules.scores import LEAST_ANSWERS, band_of
from bot.voice.store.tables import Invitation, Response, Wave

RECOMMENDED = "nps"
LAST_SCORE = Dimension(
    "score",
    "who are {}",
    "who are not {}",
    others={
        "detractors": ("detractors", "detractor", "critics"),
        "passives": ("passives", "passive"),
        "promoters": ("promoters", "promoter", "fans"),
    },
    least=LEAST_ANSWERS,
    right=Right.SEE_EVERYBODY,
)
REFUSED = (
    "Nobody can be chosen by a score: no survey that asks whether people recommend you, "
    "and promises that answers are read with their names, was answered yet."
)


async def _known(session: AsyncSession, contact_ids: Collection[str]) -> dict[str, frozenset[str]]:
    rows = await session.execute(
        select(Response.contact_id, Response.score)
        .join(Wave, Wave.id == Response.wave_id)
        .where(Response.contact_id.in_(contact_ids), *_said_by_name())
        .order_by(Response.answered_at, Response.id)
    )
    return {
        contact_id: frozenset({band_of(score)}) for contact_id, score in rows if score is not None
    }


async def _refused(session: AsyncSession) -> str:
    found = await session.scalar(
        select(Response.id)
        .join(Wave, Wave.id == Response.wave_id)
        .where(*_said_by_name())
        .limit(1)
    )
    return "" if found else REFUSED


def _said_by_name() -> tuple[ColumnElement[bool], ...]:
    """Choose what was answered by name; what a wave says that was stopped counts nowhere."""
    named = (Wave.promise == NAMED, Wave.score == RECOMMENDED)
    return is_shown(Response), *named, Wave.stopped_at.is_(None)


LAST_SCORES = Brought(LAST_SCORE, _known, refused=_refused)

WERE_ASKED = "people who were asked in a survey"
"""The words by which a text is for them."""
LATELY = timedelta(days=365)
_VALUE = "asked"
ASKED = Dimension(
    "surveyed",
    "who were {} in a survey",
    "who were not {} in a survey",
    others={
        _VALUE: (
            *("were asked in a survey", "was asked in a survey", "asked in a survey"),
            *("were surveyed", "surveyed", "survey respondents"),
        )
    },
    bare=True,
)


def asked_lately(clock: Clock) -> Brought:
    """Bring who had a survey's question in hand within a year."""

    async def known(
        session: AsyncSession, contact_ids: Collection[str]
    ) -> dict[str, frozenset[str]]:
        found = await session.scalars(
            select(Invitation.contact_id)
            .where(
                Invitation.contact_id.in_(contact_ids),
                Invitation.delivered_at > clock.now() - LATELY,
            )
            .distinct()
        )
        return dict.fromkeys(found, frozenset({_VALUE}))

    return Brought(ASKED, known)
