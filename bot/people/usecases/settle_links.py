"""Settle whose address this is, and which installation vouches for whom: administrators only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

import structlog

from bot.context import Context
from bot.event import Origin, Reply, Said
from bot.message import Column, Message, Table, paragraph
from bot.people.cards import settling as cards
from bot.people.rules.coverage import Side
from bot.people.rules.linking import read_domain, read_email
from bot.people.rules.settling import (
    BindInstallation,
    ChangeDomains,
    LinkAddress,
    ListInstallations,
    NameSponsor,
    Settlement,
    UnlinkAddress,
    read_settlement,
)
from bot.people.store import addresses, partnerships, people
from bot.people.store.partnerships import ListedInstallation
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

FORMS = (
    *("settle_link", "settle_link_there", "settle_unlink", "settle_bind", "settle_unbind"),
    *("settle_domains", "settle_sponsor", "settle_installations"),
)
PLACES_SHOWN = 60
ACTS: Mapping[type[Settlement], str] = {
    LinkAddress: "link",
    UnlinkAddress: "unlink",
    BindInstallation: "bind",
    ChangeDomains: "change domains",
    NameSponsor: "name sponsor",
}
"""What each settlement that changes something is called in the audit."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it, in words; `done` is false where nothing was changed or found.

    `ids` name for log and audit what was settled, the thing itself first; where nothing was
    changed there are none. `detail` is for the audit alone.
    """

    message: Message
    done: bool = True
    ids: Mapping[str, str | None] = field(default_factory=dict)
    detail: Mapping[str, str | int] = field(default_factory=dict)


async def settle(context: Context, asker: Principal, event: Said) -> Reply:
    """Carry out an administrator's words; to everybody else it is a kind no."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return cards.not_for_you(context)
    wanted = read_settlement(event.text)
    if wanted is None:
        return cards.forms(context, FORMS)
    async with context.work(event) as session:
        settled = await carry_out(context, session, wanted, event.origin, asker.contact_id)
    if settled.ids:
        log.info("people_settled", by=asker.contact_id, what=type(wanted).__name__, **settled.ids)
    return Reply((settled.message,))


async def carry_out(
    context: Context, session: AsyncSession, wanted: Settlement, origin: Origin, by: str
) -> Settled:
    """Settle one thing for `by`; whoever calls has seen to it that it may be settled."""
    settled = await _carry_out(context, session, wanted, origin)
    if settled.ids:
        (what, about), *rest = settled.ids.items()
        detail = {**dict(rest), **settled.detail}
        thing = About(what.removesuffix("_id"), about or "")
        audit.record(session, by, ACTS[type(wanted)], thing, context.clock.now(), **detail)
    return settled


async def _carry_out(
    context: Context, session: AsyncSession, wanted: Settlement, origin: Origin
) -> Settled:
    match wanted:
        case LinkAddress():
            return await _link(context, session, wanted, origin)
        case UnlinkAddress():
            return await _unlink(context, session, wanted, origin)
        case BindInstallation():
            return await _bind(context, session, wanted)
        case ChangeDomains():
            return await _domains(context, session, wanted)
        case NameSponsor():
            return await _sponsor(context, session, wanted)
        case ListInstallations():
            return _installations(context, await partnerships.places(session))
        case _:
            assert_never(wanted)


async def _link(
    context: Context, session: AsyncSession, wanted: LinkAddress, origin: Origin
) -> Settled:
    person = await _person(session, wanted.email)
    if person is None:
        return _refused(context, "settle_nobody")
    at, now = _at(wanted, origin), context.clock.now()
    address_id = await addresses.link(session, at, person.contact_id, addresses.HAND, now)
    if address_id is None:
        return _refused(context, "settle_no_installation")
    await context.make_known(session, person, at, is_here=False)
    settled = _settled(context, "settled_link", name=person.name, user=at.user)
    return replace(settled, ids={"contact_id": person.contact_id, "address_id": address_id})


async def _unlink(
    context: Context, session: AsyncSession, wanted: UnlinkAddress, origin: Origin
) -> Settled:
    person = await _person(session, wanted.email)
    if person is None:
        return _refused(context, "settle_nobody")
    at, now = _at(wanted, origin), context.clock.now()
    address_id = await addresses.unlink(session, at, person.contact_id, now)
    if address_id is None:
        return _refused(context, "settle_not_linked")
    settled = _settled(context, "settled_unlink", name=person.name, user=at.user)
    return replace(settled, ids={"contact_id": person.contact_id, "address_id": address_id})


