"""Responses as people may read them: with a name, by whoever looks after the partner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.figures.rules.windows import Window
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import CONFIDENTIAL, NAMED
from bot.voice.rules.scores import Tally
from bot.voice.rules.sought import (
    BAND,
    LATEST,
    OPEN,
    PARTNER,
    REGION,
    ROLE,
    SCORE,
    STAGE,
    SURVEY,
    TAG,
    TIER,
    Sought,
)
from bot.voice.store import occasions
from bot.voice.store.answers import RECORDED
from bot.voice.store.case_tables import Case
from bot.voice.store.recording_tables import Recording
from bot.voice.store.tables import Invitation, Response, Wave
from bot.voice.store.tag_tables import ResponseTag, TaggedResponse

COLUMNS = {
    PARTNER: Partner.name,
    TIER: Partner.tier,
    REGION: Partner.region,
    STAGE: Partner.stage,
    ROLE: Response.role,
    SURVEY: Wave.survey,
    SCORE: Wave.score,
}
_SURVEY = func.coalesce(Wave.survey, Recording.survey)
_SCALE = func.coalesce(Wave.score, Recording.score)
_IS_NAMED = or_(Wave.promise == NAMED, Response.source == RECORDED)
"""What was recorded by hand was told to somebody, so that it is in nobody's confidence."""
_PROMISE = func.coalesce(Wave.promise, NAMED)
_IS_PROMOTER = Response.score >= 9  # noqa: PLR2004 - the scale of the question
_IS_DETRACTOR = Response.score <= 6  # noqa: PLR2004
_BANDS = {
    "promoters": _IS_PROMOTER,
    "passives": and_(~_IS_PROMOTER, ~_IS_DETRACTOR),
    "detractors": _IS_DETRACTOR,
}
RECOMMENDED = "nps"
_RECORDER = aliased(Contact)


@dataclass(frozen=True, slots=True)
class Read:
    """One response that somebody may read; `recorded_by` names who wrote it down, if another.

    `occasion` is the event after which it was asked for, if it was one.
    """

    id: str
    contact_id: str
    who: str
    partner: str
    role: str
    wave_id: str | None
    promise: str
    scale: str
    score: int | None
    reason: str
    source: str
    recorded_by: str
    occasion: str
    case_id: str | None
    case_state: str | None
    case_ending: str | None
    answered_at: datetime
    changed_at: datetime | None

    @property
    def asked_by(self) -> str:
        """Return what asked: a wave, or where there was none the recording itself."""
        return self.wave_id or self.id


@dataclass(frozen=True, slots=True)
class Found:
    """How many responses there are, and how those that recommend us are spread."""

    count: int
    tally: Tally
    recorded: int = 0
    """How many of them were recorded by hand: they are in no tally."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose responses are read: of everybody, or of the partners that somebody looks after.

    Who reads `in_confidence` reads what was answered so, beside what was answered by name.
    """

    contact_id: str | None
    zone: str
    in_confidence: bool = False

    @classmethod
    def of(cls, reader: Principal, zone: str, *, in_confidence: bool = False) -> "Reach":
        """Return how far somebody reads; `zone` is the one in which the programme's days run."""
        whose = None if may(reader, Right.SEE_EVERYBODY) else reader.contact_id
        return cls(whose, zone, in_confidence)

    def condition(self) -> ColumnElement[bool]:
        """Say which partners these are."""
        if self.contact_id is None:
            return true()
        return Partner.looked_after_by(self.contact_id)

    def readable(self) -> ColumnElement[bool]:
        """Say which of their responses are read one by one."""
        return or_(_IS_NAMED, Wave.promise == CONFIDENTIAL) if self.in_confidence else _IS_NAMED


async def reached(
    session: AsyncSession, reach: Reach, people: Sequence[Principal]
) -> list[Principal]:
    """Return who of these is at a partner that somebody reads of."""
    partners = {one.partner_id for one in people if one.partner_id}
    found = select(Partner.id).where(Partner.id.in_(partners), reach.condition())
    mine = set(await session.scalars(found))
    return [one for one in people if one.partner_id in mine]


async def page(
    session: AsyncSession, sought: Sought, reach: Reach, limit: int, after: int = 0
) -> list[Read]:
    """Return responses that are read one by one, the newest first."""
    found = _read().where(*conditions(sought, reach), reach.readable())
    found = found.order_by(Response.answered_at.desc(), Response.id).limit(limit).offset(after)
    return [Read(**row._mapping) for row in await session.execute(found)]  # noqa: SLF001


async def one(session: AsyncSession, response_id: str, reach: Reach) -> Read | None:
    """Return one response; None where it is not theirs to read."""
    found = _read().where(
        Response.id == response_id, is_shown(Response), reach.condition(), reach.readable()
    )
    row = (await session.execute(found)).one_or_none()
    return Read(**row._mapping) if row is not None else None  # noqa: SLF001


