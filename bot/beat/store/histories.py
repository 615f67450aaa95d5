"""The history of a send: who wrote, approved, held, changed, undid and stopped it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from bot.beat.rules.announcements import ANNOUNCEMENT
from bot.beat.store.approval_tables import Approval, Hold
from bot.beat.store.tables import Cadence, Occurrence, Send
from bot.people.store.tables import Contact, Partner
from bot.store import audit
from bot.store.audit_tables import Audit
from bot.store.sessions import AsyncSession

OPENED = "open send"
"""That its moment came and it was opened: what no audit line says."""


@dataclass(frozen=True, slots=True)
class Did:
    """One thing that was done, and by whom: a name, or `operator` or `program`.

    `partner` is whom it is about, `why` the word that came with it, and `counts` what it says
    in numbers.
    """

    at: datetime
    by: str
    act: str
    partner: str = ""
    why: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


async def history(session: AsyncSession, send: Send) -> list[Did]:
    """Return all that was done to a send and its text, the first first."""
    lines = await _lines(session, send)
    names = await _names(session, {line.by for line in lines})
    partners = await _partners(session, {_said(line).get("partner") for line in lines})
    whys = await _whys(session, send)
    found = [
        Did(
            line.at,
            names.get(line.by, line.by),
            line.act,
            partners.get(str(_said(line).get("partner", "")), ""),
            whys.get((line.by, line.act, line.at), ""),
            {name: value for name, value in _said(line).items() if isinstance(value, int)},
        )
        for line in lines
    ]
    found.append(Did(send.created_at, audit.PROGRAM, OPENED))
    return sorted(found, key=lambda one: one.at)


async def _lines(session: AsyncSession, send: Send) -> Sequence[Audit]:
    # What was written in chat is known by its draft, also where a promise was taken back since.
    draft_id = send.subject.rpartition("/")[2]
    promised = Audit.detail.contains(f'"{draft_id}"', autoescape=True)
    about = [
        *(_is("text", send.subject), _is("send", send.id), _is("draft", draft_id)),
        and_(Audit.about_kind == "cadence", promised),
    ]
    row = (
        await session.execute(
            select(Cadence.id, Cadence.kind, Occurrence.slot)
            .join(Occurrence, Occurrence.cadence_id == Cadence.id)
            .where(Occurrence.id == (send.occurrence_id or ""))
        )
    ).one_or_none()
    if row is not None:
        its_own = _is("cadence", row.id)
        if row.kind != ANNOUNCEMENT:
            # A newsletter's rhythm has a history of its own; of it this slot is told.
            its_own = and_(its_own, Audit.detail.contains(row.slot.isoformat(), autoescape=True))
        about.append(its_own)
    found = await session.scalars(select(Audit).where(or_(*about)).order_by(Audit.at, Audit.id))
    return found.all()


def _is(kind: str, its_id: str) -> ColumnElement[bool]:
    return and_(Audit.about_kind == kind, Audit.about_id == its_id)


def _said(line: Audit) -> Mapping[str, object]:
    said = json.loads(line.detail or "{}")
    return said if isinstance(said, dict) else {}


async def _whys(session: AsyncSession, send: Send) -> Mapping[tuple[str, str, datetime], str]:
    """Return the words that came with an act: the audit itself keeps nobody's words."""
    found: dict[tuple[str, str, datetime], str] = {}
    if send.must_read:
        rows = await session.execute(
            select(Audit.by, Audit.at).where(_is("text", send.subject), Audit.act == "must read")
        )
        found |= {(by, "must read", at): send.must_read for by, at in rows}
    sent_back = select(Approval).where(Approval.subject == send.subject, Approval.why.is_not(None))
    for row in await session.scalars(sent_back):
        if row.decided_by and row.decided_at:
            found[row.decided_by, "send back", row.decided_at] = row.why or ""
    for hold in await session.scalars(select(Hold).where(Hold.subject == send.subject)):
        found[hold.by, "hold", hold.at] = hold.why
    return found


async def _names(session: AsyncSession, ids: set[str]) -> Mapping[str, str]:
    rows = await session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(ids)))
    return {row.id: row.name for row in rows}


async def _partners(session: AsyncSession, ids: set[object]) -> Mapping[str, str]:
    wanted = sorted(str(one) for one in ids if one)
    rows = await session.execute(select(Partner.id, Partner.name).where(Partner.id.in_(wanted)))
    return {row.id: row.name for row in rows}
