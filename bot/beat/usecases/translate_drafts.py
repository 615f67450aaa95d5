"""Write a draft in another language too, change those words, or remove them."""

from dataclasses import replace

from bot.beat import drafting
from bot.beat.cards import languages as cards
from bot.beat.context import BeatContext
from bot.beat.rules.announcements import Announcement, InLanguage
from bot.beat.rules.languages import LANGUAGES
from bot.beat.store import drafts
from bot.beat.store.approvals import WROTE
from bot.errors import ContentInvalid
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.principal import Principal
from bot.store import audit
from bot.store.audit import About


async def ask(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for another language of a draft, or for one that it has."""
    async with context.database.read() as session:
        draft = await drafting.mine(session, asker, event)
    if draft is None or draft.state != "open":
        return drafting.said(context, "announce_gone")
    return Reply(form=cards.form(context.wording, draft, event.action.arguments.get("l", "")))


async def keep(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep what was written in another language, and show how its readers read it.

    Whoever approved the draft knew nothing of that: it is another text now.
    """
    now, (tag, said) = context.clock.now(), _read(event)
    async with context.database.read() as session:
        draft = await drafting.mine(session, asker, event)
    if draft is None or draft.state != "open":
        return drafting.said(context, "announce_gone")
    if errors := _wrong(context, tag, said, draft.announcement):
        return Reply(errors=errors)
    found_in_it = await drafting.findings(context, _with(draft.announcement, tag, said))
    async with context.work(event) as session:
        draft = await drafting.mine(session, asker, event, alone=True)
        if draft is None or draft.state != "open":
            return drafting.said(context, "announce_gone")
        was, now_said = draft, _with(draft.announcement, tag, said)
        now_said = drafting.marked(asker, now_said, was.announcement)
        draft = await drafts.change(session, was.id, now_said, now) or was
        audit.record(session, asker.contact_id, WROTE, About("draft", draft.id), now)
        found = await drafting.standing(context, session, draft, asker, now)
        fell = drafting.mark_fell(was.announcement, now_said)
        found = replace(found, findings=found_in_it, mark_fell=fell)
        reader = asker if said is None else replace(asker, language=tag)
        return context.owe(session, Reply(await drafting.shown(context, found, reader, now)))


def _read(event: FormSubmitted) -> tuple[str, InLanguage | None]:
    """Return the language that is meant, and what it says from now on; None is nothing."""
    tag = event.action.arguments.get("l", "") or event.values.get("language", "")
    if event.values.get("becomes", "") == cards.REMOVE:
        return tag, None
    return tag, cards.read(event, tag)


def _with(announcement: Announcement, tag: str, said: InLanguage | None) -> Announcement:
    return announcement.without(tag) if said is None else announcement.also_in(said)


def _wrong(
    context: BeatContext, tag: str, said: InLanguage | None, announcement: Announcement
) -> dict[str, str]:
    """Say by field what cannot be meant."""
    if said is None:
        return {}
    if tag not in LANGUAGES and not any(one.tag == tag for one in announcement.languages):
        return {"language": context.wording.say("language_unknown")}
    if wrong := cards.mistakes(context.wording, said):
        return wrong
    changed = _with(announcement, tag, said)
    try:
        context.desk.worded(changed, changed.cadence(context.clock.now()))
    except ContentInvalid as problem:
        return cards.faults(context.wording, (problem, *problem.more), {tag: ""})
    return {}
