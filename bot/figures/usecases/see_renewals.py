"""List what comes due, open one, and say whether one wants to be sent what does."""

from collections.abc import Collection

from bot.event import ActionPressed, Reply, Said
from bot.figures import renewing
from bot.figures.cards import renewal_lists
from bot.figures.cards import renewals as cards
from bot.figures.context import FiguresContext
from bot.figures.rules.renewals import (
    TOPIC,
    Renewal,
    Switch,
    Wanted,
    names_partner,
    read_switch,
    read_wanted,
)
from bot.figures.store import renewal_steps, renewal_words, renewals
from bot.figures.store.renewals import Natural
from bot.order_of_words import tidied
from bot.people.store import people
from bot.people.store.charges import Charged, charges
from bot.principal import Permission, Principal
from bot.store.sessions import AsyncSession


async def show_list(context: FiguresContext, asker: Principal, event: Said) -> Reply | None:
    """List what comes due; None where the words after it are a question of another kind."""
    rest = tidied(event.text).partition(" ")[2].strip()
    switch = read_switch(rest)
    if switch is not None:
        return await _switch(context, asker, event, switch)
    wanted = read_wanted(rest)
    async with context.database.read() as session:
        chosen = await _meant(session, asker, wanted)
        if chosen is None and wanted.partner:
            return None
        return await _listed(context, session, asker, wanted, chosen)


async def press_list(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """List what comes due in the usual time."""
    del event
    wanted = Wanted()
    async with context.database.read() as session:
        chosen = await _meant(session, asker, wanted)
        return await _listed(context, session, asker, wanted, chosen)


async def switch_on(
    context: FiguresContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """Send this person what comes due from now on."""
    return await _switch(context, asker, event, Switch.ON)


async def switch_off(
    context: FiguresContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """Send this person nothing of what comes due any more."""
    return await _switch(context, asker, event, Switch.OFF)


async def open_one(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the card of one term, by the row that told of it when the list was drawn."""
    term_id = event.action.arguments.get("value", "")
    async with context.work(event) as session:
        natural = await renewals.natural_of(session, term_id)
        found = await _of(context, session, asker, natural) if natural is not None else None
        if found is None:
            return context.owe(session, Reply((cards.gone(context.wording),)))
        card = await renewing.shown(context, session, found, asker)
        return context.owe(session, Reply((card,)))


async def _of(
    context: FiguresContext, session: AsyncSession, asker: Principal, natural: Natural
) -> Renewal | None:
    if not renewal_words.may_see(asker, natural.partner_id):
        return None
    kept = await renewals.kept_as(session, [natural], context.clock.now())
    return await renewing.about(session, kept[natural], asker)


async def _meant(
    session: AsyncSession, asker: Principal, wanted: Wanted
) -> Collection[str] | None:
    """Return the partners somebody means; None is all there are, or nobody of that name.

    A partner's person is compared with their own partner only: nothing is looked up.
    """
    if not asker.is_vendor:
        mine = {asker.partner_id} if asker.partner_id else set()
        is_mine = not wanted.partner or names_partner(wanted.partner, asker.partner_name or "")
        return mine if is_mine else None
    known = await charges(session)
    if wanted.partner:
        return {one.partner_id for one in known if names_partner(wanted.partner, one.name)} or None
    if asker.permission is not Permission.MANAGER:
        return None
    return {one.partner_id for one in known if _looks_after(asker, one)}


def _looks_after(asker: Principal, one: Charged) -> bool:
    named = one.charge.manager, one.charge.deputy
    return any(who is not None and who.contact_id == asker.contact_id for who in named)


async def _listed(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    wanted: Wanted,
    chosen: Collection[str] | None,
) -> Reply:
    on = await renewing.ground(context, session)
    days = on.today, wanted.last(on.today)
    found, count, worth = await renewals.listed(session, asker, chosen, days, renewal_lists.SHOWN)
    is_sent = await _is_sent(session, asker)
    listed = renewal_lists.Listed(found, count, worth, wanted.days, is_sent)
    return Reply((renewal_lists.listed(context.wording, listed, asker, on),))


async def _is_sent(session: AsyncSession, asker: Principal) -> bool:
    """Say whether somebody is sent what comes due: at a partner only who said so."""
    if TOPIC in await people.muted_topics(session, asker.contact_id):
        return False
    return asker.is_vendor or await renewal_steps.is_reader(session, asker.contact_id)


async def _switch(
    context: FiguresContext, asker: Principal, event: Said | ActionPressed, to: Switch
) -> Reply:
    now, is_on = context.clock.now(), to is Switch.ON
    async with context.work(event) as session:
        if is_on:
            await people.unmute(session, asker.contact_id, TOPIC, now)
        else:
            await people.mute(session, asker.contact_id, TOPIC, now)
        if not asker.is_vendor:
            change = renewal_steps.want if is_on else renewal_steps.want_no_more
            await change(session, asker.contact_id, now)
        card = renewal_lists.switched(context.wording, is_on=is_on, is_vendor=asker.is_vendor)
        return context.owe(session, Reply((card,)))