async def counted(session: AsyncSession, sought: Sought, reach: Reach) -> Found:
    """Count responses, and by their bands those that we asked for a recommendation."""
    nps = Wave.score == RECOMMENDED
    kinds = (Response.source == RECORDED, *(and_(nps, band) for band in _BANDS.values()))
    counts = [func.coalesce(func.sum(case((kind, 1), else_=0)), 0) for kind in kinds]
    found = joined(func.count(), *counts).where(*conditions(sought, reach), reach.readable())
    count, recorded, *bands = map(int, (await session.execute(found)).one())
    return Found(count, Tally(*bands), recorded)


async def spread(session: AsyncSession, sought: Sought, reach: Reach) -> dict[int, int]:
    """Count how often each score was given where we asked whether people recommend us."""
    nps = (reach.readable(), Wave.score == RECOMMENDED, Response.score.is_not(None))
    found = joined(Response.score, func.count()).where(*conditions(sought, reach), *nps)
    rows = await session.execute(found.group_by(Response.score))
    return {int(score): int(number) for score, number in rows}


async def texts_of(
    session: AsyncSession, wave_ids: Sequence[str]
) -> dict[str, tuple[Wave, WrittenText | None]]:
    """Return waves with what they ask; what was asked elsewhere has no text."""
    waves = (await session.scalars(select(Wave).where(Wave.id.in_(set(wave_ids))))).all()
    kept = await texts.kept(session, sorted({wave.text_id for wave in waves if wave.text_id}))
    standing = {text.key: text for text in await texts.standing(session, TextKind.SURVEY)}
    return {
        wave.id: (wave, kept.get(wave.text_id) if wave.text_id else standing.get(wave.survey))
        for wave in waves
    }


async def surveys_asked(session: AsyncSession) -> list[str]:
    """Return the keys of all surveys that there was a wave of."""
    asked = select(Wave.survey).where(is_shown(Wave))
    return sorted(await session.scalars(asked.union(select(Recording.survey))))


def _read() -> Select[Any]:
    return joined(
        Response.id,
        Response.contact_id,
        Contact.name.label("who"),
        Partner.name.label("partner"),
        Response.role,
        Response.wave_id,
        _PROMISE.label("promise"),
        _SCALE.label("scale"),
        Response.score,
        func.coalesce(Response.reason, "").label("reason"),
        Response.source,
        func.coalesce(_RECORDER.name, "").label("recorded_by"),
        func.coalesce(occasions.said(), "").label("occasion"),
        Case.id.label("case_id"),
        Case.state.label("case_state"),
        Case.ending.label("case_ending"),
        Response.answered_at,
        Response.changed_at,
    ).outerjoin(Case, and_(Case.source == "response", Case.source_id == Response.id))


def joined(*columns: Any) -> Select[Any]:  # noqa: ANN401 - whatever can be selected
    """Select of responses with whose they are and what asked for them."""
    return (
        select(*columns)
        .select_from(Response)
        .outerjoin(Wave, Wave.id == Response.wave_id)
        .outerjoin(Recording, Recording.response_id == Response.id)
        .outerjoin(_RECORDER, _RECORDER.id == Recording.recorded_by)
        .outerjoin(Invitation, Invitation.id == Response.invitation_id)
        .join(Contact, Contact.id == Response.contact_id)
        .join(Partner, Partner.id == Response.partner_id)
        .where(is_shown(Response))
    )


def conditions(sought: Sought, reach: Reach) -> list[ColumnElement[bool]]:
    """Let in only what is sought, of the partners that somebody reads of."""
    found = [reach.condition(), *chosen(sought, {**COLUMNS, SURVEY: _SURVEY, SCORE: _SCALE})]
    if bands := sought.of(BAND):
        found += [_SCALE == RECOMMENDED, or_(*(_BANDS[band] for band in bands))]
    if tags := sought.of(TAG):
        named = select(TaggedResponse.response_id).join(
            ResponseTag, ResponseTag.id == TaggedResponse.tag_id
        )
        found.append(Response.id.in_(named.where(ResponseTag.name.in_(tags))))
    if sought.with_words:
        found.append(Response.reason != "")
    found += _answered_in(sought.window, reach.zone) + of_wave(sought)
    return found


def chosen(sought: Sought, columns: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Let in only the values that are sought, each of its column."""
    return [column.in_(sought.of(name)) for name, column in columns.items() if sought.of(name)]


def _answered_in(window: Window | None, zone: str) -> list[ColumnElement[bool]]:
    if window is None:
        return []
    first, end = midnight(window.start, zone), midnight(window.end, zone)
    return [Response.answered_at >= first, Response.answered_at < end]


def of_wave(sought: Sought) -> list[ColumnElement[bool]]:
    """Choose the waves that are open, or the newest of each survey."""
    if sought.wave == OPEN:
        return [Wave.state == "open"]
    if sought.wave != LATEST:
        return []
    newest = select(func.max(Wave.opens_at)).where(is_shown(Wave))
    return [Wave.opens_at == newest.where(*asked_of(sought)).scalar_subquery()]


def asked_of(sought: Sought) -> list[ColumnElement[bool]]:
    """Choose the waves of the surveys and scores that are sought."""
    return [COLUMNS[name].in_(sought.of(name)) for name in (SURVEY, SCORE) if sought.of(name)]


def midnight(day: date, zone: str) -> datetime:
    """Return when a day begins there."""
    return datetime.combine(day, time.min, ZoneInfo(zone))
