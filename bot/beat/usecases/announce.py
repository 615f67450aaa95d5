"""Announce in chat: write it, see it as it will be read, find it again, throw it away."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat import drafting, edition_slots
from bot.beat.cards import announcement_form
from bot.beat.cards import announcing as cards
from bot.beat.cards import editions as slot_cards
from bot.beat.cards import languages as language_cards
from bot.beat.context import BeatContext
from bot.beat.rules.announcements import (
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WHEN,
    LONGEST_WHOM,
    Announcement,
    Picture,
    coming,
)
from bot.beat.rules.schedule_words.schedule import Question
from bot.beat.store import drafts
from bot.beat.store.approvals import WROTE
from bot.beat.store.drafts import Drafted
from bot.errors import ContentInvalid
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.message import Buttons, Element
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession


async def write(context: BeatContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """Open the form for a new announcement, or for a draft that is still open.

    What follows the word is its title. A draft of an edition is changed as one.
    """
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return drafting.said(context, "announce_not_yours")
    pressed = event.action.arguments if isinstance(event, ActionPressed) else {}
    draft_id = pressed.get("d", "")
    async with context.database.read() as session:
        draft = (
            await drafting.mine(session, asker, event)
            if isinstance(event, ActionPressed)
            else None
        )
    if draft_id and (draft is None or draft.state != "open"):
        return drafting.said(context, "announce_gone")
    if draft is not None and draft.announcement.newsletter:
        return await _ask_for_edition(context, asker, draft.announcement.newsletter, draft)
    if "n" in pressed:
        return await _ask_for_edition(context, asker, pressed["n"], slot=pressed.get("s", ""))
    title = _rest(event.text) if isinstance(event, Said) else pressed.get("t", "")
    may_mark = may(asker, Right.MARK_MUST_READ)
    form = announcement_form.form(context.wording, context.topics, draft, title, may_mark=may_mark)
    return Reply(form=form)


async def write_edition(context: BeatContext, asker: Principal, event: Said) -> Reply:
    """Open the form for an edition: the next free slots of the newsletters stand there."""
    del event  # it says no more
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return drafting.said(context, "announce_not_yours")
    return await _ask_for_edition(context, asker, "")


async def _ask_for_edition(
    context: BeatContext,
    asker: Principal,
    newsletter: str,
    draft: Drafted | None = None,
    *,
    slot: str = "",
) -> Reply:
    """Ask for an edition; the slot that was meant stands before the others that are free."""
    async with context.database.read() as session:
        found = await edition_slots.choices(context, session, newsletter)
    if not found:
        return drafting.said(context, "edition_none_free")
    meant = f"{newsletter} {slot}"
    found.sort(key=lambda one: one.value != meant)
    options = [slot_cards.option(context.wording, one) for one in found]
    may_mark = may(asker, Right.MARK_MUST_READ)
    form = announcement_form.form(
        context.wording, context.topics, draft, slots=options, may_mark=may_mark
    )
    return Reply(form=form)


async def offer(context: BeatContext, asker: Principal, where: Origin) -> tuple[Element, ...]:
    """Offer whoever may announce the button that begins it."""
    del where  # it is offered wherever they look
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return ()
    begins = cards.write_button(context.wording)
    if not context.desk.newsletters():
        return (Buttons((begins,)),)
    return (Buttons((begins, slot_cards.edition_button(context.wording))),)


async def keep(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep what was written as a draft, and show it as it will be read; nothing is sent yet."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return drafting.said(context, "announce_not_yours")
    now, announcement = context.clock.now(), _read(context, event)
    wrong = announcement.mistakes()
    picture = _picture(event)
    wrong |= picture.mistakes()
    errors = {name: context.wording.say(key) for name, key in wrong.items()}
    at = await _at(context, asker, event, announcement)
    if isinstance(at, dict):
        errors, at = errors | at, announcement
    if not errors:
        errors |= _unreadable(context, at, now) or _unshown(context, at, picture, now)
    async with context.database.read() as session:
        was = await drafting.mine(session, asker, event)
        at = _carrying(was.announcement, at) if was else at
        meaning = await drafting.meant_by(context, session, at, asker)
    if isinstance(meaning, str):
        errors["whom"] = meaning
    if errors or isinstance(meaning, str):
        return Reply(errors=errors)
    at = replace(meaning, words=picture.above(meaning.words))
    at = _marked(asker, event, at, was.announcement if was else None)
    found_in_it = await drafting.findings(context, at)
    async with context.work(event) as session:
        draft = await _written(session, asker, event, at, now)
        if draft is None:
            return drafting.said(context, "announce_gone")
        found = await drafting.standing(context, session, draft, asker, now)
        fell = drafting.mark_fell(was.announcement, at) if was else False
        found = replace(found, findings=found_in_it, mark_fell=fell)
        messages = await drafting.shown(context, found, asker, now)
        return context.owe(session, Reply(messages))


async def _written(
    session: AsyncSession,
    asker: Principal,
    event: FormSubmitted,
    announcement: Announcement,
    now: datetime,
) -> Drafted | None:
    """Keep a draft, or what was changed in one, and who did; None where it is open no more."""
    draft: Drafted | None = None
    if draft_id := event.action.arguments.get("d", ""):
        if await drafting.mine(session, asker, event):
            draft = await drafts.change(session, draft_id, announcement, now)
    else:
        draft = await drafts.begin(session, asker.contact_id, announcement, now)
    if draft is not None:
        audit.record(session, asker.contact_id, WROTE, About("draft", draft.id), now)
    return draft


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show a draft as it stands, and as it will be read."""
    now = context.clock.now()
    async with context.database.read() as session:
        draft = await drafting.mine(session, asker, event)
        if draft is None:
            return drafting.said(context, "announce_gone")
        found = await drafting.standing(context, session, draft, asker, now)
    found_in_it = await drafting.findings(context, draft.announcement)
    found = replace(found, findings=found_in_it)
    return Reply(await drafting.shown(context, found, asker, now))


