"""Waves, and who is invited to them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import false, func, or_, select, update

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.beat.store.tables import Delivery, Send
from bot.event import Origin
from bot.people.store.conversations import conversation_at
from bot.store.columns import Base, new_id
from bot.store.inserts import dialect_of, insert_new
from bot.store.sessions import AsyncSession
from bot.voice.store.occasions import asked_by, open_of, still_open
from bot.voice.store.responses import Asked, asked
from bot.voice.store.tables import Invitation, Response, Wave

AWAITED = timedelta(minutes=30)
"""For how long a bare number answers a question that was shown where nobody else reads."""

REASON_AWAITED = timedelta(days=1)
"""For how long somebody's next words are the reason that they were asked for."""


async def start_wave(session: AsyncSession, **facts: object) -> Wave:
    """Begin a wave with these facts."""
    wave = Wave(id=new_id(), state="open", **facts)
    session.add(wave)
    await session.flush()
    return wave


async def text_of(session: AsyncSession, wave: Wave) -> WrittenText | None:
    """Return what a wave asks; None of a wave that was asked elsewhere, and imported."""
    if wave.text_id is None:
        # Opened before waves kept their text: it asks what stands now.
        return await texts.newest(session, TextKind.SURVEY, wave.survey)
    return (await texts.kept(session, [wave.text_id])).get(wave.text_id)


async def open_wave(session: AsyncSession, score: str, now: datetime) -> Wave | None:
    """Return the wave for this score that is open now; the newest, if there are several.

    What was asked elsewhere and imported is nothing we can ask, and after an event only those
    are asked whom it concerns.
    """
    found = (
        select(Wave)
        .where(
            Wave.score == score,
            Wave.state == "open",
            Wave.opens_at <= now,
            Wave.closes_at > now,
            Wave.quarter.is_(None),
        )
        .order_by(Wave.opens_at.desc())
    )
    for wave in (await session.scalars(found)).all():
        if wave.text_id is not None or wave.survey in await _keys(session):
            return wave
    return None


async def _keys(session: AsyncSession) -> list[str]:
    return [text.key for text in await texts.standing(session, TextKind.SURVEY)]


