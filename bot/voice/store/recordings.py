"""Answers that somebody wrote down for another: beside whatever these answer themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession
from bot.voice.store.answers import RECORDED
from bot.voice.store.recording_tables import Recording
from bot.voice.store.tables import Response, Wave
from bot.voice.store.tag_tables import TaggedResponse

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said, and the survey whose question it answers; `measures` as a wave's score.

    `said_at` lies in the day that begins at `day_begins`.
    """

    person: Principal
    text: WrittenText
    measures: str
    score: int | None
    words: str
    day_begins: datetime
    said_at: datetime


async def keep(session: AsyncSession, heard: Heard, by: str, now: datetime) -> str:
    """Keep what was said and return its id; what is kept already is not kept twice."""
    person = heard.person
    same = select(Response.id).join(Recording, Recording.response_id == Response.id)
    known = await session.scalar(
        same.where(
            Response.contact_id == person.contact_id,
            Response.answered_at >= heard.day_begins,
            Response.answered_at < heard.day_begins + A_DAY,
            Response.score.is_not_distinct_from(heard.score),
            func.coalesce(Response.reason, "") == heard.words,
            Recording.survey == heard.text.key,
        )
    )
    if known is not None:
        return known
    response = Response(
        id=new_id(),
        contact_id=person.contact_id,
        partner_id=person.partner_id,
        role=person.role.value,
        score=heard.score,
        reason=heard.words or None,
        source=RECORDED,
        answered_at=heard.said_at,
    )
    session.add(response)
    await session.flush()
    session.add(
        Recording(
            response_id=response.id,
            survey=heard.text.key,
            text_id=heard.text.id,
            score=heard.measures,
            recorded_by=by,
            recorded_at=now,
        )
    )
    about = About("response", response.id)
    told = {"contact_id": person.contact_id, "survey": heard.text.key}
    audit.record(session, by, "record answer", about, now, **told)
    await session.flush()
    return response.id


async def take_back(session: AsyncSession, response_id: str, by: str, now: datetime) -> None:
    """Delete what was recorded, with its tags; a case that was opened of it stays."""
    for table in (TaggedResponse, Recording):
        await session.execute(delete(table).where(table.response_id == response_id))
    mine = (Response.id == response_id, Response.source == RECORDED)
    await session.execute(delete(Response).where(*mine))
    about = About("response", response_id)
    audit.record(session, by, "take back recorded answer", about, now)


async def recorder(session: AsyncSession, response_id: str) -> str | None:
    """Return who recorded a response; None where nobody did."""
    found = select(Recording.recorded_by).where(Recording.response_id == response_id)
    return await session.scalar(found)


async def texts_of(
    session: AsyncSession, response_ids: Collection[str]
) -> dict[str, tuple[str, WrittenText | None]]:
    """Return the survey's key and text by what was recorded."""
    found = select(Recording.response_id, Recording.survey, Recording.text_id)
    rows = (await session.execute(found.where(Recording.response_id.in_(response_ids)))).all()
    kept = await texts.kept(session, sorted({row.text_id for row in rows}))
    return {row.response_id: (row.survey, kept.get(row.text_id)) for row in rows}


async def askable(session: AsyncSession) -> list[WrittenText]:
    """Return the surveys that stand, and those that are being asked, by their keys."""
    running = await session.scalars(
        select(Wave.text_id).where(Wave.state == "open", Wave.text_id.is_not(None))
    )
    asked = await texts.kept(session, sorted({one for one in running if one is not None}))
    found = {one.key: one for one in await texts.standing(session, TextKind.SURVEY)}
    newest_last = sorted(asked.values(), key=lambda one: one.version)
    found |= {one.key: one for one in newest_last if one.kind is TextKind.SURVEY}
    return [found[key] for key in sorted(found)]
