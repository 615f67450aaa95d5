"""What every use case of drafts asks: whose it is, whom it means, when it comes, how it reads."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.cards import announcing as cards
from bot.beat.cards import proofs
from bot.beat.cards.announcing import Standing
from bot.beat.cards.approving import Word
from bot.beat.context import BeatContext
from bot.beat.rules.announcements import NEXT, Announcement, coming
from bot.beat.rules.approving import GOOD_FOR, Size, fingerprint_of, lack_of
from bot.beat.rules.cadence import instant
from bot.beat.rules.choosing.sentence import sentence
from bot.beat.rules.manners import NO_MANNERS, due
from bot.beat.rules.proofs import REFUSED, Finding
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.beat.store import (
    approvals,
    cadences,
    crowds,
    drafts,
    holds,
    link_looks,
    occurrences,
    texts,
)
from bot.beat.store.audiences import Looked
from bot.beat.store.crowds import Crowd
from bot.beat.store.drafts import Drafted
from bot.beat.store.exchanges import name_of
from bot.beat.store.holds import HeldPartner, Target
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
    context: BeatContext, session: AsyncSession, announcement: Announcement, writer: Principal
) -> Announcement | str:
    """Return it with the sentence that says whom it means, or why nobody can be meant so."""
    looked = Looked(context.choosing)
    try:
        audience = await context.choosing.read(session, announcement.audience())
    except AudienceUnreadable as question:
        return str(question)
    found = await meant(session, audience, looked, writer=writer)
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
    audience, looked = draft.announcement.audience(), Looked(context.choosing, context.messengers)
    found = await meant(session, audience, Looked(context.choosing), writer=asker)
    size, met = Size(), Counter[Crowd]()
    if not found.why:
        size, met = await crowds.measure(session, found.audience, looked)
    slots = list(coming(cadence, now))
    quiet = _disturbed(context, draft, cadence.zone, slots[:1], met)
    lasts = context.lasts(most_at_once(met, cadence.zone, slots[0])) if slots else None
    is_edition, coming_next = bool(draft.announcement.newsletter), None
    if draft.state == "planned" and draft.cadence_id is not None and not is_edition:
        cadence = await cadences.rule_of(session, draft.cadence_id) or cadence
        promise = await promise_of(session, draft.cadence_id, NEXT)
        going = [one for one in promise.coming if one.goes] if promise else []
        slots = [one.at for one in going]
        coming_next = going[0].slot if going else None
    waits = draft.state == "planned" and await occurrences.is_waiting(
        session, draft.cadence_id or "", draft.announcement.starts_on if is_edition else None
    )
    if draft.announcement.is_for_now:
        at = ZoneInfo(asker.zone)
        slots = [instant(slot, "UTC").astimezone(at).replace(tzinfo=None) for slot in slots]
    text = as_text(context, draft, now)
    word = await _word(context, session, draft, text, size, now)
    held = await _held(session, text.key, coming_next)
    stands = Standing(draft, size.people, slots, cadence.zone, word=word, waits=waits, held=held)
    links = await link_looks.seen(session, text.body)
    return replace(stands, quiet=quiet, lasts=lasts, links=links)


async def _held(session: AsyncSession, key: str, slot: datetime | None) -> tuple[HeldPartner, ...]:
    """Return the partners that are kept out of a text, or of what comes of it in this slot."""
    found = dict(await holds.of(session, Target(key)))
    if slot is not None:
        found |= await holds.of(session, Target(key, holds.moment_of(slot)))
    return tuple(found.values())


def most_at_once(met: Mapping[Crowd, int], zone: str | None, slot: datetime) -> Mapping[str, int]:
    """Return by lane how many a slot reaches by it at one instant, at the fullest one."""
    by_instant = Counter[tuple[str, datetime]]()
    for crowd, people in met.items():
        if crowd.lane is not None:
            comes = due(NO_MANNERS, slot, zone, crowd.home, kept=True)
            by_instant[crowd.lane, comes.at] += people
    most: dict[str, int] = {}
    for (lane, _), people in by_instant.items():
        most[lane] = max(most.get(lane, 0), people)
    return most


def _disturbed(
    context: BeatContext,
    draft: Drafted,
    zone: str | None,
    slots: Sequence[datetime],
    met: Mapping[Crowd, int],
) -> int:
    """Count for how many people the first of these slots does not come when it is promised."""
    manners, announcement = context.manners(), draft.announcement
    is_settled = announcement.kept or announcement.must_read or announcement.newsletter
    if is_settled or manners.never_waits or draft.state != "open":
        return 0
    return sum(
        people
        for crowd, people in met.items()
        for slot in slots
        if due(manners, slot, zone, crowd.home) != due(manners, slot, zone, crowd.home, kept=True)
    )


def as_text(context: BeatContext, draft: Drafted, now: datetime) -> FileText:
    """Return a draft as the text that would be sent."""
    return context.desk.write(draft.id, draft.announcement, draft.announcement.cadence(now))


async def _word(
    context: BeatContext,
    session: AsyncSession,
    draft: Drafted,
    text: FileText,
    size: Size,
    now: datetime,
) -> Word | None:
    # What is planned keeps its approval until its moment, however far that is.
    since = now - GOOD_FOR if draft.state == "open" else None
    return await word_on(context, session, text, size, since)


async def word_on(
    context: BeatContext,
    session: AsyncSession,
    text: FileText | WrittenText,
    size: Size,
    since: datetime | None,
) -> Word | None:
    """Return what a second person said of a text as it stands; None where none is wanted.

    With `since` what they said before that is too old.
    """
    if not context.policy.wants_approval(size, from_files=False):
        return None
    given = await approvals.of_text(session, text.key)
    lack = lack_of(given, fingerprint_of(text.body), size.people, since)
    last = next((one for one in given if one.decided_by), None)
    name = await name_of(session, last.decided_by) if last and last.decided_by else ""
    return Word(lack, name, (last.why or "") if last else "")


async def text_of(
    context: BeatContext,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
) -> FileText | None:
    """Return the text that is named there, if this person may write: a draft, or what stands.

    A draft is `d`, and a text that was written before is `t`, by the id of its version. What
    waits for approval is `a`, for whoever may approve.
    """
    if draft := await mine(session, asker, event):
        return as_text(context, draft, context.clock.now())
    if request_id := event.action.arguments.get("a", ""):
        row = (
            await approvals.find(session, request_id) if may(asker, Right.APPROVE_SENDS) else None
        )
        is_edition = row is not None and row.kind == TextKind.EDITION
        return FileText(TextKind.EDITION, row.subject, row.body) if row and is_edition else None
    text_id = event.action.arguments.get("t", "")
    if not text_id or not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return None
    found = (await texts.kept(session, [text_id])).get(text_id)
    return FileText(found.kind, found.key, found.body, place=found.place) if found else None


async def findings(context: BeatContext, announcement: Announcement) -> tuple[Finding, ...]:
    """Return what is to be said of a draft before it goes out; no link is asked for it."""
    cadence = announcement.cadence(context.clock.now())
    return await context.proofs.findings(context.desk.write("draft", announcement, cadence))


async def want_links(
    context: BeatContext, session: AsyncSession, text: FileText, now: datetime
) -> None:
    """Have the links of a text looked at soon, where links are asked; nobody waits for that."""
    if context.proofs.asks_links:
        await link_looks.want(session, text.body, now)


def marked(asker: Principal, said: Announcement, was: Announcement) -> Announcement:
    """Return it as must-read if it was, and if whoever changes it may say so of other words.

    The reason was given for what was written then, and to whom: for other words, or other
    readers, somebody who may has to give it again.
    """
    stays = may(asker, Right.MARK_MUST_READ) or said.says_the_same(was)
    return replace(said, must_read=was.must_read if stays else "")


def mark_fell(was: Announcement, said: Announcement) -> bool:
    """Whether everybody had to read it, and need not any more."""
    return bool(was.must_read and not said.must_read)


async def card_again(
    context: BeatContext, asker: Principal, event: ActionPressed
) -> Message | None:
    """Return a draft's card where that was pressed: some platforms put a form in its place."""
    if proofs.ON_CARD not in event.action.arguments:
        return None
    async with context.database.read() as session:
        draft = await mine(session, asker, event)
        if draft is None:
            return None
        found = await standing(context, session, draft, asker, context.clock.now())
    found = replace(found, findings=await findings(context, draft.announcement))
    return cards.card(context.wording, found)


async def shown(
    context: BeatContext, found: Standing, asker: Principal, now: datetime
) -> tuple[Message, ...]:
    """Show a draft's card, and below it how it reads; what a platform refuses is read nowhere."""
    card = cards.card(context.wording, found)
    if any(one.kind == REFUSED for one in found.findings):
        return (card,)
    return (card, await preview(context, found.draft, asker, now))


def written(text: FileText) -> WrittenText:
    """Return a text as a version that is kept nowhere."""
    return WrittenText("draft", text.kind, text.key, 1, text.body)


async def preview(
    context: BeatContext, draft: Drafted, asker: Principal, now: datetime
) -> Message:
    """Write a draft as this person will read it."""
    return await context.edition(written(as_text(context, draft, now)), asker)


def said(context: BeatContext, key: str) -> Reply:
    """Answer with a notice of this sentence and its title."""
    say = context.wording.say
    return Reply((notice(say(f"{key}_title"), say(key)),))
