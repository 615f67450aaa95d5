"""Call a partner's workspace in by a link, and follow how far it comes: administrators only."""

from dataclasses import dataclass

import structlog

from bot.context import Context
from bot.event import ActionPressed, Reply, Said
from bot.message import Message
from bot.people.cards import installing as cards
from bot.people.cards import settling
from bot.people.rules.installing import read_invited
from bot.people.store import install_links, partnerships
from bot.people.store.install_links import LINK_LIFE
from bot.people.store.install_progress import progress
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

FORMS = ("settle_invite", "settle_invite_nobody", "settle_uninvite")
SLACK = "slack"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Invited:
    """What came of it: the letter and how far things are, or the key of why not."""

    letter: Message | None = None
    link_id: str = ""
    refused: str = ""


async def invite(context: Context, asker: Principal, event: Said) -> Reply:
    """Make the one link of a partner, with the letter to hand on and the checklist."""
    wanted = _wanted(context, asker, event)
    if isinstance(wanted, Reply):
        return wanted
    async with context.work(event) as session:
        made = await make_link(context, session, wanted, asker.contact_id)
        if made.letter is None:
            return Reply((settling.not_settled(context, made.refused),))
        card = await _checklist(context, session, made.link_id)
    log.info("workspace_invited", by=asker.contact_id, link_id=made.link_id)
    return Reply((made.letter, card))


async def uninvite(context: Context, asker: Principal, event: Said) -> Reply:
    """Let a partner's link work no more."""
    wanted = _wanted(context, asker, event)
    if isinstance(wanted, Reply):
        return wanted
    async with context.work(event) as session:
        refused = await take_link_back(context, session, wanted, asker.contact_id)
    if refused:
        return Reply((settling.not_settled(context, refused),))
    return Reply((settling.settled(context, "settled_uninvite"),))


async def show_progress(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Draw the checklist anew in place of the one that was pressed."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return settling.not_for_you(context)
    async with context.work(event) as session:
        card = await _checklist(context, session, event.action.arguments.get("link", ""))
    return Reply(update=card)


async def make_link(context: Context, session: AsyncSession, partner: str, by: str) -> Invited:
    """Make a link for `by`, who may; "" is for no partner. Only the letter has its token."""
    authority = context.authorities.get(SLACK)
    if authority is None:
        return Invited(refused="invite_not_set_up")
    partner_id, wording = None, context.wording
    if partner:
        found = await partnerships.partner_named(session, partner)
        if found is None:
            return Invited(refused="settle_no_partner")
        partner_id = found.id
        wording = wording.in_language(found.language) if found.language else wording
    now = context.system.now()
    link_id, token = await install_links.make(session, partner_id, by, now)
    about = About("install_link", link_id)
    audit.record(session, by, "invite", about, context.clock.now(), partner_id=partner_id)
    vendor, address = context.programme.vendor, authority.link(token)
    return Invited(cards.letter(wording, vendor, authority, address, now + LINK_LIFE), link_id)


async def take_link_back(context: Context, session: AsyncSession, partner: str, by: str) -> str:
    """Revoke a partner's link for `by`, who may; return the key of why not."""
    partner_id = None
    if partner:
        found = await partnerships.partner_named(session, partner)
        if found is None:
            return "settle_no_partner"
        partner_id = found.id
    if not await install_links.revoke(session, partner_id, context.system.now()):
        return "settle_no_link"
    about = About("partner", partner_id or "")
    audit.record(session, by, "uninvite", about, context.clock.now())
    return ""


def _wanted(context: Context, asker: Principal, event: Said) -> str | Reply:
    if not may(asker, Right.SETTLE_PEOPLE):
        return settling.not_for_you(context)
    wanted = read_invited(event.text)
    return settling.forms(context, FORMS) if wanted is None else wanted


async def _checklist(context: Context, session: AsyncSession, link_id: str) -> Message:
    found = await progress(session, context.first_delivery, link_id)
    if not found:
        return settling.not_settled(context, "settle_no_link")
    return cards.checklist(context.wording, found[0], context.system.now())
