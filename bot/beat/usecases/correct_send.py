"""Correct what was sent: written, shown with what changes, and done over every copy."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import structlog

from bot.beat import correcting
from bot.beat.cards import correcting as cards
from bot.beat.cards import languages as language_cards
from bot.beat.cards.reach import card
from bot.beat.context import BeatContext
from bot.beat.correcting import Confirmed, Source
from bot.beat.reaching import held, may_hold, not_yours
from bot.beat.rules.announcements import LONGEST_TITLE
from bot.beat.rules.corrections import LONGEST_NOTE, Corrected, noted
from bot.beat.rules.languages import LANGUAGES
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import copies, corrections, sends, texts
from bot.beat.store.corrections import Proposed
from bot.beat.store.tables import Send
from bot.errors import ContentInvalid
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.message import Message, notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

EDITION = "edition"

log = structlog.get_logger()


async def ask(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form with the text as it stands; some platforms put it in the report's place."""
    async with context.database.read() as session:
        seen = await held(session, asker, event)
        source = await _source(session, asker, event)
    if seen is None or source is None:
        return not_yours(context)
    if not source.can_be_corrected:
        return _refused(context, source)
    was = source.draft.announcement if source.draft is not None else None
    form = cards.form(context.wording, source.send.id, was)
    return Reply(form=form, update=card(context.wording, seen))


