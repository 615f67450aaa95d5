"""Sends: opened once, carried out by themselves, paused and ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select, text, update

from bot.beat.rules.audience import Audience, Named, To, freeze, thaw
from bot.beat.rules.texts import FILES
from bot.beat.store import lanes
from bot.beat.store.tables import UNFINISHED, Cadence, Delivery, Occurrence, Send, TextVersion
from bot.store.columns import new_id
from bot.store.programme import note_opened
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a send is opened with: from then on it stands by itself.

    It says what the text `text_id` says, unless its kind writes a text of its own.
    It is due at a `slot`, a wall-clock moment in `zone` (None is the reader's own), or else
    at the instant `due_at`. What is later than `catch_up` is not sent any more. `priority` is
    its kind's, kept with it; the lower number comes before the higher. Without an `audience` its
    kind says whom it is for when it is planned. `must_read` is why everybody must read it, if
    somebody said so. With `kept` it comes when it was promised, whatever hour that is for its
    readers.
    """

    kind: str
    subject: str
    title: str
    audience: Audience | Named | None
    priority: int
    text_id: str | None = None
    topic: str = ""
    slot: datetime | None = None
    zone: str | None = None
    due_at: datetime | None = None
    catch_up: timedelta = timedelta(hours=12)
    on_unknown: str = "miss"
    must_read: str = ""
    occurrence_id: str | None = None
    kept: bool = False


