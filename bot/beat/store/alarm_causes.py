"""What raises an alarm: one entry a cause, and everything it holds for just now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, or_, select

from bot.beat.store.refusals import providers_refusing
from bot.beat.store.tables import Cadence, Occurrence
from bot.people.store import own
from bot.people.store.charges import charges
from bot.people.store.place_tables import Address, Installation
from bot.people.store.uploads import failed_uploads
from bot.store.alarms import Check, Concern
from bot.store.sessions import AsyncSession

NO_EDITION = "no edition"
NOT_APPROVED = "not approved"
"""What the reason of every slot begins with whose text may not go out as it stands."""
IN_THE_AUDIENCE = "the audience"
"""What the reason of every slot says that was missed for its audience's sake."""


async def partners_alone(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find the partners with neither a manager nor a deputy who is here."""
    return [
        Concern(one.partner_id, one.name)
        for one in await charges(session)
        if one.charge.present(now) is None
    ]


async def places_lost(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find where we were removed though people were reached there; whose partner it is owns it."""
    owners = {one.partner_id: one.charge.present(now) for one in await charges(session)}
    people = exists().where(
        Address.installation_id == Installation.id,
        Address.state == "live",
        Address.unlinked_at.is_(None),
    )
    rows = await session.execute(
        select(Installation.id, Installation.name, Installation.partner_id)
        .where(Installation.state == "removed", people)
        .order_by(Installation.name)
    )
    found = []
    for place, name, partner_id in rows:
        owner = owners.get(partner_id or "")
        found.append(Concern(place, name, owner.contact_id if owner else None))
    return found


async def places_closed(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find where we are and nothing gets through; whose partner it is owns it."""
    owners = {one.partner_id: one.charge.present(now) for one in await charges(session)}
    rows = await session.execute(
        select(Installation.id, Installation.name, Installation.trouble, Installation.partner_id)
        .where(Installation.state == "live", Installation.trouble.is_not(None))
        .order_by(Installation.name)
    )
    found = []
    for place, name, trouble, partner_id in rows:
        owner = owners.get(partner_id or "")
        found.append(Concern(place, f"{name}: {trouble}", owner.contact_id if owner else None))
    return found


async def own_in_question(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find what counts as our own though the settings name another by now."""
    del now
    return [Concern(one.id, one.name) for one in await own.in_question(session)]


async def renewals_lost(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find where a token runs out that nothing renews; whose partner it is owns it."""
    owners = {one.partner_id: one.charge.present(now) for one in await charges(session)}
    found = []
    for place in await own.unrenewable(session):
        owner = owners.get(place.partner_id or "")
        found.append(Concern(place.id, place.name, owner.contact_id if owner else None))
    return found


async def slots_missed(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find the cadences whose latest slot was missed because there was nothing to say."""
    del now
    return await _cadences(session, _latest() == NO_EDITION)


async def slots_for_nobody(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find the cadences whose latest slot was missed because nobody was to get it."""
    del now
    return await _cadences(session, _latest().contains(IN_THE_AUDIENCE))


async def slots_not_approved(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find the cadences whose latest slot waits for a second person, or was missed for that."""
    del now
    return await _cadences(session, _latest(("open", "missed")).startswith(NOT_APPROVED))


def _latest(states: Sequence[str] = ("missed",)) -> ScalarSelect[str | None]:
    """Return the reason of a cadence's latest slot, if it stands in one of these states.

    It goes backwards from a cadence's last slot: those of years are read by nobody.
    """
    said = case((Occurrence.state.in_(states), Occurrence.reason))
    return (
        select(said)
        .where(
            Occurrence.cadence_id == Cadence.id,
            or_(Occurrence.state != "open", Occurrence.reason.is_not(None)),
        )
        .order_by(Occurrence.slot.desc())
        .limit(1)
        .correlate(Cadence)
        .scalar_subquery()
    )


async def _cadences(session: AsyncSession, condition: ColumnElement[bool]) -> Sequence[Concern]:
    rows = await session.execute(
        select(Cadence.id, Cadence.subject, Cadence.owner)
        .where(condition, Cadence.paused.is_(False))
        .order_by(Cadence.subject)
    )
    return [
        Concern(cadence, subject, owner if owner != "files" else None)
        for cadence, subject, owner in rows
    ]


CAUSES: Mapping[str, Check] = {
    "partner_alone": partners_alone,
    "place_closed": places_closed,
    "place_lost": places_lost,
    "picture_not_shown": failed_uploads,
    "own_in_question": own_in_question,
    "renewal_lost": renewals_lost,
    "not_approved": slots_not_approved,
    "slot_missed": slots_missed,
    "audience_empty": slots_for_nobody,
    "mail_refused": providers_refusing,
}
"""Every cause, by the word that its sentences and figures go by."""
