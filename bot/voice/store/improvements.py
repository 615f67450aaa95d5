"""Improvements in the database: begun for a cause, joined by cases, and said more of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update

from bot.beat.store.draft_tables import Draft
from bot.beat.store.exchanges import name_of
from bot.beat.store.tables import Send, TextVersion
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession
from bot.voice.rules.cases import State
from bot.voice.rules.improvements import OPEN, Progress
from bot.voice.store.case_tables import Case, Improvement, ImprovementStep

SETTLED = (State.ASKED.value, State.CLOSED.value)


@dataclass(frozen=True, slots=True)
class ImprovementView:
    """An improvement as people see it: of how many cases, and what was said of it last."""

    id: str
    cause: str
    title: str
    owner: str
    progress: Progress
    words: str
    cases: int
    changed_at: datetime
    is_posted: bool


async def begin(
    session: AsyncSession, cause: str, title: str, by: str, now: datetime
) -> Improvement:
    """Begin an improvement; every settled case with its cause that is in none is rolled in."""
    row = Improvement(
        id=new_id(),
        cause=cause,
        title=title,
        owner_id=by,
        state=Progress.PLANNED.value,
        n=0,
        opened_at=now,
        changed_at=now,
    )
    session.add(row)
    await session.flush()
    await session.execute(
        update(Case)
        .where(Case.cause == cause, Case.improvement_id.is_(None), Case.state.in_(SETTLED))
        .values(improvement_id=row.id)
        .execution_options(synchronize_session=False)
    )
    audit.record(session, by, "begin improvement", About("improvement", row.id), now, cause=cause)
    return row


async def roll_in(session: AsyncSession, case: Case) -> None:
    """Let a case that was settled belong to what is being improved about its cause."""
    if case.improvement_id is None and case.cause:
        found = select(Improvement.id).where(Improvement.cause == case.cause, _is_open())
        case.improvement_id = await session.scalar(found.order_by(Improvement.opened_at).limit(1))
        await session.flush()


async def held(session: AsyncSession, improvement_id: str) -> Improvement | None:
    """Return an improvement, and keep others from it until the transaction ends."""
    found = select(Improvement).where(Improvement.id == improvement_id).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))


async def step(
    session: AsyncSession, row: Improvement, progress: Progress, words: str, by: str, now: datetime
) -> ImprovementStep:
    """Say of an improvement that is held how far it is."""
    row.n, row.state, row.changed_at = row.n + 1, progress.value, now
    row.done_at = now if progress is Progress.DONE else None
    made = ImprovementStep(
        id=new_id(),
        improvement_id=row.id,
        n=row.n,
        state=progress.value,
        words=words,
        by=by,
        at=now,
    )
    session.add(made)
    await session.flush()
    about = About("improvement", row.id)
    audit.record(session, by, f"improvement {progress.value}", about, now, step=row.n)
    return made


async def complained(session: AsyncSession, improvement_id: str) -> frozenset[str]:
    """Return everybody whose complaint an improvement answers."""
    mine = select(Case.contact_id).where(Case.improvement_id == improvement_id)
    return frozenset(await session.scalars(mine.distinct()))


async def told_by(
    session: AsyncSession, step_id: str
) -> tuple[ImprovementStep, Improvement] | None:
    """Return a step with what it is a step of."""
    found = await session.execute(
        select(ImprovementStep, Improvement)
        .join(Improvement, Improvement.id == ImprovementStep.improvement_id)
        .where(ImprovementStep.id == step_id)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row is not None else None


async def listed(session: AsyncSession, limit: int) -> list[ImprovementView]:
    """Return the improvements, what goes on first, and then what changed last."""
    rows = await session.scalars(
        select(Improvement)
        .order_by(_is_open().desc(), Improvement.changed_at.desc(), Improvement.id)
        .limit(limit)
    )
    return [await _view(session, row) for row in rows.all()]


async def view(session: AsyncSession, improvement_id: str) -> ImprovementView | None:
    """Return one improvement; None where there is none."""
    row = await session.get(Improvement, improvement_id)
    return await _view(session, row) if row is not None else None


async def unposted(session: AsyncSession) -> Sequence[Improvement]:
    """Return what was done and stands in no post yet, the oldest first, held."""
    found = await session.scalars(
        select(Improvement)
        .where(Improvement.state == Progress.DONE.value, ~_is_posted())
        .order_by(Improvement.done_at, Improvement.id)
        .with_for_update()
    )
    return found.all()


async def last_words(session: AsyncSession, row: Improvement) -> str:
    """Return what was said of an improvement last."""
    newest = select(ImprovementStep.words).where(ImprovementStep.improvement_id == row.id)
    return await session.scalar(newest.order_by(ImprovementStep.n.desc()).limit(1)) or ""


async def posted_since(session: AsyncSession, since: datetime, now: datetime) -> Sequence[str]:
    """Return the titles of what a post said was done that went out since then."""
    went_out = _went_out().where(Send.created_at > since, Send.created_at <= now)
    found = await session.scalars(
        select(Improvement.title)
        .where(Improvement.post_id.in_(went_out), Improvement.title != "")
        .order_by(Improvement.done_at, Improvement.id)
    )
    return found.all()


def _went_out() -> Select[str]:
    return (
        select(TextVersion.own_key)
        .join(Send, Send.text_id == TextVersion.id)
        .where(Send.state.in_(["planned", "ended"]), TextVersion.own_key != "")
    )


def _is_posted() -> ColumnElement[bool]:
    """Whether a draft that was not thrown away tells of it, or one that went out."""
    kept = select(Draft.id).where(Draft.state != "dropped")
    told = or_(Improvement.post_id.in_(kept), Improvement.post_id.in_(_went_out()))
    return and_(Improvement.post_id.is_not(None), told)


def _is_open() -> ColumnElement[bool]:
    return Improvement.state.in_(sorted(one.value for one in OPEN))


async def _stands_in_a_post(session: AsyncSession, improvement_id: str) -> bool:
    mine = select(Improvement.id).where(Improvement.id == improvement_id, _is_posted())
    return await session.scalar(mine) is not None


async def _view(session: AsyncSession, row: Improvement) -> ImprovementView:
    counted = select(func.count(Case.id)).where(Case.improvement_id == row.id)
    return ImprovementView(
        id=row.id,
        cause=row.cause,
        title=row.title,
        owner=await name_of(session, row.owner_id or ""),
        progress=Progress(row.state),
        words=await last_words(session, row),
        cases=await session.scalar(counted) or 0,
        changed_at=row.changed_at,
        is_posted=row.post_id is not None and await _stands_in_a_post(session, row.id),
    )
