"""Promise a draft as it stands, and take the promise back."""

from dataclasses import replace

import structlog

from bot.beat import drafting, edition_slots
from bot.beat.cards import announcing as cards
from bot.beat.cards import proofs
from bot.beat.context import BeatContext
from bot.beat.ports import CadenceFile
from bot.beat.rules.announcements import ANNOUNCEMENT
from bot.beat.rules.cadence import Cadence
from bot.beat.rules.proofs import faults_in
from bot.beat.store import approvals, cadences, coming, drafts, holds, occurrences, texts
from bot.event import ActionPressed, Reply
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About

CATCH_UP_MINUTES = 720

log = structlog.get_logger(__name__)


async def go(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Promise it: the text stands as it was shown, and the clock brings it out."""
    now = context.clock.now()
    refused = await _refused(context, asker, event)
    if refused is not None:
        return refused
    async with context.work(event) as session:
        draft = await drafting.mine(session, asker, event, alone=True)
        if draft is None or draft.state != "open":
            return drafting.said(context, "announce_gone")
        cadence = draft.announcement.cadence(now)
        found = await drafting.standing(context, session, draft, asker, now)
        if not found.people or (found.word and found.word.lack):
            return Reply((cards.card(context.wording, found),))
        if draft.announcement.newsletter:
            took = await edition_slots.take(context, session, found, asker, now)
            return context.owe(session, took)
        text = drafting.as_text(context, draft, now)
        promised = _promise(text.key, cadence)
        row = await cadences.promise(session, promised, asker.contact_id, now)
        if row is None:
            return Reply((cards.card(context.wording, found),))
        row.kept = bool(draft.announcement.kept)
        await texts.write(session, text, asker.contact_id, now)
        await drafting.want_links(context, session, text, now)
        await drafts.settle(session, draft.id, "planned", now, row.id)
        about = About("cadence", row.id)
        by, people = asker.contact_id, found.people
        audit.record(session, by, "announce", about, now, draft_id=draft.id, people=people)
        if draft.announcement.must_read:
            audit.record(session, by, "must read", About("text", text.key), now)
        if row.kept:
            audit.record(session, by, "keep moment", about, now)
        planned = replace(found, draft=replace(draft, state="planned", cadence_id=row.id))
        log.info("announcement_planned", draft_id=draft.id, cadence_id=row.id)
        return context.owe(session, Reply(update=cards.card(context.wording, planned)))


async def take_back(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let it go out no more; what went out already stays where it is, and that is said."""
    now = context.clock.now()
    async with context.work(event) as session:
        draft = await drafting.mine(session, asker, event, alone=True)
        if draft is None or draft.state != "planned" or draft.cadence_id is None:
            return drafting.said(context, "announce_gone")
        await coming.forget_told(session, drafting.as_text(context, draft, now).key)
        if draft.announcement.newsletter:
            gave = await edition_slots.give_back(context, session, draft, asker, now)
            return context.owe(session, gave)
        cadence_id = draft.cadence_id
        await cadences.lock(session, cadence_id)
        stopped = await cadences.take_back(session, cadence_id)
        await occurrences.give_up(session, cadence_id, "taken back")
        slots = await occurrences.states_of(session, cadence_id)
        about = About("cadence", cadence_id)
        audit.record(session, asker.contact_id, "take back", about, now, draft_id=draft.id)
        if slots - {"missed"}:
            # What was sent keeps its text and its reach; only what was to come does not come.
            await drafts.settle(session, draft.id, "dropped", now, cadence_id)
            key = "announce_no_more" if stopped else "announce_too_late"
            return context.owe(session, drafting.said(context, key))
        if slots:
            # Its moment was missed, which stays on the books: what was written begins anew.
            await drafts.settle(session, draft.id, "dropped", now, cadence_id)
            before, was = drafting.as_text(context, draft, now).key, draft.id
            draft = await drafts.begin(session, draft.owner_id, draft.announcement, now)
            after = drafting.as_text(context, draft, now).key
            # It is the same text still: what was said of it holds.
            await approvals.move(session, before, after, was, draft.id, now)
            await holds.move(session, before, after)
        else:
            await drafts.settle(session, draft.id, "open", now)
            await cadences.forget(session, cadence_id)
        found = await drafting.standing(context, session, replace(draft, state="open"), asker, now)
        return context.owe(session, Reply(update=cards.card(context.wording, found)))


async def _refused(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply | None:
    """Say what keeps a draft from being sent at all; None where nothing does."""
    async with context.database.read() as session:
        draft = await drafting.mine(session, asker, event)
    if draft is None:
        return None  # the press is answered where it is settled
    found = await drafting.findings(context, draft.announcement)
    if not faults_in(found):
        return None
    title, arguments = draft.announcement.title, event.action.arguments
    return Reply((proofs.findings_card(context.wording, title, found, arguments),))


def _promise(key: str, cadence: Cadence) -> CadenceFile:
    return CadenceFile(
        kind=ANNOUNCEMENT,
        subject=key,
        rule=cadence.rule,
        starts_on=cadence.starts_on,
        zone=cadence.zone,
        catch_up_minutes=CATCH_UP_MINUTES,
    )
