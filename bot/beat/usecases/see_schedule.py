"""Show what comes when: the next slot of everything we promised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat import promised
from bot.beat.cards import slots as cards
from bot.beat.cards.editions import edition_button
from bot.beat.cards.slots import Shown
from bot.beat.context import BeatContext
from bot.beat.rules.cadence import instant
from bot.beat.store import promises, standstill
from bot.beat.store.free_slots import NEWSLETTER
from bot.beat.store.promises import Promise
from bot.event import ActionPressed, Reply, Said
from bot.message import Buttons, Column, Element, Message, Paragraph, Table, notice, paragraph
from bot.principal import Principal
from bot.rights import Right, may

MOST_WRITTEN, MOST_BUTTONS = 5, 20


async def show_schedule(
    context: BeatContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """Show the next slots in the reader's own time, and to who may change them the way there."""
    del event  # nothing is written
    say = context.wording.say
    async with context.database.read() as session:
        found = [one for one in await promises.promises(session) if one.coming]
        stopped = await standstill.since(session)
        titles = await promised.titles(context, session, found)
    table = _table(context, asker, found, titles)
    mine = [Shown(one, titles[one.cadence_id]) for one in found if promised.may_change(asker, one)]
    if table is None and not mine:
        return Reply((notice(say("schedule_title"), say("schedule_empty")),))
    shown = table or paragraph(say("schedule_empty"))
    editions = _editions(context, asker, found, titles)
    elements = (*_stopped(context, asker, stopped), shown, *editions, *_ways(context, mine))
    return Reply((Message(say("schedule_title"), elements),))


def _table(
    context: BeatContext, asker: Principal, found: Sequence[Promise], titles: Mapping[str, str]
) -> Table | None:
    """Draw what comes next of each promise, the soonest first; None where nothing does."""
    say, now = context.wording.say, context.clock.now()
    slots = [
        (instant(one.next_slot, one.zone or asker.zone), titles[one.cadence_id])
        for one in found
        if not one.paused and one.next_slot is not None
    ]
    coming = sorted((slot for slot in slots if slot[0] > now), key=lambda slot: slot[0])
    rows = tuple((title, _when(context, asker, at)) for at, title in coming)
    if not rows:
        return None
    return Table(
        say("schedule_caption"),
        (Column(say("schedule_what")), Column(say("schedule_when", zone=asker.zone))),
        rows,
        say("schedule_summary", what=rows[0][0], when=rows[0][1]),
    )


def _editions(
    context: BeatContext, asker: Principal, found: Sequence[Promise], titles: Mapping[str, str]
) -> tuple[Buttons, ...]:
    """Offer whoever may write to begin an edition of each newsletter that comes."""
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return ()
    written, going = context.desk.newsletters(), [one for one in found if not one.paused]
    letters = [one for one in going if one.kind == NEWSLETTER and one.subject in written]
    buttons = tuple(
        edition_button(context.wording, one.subject, titles[one.cadence_id])
        for one in letters[:MOST_WRITTEN]
    )
    return (Buttons(buttons),) if buttons else ()


def _ways(context: BeatContext, mine: Sequence[Shown]) -> tuple[Element, ...]:
    """Offer the promises somebody may change; what was paused stands there as well."""
    if not mine:
        return ()
    buttons = tuple(cards.show_button(context.wording, one) for one in mine[:MOST_BUTTONS])
    said = "schedule_change" if len(mine) <= MOST_BUTTONS else "schedule_change_some"
    return (paragraph(context.wording.say(said), quiet=True), Buttons(buttons))


def _stopped(
    context: BeatContext, asker: Principal, since: datetime | None
) -> tuple[Paragraph, ...]:
    """Say above all slots that none of them is kept while all sends are stopped."""
    if since is None:
        return ()
    vendor, moment = context.programme.vendor, _when(context, asker, since)
    return (paragraph(context.wording.say("schedule_stopped", vendor=vendor, moment=moment)),)


def _when(context: BeatContext, asker: Principal, at: datetime) -> str:
    wording = context.wording
    local = at.astimezone(ZoneInfo(asker.zone))
    return wording.language.moment(local, wording.say("pattern_slot"))