async def keep(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep what was written, and show what would change; nothing is changed yet."""
    corrected, now = _read(event), context.clock.now()
    async with context.work(event) as session:
        source = await _source(session, asker, event)
        if source is None:
            return not_yours(context)
        if not source.can_be_corrected:
            return _refused(context, source)
        errors = _wrong(context, source, corrected)
        if errors:
            return Reply(errors=errors)
        if source.draft is None and source.newest is not None:
            corrected = replace(corrected, text_id=source.newest.id)
        kept = await corrections.keep(session, source.send, asker.contact_id, corrected, now)
        return context.owe(session, await _shown(context, session, (kept, source), asker))


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show a correction that waits, to whoever may confirm it."""
    async with context.database.read() as session:
        found = await _proposed(context, session, asker, event)
        if found is None or not _stands(*found):
            return _gone(context)
        return await _shown(context, session, found, asker)


async def do(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let the send say the new words, and go over every copy that stands."""
    async with context.work(event) as session:
        found = await _proposed(context, session, asker, event)
        if found is None or not _stands(*found):
            return _gone(context)
        proposed, source = found
        wants_second = await correcting.wants_second(context, session, source)
        if wants_second and proposed.by == asker.contact_id:
            return _not_alone(context)
        opened = await correcting.correct(
            context, session, source, proposed.corrected, asker.contact_id
        )
        if wants_second:
            await _approve(context, session, found, asker)
        await corrections.drop(session, proposed.id)
        log.info("send_corrected", send_id=source.send.id, by_send=opened.id)
        told = cards.corrected(context.wording, source.send.id, opened.id)
        return context.owe(session, Reply(update=told))


async def drop(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Throw a correction away; nothing was changed by it."""
    async with context.work(event) as session:
        found = await _proposed(context, session, asker, event)
        if found is None:
            return _gone(context)
        await corrections.drop(session, found[0].id)
        say = context.wording.say
        dropped = notice(say("correct_dropped_title"), say("correct_dropped"))
        return context.owe(session, Reply(update=dropped))


async def _source(
    session: AsyncSession, asker: Principal, event: ActionPressed | FormSubmitted
) -> Source | None:
    seen = await held(session, asker, event)
    if seen is None or seen.kind != EDITION:
        return None
    return await correcting.source_of(session, await session.get_one(Send, seen.send_id))


async def _proposed(
    context: BeatContext, session: AsyncSession, asker: Principal, event: ActionPressed
) -> tuple[Proposed, Source] | None:
    """Return a correction with what it corrects, if this person may do it; one at a time."""
    proposed = await corrections.find(session, event.action.arguments.get("c", ""))
    if proposed is None:
        return None
    await sends.hold(session, proposed.send_id)
    send = await session.get_one(Send, proposed.send_id, populate_existing=True)
    source = await correcting.source_of(session, send)
    if await may_hold(session, asker, send):
        return proposed, source
    # Where a second person confirms it, it need not be one who may hold the send.
    may_confirm = proposed.by != asker.contact_id and may(asker, Right.APPROVE_SENDS)
    is_second = may_confirm and await correcting.wants_second(context, session, source)
    return (proposed, source) if is_second else None


def _stands(proposed: Proposed, source: Source) -> bool:
    """Say whether what was proposed would still do what it was shown to do."""
    if source.send.text_id != proposed.text_id or not source.can_be_corrected:
        return False
    newest = source.newest.id if source.newest is not None else ""
    return source.draft is not None or newest == proposed.corrected.text_id


async def _shown(
    context: BeatContext, session: AsyncSession, found: tuple[Proposed, Source], asker: Principal
) -> Reply:
    """Show what would change, how it reads, and whether somebody else has to confirm it."""
    proposed, source = found
    stands = await copies.by_platform(session, source.send.id)
    words = _texts(context, source, proposed.corrected)
    wants_second = await correcting.wants_second(context, session, source)
    is_theirs = not wants_second or proposed.by != asker.contact_id
    changes = cards.proposed(context.wording, proposed, words, stands, is_theirs=is_theirs)
    return Reply((changes, await _preview(context, source, proposed.corrected, asker)))


async def _approve(
    context: BeatContext, session: AsyncSession, found: tuple[Proposed, Source], asker: Principal
) -> None:
    proposed, source = found
    text = await texts.newest(session, TextKind.EDITION, source.send.subject)
    if text is not None:
        confirmed = Confirmed(text.body, proposed.by, asker.contact_id)
        await correcting.approve(context, session, source, confirmed, context.clock.now())


def _wrong(context: BeatContext, source: Source, corrected: Corrected) -> dict[str, str]:
    """Say by field what cannot be meant."""
    say = context.wording.say
    announcement = correcting.reworded(source, corrected)
    if announcement is None:
        return {}
    errors = {name: say(key) for name, key in announcement.mistakes().items()}
    if errors:
        return errors
    for one in corrected.languages:
        if wrong := language_cards.mistakes(context.wording, one, tag=one.tag):
            return wrong
    try:
        context.desk.worded(announcement, announcement.cadence(context.clock.now()))
    except ContentInvalid as problem:
        return language_cards.faults(context.wording, (problem, *problem.more))
    return {}


def _texts(context: BeatContext, source: Source, corrected: Corrected) -> tuple[str, str]:
    """Return the words as they stand and as they are to stand."""
    if source.draft is not None:
        said = correcting.reworded(source, corrected) or source.draft.announcement
        return source.draft.announcement.all_words, said.all_words
    before, after = (
        context.desk.words_of(text) if text is not None else ""
        for text in (source.text, source.newest)
    )
    return before, after


async def _preview(
    context: BeatContext, source: Source, corrected: Corrected, asker: Principal
) -> Message:
    file, text = correcting.written(context, source, corrected), source.newest
    if file is not None:
        text = WrittenText("correction", TextKind.EDITION, file.key, 1, file.body)
    if text is None:
        raise LookupError(f"send {source.send.id} has no other words")
    message = await context.edition(text, asker)
    day = context.clock.now().astimezone(ZoneInfo(asker.zone)).date()
    return noted(context.wording, message, day, corrected.note)


def _read(event: FormSubmitted) -> Corrected:
    given = event.values.get
    return Corrected(
        title=given("title", "").strip()[: LONGEST_TITLE + 1],
        words=given("words", "").strip(),
        note=" ".join(given("note", "").split())[:LONGEST_NOTE],
        letters=given("letters", "") == cards.LETTERS_TOO,
        languages=tuple(
            language_cards.read(event, tag, tag=tag)
            for tag in LANGUAGES
            if language_cards.named("words", tag) in event.values
        ),
    )


def _refused(context: BeatContext, source: Source) -> Reply:
    say = context.wording.say
    key = "correct_recalled" if source.is_recalled else "correct_nothing_newer"
    return Reply((notice(say("correct_refused_title"), say(key)),))


def _not_alone(context: BeatContext) -> Reply:
    say = context.wording.say
    return Reply((notice(say("correct_not_alone_title"), say("correct_not_alone")),))


def _gone(context: BeatContext) -> Reply:
    say = context.wording.say
    return Reply((notice(say("correct_gone_title"), say("correct_gone")),))
