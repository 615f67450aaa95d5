"""Settle a slot that has no edition: skip it and say so, or send the evergreen."""

from dataclasses import replace

import structlog

from bot.beat import slot_notices
from bot.beat.cards import empty_slots as cards
from bot.beat.context import BeatContext
from bot.beat.store import cadences, empty_slots, fillings, owners, slots
from bot.beat.store.audiences import Looked
from bot.beat.store.empty_slots import EmptySlot
from bot.beat.store.gate import Gate
from bot.beat.store.slots import What
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.message import notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

log = structlog.get_logger(__name__)


async def ask_to_skip(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask why, and who is to be told; nothing is skipped yet."""
    async with context.database.read() as session:
        seen = await _seen(context, session, asker, event)
    if seen is None or seen.slot.what is What.SKIPPED:
        return _said(context, "empty_over")
    return Reply(form=cards.skip_form(context.wording, _title(context, seen), seen))


async def skip(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let the slot go by, and tell its readers where that was wished."""
    now = context.clock.now()
    reason = event.values.get("reason", "").strip()[: cards.LONGEST_REASON]
    async with context.work(event) as session:
        seen = await _held(context, session, asker, event)
        if seen is None:
            return _said(context, "empty_over")
        slot, by = seen.slot, asker.contact_id
        if await slots.skip_slot(session, slot.cadence_id, slot.slot, by, reason, now) is None:
            return _said(context, "empty_over")
        await fillings.take_back(session, slot.cadence_id, slot.slot, by, now)
        await empty_slots.settle(session, seen, now)
        wants = event.values.get("tell") == cards.READERS
        title = context.wording.say("empty_notice_title", title=_title(context, seen))
        told = wants and await slot_notices.tell(session, seen, title, now)
        key = "empty_skip_told" if told else "empty_skip_untold" if wants else "empty_skip_done"
        log.info("empty_skipped", cadence_id=slot.cadence_id, slot=slot.slot.isoformat())
        return context.owe(session, Reply((cards.skipped(context.wording, key, slot),)))


async def put_back(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a slot go after all that was skipped; whoever may skip it may do so."""
    now = context.clock.now()
    async with context.work(event) as session:
        seen = await _held(context, session, asker, event)
        if seen is None or seen.slot.what is not What.SKIPPED:
            return _said(context, "empty_over")
        slot = seen.slot
        if not await slots.put_back(session, slot.cadence_id, slot.slot, asker.contact_id, now):
            return _said(context, "empty_over")
        again = await _seen(context, session, asker, event)
        return context.owe(session, _shown(context, again or seen))


async def send_evergreen(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Give the slot the evergreen whose turn it is; an edition that comes still goes first."""
    now = context.clock.now()
    async with context.work(event) as session:
        seen = await _held(context, session, asker, event)
        if seen is None or not seen.is_open:
            return _said(context, "empty_over") if seen is None else _shown(context, seen)
        slot, evergreen = seen.slot, seen.evergreen
        if evergreen is None:
            return _said(context, "empty_no_evergreen")
        by = asker.contact_id
        await fillings.give(session, slot.cadence_id, slot.slot, evergreen.key, by, now)
        await empty_slots.settle(session, seen, now)
        filled = replace(slot, head=evergreen, is_evergreen=True, is_given=True)
        return context.owe(session, _shown(context, replace(seen, slot=filled, lack=None)))


async def take_evergreen_back(
    context: BeatContext, asker: Principal, event: ActionPressed
) -> Reply:
    """Leave the slot empty again; nobody is told of it once more."""
    now = context.clock.now()
    async with context.work(event) as session:
        seen = await _held(context, session, asker, event)
        if seen is None:
            return _said(context, "empty_over")
        slot = seen.slot
        await fillings.take_back(session, slot.cadence_id, slot.slot, asker.contact_id, now)
        again = await _seen(context, session, asker, event)
        return context.owe(session, _shown(context, again or seen))


async def _held(
    context: BeatContext,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
) -> EmptySlot | None:
    """Return the slot as it stands, with nobody else choosing what its newsletter says next."""
    await cadences.lock(session, event.action.arguments.get("c", ""))
    return await _seen(context, session, asker, event)


async def _seen(
    context: BeatContext,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
) -> EmptySlot | None:
    """Return the slot that is named if it is still to come, and this person may settle it."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return None
    now, given = context.clock.now(), event.action.arguments
    named = f"{given.get('c', '')} {given.get('s', '')}"
    seen = await empty_slots.find(session, context.shelves, now, named, _gate(context))
    if seen is None:
        return None
    mine = await owners.looking_after(session, seen.slot.owner, now)
    return seen if asker.contact_id in mine or may(asker, Right.STOP_SENDS) else None


def _gate(context: BeatContext) -> Gate:
    return Gate(context.policy, Looked(context.choosing, context.messengers))


def _title(context: BeatContext, seen: EmptySlot) -> str:
    slot, language = seen.slot, context.wording.language.tag
    return context.cadences.title_of(slot.kind, slot.subject, language)


def _shown(context: BeatContext, seen: EmptySlot) -> Reply:
    return Reply(update=cards.card(context.wording, _title(context, seen), seen))


def _said(context: BeatContext, key: str) -> Reply:
    say = context.wording.say
    return Reply((notice(say(f"{key}_title"), say(key)),))
