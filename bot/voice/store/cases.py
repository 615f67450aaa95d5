"""Cases in the database: opened once, moved on by what happens to them, and found again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Integer, bindparam, select, update

from bot.beat.rules.manners import DaysOff
from bot.beat.store.exchanges import duty
from bot.people.rules.office_hours import Works, after, waited
from bot.people.store.tables import Contact
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database
from bot.voice.rules import cases as rules
from bot.voice.rules.cases import CasePolicy, Deed, Standing, State
from bot.voice.store.case_tables import Case, CaseEvent

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Whose business hours count for a case, and what was promised within them."""

    policy: CasePolicy
    zone: str
    works: Works

    def promise(self, now: datetime, span: timedelta) -> datetime:
        """Return the moment at which so many business hours have passed."""
        return after(now, span, self.zone, self.works)

    def passed(self, since: datetime, until: datetime) -> timedelta:
        """Return how many business hours lie between."""
        return waited(since, until, self.zone, self.works)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody complained of: one thing that was said, and where it stands."""

    source: str
    source_id: str
    contact_id: str
    partner_id: str
    about: str = ""
    words: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What happens to a case, by whom, and what was said with it."""

    deed: Deed
    by: str = audit.PROGRAM
    words: str | None = None
    score: int | None = None
    until: datetime | None = None
    cause: str = ""


async def clockwork(
    session: AsyncSession,
    policy: CasePolicy,
    days_off: DaysOff,
    partner_id: str,
    now: datetime,
) -> Clockwork:
    """Return the clock of whoever is in charge of a partner: the days on which they work."""
    on_duty = await duty(session, partner_id, now)
    first = on_duty.people[0] if on_duty.people else ""
    mine = Contact.country_lived_in(Contact.country)
    country = await session.scalar(select(mine).where(Contact.id == first))
    return Clockwork(policy, on_duty.zone, days_of(days_off, country))


def days_of(days_off: DaysOff, country: str | None) -> Works:
    """Return what says on which days somebody works who lives there."""
    weekend = days_off.weekend(country or "")

    def works(day: date) -> bool:
        is_holiday = bool(country) and days_off.is_holiday(country or "", day)
        return day.weekday() not in weekend and not is_holiday

    return works


async def open_case(
    session: AsyncSession, clock: Clockwork, complaint: Complaint, by: str, now: datetime
) -> Case | None:
    """Open a case; None where one came of the same words before."""
    promised = clock.promise(now, clock.policy.first_touch)
    row = {
        "id": new_id(),
        "partner_id": complaint.partner_id,
        "contact_id": complaint.contact_id,
        "source": complaint.source,
        "source_id": complaint.source_id,
        "about": complaint.about,
        "words": complaint.words,
        "score": complaint.score,
        "state": State.OPEN.value,
        "level": 0,
        "n": 0,
        "opened_at": now,
        "promised_at": promised,
        "due_at": promised,
        "changed_at": now,
        "drawn_at": now,
    }
    if not await insert_new(session, Case, [row]):
        return None
    found = await session.get_one(Case, row["id"])
    opened = Happening(Deed.OPENED, by, complaint.words or None, complaint.score, promised)
    await _write(session, found, opened, now)
    return found


async def held(session: AsyncSession, case_id: str) -> Case | None:
    """Return a case, and keep others from it until the transaction ends."""
    found = select(Case).where(Case.id == case_id).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))


def standing(row: Case) -> Standing:
    """Return how a case stands."""
    return Standing(
        state=State(row.state),
        level=row.level,
        cause=row.cause or "",
        action=row.action or "",
        ending=Deed(row.ending) if row.ending else None,
        is_touched=row.touched_at is not None,
    )


async def move(
    session: AsyncSession, row: Case, clock: Clockwork, what: Happening, now: datetime
) -> CaseEvent | None:
    """Let something happen to a case that is held; None where that cannot follow."""
    before = standing(row)
    then = rules.after(before, what.deed, cause=what.cause, action=what.words or "")
    if then is None:
        return None
    row.state, row.level = then.state.value, then.level
    row.cause, row.action = then.cause or row.cause, then.action or row.action
    row.ending = then.ending.value if then.ending else None
    if then.is_touched and row.touched_at is None:
        row.touched_at = now
        if row.touched_after is None:
            row.touched_after = clock.passed(row.opened_at, now) // MINUTE
    if what.deed is Deed.NOT_SOLVED:
        row.touched_at, row.promised_at = None, clock.promise(now, clock.policy.first_touch)
    row.due_at = _due(row, then, clock, what, now)
    row.closed_at = (row.closed_at or now) if then.state is State.CLOSED else None
    return await _write(session, row, what, now)


