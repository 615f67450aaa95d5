"""What every use case of drafts asks: whose it is, whom it means, when it comes, how it reads."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.cards.announcing import Standing
from bot.beat.context import BeatContext
from bot.beat.rules.announcements import NEXT, Announcement, coming
from bot.beat.rules.cadence import instant
from bot.beat.rules.choosing.sentence import sentence
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import audiences, cadences, drafts
from bot.beat.store.audiences import Looked
from bot.beat.store.drafts import Drafted
from bot.beat.store.meant import meant
from bot.beat.store.promises import promise_of
from bot.errors import AudienceUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.message import Message, notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession


async def mine(
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


async def meant_by(
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


async def standing(
    context: BeatContext, session: AsyncSession, draft: Drafted, asker: Principal, now: datetime
) -> Standing:
    """Return a draft with whom it means and when it would go out, as it is now."""
    cadence = draft.announcement.cadence(now)
    found = await meant(session, draft.announcement.audience(), Looked(context.choosing))
    people = 0 if found.why else await audiences.count(session, found.audience, context.choosing)
    slots = list(coming(cadence, now))
    if draft.state == "planned" and draft.cadence_id is not None:
        cadence = await cadences.rule_of(session, draft.cadence_id) or cadence
        promise = await promise_of(session, draft.cadence_id, NEXT)
        slots = [one.at for one in promise.coming if one.goes] if promise else []
    if draft.announcement.is_for_now:
        at = ZoneInfo(asker.zone)
        slots = [instant(slot, "UTC").astimezone(at).replace(tzinfo=None) for slot in slots]
    return Standing(draft, people, slots, cadence.zone)


async def preview(
    context: BeatContext, draft: Drafted, asker: Principal, now: datetime
) -> Message:
    """Write a draft as this person will read it."""
    text = context.desk.write(draft.id, draft.announcement, draft.announcement.cadence(now))
    written = WrittenText("draft", TextKind.EDITION, text.key, 1, text.body)
    return await context.edition(written, asker)


def said(context: BeatContext, key: str) -> Reply:
    """Answer with a notice of this sentence and its title."""
    say = context.wording.say
    return Reply((notice(say(f"{key}_title"), say(key)),))
