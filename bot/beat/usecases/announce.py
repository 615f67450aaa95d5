"""Announce in chat: write it, see it as it will be read, send or plan it, and take it back."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.beat.cards import announcing as cards
from bot.beat.cards.announcing import Standing
from bot.beat.context import BeatContext
from bot.beat.ports import CadenceFile
from bot.beat.rules.announcements import (
    ANNOUNCEMENT,
    LONGEST_TITLE,
    LONGEST_WHEN,
    LONGEST_WHOM,
    Announcement,
    coming,
)
from bot.beat.rules.cadence import Cadence, instant
from bot.beat.rules.choosing.sentence import sentence
from bot.beat.rules.schedule_words.schedule import Question
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import audiences, cadences, drafts, occurrences, texts
from bot.beat.store.audiences import Looked
from bot.beat.store.drafts import Drafted
from bot.beat.store.meant import meant
from bot.errors import AudienceUnreadable, ContentInvalid
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.message import Buttons, Element, Message, notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

CATCH_UP_MINUTES = 720
SHOWN, FAULTS_SHOWN = 10, 5

log = structlog.get_logger(__name__)


async def write(context: BeatContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Open the form for a new announcement, or for a draft that is still open.

    What follows the word is its title.
    """
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return _said(context, "announce_not_yours")
    pressed = event.action.arguments if isinstance(event, ActionPressed) else {}
    draft_id = pressed.get("d", "")
    async with context.database.read() as session:
        draft = await _mine(session, asker, event) if isinstance(event, ActionPressed) else None
    if draft_id and (draft is None or draft.state != "open"):
        return _said(context, "announce_gone")
    title = _rest(event.text) if isinstance(event, Said) else pressed.get("t", "")
    return Reply(form=cards.form(context.wording, context.topics, draft, title))


async def offer(context: BeatContext, asker: Principal, where: Origin) -> tuple[Element, ...]:
    """Offer whoever may announce the button that begins it."""
    del where  # it is offered wherever they look
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return ()
    return (Buttons((cards.write_button(context.wording),)),)


