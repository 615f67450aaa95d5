"""What use cases of drafts ask where a draft is an edition: its slot, taken and given back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.beat import drafting
from bot.beat.cards import announcing as cards
from bot.beat.cards import editions as slot_cards
from bot.beat.cards.announcing import Standing
from bot.beat.cards.editions import SlotChoice
from bot.beat.context import BeatContext
from bot.beat.rules.announcements import Announcement
from bot.beat.rules.texts import TextKind
from bot.beat.store import drafts, free_slots, sends, texts
from bot.beat.store.drafts import Drafted
from bot.beat.store.free_slots import EDITION, NEWSLETTER, FreeSlot
from bot.event import Reply
from bot.people.store.people import principal_by_id
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

OF_ALL, OF_ONE = 3, 10
"""How many free slots of each newsletter are offered, or of the one that was named."""

log = structlog.get_logger(__name__)


async def choices(
    context: BeatContext, session: AsyncSession, newsletter: str = ""
) -> list[SlotChoice]:
    """Return the next free slots of all newsletters, or of one, in its readers' words."""
    known = context.desk.newsletters()
    wanted = [newsletter] if newsletter in known else list(known)
    most = OF_ONE if len(wanted) == 1 else OF_ALL
    found = await free_slots.free_slots(session, context.desk.head_of, wanted, most)
    return [_choice(context, one) for one in found]


async def in_slot(
    context: BeatContext, session: AsyncSession, announcement: Announcement, chosen: str
) -> Announcement | None:
    """Return it as the edition for the slot that was picked; None where that is free no more."""
    free = await choices(context, session, chosen.split(" ", maxsplit=1)[0])
    picked = next((one for one in free if one.value == chosen), None)
    return _edition(context, announcement, picked) if picked else None


async def said_for(
    context: BeatContext, session: AsyncSession, announcement: Announcement
) -> Announcement | None:
    """Return an edition with the words for its slot, or for the next free one if it has none.

    None where it has none and its newsletter has none that is free.
    """
    newsletter, slot = announcement.newsletter, announcement.starts_on
    if announcement.evergreen:
        return announcement
    if slot is not None:
        named = FreeSlot("", newsletter, announcement.zone, slot, slot)
        return _edition(context, announcement, _choice(context, named))
    free = await choices(context, session, newsletter)
    return _edition(context, announcement, free[0]) if free else None


async def take(
    context: BeatContext, session: AsyncSession, found: Standing, asker: Principal, now: datetime
) -> Reply:
    """Let an edition stand for its slot; who comes second is told so, and offered the next.

    Whoever else takes a slot of this newsletter waits until this is settled.
    """
    draft = found.draft
    announcement, newsletter = draft.announcement, draft.announcement.newsletter
    cadence_id = await free_slots.held(session, newsletter)
    free = await choices(context, session, newsletter) if cadence_id else []
    mine = next((one for one in free if one.free.slot == announcement.starts_on), None)
    if announcement.evergreen and cadence_id is not None:
        return await _keep(context, session, found, asker, cadence_id)
    if cadence_id is None or mine is None:
        return await _told(context, session, draft, free, asker, now)
    text = context.desk.write(draft.id, announcement, announcement.cadence(now))
    await texts.write(session, text, asker.contact_id, now)
    await drafting.want_links(context, session, text, now)
    await drafts.settle(session, draft.id, "planned", now, cadence_id)
    about, slot = About("cadence", cadence_id), mine.free.slot.isoformat()
    by, people = asker.contact_id, found.people
    audit.record(
        session, by, "plan edition", about, now, draft_id=draft.id, slot=slot, people=people
    )
    if announcement.must_read:
        audit.record(session, by, "must read", About("text", text.key), now)
    log.info("edition_planned", draft_id=draft.id, newsletter=newsletter, slot=slot)
    planned = replace(draft, state="planned", cadence_id=cadence_id)
    return Reply(update=cards.card(context.wording, replace(found, draft=planned)))


async def _keep(
    context: BeatContext, session: AsyncSession, found: Standing, asker: Principal, cadence_id: str
) -> Reply:
    """Let an edition stand on the shelf for whichever slot has no other."""
    draft, now = found.draft, context.clock.now()
    text = context.desk.write(draft.id, draft.announcement, draft.announcement.cadence(now))
    await texts.write(session, text, asker.contact_id, now)
    await drafting.want_links(context, session, text, now)
    await drafts.settle(session, draft.id, "planned", now, cadence_id)
    about = About("cadence", cadence_id)
    audit.record(session, asker.contact_id, "keep evergreen", about, now, draft_id=draft.id)
    log.info("evergreen_kept", draft_id=draft.id, newsletter=draft.announcement.newsletter)
    kept = replace(draft, state="planned", cadence_id=cadence_id)
    return Reply(update=cards.card(context.wording, replace(found, draft=kept)))


async def give_back(
    context: BeatContext, session: AsyncSession, draft: Drafted, asker: Principal, now: datetime
) -> Reply:
    """Let an edition stand for its slot no more; what went out already stays where it is."""
    await free_slots.held(session, draft.announcement.newsletter)
    key = f"{draft.announcement.newsletter}/{draft.id}"
    cadence_id = draft.cadence_id or ""
    about = About("cadence", cadence_id)
    audit.record(session, asker.contact_id, "take back", about, now, draft_id=draft.id)
    is_over = await sends.gone_out(session, EDITION, [key])
    if is_over and not draft.announcement.evergreen:
        await drafts.settle(session, draft.id, "dropped", now, cadence_id)
        return drafting.said(context, "announce_too_late")
    await texts.withdraw(session, TextKind.EDITION, key, now)
    await drafts.settle(session, draft.id, "open", now)
    opened = replace(draft, state="open", cadence_id=None)
    found = await drafting.standing(context, session, opened, asker, now)
    return Reply(update=cards.card(context.wording, found))


async def _told(
    context: BeatContext,
    session: AsyncSession,
    draft: Drafted,
    free: Sequence[SlotChoice],
    asker: Principal,
    now: datetime,
) -> Reply:
    """Say that the slot is not to be had, and show the draft for the next one that is."""
    was = draft.announcement
    slot = was.starts_on or now.replace(tzinfo=None)
    other = await free_slots.fills(session, context.desk.head_of, was.newsletter, slot)
    is_anothers = other is not None and other.owner != asker.contact_id
    author = await principal_by_id(session, other.owner) if other and is_anothers else None
    title = context.desk.title_of(other) if other else ""
    if free:
        moved = _edition(context, was, free[0])
        draft = await drafts.change(session, draft.id, moved, now) or draft
    found = await drafting.standing(context, session, draft, asker, now)
    whose = author.name if author else None
    word = slot_cards.taken(context.wording, slot, title, whose, free[0] if free else None)
    return Reply((word, cards.card(context.wording, found)))


def _edition(context: BeatContext, announcement: Announcement, choice: SlotChoice) -> Announcement:
    one = choice.free
    said = slot_cards.slot_words(context.wording, choice)
    found = announcement.in_slot(one.newsletter, one.slot, one.zone, said)
    return replace(found, to=context.desk.newsletters()[one.newsletter])


def _choice(context: BeatContext, one: FreeSlot) -> SlotChoice:
    tag = context.wording.language.tag
    return SlotChoice(one, context.cadences.title_of(NEWSLETTER, one.newsletter, tag))