def _due(
    row: Case, then: Standing, clock: Clockwork, what: Happening, now: datetime
) -> datetime | None:
    """Return when a case is looked at again because nothing more happened to it."""
    policy = clock.policy
    if then.state is State.CLOSED or then.level == rules.HIGHEST:
        return None
    if what.deed is Deed.SETTLED:
        return now + policy.waits
    if what.deed is Deed.NOTED or then.state is State.ASKED:
        return row.due_at
    if then.is_touched:
        begins = max(now, what.until) if what.until is not None else now
        return clock.promise(begins, policy.then)
    # The promise stands, whoever keeps it; who sees to one that is over has as long again.
    is_over = row.promised_at <= now
    return clock.promise(now, policy.first_touch) if is_over else row.promised_at


async def _write(session: AsyncSession, row: Case, what: Happening, now: datetime) -> CaseEvent:
    row.n += 1
    row.changed_at = now
    event = CaseEvent(
        id=new_id(),
        case_id=row.id,
        n=row.n,
        deed=what.deed.value,
        by=what.by,
        words=what.words,
        score=what.score,
        until=what.until,
        at=now,
    )
    session.add(event)
    await session.flush()
    if what.by != audit.PROGRAM:
        about = About("case", row.id)
        audit.record(session, what.by, f"case {what.deed.value}", about, now, cause=row.cause)
    return event


async def of_source(session: AsyncSession, source: str, source_id: str) -> Case | None:
    """Return the case that came of this, held."""
    found = select(Case).where(Case.source == source, Case.source_id == source_id)
    return await session.scalar(found.with_for_update())


async def unclosed_of(session: AsyncSession, contact_id: str) -> Case | None:
    """Return the newest case of somebody that is not closed, held."""
    mine = select(Case).where(Case.contact_id == contact_id, Case.state != State.CLOSED.value)
    return await session.scalar(mine.order_by(Case.opened_at.desc()).limit(1).with_for_update())


async def open_case_of(session: AsyncSession, contact_ids: Collection[str]) -> frozenset[str]:
    """Return who of these has a case that is not closed: no survey asks them meanwhile."""
    found = await session.scalars(
        select(Case.contact_id).where(
            Case.contact_id.in_(sorted(contact_ids)), Case.state != State.CLOSED.value
        )
    )
    return frozenset(found)


async def events_of(session: AsyncSession, case_ids: Collection[str]) -> Sequence[CaseEvent]:
    """Return what happened to these cases, in order."""
    found = await session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id.in_(sorted(case_ids)))
        .order_by(CaseEvent.case_id, CaseEvent.n)
    )
    return found.all()


_LATE = (
    select(Case.id)
    .where(Case.due_at <= bindparam("now"))
    .order_by(Case.due_at, Case.id)
    .limit(bindparam("most", type_=Integer))
)
_UNDRAWN = Case.changed_at > Case.drawn_at
_ANY_UNDRAWN = select(Case.id).where(_UNDRAWN).limit(1)


async def due(database: Database, now: datetime, limit: int) -> list[str]:
    """Return the cases to which nothing happened for too long, the longest first."""
    return [case_id for (case_id,) in await database.ask(_LATE, {"now": now, "most": limit})]


async def any_to_draw(database: Database) -> bool:
    """Say whether there is a case whose cards show what is over."""
    return bool(await database.ask(_ANY_UNDRAWN, {}))


async def to_draw(session: AsyncSession, limit: int) -> Sequence[Case]:
    """Return the cases whose cards show what is over."""
    found = await session.scalars(
        select(Case).where(_UNDRAWN).order_by(Case.changed_at, Case.id).limit(limit)
    )
    return found.all()


async def mark_drawn(session: AsyncSession, case_id: str, changed_at: datetime) -> bool:
    """Say that the cards of a case show how it stood then; False where another process did."""
    drawn = await session.execute(
        update(Case)
        .where(Case.id == case_id, Case.drawn_at < changed_at)
        .values(drawn_at=changed_at)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    )
    return drawn.first() is not None


async def mark_undrawn(session: AsyncSession, case_id: str, changed_at: datetime) -> None:
    """Say that the cards of a case do not show how it stood then, for they could not be drawn."""
    await session.execute(
        update(Case)
        .where(Case.id == case_id, Case.drawn_at == changed_at)
        .values(drawn_at=changed_at - timedelta(microseconds=1))
        .execution_options(synchronize_session=False)
    )