async def asked_since(
    session: AsyncSession,
    contact_ids: Collection[str],
    kind: str,
    since: datetime,
    *,
    besides: str = "",
) -> frozenset[str]:
    """Return who of these was reached by a wave of this kind since then, `besides` one wave."""
    found = await session.scalars(
        select(Invitation.contact_id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(
            Invitation.contact_id.in_(contact_ids),
            Invitation.delivered_at > since,
            Wave.kind == kind,
            Wave.id != besides,
        )
    )
    return frozenset(found)


async def invite_all(
    session: AsyncSession, wave_id: str, contact_ids: Collection[str], now: datetime
) -> None:
    """Invite each of these contacts, once a wave."""
    rows = [
        {"id": new_id(), "wave_id": wave_id, "contact_id": contact_id, "invited_at": now}
        for contact_id in contact_ids
    ]
    await insert_new(session, Invitation, rows)


async def invited(session: AsyncSession, wave_id: str) -> frozenset[str]:
    """Return who is invited to a whole wave, and by no send of their own."""
    found = select(Invitation.contact_id).where(
        Invitation.wave_id == wave_id, Invitation.occasion == "", Invitation.send_id.is_(None)
    )
    return frozenset(await session.scalars(found))


async def mark_invited(
    session: AsyncSession, send_id: str, contact_ids: Collection[str], now: datetime
) -> None:
    """Note that these contacts have in hand what this send asks; only who had none is sent one."""
    wave_id = await session.scalar(select(Send.subject).where(Send.id == send_id))
    await session.execute(
        update(Invitation)
        .where(Invitation.contact_id.in_(contact_ids), asked_by(send_id, wave_id or ""))
        .values(delivered_at=now, shown_at=now)
    )


async def invitations(
    session: AsyncSession, wave_id: str, contact_ids: Collection[str]
) -> dict[str, Invitation]:
    """Return the invitations of these contacts to a whole wave, by contact."""
    found = await session.scalars(
        select(Invitation).where(
            Invitation.wave_id == wave_id,
            Invitation.contact_id.in_(contact_ids),
            Invitation.occasion == "",
        )
    )
    return {row.contact_id: row for row in found}


async def have_it(session: AsyncSession, invitation_ids: Collection[str]) -> frozenset[str]:
    """Return by whom of those so invited it was answered, or asked for by themselves.

    What we delivered to the others may not have arrived.
    """
    found = await session.scalars(
        select(Invitation.contact_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(
            Invitation.id.in_(invitation_ids),
            or_(Response.id.is_not(None), Invitation.shown_at > Invitation.delivered_at),
        )
    )
    return frozenset(found)


async def invite(
    session: AsyncSession, wave: Wave, contact_id: str, origin: Origin, now: datetime
) -> Asked:
    """Return this contact's invitation to the wave, made if there is none, and shown there."""
    row = {"id": new_id(), "wave_id": wave.id, "contact_id": contact_id, "invited_at": now}
    # Whoever asks for the card has it in hand with the answer to this very request.
    shown = {"delivered_at": now, "shown_at": now, "shown_in": thread_of(origin)}
    inviting = _inviting(dialect_of(session))
    invitation_id = (await session.execute(inviting, {**row, **shown})).scalar_one()
    found = await asked(session, invitation_id, now)
    if found is None:
        raise LookupError(f"the invitation {invitation_id} is gone")
    return found


async def show_again(
    session: AsyncSession, contact_id: str, score: str, origin: Origin, now: datetime
) -> Asked | None:
    """Return what somebody is asked for this score after an event, the newest, and shown there."""
    found = await open_of(session, contact_id, score, now)
    if found is None:
        return None
    await session.execute(
        update(Invitation)
        .where(Invitation.id == found)
        .values(shown_at=now, shown_in=thread_of(origin))
        .execution_options(synchronize_session=False)
    )
    return await asked(session, found, now)


@lru_cache
def _inviting(dialect: Any) -> Any:  # noqa: ANN401 - the statement of either dialect
    table = Base.metadata.tables[Invitation.__tablename__]
    made = dialect.insert(table)
    anew = {
        "delivered_at": func.coalesce(table.c.delivered_at, made.excluded.delivered_at),
        "shown_at": made.excluded.shown_at,
        "shown_in": made.excluded.shown_in,
    }
    place = ["wave_id", "contact_id", "occasion"]
    return made.on_conflict_do_update(index_elements=place, set_=anew).returning(table.c.id)


async def awaited(
    session: AsyncSession, contact_id: str, origin: Origin, now: datetime
) -> Asked | None:
    """Return the question that a bare number there answers; None if we asked nothing there.

    In a thread it is the question that began the thread, or the one that was asked for in it.
    Where nobody else reads along it is the one that was shown within `AWAITED`, but not below
    something else that we sent.
    """
    found = (
        select(Invitation.id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(
            Invitation.contact_id == contact_id,
            still_open(now),
        )
    )
    began = select(Send.id, Send.subject).join(Delivery, Delivery.send_id == Send.id)
    began = began.where(
        Delivery.contact_id == contact_id,
        Delivery.conversation == origin.conversation,
        Delivery.message_id == origin.thread,
    )
    send = (await session.execute(began)).one_or_none() if origin.thread else None
    if send is not None:
        found = found.where(asked_by(*send))
    else:
        here = [Invitation.shown_in == thread_of(origin)] if origin.thread else []
        here += [Invitation.shown_at > now - AWAITED] if origin.private else []
        found = found.where(or_(false(), *here))
    newest = found.order_by(Invitation.shown_at.desc(), Invitation.id).limit(1)
    invitation_id = await session.scalar(newest)
    return await asked(session, invitation_id, now) if invitation_id else None


async def wave_of_thread(session: AsyncSession, origin: Origin) -> Wave | None:
    """Return the wave whose card in a conversation began this thread."""
    if not origin.thread:
        return None
    return await session.scalar(
        select(Wave)
        .join(Send, Send.subject == Wave.id)
        .join(Delivery, Delivery.send_id == Send.id)
        # By the conversation's own row: its id may have changed since.
        .where(
            Delivery.conversation_id == conversation_at(origin).scalar_subquery(),
            Delivery.message_id == origin.thread,
        )
        .limit(1)
    )


async def await_reason(session: AsyncSession, invitation_id: str, since: datetime | None) -> None:
    """Take the next words of this contact in our direct message as their reason, or no more."""
    await session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(reason_awaited_at=since)
        .execution_options(synchronize_session=False)
    )


async def reason_awaited(session: AsyncSession, contact_id: str, now: datetime) -> Asked | None:
    """Return the answer for which this contact was asked to write why; the newest, if several."""
    found = await session.scalar(
        select(Invitation.id)
        .where(
            Invitation.contact_id == contact_id,
            Invitation.reason_awaited_at > now - REASON_AWAITED,
        )
        .order_by(Invitation.reason_awaited_at.desc(), Invitation.id)
        .limit(1)
    )
    return await asked(session, found, now) if found is not None else None


def thread_of(origin: Origin) -> str | None:
    """Name the thread in which somebody asked; None where there is none."""
    place = (origin.platform, origin.installation, origin.conversation, origin.thread)
    return " ".join(place) if origin.thread else None
