"""What comes due as one reader may see it: on a card that was pushed, or asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.figures.cards import renewal_lists
from bot.figures.cards import renewals as cards
from bot.figures.cards.renewals import Ground
from bot.figures.rules.renewals import Renewal, in_order
from bot.figures.store import renewal_steps, renewal_words, renewals
from bot.message import Message
from bot.people.rules.charge import in_charge
from bot.people.store.charges import charges, colleagues
from bot.principal import Permission, Principal
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Due:
    """What a card shows, and what it stands on."""

    found: Sequence[Renewal]
    on: Ground


async def ground(context: Context, session: AsyncSession) -> Ground:
    """Return what every card of renewals stands on just now."""
    programme = context.programme
    today = context.clock.now().astimezone(ZoneInfo(programme.zone)).date()
    return Ground(today, programme.currency, await renewal_steps.terms_until(session))


async def on_duty(session: AsyncSession, now: datetime) -> Mapping[str, Collection[str]]:
    """Return by partner who of the vendor's is told what comes due there.

    It is the manager, else the deputy, else every administrator.
    """
    administrators = (await colleagues(session, Permission.ADMINISTRATOR)).values()
    return {
        one.partner_id: [who.contact_id for who in in_charge(one.charge, administrators, now)]
        for one in await charges(session)
    }


def told_of(duty: Mapping[str, Collection[str]], reader: Principal) -> frozenset[str]:
    """Return the partners of which this reader is told what comes due."""
    if not reader.is_vendor:
        return frozenset({reader.partner_id} if reader.partner_id else ())
    return frozenset(partner for partner, who in duty.items() if reader.contact_id in who)


async def on_card(
    session: AsyncSession,
    delivery_id: str,
    reader: Principal,
    duty: Mapping[str, Collection[str]],
) -> list[Renewal]:
    """Return what a card that was pushed to this reader speaks of, as it stands by now."""
    told = await renewal_steps.told(session, delivery_id)
    if told is None or told.contact_id != reader.contact_id:
        return []
    ids = await renewal_steps.spoken_of(session, told, told_of(duty, reader))
    return in_order(await renewals.of_ids(session, ids))


async def pushed(
    context: Context,
    session: AsyncSession,
    delivery_id: str,
    reader: Principal,
    with_this: str = "",
) -> Message | None:
    """Draw a card that was pushed as it stands by now; None where nothing of it is left.

    Where it shall be one `with_this` renewal on it, it is None for every other.
    """
    duty = await on_duty(session, context.clock.now())
    found = await on_card(session, delivery_id, reader, duty)
    if not found or (with_this and with_this not in {one.id for one in found}):
        return None
    wording = context.wording.in_language(reader.language)
    return renewal_lists.pushed(wording, found, reader, await ground(context, session))


async def about(session: AsyncSession, renewal_id: str, reader: Principal) -> Renewal | None:
    """Return a renewal that this reader may see; None where it is none, or not theirs."""
    found = await renewals.one(session, renewal_id)
    if found is None or not renewal_words.may_see(reader, found.partner_id):
        return None
    return found


async def shown(
    context: Context, session: AsyncSession, found: Renewal, reader: Principal
) -> Message:
    """Draw the card of one renewal for whoever may see it."""
    wording = context.wording.in_language(reader.language)
    may_say = renewal_words.may_say(reader, found.partner_id)
    return cards.card(wording, found, reader, await ground(context, session), may_say=may_say)
