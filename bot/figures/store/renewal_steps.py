"""How near to its end each term has come, and which send told of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, case, func, select, update

from bot.beat.rules.outcomes import State
from bot.beat.store.tables import Delivery, Send
from bot.figures.rules.ages import Rows
from bot.figures.rules.renewals import AHEAD, STEPS, Outcome, step_of
from bot.figures.store import renewals
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.renewal_tables import RenewalReader, RenewalStep, StoredRenewal
from bot.figures.store.renewals import Natural
from bot.figures.store.tables import Term
from bot.people.store.tables import Contact, Partner
from bot.store.columns import new_id
from bot.store.generations import is_shown
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession

KIND = "renewal"
"""The kind of send that shows what comes due; its subject is the day."""
CARRIED = timedelta(days=14)
"""So long what did not reach somebody waits for the next card that does."""
NOBODY = ""


async def are_reached(session: AsyncSession, today: date) -> bool:
    """Say whether a term has come to a step that is not noted yet."""
    return (await session.execute(_reached(today).limit(1))).first() is not None


async def note_reached(session: AsyncSession, today: date, now: datetime, limit: int) -> int:
    """Note the step of terms that have come to one, at most of so many; return of how many.

    It is the nearest step to its end alone: of terms that were brought in late none is told of
    once for every step that is over.
    """
    found = (await session.execute(_reached(today).limit(limit))).all()
    naturals = [Natural(*each) for each in found]
    ids = await renewals.kept_as(session, naturals, now) if naturals else {}
    rows = [
        {
            "id": new_id(),
            "renewal_id": ids[each],
            "step": step_of((each.term_end - today).days),
            "at": now,
            "send_id": None,
        }
        for each in naturals
    ]
    await insert_new(session, RenewalStep, rows)
    return len(found)


async def are_untold(session: AsyncSession) -> bool:
    """Say whether a step waits for a send that tells of it."""
    waits = select(RenewalStep.id).where(RenewalStep.send_id.is_(None)).limit(1)
    return await session.scalar(waits) is not None


async def take_untold(session: AsyncSession) -> dict[str, str]:
    """Hold the steps that wait, and return by step which renewal it is of."""
    held = await session.execute(
        select(RenewalStep.id, RenewalStep.renewal_id)
        .where(RenewalStep.send_id.is_(None))
        .with_for_update()
    )
    return {row.id: row.renewal_id for row in held}


async def tell_by(session: AsyncSession, send_id: str) -> None:
    """Note that this send tells of every step that waited; an empty one: nobody is told."""
    await session.execute(
        update(RenewalStep)
        .where(RenewalStep.send_id.is_(None))
        .values(send_id=send_id)
        .execution_options(synchronize_session=False)
    )


async def is_opened(session: AsyncSession, subject: str) -> bool:
    """Say whether what comes due was told of on this day already."""
    found = select(Send.id).where(Send.kind == KIND, Send.subject == subject).limit(1)
    return await session.scalar(found) is not None


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery of a card: to whom, of which send, opened when, and the days it speaks of."""

    delivery_id: str
    contact_id: str
    since: datetime
    until: datetime


async def told(session: AsyncSession, delivery_id: str) -> Told | None:
    """Return what a delivery of a card speaks of: all that reached its reader by no other.

    What an earlier card would have said that never came stands on this one too.
    """
    row = (
        await session.execute(
            select(Delivery.contact_id, Send.created_at)
            .join(Send, Send.id == Delivery.send_id)
            .where(Delivery.id == delivery_id, Send.kind == KIND)
        )
    ).one_or_none()
    if row is None or row.contact_id is None:
        return None
    before = await session.scalar(
        select(func.max(Send.created_at))
        .join(Delivery, Delivery.send_id == Send.id)
        .where(
            Send.kind == KIND,
            Send.created_at < row.created_at,
            Delivery.contact_id == row.contact_id,
            Delivery.state.in_([State.DELIVERED, State.UNKNOWN]),
        )
    )
    earliest = row.created_at - CARRIED
    since = earliest if before is None else max(before, earliest)
    return Told(delivery_id, row.contact_id, since, row.created_at)


