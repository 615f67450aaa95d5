"""Show what comes when: the next slot of everything we promised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.cards.editions import edition_button
from bot.beat.context import BeatContext
from bot.beat.rules.announcements import ANNOUNCEMENT
from bot.beat.rules.cadence import instant
from bot.beat.rules.texts import TextKind
from bot.beat.store import beats, standstill, texts
from bot.beat.store.beats import Promise
from bot.beat.store.free_slots import NEWSLETTER
from bot.event import ActionPressed, Reply, Said
from bot.message import Buttons, Column, Element, Message, Paragraph, Table, notice, paragraph
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

MOST_BUTTONS = 5


async def show_schedule(
    context: BeatContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """Show the next slots in the reader's own time, the next to come first."""
    del event  # nothing is written
    say = context.wording.say
    async with context.database.read() as session:
        promises = await beats.promises_kept(session)
        stopped = await standstill.since(session)
        titles = await _announced(context, session, promises)
    now = context.clock.now()
    slots = [
        (instant(promise.next_slot, promise.zone or asker.zone), promise)
        for promise in promises
        if not promise.paused and promise.next_slot is not None
    ]
    coming = sorted(((at, p) for at, p in slots if at > now), key=lambda slot: slot[0])
    if not coming:
        return Reply((notice(say("schedule_title"), say("schedule_empty")),))
    rows = tuple(
        (titles.get(promise.subject) or _what(context, promise), _when(context, asker, at))
        for at, promise in coming
    )
    table = Table(
        say("schedule_caption"),
        (Column(say("schedule_what")), Column(say("schedule_when", zone=asker.zone))),
        rows,
        say("schedule_summary", what=rows[0][0], when=rows[0][1]),
    )
    told: tuple[Element, ...] = (
        *_stopped(context, asker, stopped),
        table,
        *_ways(context, asker, coming),
    )
    return Reply((Message(say("schedule_title"), told),))


def _ways(
    context: BeatContext, asker: Principal, coming: Sequence[tuple[datetime, Promise]]
) -> tuple[Buttons, ...]:
    """Offer whoever may write to begin an edition of each newsletter that comes."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return ()
    written = context.desk.newsletters()
    letters = [one for _, one in coming if one.kind == NEWSLETTER and one.subject in written]
    buttons = tuple(
        edition_button(context.wording, one.subject, _what(context, one))
        for one in letters[:MOST_BUTTONS]
    )
    return (Buttons(buttons),) if buttons else ()


def _stopped(
    context: BeatContext, asker: Principal, since: datetime | None
) -> tuple[Paragraph, ...]:
    """Say above all slots that none of them is kept while all sends are stopped."""
    if since is None:
        return ()
    vendor, moment = context.programme.vendor, _when(context, asker, since)
    return (paragraph(context.wording.say("schedule_stopped", vendor=vendor, moment=moment)),)


async def _announced(
    context: BeatContext, session: AsyncSession, promises: Sequence[Promise]
) -> Mapping[str, str]:
    """Return the titles of what was announced in chat, by subject: no file knows them."""
    found: dict[str, str] = {}
    for promise in promises:
        if promise.kind == ANNOUNCEMENT and promise.next_slot is not None:
            text = await texts.newest(session, TextKind.EDITION, promise.subject)
            found |= {promise.subject: context.desk.title_of(text)} if text else {}
    return found


def _what(context: BeatContext, promise: Promise) -> str:
    language = context.wording.language.tag
    return context.cadences.title_of(promise.kind, promise.subject, language)


def _when(context: BeatContext, asker: Principal, at: datetime) -> str:
    wording = context.wording
    local = at.astimezone(ZoneInfo(asker.zone))
    return wording.language.moment(local, wording.say("pattern_slot"))