async def _bind(context: Context, session: AsyncSession, wanted: BindInstallation) -> Settled:
    found = await partnerships.installations_called(session, wanted.installation)
    if len(found) != 1:
        return _refused(context, "settle_no_installation")
    installation = found[0]
    if installation.own:
        return _refused(context, "settle_own_installation")
    partner = None
    if wanted.partner:
        partner = await partnerships.partner_named(session, wanted.partner)
        if partner is None:
            return _refused(context, "settle_no_partner")
    partner_id = partner.id if partner is not None else None
    count = await partnerships.bind(session, installation, partner_id, context.clock.now())
    values = {"installation": installation.name, "count": str(count)}
    settled = (
        _settled(context, "settled_unbind", **values)
        if partner is None
        else _settled(context, "settled_bind", partner=partner.name, **values)
    )
    return replace(settled, ids={"installation_id": installation.id, "partner_id": partner_id})


async def _domains(context: Context, session: AsyncSession, wanted: ChangeDomains) -> Settled:
    partner = await partnerships.partner_named(session, wanted.partner)
    if partner is None:
        return _refused(context, "settle_no_partner")
    added = [read_domain(name) for name in wanted.add]
    if None in added:
        return _refused(context, "settle_no_domain")
    now = context.clock.now()
    for name in added:
        await partnerships.register_domain(session, partner.id, name or "", now)
    for name in wanted.remove:
        await partnerships.strike_domain(session, partner.id, name.strip().lower(), now)
    await session.flush()
    names = await partnerships.registered_domains(session, partner.id)
    listed = ", ".join(names) or context.wording.say("none")
    settled = _settled(context, "settled_domains", partner=partner.name, domains=listed)
    if not wanted.add and not wanted.remove:
        return settled
    detail = {"added": " ".join(wanted.add), "removed": " ".join(wanted.remove)}
    return replace(settled, ids={"partner_id": partner.id}, detail=detail)


async def _sponsor(context: Context, session: AsyncSession, wanted: NameSponsor) -> Settled:
    partner = await partnerships.partner_named(session, wanted.partner)
    if partner is None:
        return _refused(context, "settle_no_partner")
    person = await _person(session, wanted.email)
    if person is None or person.partner_id not in (None, partner.id):
        return _refused(context, "settle_no_sponsor")
    side = Side.VENDOR if person.partner_id is None else Side.PARTNER
    now = context.clock.now()
    await partnerships.set_sponsor(session, partner.id, side, person.contact_id, now)
    settled = _settled(context, "settled_sponsor", name=person.name, partner=partner.name)
    ids = {"partner_id": partner.id, "contact_id": person.contact_id}
    return replace(settled, ids=ids, detail={"side": side.value})


def _installations(context: Context, places: list[ListedInstallation]) -> Settled:
    say = context.wording.say
    rows = tuple(
        (
            say(f"platform_{place.platform}"),
            place.name,
            place.external_id,
            say("place_own") if place.own else place.partner or say("place_unbound"),
            say(f"place_{place.state}"),
        )
        for place in places[:PLACES_SHOWN]
    )
    titles = ("who_way", "place_name", "who_id", "place_speaks_for", "place_state")
    summary = say("places_summary", shown=str(len(rows)), count=str(len(places)))
    columns = tuple(Column(say(title)) for title in titles)
    table = Table(say("places_title"), columns, rows, summary)
    return Settled(Message(say("places_title"), (table,) if rows else (paragraph(summary),)))


async def _person(session: AsyncSession, words: str) -> Principal | None:
    email = read_email(words)
    return await people.principal_by_email(session, email) if email is not None else None


def _at(wanted: LinkAddress | UnlinkAddress, origin: Origin) -> Origin:
    """Return the address that is meant; without a platform it is one where this was said."""
    if wanted.platform:
        return Origin(wanted.platform.lower(), wanted.installation, wanted.user)
    return Origin(origin.platform, origin.installation, wanted.user)


def _settled(context: Context, key: str, **values: str) -> Settled:
    return Settled(cards.settled(context, key, **values))


def _refused(context: Context, key: str) -> Settled:
    return Settled(cards.not_settled(context, key), done=False)
