"""Stop every send, and resume them all: administrators only, and asked back before."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.action import ActionRef
from bot.beat.store import sends, standstill
from bot.context import Context
from bot.event import ActionPressed, Reply, Said
from bot.message import Button, Buttons, Message, notice, paragraph
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

STOP, RESUME = "stop_all_sends", "resume_all_sends"

log = structlog.get_logger()


async def ask_to_stop(context: Context, asker: Principal, event: Said) -> Reply:
    """Say what it means, with the button that does it; nothing is done yet."""
    del event
    if not may(asker, Right.STOP_SENDS):
        return _not_for_you(context)
    async with context.database.read() as session:
        since = await standstill.since(session)
        going_on = await sends.under_way(session)
    if since is not None:
        return Reply((_stopped(context, asker, since),))
    say = context.wording.say
    count = paragraph(
        context.wording.say_number("standstill_under_way", going_on)
        if going_on
        else say("standstill_idle")
    )
    button = Button(say("standstill_begin"), ActionRef(STOP))
    meant = (paragraph(say("standstill_means")), count, Buttons((button,)))
    return Reply((Message(say("standstill_ask_title"), meant),))


async def ask_to_resume(context: Context, asker: Principal, event: Said) -> Reply:
    """Say what goes on, with the button that does it; nothing is done yet."""
    del event
    if not may(asker, Right.STOP_SENDS):
        return _not_for_you(context)
    async with context.database.read() as session:
        since = await standstill.since(session)
    return Reply((_stopped(context, asker, since) if since else _going_on(context),))


async def stop(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Let nothing of any send leave from now on."""
    return await _done(context, asker, event, standstill.begin)


async def resume(context: Context, asker: Principal, event: ActionPressed) -> Reply:
    """Let every send go on that was not paused by itself."""
    return await _done(context, asker, event, standstill.end)


async def _done(
    context: Context,
    asker: Principal,
    event: ActionPressed,
    change: Callable[[AsyncSession, str, datetime], Awaitable[bool]],
) -> Reply:
    if not may(asker, Right.STOP_SENDS):
        return _not_for_you(context)
    async with context.work(event) as session:
        changed = await change(session, asker.contact_id, context.clock.now())
        since = await standstill.since(session)
    log.warning("standstill_changed", by=asker.contact_id, stopped=bool(since), changed=changed)
    said = _stopped(context, asker, since) if since is not None else _going_on(context)
    return Reply((said,), update=said)


def _stopped(context: Context, asker: Principal, since: datetime) -> Message:
    say = context.wording.say
    local = since.astimezone(ZoneInfo(asker.zone))
    moment = context.wording.language.moment(local, say("pattern_slot"))
    button = Button(say("standstill_end"), ActionRef(RESUME))
    text = paragraph(say("standstill_holds", moment=moment))
    return Message(say("standstill_title"), (text, Buttons((button,))))


def _going_on(context: Context) -> Message:
    say = context.wording.say
    return notice(say("standstill_over_title"), say("standstill_over"))


def _not_for_you(context: Context) -> Reply:
    """Refuse kindly, and say how somebody stops what comes to themselves."""
    say = context.wording.say
    refused = say("standstill_refused", vendor=context.programme.vendor)
    return Reply((notice(say("not_settled_title"), refused),))