async def drop(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Throw a draft away."""
    now = context.clock.now()
    async with context.work(event) as session:
        draft = await drafting.mine(session, asker, event, alone=True)
        if draft is None or draft.state != "open":
            return drafting.said(context, "announce_gone")
        await drafts.settle(session, draft.id, "dropped", now)
        found = await drafting.standing(
            context, session, replace(draft, state="dropped"), asker, now
        )
        return context.owe(session, Reply(update=cards.card(context.wording, found)))


def _carrying(was: Announcement, at: Announcement) -> Announcement:
    """Return it with what the form does not ask for: other languages, and what is kept."""
    return replace(at, languages=was.languages, evergreen=was.evergreen and bool(at.newsletter))


def _marked(
    asker: Principal, event: FormSubmitted, at: Announcement, was: Announcement | None
) -> Announcement:
    """Say why everybody must read it, if one says so who may."""
    if may(asker, Right.MARK_MUST_READ):
        reason = event.values.get("must_read", "").strip()[:LONGEST_REASON]
        return replace(at, must_read=reason)
    return drafting.marked(asker, at, was) if was else at


async def _at(
    context: BeatContext, asker: Principal, event: FormSubmitted, announcement: Announcement
) -> Announcement | dict[str, str]:
    """Return it with the moment at which it goes out, or what keeps that from being said."""
    say, chosen = context.wording.say, event.values.get("slot", "")
    if chosen:
        async with context.database.read() as session:
            found = await edition_slots.in_slot(context, session, announcement, chosen)
        return found or {"slot": say("edition_slot_gone")}
    local = context.clock.now().astimezone(ZoneInfo(asker.zone))
    read = announcement.at(local, context.wording.language.tag)
    return {"when": read.said(context.wording)} if isinstance(read, Question) else read


def _rest(said: str) -> str:
    return said.strip().partition(" ")[2].strip()[:LONGEST_TITLE]


def _unreadable(context: BeatContext, announcement: Announcement, now: datetime) -> dict[str, str]:
    """Say what in the words cannot be drawn, or that the moment is over for somebody."""
    say, cadence = context.wording.say, announcement.cadence(now)
    if not coming(cadence, now):
        return {"when": say("announce_day_over")}
    try:
        context.desk.worded(announcement, cadence)
    except ContentInvalid as problem:
        here = {one.tag: "" for one in announcement.languages}
        return language_cards.faults(context.wording, (problem, *problem.more), here)
    return {}


def _unshown(
    context: BeatContext, announcement: Announcement, picture: Picture, now: datetime
) -> dict[str, str]:
    """Say why the picture of our folder cannot be shown, if it is one."""
    alone = replace(announcement, words=picture.above(announcement.title))
    try:
        context.desk.write("draft", alone, announcement.cadence(now))
    except ContentInvalid as problem:
        return {"picture": context.wording.say("announce_picture_fault", reason=problem.reason)}
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
        by_manager=given("sender") == announcement_form.MANAGER,
    )


def _picture(event: FormSubmitted) -> Picture:
    given = event.values.get
    return Picture(given("picture", "").strip(), " ".join(given("picture_says", "").split()))
