"""Polls in editions: the wave of each send, who may vote in it, and what may be told of it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from bot.beat.rules.texts import WrittenText
from bot.beat.store.tables import Delivery, Send
from bot.event import Origin
from bot.people.store.conversations import conversation_at
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession
from bot.voice.ports import SurveyHead
from bot.voice.rules.scores import LEAST_ANSWERS
from bot.voice.store import responses, surveys
from bot.voice.store.responses import Asked
from bot.voice.store.tables import Invitation, Response, ResponseValue, Wave


async def wave_of(session: AsyncSession, send: Send, text: WrittenText, head: SurveyHead) -> Wave:
    """Return the wave of the poll in a send; the first vote begins it."""
    begun = send.due_at or send.created_at
    row = {
        "id": send.id,
        "survey": text.key,
        "text_id": text.id,
        "score": head.score,
        "kind": head.kind,
        "promise": head.promise,
        "opens_at": send.created_at,
        "closes_at": begun + timedelta(days=head.open_days),
        "state": "open",
    }
    await insert_new(session, Wave, [row])
    return await session.get_one(Wave, send.id)


async def was_sent_to(
    session: AsyncSession, send_id: str, contact_id: str, origin: Origin
) -> bool:
    """Say whether a send was meant for this person, or for the conversation where they are."""
    here = conversation_at(origin).scalar_subquery()
    mine = or_(Delivery.contact_id == contact_id, Delivery.conversation_id == here)
    found = await session.scalar(select(Delivery.id).where(Delivery.send_id == send_id, mine))
    return found is not None


async def invite(
    session: AsyncSession, wave: Wave, contact_id: str, now: datetime
) -> Asked | None:
    """Invite somebody to a poll; it stands in what they got anyway, so it counts as no request."""
    await surveys.invite_all(session, wave.id, [contact_id], now)
    mine = select(Invitation.id).where(
        Invitation.wave_id == wave.id, Invitation.contact_id == contact_id
    )
    invitation_id = await session.scalar(mine)
    return await responses.asked(session, invitation_id, now) if invitation_id else None


async def counted(session: AsyncSession, wave_id: str, question: str) -> Mapping[str, int]:
    """Count the votes that may be told: of five people, of ten, and so on, never of fewer.

    So nobody reads who came last out of two counts.
    """
    rows = await session.execute(
        select(ResponseValue.picks)
        .join(Response, Response.id == ResponseValue.response_id)
        .where(Response.wave_id == wave_id, ResponseValue.question == question)
        .order_by(Response.answered_at, Response.id)
    )
    votes = [picks for (picks,) in rows if picks]
    return Counter(votes[: len(votes) - len(votes) % LEAST_ANSWERS])