async def keep(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep what was written as a draft, and show it as it will be read; nothing is sent yet."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return _said(context, "announce_not_yours")
    now, announcement = context.clock.now(), _read(context, event)
    wrong = announcement.mistakes()
    errors = {name: context.wording.say(key) for name, key in wrong.items()}
    at = announcement.at(now.astimezone(ZoneInfo(asker.zone)))
    if isinstance(at, Question):
        errors["when"], at = at.said(context.wording), announcement
    if not wrong:
        errors |= _unreadable(context, at, now)
    async with context.database.read() as session:
        meant_by = await _meant(context, session, at)
    if isinstance(meant_by, str):
        errors["whom"] = meant_by
    if errors or isinstance(meant_by, str):
        return Reply(errors=errors)
    at = meant_by
    draft_id = event.action.arguments.get("d", "")
    async with context.work(event) as session:
        if draft_id:
            mine = await _mine(session, asker, event)
            draft = await drafts.change(session, draft_id, at, now) if mine else None
        else:
            draft = await drafts.begin(session, asker.contact_id, at, now)
        if draft is None:
            return _said(context, "announce_gone")
        found = await _standing(context, session, draft, asker, now)
        messages = (cards.card(context.wording, found), await _preview(context, draft, asker, now))
        return context.owe(session, Reply(messages))


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show a draft as it stands, and as it will be read."""
    now = context.clock.now()
    async with context.database.read() as session:
        draft = await _mine(session, asker, event)
        if draft is None:
            return _said(context, "announce_gone")
        found = await _standing(context, session, draft, asker, now)
    return Reply((cards.card(context.wording, found), await _preview(context, draft, asker, now)))


async def list_drafts(
    context: BeatContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """List what this person wrote and did not throw away."""
    del event  # nothing is written
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return _said(context, "announce_not_yours")
    async with context.database.read() as session:
        found = await drafts.waiting(session, asker.contact_id, SHOWN)
    return Reply((cards.listed(context.wording, found, asker.zone),))


async def go(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Promise it: the text stands as it was shown, and the clock brings it out."""
    now = context.clock.now()
    async with context.work(event) as session:
        draft = await _mine(session, asker, event, alone=True)
        if draft is None or draft.state != "open":
            return _said(context, "announce_gone")
        cadence = draft.announcement.cadence(now)
        found = await _standing(context, session, draft, asker, now)
        if not found.people:
            return Reply((cards.card(context.wording, found),))
        text = context.desk.write(draft.id, draft.announcement, cadence)
        promised = _promise(text.key, cadence)
        row = await cadences.promise(session, promised, asker.contact_id, now)
        if row is None:
            return Reply((cards.card(context.wording, found),))
        await texts.write(session, text, asker.contact_id, now)
        await drafts.settle(session, draft.id, "planned", now, row.id)
        about = About("cadence", row.id)
        by, people = asker.contact_id, found.people
        audit.record(session, by, "announce", about, now, draft_id=draft.id, people=people)
        planned = replace(found, draft=replace(draft, state="planned", cadence_id=row.id))
        log.info("announcement_planned", draft_id=draft.id, cadence_id=row.id)
        return context.owe(session, Reply(update=cards.card(context.wording, planned)))


async def take_back(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let it go out no more; what went out already stays where it is, and that is said."""
    now = context.clock.now()
    async with context.work(event) as session:
        draft = await _mine(session, asker, event, alone=True)
        if draft is None or draft.state != "planned" or draft.cadence_id is None:
            return _said(context, "announce_gone")
        cadence_id = draft.cadence_id
        await cadences.lock(session, cadence_id)
        stopped = await cadences.take_back(session, cadence_id)
        slots = await occurrences.states_of(session, cadence_id)
        about = About("cadence", cadence_id)
        audit.record(session, asker.contact_id, "take back", about, now, draft_id=draft.id)
        if slots - {"missed"}:
            # What was sent keeps its text and its reach; only what was to come does not come.
            await drafts.settle(session, draft.id, "dropped", now, cadence_id)
            key = "announce_no_more" if stopped else "announce_too_late"
            return context.owe(session, _said(context, key))
        if slots:
            # Its moment was missed, which stays on the books: what was written begins anew.
            await drafts.settle(session, draft.id, "dropped", now, cadence_id)
            owner = draft.owner_id
            draft = await drafts.begin(session, owner, draft.announcement, now)
        else:
            await drafts.settle(session, draft.id, "open", now)
            await cadences.forget(session, cadence_id)
        found = await _standing(context, session, replace(draft, state="open"), asker, now)
        return context.owe(session, Reply(update=cards.card(context.wording, found)))


async def drop(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Throw a draft away."""
    now = context.clock.now()
    async with context.work(event) as session:
        draft = await _mine(session, asker, event, alone=True)
        if draft is None or draft.state != "open":
            return _said(context, "announce_gone")
        await drafts.settle(session, draft.id, "dropped", now)
        found = await _standing(context, session, replace(draft, state="dropped"), asker, now)
        return context.owe(session, Reply(update=cards.card(context.wording, found)))


async def _mine(
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
    *,
    alone: bool = False,
) -> Drafted | None:
    """Return the draft named there if this person may settle it: their own, administrators any."""
    draft_id = event.action.arguments.get("d", "")
    if not draft_id or not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return None
    draft = await drafts.find(session, draft_id, alone=alone)
    if draft is None or draft.owner_id == asker.contact_id:
        return draft
    return draft if may(asker, Right.STOP_SENDS) else None


async def _meant(
    context: BeatContext, session: AsyncSession, announcement: Announcement
) -> Announcement | str:
    """Return it with the sentence that says whom it means, or why nobody can be meant so."""
    looked = Looked(context.choosing)
    try:
        audience = await context.choosing.read(session, announcement.audience())
    except AudienceUnreadable as question:
        return str(question)
    found = await meant(session, audience, looked)
    if found.why:
        return found.why
    if not announcement.whom:
        return announcement
    lexicon = await context.choosing.lexicon(session)
    return replace(announcement, meant=sentence(audience, lexicon))


async def _standing(
    context: BeatContext, session: AsyncSession, draft: Drafted, asker: Principal, now: datetime
) -> Standing:
    cadence = draft.announcement.cadence(now)
    found = await meant(session, draft.announcement.audience(), Looked(context.choosing))
    people = 0 if found.why else await audiences.count(session, found.audience, context.choosing)
    if draft.state == "planned" and draft.cadence_id is not None:
        cadence = await cadences.rule_of(session, draft.cadence_id) or cadence
    slots = list(coming(cadence, now))
    if draft.announcement.is_for_now:
        at = ZoneInfo(asker.zone)
        slots = [instant(slot, "UTC").astimezone(at).replace(tzinfo=None) for slot in slots]
    return Standing(draft, people, slots, cadence.zone)


async def _preview(
    context: BeatContext, draft: Drafted, asker: Principal, now: datetime
) -> Message:
    text = context.desk.write(draft.id, draft.announcement, draft.announcement.cadence(now))
    written = WrittenText("draft", TextKind.EDITION, text.key, 1, text.body)
    return await context.edition(written, asker)


def _rest(said: str) -> str:
    return said.strip().partition(" ")[2].strip()[:LONGEST_TITLE]


def _promise(key: str, cadence: Cadence) -> CadenceFile:
    return CadenceFile(
        kind=ANNOUNCEMENT,
        subject=key,
        rule=cadence.rule,
        starts_on=cadence.starts_on,
        zone=cadence.zone,
        catch_up_minutes=CATCH_UP_MINUTES,
    )


def _unreadable(context: BeatContext, announcement: Announcement, now: datetime) -> dict[str, str]:
    """Say what in the words cannot be drawn, or that the moment is over for somebody."""
    say, cadence = context.wording.say, announcement.cadence(now)
    if not coming(cadence, now):
        return {"when": say("announce_day_over")}
    try:
        context.desk.write("draft", announcement, cadence)
    except ContentInvalid as problem:
        every = (problem, *problem.more)
        if title := [one.reason for one in every if one.line < 1]:
            return {"title": say("announce_title_fault", reason=title[0])}
        faults = every[:FAULTS_SHOWN]
        told = (say("announce_fault", line=str(one.line), reason=one.reason) for one in faults)
        return {"words": " ".join((*told, say("announce_nothing_lost")))}
    return {}


def _read(context: BeatContext, event: FormSubmitted) -> Announcement:
    given = event.values.get
    topic = given("topic", "")
    return Announcement(
        title=given("title", "").strip(),
        words=given("words", "").strip(),
        topic=topic if topic in context.topics else next(iter(context.topics), ""),
        whom=given("whom", "").strip()[:LONGEST_WHOM],
        when=given("when", "").strip()[:LONGEST_WHEN],
    )


def _said(context: BeatContext, key: str) -> Reply:
    say = context.wording.say
    return Reply((notice(say(f"{key}_title"), say(key)),))
