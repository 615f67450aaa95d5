"""Responses as people may read them: of named waves, by whoever looks after the partner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.figures.rules.windows import Window
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import ANONYMOUS, NAMED
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
from bot.voice.store.case_tables import Case
from bot.voice.store.sealed_tables import Ballot, SealedAnswer
from bot.voice.store.tables import Response, Wave
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
_IS_PROMOTER = Response.score >= 9  # noqa: PLR2004 - the scale of the question
_IS_DETRACTOR = Response.score <= 6  # noqa: PLR2004
_BANDS = {
    "promoters": _IS_PROMOTER,
    "passives": and_(~_IS_PROMOTER, ~_IS_DETRACTOR),
    "detractors": _IS_DETRACTOR,
}
RECOMMENDED = "nps"


@dataclass(frozen=True, slots=True)
class Read:
    """One response of a named wave, as whoever may read it does."""

    id: str
    contact_id: str
    who: str
    partner: str
    role: str
    wave_id: str
    scale: str
    score: int | None
    reason: str
    source: str
    case_id: str | None
    answered_at: datetime
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """How many responses there are, and how those that recommend us are spread."""

    count: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A wave whose responses nobody reads one by one, and how many there are."""

    wave_id: str
    promise: str
    count: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose responses are read: of everybody, or of the partners that somebody looks after."""

    contact_id: str | None
    zone: str

    @classmethod
    def of(cls, reader: Principal, zone: str) -> "Reach":
        """Return how far somebody reads; `zone` is the one in which the programme's days run."""
        return cls(None if may(reader, Right.SEE_EVERYBODY) else reader.contact_id, zone)

    def condition(self) -> ColumnElement[bool]:
        """Say which partners these are."""
        if self.contact_id is None:
            return true()
        return Partner.looked_after_by(self.contact_id)


async def page(
    session: AsyncSession, sought: Sought, reach: Reach, limit: int, after: int = 0
) -> list[Read]:
    """Return responses of named waves, the newest first."""
    found = _read().where(*_conditions(sought, reach), Wave.promise == NAMED)
    found = found.order_by(Response.answered_at.desc(), Response.id).limit(limit).offset(after)
    return [Read(**row._mapping) for row in await session.execute(found)]  # noqa: SLF001


async def one(session: AsyncSession, response_id: str, reach: Reach) -> Read | None:
    """Return one response of a named wave; None where it is not theirs to read."""
    found = _read().where(
        Response.id == response_id, is_shown(Response), reach.condition(), Wave.promise == NAMED
    )
    row = (await session.execute(found)).one_or_none()
    return Read(**row._mapping) if row is not None else None  # noqa: SLF001


async def counted(session: AsyncSession, sought: Sought, reach: Reach) -> Found:
    """Count the responses of named waves, and those that recommend us by their bands."""
    nps = Wave.score == RECOMMENDED
    counts = [
        func.coalesce(func.sum(case((and_(nps, band), 1), else_=0)), 0) for band in _BANDS.values()
    ]
    found = _joined(func.count(), *counts).where(
        *_conditions(sought, reach), Wave.promise == NAMED
    )
    row = (await session.execute(found)).one()
    return Found(int(row[0]), Tally(*(int(each) for each in row[1:])))


async def spread(session: AsyncSession, sought: Sought, reach: Reach) -> dict[int, int]:
    """Count how often each score was given where we asked whether people recommend us."""
    nps = (Wave.promise == NAMED, Wave.score == RECOMMENDED, Response.score.is_not(None))
    found = _joined(Response.score, func.count()).where(*_conditions(sought, reach), *nps)
    rows = await session.execute(found.group_by(Response.score))
    return {int(score): int(number) for score, number in rows}


async def unnamed(session: AsyncSession, sought: Sought, zone: str) -> list[Unnamed]:
    """Count the responses of waves that are not named, a whole wave each, the newest first.

    They are counted over all partners and people: of fewer than all, few would be told apart.
    """
    waves = Sought(
        {name: sought.of(name) for name in (SURVEY, SCORE) if sought.of(name)},
        sought.window,
        sought.wave,
    )
    found = (
        _joined(Wave.id, Wave.promise, func.count())
        .where(*_conditions(waves, Reach(None, zone)), Wave.promise.not_in((NAMED, ANONYMOUS)))
        .group_by(Wave.id, Wave.promise, Wave.opens_at)
        .order_by(Wave.opens_at.desc(), Wave.id)
    )
    return [Unnamed(*row) for row in await session.execute(found)]