async def spoken_of(
    session: AsyncSession, card: Told, partner_ids: Collection[str]
) -> Sequence[str]:
    """Return which renewals of these partners a card speaks of."""
    found = await session.scalars(
        select(RenewalStep.renewal_id)
        .join(StoredRenewal, StoredRenewal.id == RenewalStep.renewal_id)
        .where(
            RenewalStep.at > card.since,
            RenewalStep.at <= card.until,
            RenewalStep.send_id.is_not(None),
            StoredRenewal.partner_id.in_(sorted(partner_ids)),
        )
        .distinct()
    )
    return found.all()


async def cards_about(session: AsyncSession, renewal_id: str) -> Sequence[str]:
    """Return the deliveries whose card may speak of a renewal, and that arrived."""
    at = select(RenewalStep.at).where(RenewalStep.renewal_id == renewal_id)
    steps = (await session.scalars(at.order_by(RenewalStep.at))).all()
    if not steps:
        return ()
    found = await session.scalars(
        select(Delivery.id)
        .join(Send, Send.id == Delivery.send_id)
        .where(
            Send.kind == KIND,
            Send.created_at >= steps[0],
            Send.created_at <= steps[-1] + CARRIED,
            Delivery.state == State.DELIVERED,
            Delivery.message_id.is_not(None),
            Delivery.contact_id.is_not(None),
        )
        .order_by(Delivery.id)
    )
    return found.all()


async def readers_of(session: AsyncSession, partner_ids: Collection[str]) -> frozenset[str]:
    """Return who at these partners wants to be sent what comes due there."""
    found = await session.scalars(
        select(RenewalReader.contact_id)
        .join(Contact, Contact.id == RenewalReader.contact_id)
        .where(Contact.partner_id.in_(sorted(partner_ids)), is_shown(Contact))
    )
    return frozenset(found)


async def is_reader(session: AsyncSession, contact_id: str) -> bool:
    """Say whether somebody at a partner wants to be sent what comes due."""
    wish = select(RenewalReader.id).where(RenewalReader.contact_id == contact_id)
    return await session.scalar(wish) is not None


async def want(session: AsyncSession, contact_id: str, now: datetime) -> None:
    """Keep that somebody wants to be sent what comes due; again is no harm."""
    wish = {"id": new_id(), "contact_id": contact_id, "since": now}
    await insert_new(session, RenewalReader, [wish])


async def want_no_more(session: AsyncSession, contact_id: str, now: datetime) -> None:
    """Forget that somebody wanted to be sent what comes due."""
    del now
    wish = await session.scalar(
        select(RenewalReader).where(RenewalReader.contact_id == contact_id)
    )
    if wish is not None:
        await session.delete(wish)


async def terms_until(session: AsyncSession) -> date | None:
    """Return up to which day the terms are complete; None where none were ever brought in."""
    told_ = select(CompleteUntil.day).where(CompleteUntil.kind == Rows.TERMS.value)
    return await session.scalar(told_.where(is_shown(CompleteUntil)))


def _reached(today: date) -> Select[str, str, date]:
    """Select the open terms that have come to a step of which nothing is noted."""
    ends = Term.term_end
    step = case(*((ends <= today + timedelta(days=each), each) for each in STEPS), else_=AHEAD)
    return (
        select(Term.partner_id, Term.subscription_id, ends)
        .join(Partner, Partner.id == Term.partner_id)
        .outerjoin(
            StoredRenewal,
            and_(
                StoredRenewal.partner_id == Term.partner_id,
                StoredRenewal.subscription_id == Term.subscription_id,
                StoredRenewal.term_end == ends,
            ),
        )
        .outerjoin(
            RenewalStep,
            and_(RenewalStep.renewal_id == StoredRenewal.id, RenewalStep.step == step),
        )
        .where(
            is_shown(Term),
            is_shown(Partner),
            Partner.erased_at.is_(None),
            Term.outcome == Outcome.OPEN.value,
            ends >= today,
            ends <= today + timedelta(days=AHEAD),
            RenewalStep.id.is_(None),
        )
        .order_by(ends, Term.id)
    )