async def open_send(session: AsyncSession, opening: Opening, now: datetime) -> Send:
    """Open a send; the next tick plans it.

    Of what falls due first after a restored backup nobody knows whether it was sent: it is
    opened paused.
    """
    send = Send(
        id=new_id(),
        occurrence_id=opening.occurrence_id,
        kind=opening.kind,
        subject=opening.subject,
        text_id=opening.text_id,
        title=opening.title,
        topic=opening.topic,
        audience=freeze(opening.audience) if opening.audience is not None else "",
        slot=opening.slot,
        zone=opening.zone,
        due_at=opening.due_at,
        catch_up_minutes=int(opening.catch_up.total_seconds() // 60),
        priority=opening.priority,
        on_unknown=opening.on_unknown,
        kept=opening.kept,
        wants_consent=isinstance(opening.audience, Audience) and opening.audience.consent,
        must_read=opening.must_read,
        state="open",
        paused_at=now if await note_opened(session) else None,
        created_at=now,
    )
    session.add(send)
    await session.flush()
    return send


async def mark_planned(session: AsyncSession, send_id: str) -> None:
    """Say that every recipient of this send has a row."""
    await session.execute(
        update(Send).where(Send.id == send_id, Send.state == "open").values(state="planned")
    )


async def hold(session: AsyncSession, send_id: str) -> None:
    """Let nobody else plan this send until this transaction ends."""
    await session.execute(select(Send.id).where(Send.id == send_id).with_for_update())


async def plan_again(session: AsyncSession, delivery_ids: Collection[str]) -> None:
    """Have the sends of these planned once more that speak to people where no conversation is.

    Who has a row keeps it: who was to be spoken to where nothing can be said any more is added.
    """
    theirs = select(Delivery.send_id).where(Delivery.id.in_(sorted(delivery_ids)))
    found = await session.scalars(select(Send).where(Send.id.in_(theirs), Send.state == "planned"))
    for send in found:
        meant = thaw(send.audience) if send.audience else None
        if isinstance(meant, Audience) and meant.to is To.EITHER:
            send.state = "open"
    await session.flush()


def is_done() -> ColumnElement[bool]:
    """Return the condition that nothing of a send can leave any more."""
    return ~exists().where(Delivery.send_id == Send.id, text(UNFINISHED))


async def mark_ended(session: AsyncSession, send_id: str) -> bool:
    """Say that a send has ended; False where it had ended before, so that it ends once."""
    ended = await session.execute(
        update(Send)
        .where(Send.id == send_id, Send.state == "planned", is_done())
        .values(state="ended")
        .returning(Send.reopened_at)
        .execution_options(synchronize_session=False)
    )
    row = ended.one_or_none()
    return row is not None and row.reopened_at is None


async def reopen(session: AsyncSession, send_id: str, now: datetime) -> None:
    """Let a send go on that has ended; what followed its end is done and not done again."""
    await session.execute(
        update(Send)
        .where(Send.id == send_id, Send.state == "ended")
        .values(state="planned", reopened_at=now)
    )


async def pause(session: AsyncSession, send_id: str, now: datetime) -> None:
    """Let nothing of this send leave until it is resumed; what is on its way arrives."""
    await session.execute(
        update(Send)
        .where(Send.id == send_id, Send.paused_at.is_(None), Send.stopped_at.is_(None))
        .values(paused_at=now)
    )


async def resume(session: AsyncSession, send_id: str) -> None:
    """Let a paused send go on; what is past its catch-up limit by then is skipped."""
    await session.execute(update(Send).where(Send.id == send_id).values(paused_at=None))
    await lanes.expect(session, Delivery.send_id == send_id)


async def under_way(session: AsyncSession) -> int:
    """Count the sends of which something may still leave."""
    return (
        await session.scalar(
            select(func.count()).select_from(Send).where(Send.state.in_(["open", "planned"]))
        )
        or 0
    )


async def paused(session: AsyncSession) -> int:
    """Count the sends that are paused by themselves."""
    return (
        await session.scalar(
            select(func.count()).select_from(Send).where(Send.paused_at.is_not(None))
        )
        or 0
    )


async def of_occurrence(session: AsyncSession, occurrence_id: str) -> Send | None:
    """Return the send of an occurrence, if it was opened before."""
    found = await session.scalars(select(Send).where(Send.occurrence_id == occurrence_id))
    return found.one_or_none()


async def gone_out(session: AsyncSession, kind: str, subjects: Collection[str]) -> frozenset[str]:
    """Return those of these subjects for which a slot opened a send of this kind, whichever."""
    found = await session.scalars(
        select(Send.subject)
        .where(
            Send.kind == kind, Send.occurrence_id.is_not(None), Send.subject.in_(sorted(subjects))
        )
        .distinct()
    )
    return frozenset(found)


async def sends(session: AsyncSession, send_ids: Sequence[str]) -> Sequence[Send]:
    """Return these sends, newest first."""
    found = await session.scalars(
        select(Send).where(Send.id.in_(send_ids)).order_by(Send.created_at.desc(), Send.id)
    )
    return found.all()


async def begins_with(session: AsyncSession, part: str, limit: int) -> Sequence[Send]:
    """Return the sends whose id begins like this, newest first."""
    found = await session.scalars(
        select(Send)
        .where(Send.id.startswith(part, autoescape=True))
        .order_by(Send.created_at.desc(), Send.id)
        .limit(limit)
    )
    return found.all()


async def recent(
    session: AsyncSession, limit: int, kinds: Collection[str] | None = None
) -> Sequence[Send]:
    """Return the latest sends, or those of some kinds, newest first."""
    latest = select(Send).order_by(Send.created_at.desc(), Send.id).limit(limit)
    found = latest if kinds is None else latest.where(Send.kind.in_(sorted(kinds)))
    return (await session.scalars(found)).all()


async def owner_of(session: AsyncSession, send_id: str) -> str | None:
    """Return who promised what a send carries out: a contact, or the files."""
    found = await session.execute(
        select(Cadence.owner.label("promised"), TextVersion.owner.label("wrote"))
        .select_from(Send)
        .outerjoin(Occurrence, Occurrence.id == Send.occurrence_id)
        .outerjoin(Cadence, Cadence.id == Occurrence.cadence_id)
        .outerjoin(TextVersion, TextVersion.id == Send.text_id)
        .where(Send.id == send_id)
    )
    row = found.one_or_none()
    if row is None:
        return None
    promised, wrote = row.promised, row.wrote
    # An edition that somebody wrote in chat fills a slot that the files promise.
    owner: str | None = wrote if promised in {None, FILES} and wrote else promised
    return owner


async def about_of(session: AsyncSession, delivery_id: str) -> tuple[str, str]:
    """Return a delivery's kind and the topic it is about; empty where there is none."""
    found = await session.execute(
        select(Send.kind, Send.topic)
        .join(Delivery, Delivery.send_id == Send.id)
        .where(Delivery.id == delivery_id)
    )
    row = found.one_or_none()
    return (row.kind, row.topic or "") if row is not None else ("", "")
