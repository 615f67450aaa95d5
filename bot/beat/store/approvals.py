"""Requests to approve a text as it stands, what a second person said, and who that may be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update

from bot.beat.rules.approving import fingerprint_of
from bot.beat.rules.texts import FILES, TextKind
from bot.beat.store.approval_tables import Approval
from bot.beat.store.tables import TextVersion
from bot.people.rules.charge import on_duty
from bot.people.store.charges import colleagues
from bot.principal import Permission
from bot.rights import HOLDERS, Right
from bot.store import audit
from bot.store.audit import About
from bot.store.audit_tables import Audit
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession

TEXT = "text"
"""What audit lines say that they are about, with the key of the text."""
WROTE, TOOK_IN = "write draft", "import draft"
"""Acts by which words of a draft become somebody's own."""
APPROVERS = (Permission.ADMINISTRATOR, Permission.MANAGER)
"""Who is asked: the first of these of whom somebody but the author is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants approved: a text as it stands, whom it means, and when it comes."""

    subject: str
    body: str
    title: str
    whom: str
    comes: str
    people: int
    draft_id: str | None = None
    kind: TextKind = TextKind.EDITION


async def ask(session: AsyncSession, wanted: Wanted, by: str, now: datetime) -> Approval:
    """Ask for approval; what was asked before for another state of this text is overtaken."""
    await _overtake(session, wanted.subject)
    row = Approval(
        id=new_id(),
        kind=wanted.kind,
        subject=wanted.subject,
        fingerprint=fingerprint_of(wanted.body),
        body=wanted.body,
        draft_id=wanted.draft_id,
        title=wanted.title,
        whom=wanted.whom,
        comes=wanted.comes,
        people=wanted.people,
        asked_by=by,
        asked_at=now,
        state="asked",
    )
    session.add(row)
    await session.flush()
    about = About(TEXT, wanted.subject)
    who = audit.PROGRAM if by == FILES else by
    audit.record(session, who, "ask for approval", about, now, people=wanted.people)
    return row


async def decide(
    session: AsyncSession, row: Approval, state: str, by: str, now: datetime, *, why: str = ""
) -> None:
    """Say what a second person said; whoever calls holds the row, and it is still asked."""
    row.state, row.decided_by, row.decided_at, row.why = state, by, now, why or None
    await session.flush()
    act = "approve" if state == "approved" else "send back"
    audit.record(session, by, act, About(TEXT, row.subject), now, people=row.people)


async def find(session: AsyncSession, request_id: str, *, alone: bool = False) -> Approval | None:
    """Return a request; `alone` keeps others from answering it until the transaction ends."""
    found = select(Approval).where(Approval.id == request_id)
    if alone:
        found = found.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(found)


async def of_text(session: AsyncSession, subject: str) -> Sequence[Approval]:
    """Return all requests to approve a text, the newest first."""
    found = await session.scalars(
        select(Approval)
        .where(Approval.subject == subject, Approval.state != "overtaken")
        .order_by(Approval.asked_at.desc(), Approval.id)
    )
    return found.all()


async def waiting(session: AsyncSession, limit: int) -> Sequence[Approval]:
    """Return what waits for a second person, the longest first."""
    found = await session.scalars(
        select(Approval)
        .where(Approval.state == "asked")
        .order_by(Approval.asked_at, Approval.id)
        .limit(limit)
    )
    return found.all()


async def withdraw(session: AsyncSession, subject: str) -> None:
    """Ask nobody any more: the text is not to be sent."""
    await _overtake(session, subject)


async def expire(session: AsyncSession, subject: str) -> None:
    """Let nothing that was asked or said of a text hold any more."""
    await session.execute(
        update(Approval)
        .where(Approval.subject == subject, Approval.state.in_(["asked", "approved"]))
        .values(state="overtaken")
        .execution_options(synchronize_session=False)
    )


async def move(
    session: AsyncSession, before: str, after: str, was: str, draft_id: str, now: datetime
) -> None:
    """Let what was said of a text hold of it under another key, in another draft.

    Whoever wrote on the draft that it `was` wrote on this one: they are no second person.
    """
    for by in sorted({*await session.scalars(_wrote(was))}):
        audit.record(session, by, WROTE, About("draft", draft_id), now, begun_as=was)
    await session.execute(
        update(Approval)
        .where(Approval.subject == before)
        .values(subject=after, draft_id=draft_id)
        .execution_options(synchronize_session=False)
    )


async def writers(session: AsyncSession, row: Approval) -> frozenset[str]:
    """Return everybody who wrote on a text, or asked for it: none of them is a second person."""
    owners = select(TextVersion.owner).where(
        TextVersion.kind == row.kind, TextVersion.key == row.subject
    )
    found = {
        *await session.scalars(_wrote(row.draft_id or "")),
        *await session.scalars(owners),
        row.asked_by,
    }
    return frozenset(found - {FILES})


async def approvers(session: AsyncSession, but: Collection[str], now: datetime) -> tuple[str, ...]:
    """Return who is asked to approve: administrators who are here, else managers, never `but`."""
    asked: tuple[str, ...] = ()
    for permission in APPROVERS:
        if permission not in HOLDERS[Right.APPROVE_SENDS]:
            continue
        others = [
            one
            for one in (await colleagues(session, permission)).values()
            if one.contact_id not in but
        ]
        duty = on_duty(others, now)
        if any(one.is_present(now) for one in duty):
            return tuple(one.contact_id for one in duty)
        asked += tuple(one.contact_id for one in duty)
    return asked


async def _overtake(session: AsyncSession, subject: str) -> None:
    await session.execute(
        update(Approval)
        .where(Approval.subject == subject, Approval.state == "asked")
        .values(state="overtaken")
        .execution_options(synchronize_session=False)
    )


def _wrote(draft_id: str) -> Select[str]:
    return select(Audit.by).where(
        Audit.act.in_([WROTE, TOOK_IN]),
        Audit.about_kind == "draft",
        Audit.about_id == draft_id,
    )