async def anonymous(session: AsyncSession, sought: Sought, zone: str) -> list[Unnamed]:
    """Count what lies sealed of anonymous waves that are open, and the ballots of closed ones."""
    lies = select(func.count()).select_from(SealedAnswer).where(SealedAnswer.wave_id == Wave.id)
    cast = select(func.count()).select_from(Ballot).where(Ballot.wave_id == Wave.id)
    found = (
        select(
            Wave.id,
            Wave.promise,
            lies.scalar_subquery() + cast.scalar_subquery(),
            Wave.state == "open",
        )
        .where(is_shown(Wave), Wave.promise == ANONYMOUS, *_asked(sought), *_of_wave(sought))
        .order_by(Wave.opens_at.desc(), Wave.id)
    )
    if sought.window is not None:
        found = found.where(
            Wave.closes_at >= _midnight(sought.window.start, zone),
            Wave.opens_at < _midnight(sought.window.end, zone),
        )
    return [Unnamed(*row) for row in await session.execute(found)]


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
    found = await session.scalars(select(Wave.survey).where(is_shown(Wave)).distinct())
    return sorted(found)


def _read() -> Select[Any]:
    return _joined(
        Response.id,
        Response.contact_id,
        Contact.name.label("who"),
        Partner.name.label("partner"),
        Response.role,
        Response.wave_id,
        Wave.score.label("scale"),
        Response.score,
        func.coalesce(Response.reason, "").label("reason"),
        Response.source,
        Case.id.label("case_id"),
        Response.answered_at,
        Response.changed_at,
    ).outerjoin(Case, and_(Case.source == "response", Case.source_id == Response.id))


def _joined(*columns: Any) -> Select[Any]:  # noqa: ANN401 - whatever can be selected
    return (
        select(*columns)
        .select_from(Response)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Contact, Contact.id == Response.contact_id)
        .join(Partner, Partner.id == Response.partner_id)
        .where(is_shown(Response))
    )


def _conditions(sought: Sought, reach: Reach) -> list[ColumnElement[bool]]:
    found = [reach.condition(), *chosen(sought, COLUMNS)]
    if bands := sought.of(BAND):
        found += [Wave.score == RECOMMENDED, or_(*(_BANDS[band] for band in bands))]
    if tags := sought.of(TAG):
        named = select(TaggedResponse.response_id).join(
            ResponseTag, ResponseTag.id == TaggedResponse.tag_id
        )
        found.append(Response.id.in_(named.where(ResponseTag.name.in_(tags))))
    if sought.with_words:
        found.append(Response.reason != "")
    found += _answered_in(sought.window, reach.zone) + _of_wave(sought)
    return found


def chosen(sought: Sought, columns: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Let in only the values that are sought, each of its column."""
    return [column.in_(sought.of(name)) for name, column in columns.items() if sought.of(name)]


def _answered_in(window: Window | None, zone: str) -> list[ColumnElement[bool]]:
    if window is None:
        return []
    first, end = _midnight(window.start, zone), _midnight(window.end, zone)
    return [Response.answered_at >= first, Response.answered_at < end]


def _of_wave(sought: Sought) -> list[ColumnElement[bool]]:
    """Choose the waves that are open, or the newest of each survey."""
    if sought.wave == OPEN:
        return [Wave.state == "open"]
    if sought.wave != LATEST:
        return []
    newest = select(func.max(Wave.opens_at)).where(is_shown(Wave))
    return [Wave.opens_at == newest.where(*_asked(sought)).scalar_subquery()]


def _asked(sought: Sought) -> list[ColumnElement[bool]]:
    return [COLUMNS[name].in_(sought.of(name)) for name in (SURVEY, SCORE) if sought.of(name)]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))
