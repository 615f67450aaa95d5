"""Take a tap on a scale that several see: it counts for whoever tapped, and they alone read so."""

import structlog

from bot.beat.store import audiences
from bot.beat.store.told import WAVE, told_before
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Origin, Reply, Said
from bot.message import Message, notice
from bot.order_of_words import tidied
from bot.principal import Principal
from bot.small_words import small_word
from bot.store.sessions import AsyncSession
from bot.voice import answering
from bot.voice.cards import taps as cards
from bot.voice.context import VoiceContext
from bot.voice.newcomers import tell_it_counts, tell_of_newcomer
from bot.voice.ports import SurveyHead
from bot.voice.rules.promises import REASON_LIMIT
from bot.voice.rules.questions import REASON, Unreadable, Value, read_value
from bot.voice.rules.taps import KeptTap, kept_of
from bot.voice.store import responses, surveys, taps
from bot.voice.store.tables import WaitingTap, Wave

log = structlog.get_logger()


async def tap(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Count a tap of somebody known, if the wave is for them, and thank them alone."""
    now = context.clock.now()
    async with context.work(event) as session:
        wave, head = await _wave(context, session, event)
        tapped = KeptTap(event.origin, _tapped(event, head))
        if not responses.is_open(wave, now):
            return Reply((cards.over(context, wave, asker.zone),))
        said = await _count(context, session, (wave, head), asker, tapped)
        return context.owe(session, Reply((said,)))


async def keep_tap(context: VoiceContext, event: ActionPressed) -> Reply:
    """Keep a tap of somebody unknown until they are known, and offer them the ways in."""
    now = context.clock.now()
    async with context.work(event) as session:
        wave, head = await _wave(context, session, event)
        tapped = _tapped(event, head)
        if not responses.is_open(wave, now):
            return Reply((cards.over(context, wave, context.programme.zone),))
        who = taps.fingerprint(context.digest, event.origin)
        partner_id = await taps.partner_there(session, event.origin)
        sealed = context.seal(kept_of(event.origin, tapped).write())
        tap_id = await taps.keep(session, who, wave.id, partner_id, sealed, now)
        await tell_of_newcomer(context, session, tap_id, who, partner_id)
        log.info("tap_kept", tap_id=tap_id, wave_id=wave.id)
        return context.owe(session, Reply((cards.kept(context, event.origin),)))


async def take_number(
    context: VoiceContext, asker: Principal, event: Said, number: int
) -> Reply | None:
    """Take a number written below the card of a conversation as a tap; None if it is not there."""
    now = context.clock.now()
    async with context.database.read() as session:
        wave = await surveys.wave_of_thread(session, event.origin)
        text = await surveys.text_of(session, wave) if wave is not None else None
    if wave is None or text is None:
        return None
    head = context.surveys.head(text)
    if head.scale is None:
        return None
    if not head.scale.has(number):
        return Reply((cards.off_the_scale(context, head.scale),))
    async with context.work(event) as session:
        if not responses.is_open(wave, now):
            return Reply((cards.over(context, wave, asker.zone),))
        tapped = KeptTap(event.origin, str(number))
        said = await _count(context, session, (wave, head), asker, tapped)
        return context.owe(session, Reply((said,)))


async def count_waiting(
    context: VoiceContext,
    session: AsyncSession,
    person: Principal,
    origin: Origin,
    *,
    is_here: bool,
) -> tuple[Message, ...]:
    """Count the taps that waited for whoever is known there from now on; say so to them."""
    now = context.clock.now()
    told: list[Message] = []
    mine: list[WaitingTap] = []
    for waiting in await taps.waiting_for(session, context.digest, origin, now):
        kept = KeptTap.read(context.unseal(waiting.sealed))
        if not kept.is_of(origin):
            continue
        mine.append(waiting)
        wave = await session.get_one(Wave, waiting.wave_id)
        text = await surveys.text_of(session, wave)
        if text is None:
            continue
        if not responses.is_open(wave, now):
            told.append(cards.over(context, wave, person.zone))
            continue
        head = context.surveys.head(text)
        told.append(await _count(context, session, (wave, head), person, kept, is_here=is_here))
        if not is_here and await _is_meant(context, session, head, person):
            await tell_it_counts(context, session, wave, head, person)
    await taps.forget(session, [one.id for one in mine])
    return tuple(told) if is_here else ()


async def take_reason(context: VoiceContext, asker: Principal, event: Said) -> Reply | None:
    """Take words in our direct message as the reason that was asked for; None if none was.

    A small word is no reason, and what stands below an edition or an answer is about that.
    """
    if not event.origin.private or not event.text.strip():
        return None
    now = context.clock.now()
    async with context.database.read() as session:
        asked = await surveys.reason_awaited(session, asker.contact_id, now)
        if asked is None or not asked.is_open:
            return None
        told = await told_before(session, asker.contact_id, event, now) if event.about else None
    if told is not None and told.is_below and told.kind != WAVE:
        return None
    if small_word(tidied(event.text), context.wording):
        return None
    say, reason = context.wording.say, event.text.strip()
    if len(reason) > REASON_LIMIT:
        write = context.wording.language.number
        length, limit = write(len(reason)), write(REASON_LIMIT)
        too_long = say("reason_too_long", length=length, limit=limit)
        return Reply((notice(say("reason_title"), too_long),))
    async with context.work(event) as session:
        await answering.take(context, session, asked, asker, {REASON: Value(words=reason)})
        await surveys.await_reason(session, asked.invitation_id, None)
    title = say("thanks_title", name=asker.first_name)
    return Reply((notice(title, say("thanks")),))


async def _count(
    context: VoiceContext,
    session: AsyncSession,
    of: tuple[Wave, SurveyHead],
    person: Principal,
    tapped: KeptTap,
    *,
    is_here: bool = True,
) -> Message:
    """Record a tap as this person's answer, if the wave is for them; what is said to them."""
    (wave, head), now = of, context.clock.now()
    if not await _is_meant(context, session, head, person):
        return cards.not_meant(context, is_vendor=person.is_vendor)
    asked = await surveys.invite(session, wave, person.contact_id, tapped.origin, now)
    lead = head.questions.lead
    value = read_value(lead, tapped.value) if lead is not None else None
    if lead is None or value is None or isinstance(value, Unreadable):
        raise ActionUnreadable
    given = await answering.take(context, session, asked, person, {lead.key: value})
    questions = context.surveys.questions(answering.text_of(asked), person.language)
    if is_here and not tapped.origin.opens_forms:
        await surveys.await_reason(session, asked.invitation_id, now)
    name = person.first_name
    return cards.counted(context, name, questions, asked, tapped.origin, given)


async def _is_meant(
    context: VoiceContext, session: AsyncSession, head: SurveyHead, person: Principal
) -> bool:
    """Say whether a wave asks this person: its audience says so, wherever they tap."""
    who = person.contact_id
    return await audiences.means(session, head.audience, who, context.choosing)


async def _wave(
    context: VoiceContext, session: AsyncSession, event: ActionPressed
) -> tuple[Wave, SurveyHead]:
    wave = await session.get(Wave, event.action.arguments.get("w", ""))
    text = await surveys.text_of(session, wave) if wave is not None else None
    if wave is None or text is None:
        raise ActionUnreadable
    return wave, context.surveys.head(text)


def _tapped(event: ActionPressed, head: SurveyHead) -> str:
    """Return what was tapped, if the card offered it."""
    answering.tapped(event, head.questions.lead)
    return event.action.arguments["value"]
