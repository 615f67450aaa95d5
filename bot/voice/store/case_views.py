"""A case as people see it: who complained, what was said, who sees to it, and what they are worth.

What stands beside the words is what whoever calls wants to know: tier, revenue, the next
renewal, and the last things that passed between this person and us.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, func, literal, select

from bot.beat.rules.outcomes import State as Delivered
from bot.beat.store.exchanges import may_answer
from bot.beat.store.reply_tables import ReplyLine, StoredReply
from bot.beat.store.tables import Delivery, Send
from bot.figures.store.figure_cuts import in_force
from bot.figures.store.ledger_tables import Stretch
from bot.figures.store.tables import Term
from bot.people.store.tables import Contact, Partner
from bot.principal import Principal
from bot.store.generations import is_shown
from bot.store.scoping import scoped
from bot.store.sessions import AsyncSession
from bot.voice.rules.cases import Deed, State
from bot.voice.rules.promises import NAMED
from bot.voice.store import cases
from bot.voice.store.case_tables import Case, CaseEvent
from bot.voice.store.tables import Response, Wave

TOUCHES = 5
TOLD = ("edition", "wave", "announcement", "correction letter", "case_news")
"""The kinds of send that somebody remembers as having been told something."""


@dataclass(frozen=True, slots=True)
class Touched:
    """One thing that passed between this person and us: `what` says which way."""

    what: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a case, with the name of who did it."""

    n: int
    deed: Deed
    who: str
    words: str
    score: int | None
    until: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Worth:
    """What is known of a partner beside what was said; money a year in minor units."""

    tier: str = ""
    arr: int | None = None
    renews: date | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with names instead of ids."""

    id: str
    contact_id: str
    who: str
    partner_id: str
    partner: str
    source: str
    source_id: str
    about: str
    words: str
    score: int | None
    state: State
    ending: Deed | None
    level: int
    owner_id: str | None
    owner: str
    cause: str
    action: str
    improvement_id: str | None
    opened_at: datetime
    promised_at: datetime
    due_at: datetime | None
    touched_at: datetime | None
    touched_after: int | None
    closed_at: datetime | None
    happened: tuple[Happened, ...]


async def views(session: AsyncSession, rows: Sequence[Case]) -> list[CaseView]:
    """Return these cases as people see them, in the same order."""
    happened = await cases.events_of(session, [row.id for row in rows])
    by_case = defaultdict[str, list[CaseEvent]](list)
    for one in happened:
        by_case[one.case_id].append(one)
    people = {row.contact_id for row in rows} | {row.owner_id for row in rows if row.owner_id}
    people |= {one.by for one in happened}
    named = await session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(people)))
    names = dict(named.all())
    partners = await session.execute(
        select(Partner.id, Partner.name).where(Partner.id.in_({row.partner_id for row in rows}))
    )
    called = dict(partners.all())
    return [
        _view(
            row,
            names,
            called,
            tuple(_happened(one, names) for one in by_case[row.id]),
        )
        for row in rows
    ]


def _view(
    row: Case, names: Mapping[str, str], called: Mapping[str, str], all_of_it: tuple[Happened, ...]
) -> CaseView:
    return CaseView(
        id=row.id,
        contact_id=row.contact_id,
        who=names.get(row.contact_id, ""),
        partner_id=row.partner_id,
        partner=called.get(row.partner_id, ""),
        source=row.source,
        source_id=row.source_id,
        about=row.about,
        words=row.words,
        score=row.score,
        state=State(row.state),
        ending=Deed(row.ending) if row.ending else None,
        level=row.level,
        owner_id=row.owner_id,
        owner=names.get(row.owner_id or "", ""),
        cause=row.cause or "",
        action=row.action or "",
        improvement_id=row.improvement_id,
        opened_at=row.opened_at,
        promised_at=row.promised_at,
        due_at=row.due_at,
        touched_at=row.touched_at,
        touched_after=row.touched_after,
        closed_at=row.closed_at,
        happened=all_of_it,
    )


def _happened(one: CaseEvent, names: Mapping[str, str]) -> Happened:
    who, words = names.get(one.by, ""), one.words or ""
    return Happened(one.n, Deed(one.deed), who, words, one.score, one.until, one.at)


async def view(session: AsyncSession, case_id: str) -> CaseView | None:
    """Return one case; None where there is none."""
    row = await session.get(Case, case_id)
    return (await views(session, [row]))[0] if row is not None else None


async def may_see(session: AsyncSession, person: Principal, found: CaseView | Case) -> bool:
    """Say whether a case is this person's to see to.

    That is whoever looks after the partner, whoever it was given to, and the administrators.
    """
    if not person.is_vendor:
        return False
    if found.owner_id == person.contact_id:
        return True
    return await may_answer(session, person, found.partner_id)


async def worth(session: AsyncSession, reader: Principal, partner_id: str, today: date) -> Worth:
    """Return what a partner pays a year and when it renews, as far as this reader may see it."""
    tier = await session.scalar(select(Partner.tier).where(Partner.id == partner_id))
    stretch, term = scoped(Stretch, reader), scoped(Term, reader)
    arr = await session.scalar(
        select(func.sum(stretch.c.amount)).where(
            stretch.c.partner_id == partner_id, in_force(stretch, literal(today, Date))
        )
    )
    renews = await session.scalar(
        select(func.min(term.c.term_end)).where(
            term.c.partner_id == partner_id, term.c.outcome == "open", term.c.term_end >= today
        )
    )
    return Worth(tier or "", int(arr) if arr is not None else None, renews)


async def touches(session: AsyncSession, case: CaseView) -> list[Touched]:
    """Return the last things that were sent to its author, replied and answered, newest first.

    What they answered where no name was promised is none of it, nor is what the case came of.
    """
    contact_id, before = case.contact_id, case.opened_at
    sent = await session.execute(
        select(Send.title, Delivery.recorded_at)
        .join(Delivery, Delivery.send_id == Send.id)
        .where(
            Delivery.contact_id == contact_id,
            Delivery.state == Delivered.DELIVERED,
            Delivery.recorded_at <= before,
            Send.kind.in_(TOLD),
        )
        .order_by(Delivery.recorded_at.desc())
        .limit(TOUCHES)
    )
    said = await session.execute(
        select(ReplyLine.contact_id, ReplyLine.words, ReplyLine.said_at)
        .join(StoredReply, StoredReply.id == ReplyLine.reply_id)
        .where(StoredReply.contact_id == contact_id, ReplyLine.said_at <= before)
        .order_by(ReplyLine.said_at.desc())
        .limit(TOUCHES)
    )
    given = await session.execute(
        select(Response.score, Wave.score, Response.answered_at)
        .join(Wave, Wave.id == Response.wave_id)
        .where(
            Response.contact_id == contact_id,
            Response.answered_at < before,
            Response.score.is_not(None),
            Wave.promise == NAMED,
            Response.id != case.source_id,
            is_shown(Response),
        )
        .order_by(Response.answered_at.desc())
        .limit(TOUCHES)
    )
    found = [Touched("sent", title, at) for title, at in sent if at is not None]
    found += [
        Touched("replied" if who == contact_id else "answer", words, at) for who, words, at in said
    ]
    found += [Touched("scored", f"{scale.upper()} {score}", at) for score, scale, at in given]
    return sorted(found, key=lambda one: one.at, reverse=True)[:TOUCHES]
