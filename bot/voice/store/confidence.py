"""Surveys that are not named, and the words somebody says after one."""

from datetime import datetime, timedelta

from sqlalchemy import false, or_, select

from bot.beat.store import exchanges
from bot.beat.store.tables import Delivery, Send
from bot.beat.store.told import ANSWERABLE, WAVE, Told
from bot.clock import Clock
from bot.event import Said
from bot.people.store.people import email_of
from bot.people.store.tables import Contact
from bot.store.sessions import AsyncSession
from bot.voice.rules.promises import NAMED
from bot.voice.store.surveys import thread_of
from bot.voice.store.tables import Invitation, Wave

LATELY = timedelta(days=1)
"""For how long words that stand by themselves may belong to a survey that was shown."""


async def under(
    session: AsyncSession, contact_id: str, said: Said, told: Told | None, now: datetime
) -> str | None:
    """Return the invitation to a survey that is not named under which this was said.

    Words that stand by themselves may be meant for any that was shown within a day, whatever
    came since: where nobody can know, the promise holds.
    """
    mine = (
        select(Invitation.id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(Invitation.contact_id == contact_id, Wave.promise != NAMED)
        .order_by(Invitation.shown_at.desc(), Invitation.id)
        .limit(1)
    )
    thread = thread_of(said.origin)
    here = [Invitation.shown_in == thread] if thread else []
    if (told is not None and told.is_below) or not said.origin.private:
        here += [Wave.id == told.subject] if told is not None and told.kind == WAVE else []
        return await session.scalar(mine.where(or_(false(), *here)))
    shown = mine.where(Invitation.shown_at > now - LATELY, Invitation.shown_at <= now)
    return await session.scalar(shown)


async def promised_to_all(session: AsyncSession, told: Told | None) -> Wave | None:
    """Return the wave that is not named below whose card this was said, invited or not.

    A card in a conversation asks people who were never invited: they are promised the same.
    """
    if told is None or not told.is_below or told.kind != WAVE:
        return None
    asked = select(Wave).where(Wave.id == told.subject, Wave.promise != NAMED)
    return await session.scalar(asked)


def delivered_by(told: Told | None) -> str:
    """Return the delivery that asked, where one did."""
    return told.delivery_id if told is not None and told.kind == WAVE else ""


async def answers_by_mail(
    session: AsyncSession, delivery_id: str, *, clock: Clock, are_read: bool
) -> tuple[bool, str]:
    """Say whether a letter takes answers, and who is written to where nobody reads them here.

    Of a survey that is not named no answer goes to a person by a mere "reply".
    """
    found = await session.execute(
        select(Contact.partner_id, Wave.promise)
        .join(Delivery, Delivery.contact_id == Contact.id)
        .join(Send, Send.id == Delivery.send_id)
        .outerjoin(Wave, Wave.id == Send.subject)
        .where(
            Delivery.id == delivery_id, Contact.partner_id.is_not(None), Send.kind.in_(ANSWERABLE)
        )
    )
    row = found.one_or_none()
    if row is None or are_read:
        return row is not None, ""
    partner_id, promise = row
    if promise not in (None, NAMED):
        return True, ""
    duty = await exchanges.duty(session, partner_id, clock.now())
    return True, await email_of(session, duty.people[0]) or "" if duty.people else ""
