"""Waves, invitations and responses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import false, func, or_, select, update

from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import texts
from bot.beat.store.tables import Delivery, Send
from bot.event import Origin
from bot.principal import Principal
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Invitation, Response, Wave

AWAITED = timedelta(minutes=30)
"""For how long a bare number answers a question that was shown where nobody else reads."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation with what its wave asks and, if there is one, its answer."""

    invitation_id: str
    contact_id: str
    wave_id: str
    text: WrittenText | None
    closes_at: datetime
    is_open: bool
    score: int | None
    reason: str | None


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

    What was asked elsewhere and imported is nothing we can ask.
    """
    ours = or_(Wave.text_id.is_not(None), Wave.survey.in_(await _keys(session)))
    found = await session.execute(
        select(Wave)
        .where(
            Wave.score == score,
            Wave.state == "open",
            Wave.opens_at <= now,
            Wave.closes_at > now,
            ours,
        )
        .order_by(Wave.opens_at.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def _keys(session: AsyncSession) -> list[str]:
    return [text.key for text in await texts.standing(session, TextKind.SURVEY)]


async def close_waves(session: AsyncSession, now: datetime) -> int:
    """Close the waves whose days are over; return how many."""
    closed = await session.scalars(
        update(Wave)
        .where(Wave.state == "open", Wave.closes_at <= now)
        .values(state="closed")
        .returning(Wave.id)
        .execution_options(synchronize_session=False)
    )
    return len(closed.all())


async def is_wave_over(session: AsyncSession, now: datetime) -> bool:
    """Say whether a wave is open though its days are over."""
    over = select(Wave.id).where(Wave.state == "open", Wave.closes_at <= now)
    return (await session.execute(over.limit(1))).first() is not None


async def asked_since(
    session: AsyncSession, contact_ids: Collection[str], wave: Wave, since: datetime
) -> frozenset[str]:
    """Return who of these was reached by another wave of this kind since then."""
    found = await session.scalars(
        select(Invitation.contact_id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(
            Invitation.contact_id.in_(contact_ids),
            Invitation.delivered_at > since,
            Wave.kind == wave.kind,
            Wave.id != wave.id,
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


async def mark_invited(
    session: AsyncSession, wave_id: str, contact_ids: Collection[str], now: datetime
) -> None:
    """Note that these contacts have their invitation in hand."""
    await session.execute(
        update(Invitation)
        .where(Invitation.wave_id == wave_id, Invitation.contact_id.in_(contact_ids))
        .values(delivered_at=func.coalesce(Invitation.delivered_at, now), shown_at=now)
    )


async def invitations(
    session: AsyncSession, wave_id: str, contact_ids: Collection[str]
) -> dict[str, Invitation]:
    """Return the invitations of these contacts to a wave, by contact."""
    found = await session.scalars(
        select(Invitation).where(
            Invitation.wave_id == wave_id, Invitation.contact_id.in_(contact_ids)
        )
    )
    return {row.contact_id: row for row in found}


async def invite(
    session: AsyncSession, wave: Wave, contact_id: str, origin: Origin, now: datetime
) -> Asked:
    """Return this contact's invitation to the wave, made if there is none, and shown there."""
    row = {"id": new_id(), "wave_id": wave.id, "contact_id": contact_id, "invited_at": now}
    await insert_new(session, Invitation, [row])
    found = await session.execute(
        select(Invitation).where(
            Invitation.wave_id == wave.id, Invitation.contact_id == contact_id
        )
    )
    invitation = found.scalar_one()
    # Whoever asks for the card has it in hand with the answer to this very request.
    invitation.delivered_at = invitation.delivered_at or now
    invitation.shown_at = now
    invitation.shown_in = _thread(origin)
    answer = await session.execute(select(Response).where(Response.invitation_id == invitation.id))
    text = await text_of(session, wave)
    return _as_asked(invitation, wave, text, answer.scalar_one_or_none(), now)


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
            Wave.state == "open",
            Wave.opens_at <= now,
            Wave.closes_at > now,
        )
    )
    began = select(Send.subject).join(Delivery, Delivery.send_id == Send.id)
    began = began.where(
        Delivery.contact_id == contact_id,
        Delivery.conversation == origin.conversation,
        Delivery.message_id == origin.thread,
    )
    subject = await session.scalar(began) if origin.thread else None
    if subject is not None:
        found = found.where(Wave.id == subject)
    else:
        here = [Invitation.shown_in == _thread(origin)] if origin.thread else []
        here += [Invitation.shown_at > now - AWAITED] if origin.private else []
        found = found.where(or_(false(), *here))
    newest = found.order_by(Invitation.shown_at.desc(), Invitation.id).limit(1)
    invitation_id = await session.scalar(newest)
    return await asked(session, invitation_id, now) if invitation_id else None


def _thread(origin: Origin) -> str | None:
    place = (origin.platform, origin.installation, origin.conversation, origin.thread)
    return " ".join(place) if origin.thread else None


async def asked(session: AsyncSession, invitation_id: str, now: datetime) -> Asked | None:
    """Return an invitation as it stands; None if there is no such invitation."""
    found = await session.execute(
        select(Invitation, Wave, Response)
        .join(Wave, Wave.id == Invitation.wave_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.id == invitation_id)
    )
    row = found.one_or_none()
    if row is None:
        return None
    invitation, wave, response = row
    return _as_asked(invitation, wave, await text_of(session, wave), response, now)


async def record_score(
    session: AsyncSession, invitation: Asked, person: Principal, score: int, now: datetime
) -> None:
    """Record a score; a second one replaces the first, so that nobody counts twice."""
    row = {
        "id": new_id(),
        "wave_id": invitation.wave_id,
        "invitation_id": invitation.invitation_id,
        "contact_id": person.contact_id,
        "partner_id": person.partner_id,
        "role": person.role.value,
        "score": score,
        "answered_at": now,
    }
    if await insert_new(session, Response, [row]):
        return
    response = await _response(session, invitation.invitation_id)
    response.score, response.changed_at = score, now


async def record_reason(
    session: AsyncSession, invitation: Asked, reason: str, now: datetime
) -> None:
    """Record why somebody gave their score; a second reason replaces the first."""
    response = await _response(session, invitation.invitation_id)
    response.reason, response.changed_at = reason, now


async def _response(session: AsyncSession, invitation_id: str) -> Response:
    found = await session.execute(select(Response).where(Response.invitation_id == invitation_id))
    return found.scalar_one()


def _as_asked(
    invitation: Invitation,
    wave: Wave,
    text: WrittenText | None,
    response: Response | None,
    now: datetime,
) -> Asked:
    return Asked(
        invitation_id=invitation.id,
        contact_id=invitation.contact_id,
        wave_id=wave.id,
        text=text,
        closes_at=wave.closes_at,
        is_open=wave.state == "open" and wave.opens_at <= now < wave.closes_at,
        score=None if response is None else response.score,
        reason=None if response is None else response.reason,
    )
