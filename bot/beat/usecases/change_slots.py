"""Skip, move and pause single slots of a promise, or pause all of it, in chat."""

from dataclasses import replace
from datetime import datetime

from bot.beat import promised
from bot.beat.cards import slots as cards
from bot.beat.cards.slots import Shown
from bot.beat.context import BeatContext
from bot.beat.store import cadences, promises, slots
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.form import day_of, time_of
from bot.message import Message, notice
from bot.principal import Principal
from bot.store.sessions import AsyncSession

SLOTS = 4


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the next slots of one promise."""
    async with context.database.read() as session:
        shown = await _shown(context, session, asker, event)
    return Reply((cards.card(context.wording, shown),)) if shown else _not_yours(context)


async def ask_why(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that skips or pauses one slot."""
    async with context.database.read() as session:
        shown = await _shown(context, session, asker, event)
    if shown is None:
        return _not_yours(context)
    slot = _slot(event)
    if all(one.slot != slot for one in shown.promise.coming):
        return _gone(context, shown)
    return Reply(form=cards.why_form(context.wording, shown, event.action.name, slot))


async def ask_when(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that moves one slot."""
    async with context.database.read() as session:
        shown = await _shown(context, session, asker, event)
    if shown is None:
        return _not_yours(context)
    slot = _slot(event)
    one = next((each for each in shown.promise.coming if each.slot == slot), None)
    if one is None:
        return _gone(context, shown)
    return Reply(form=cards.move_form(context.wording, shown, one))


async def skip(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let one slot go by; the books will show it with the reason."""
    return await _hold_back(context, asker, event, slots.skip_slot)


async def pause(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Hold one slot back until it is put back."""
    return await _hold_back(context, asker, event, slots.pause_slot)


async def move(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let one slot go out at another moment."""
    day, time = (event.values.get(name, "") for name in ("day", "time"))
    found, clock = day_of(day), time_of(time)
    if found is None or clock is None:
        return Reply(errors={"day": context.wording.say("slot_no_moment")})
    now, to = context.clock.now(), datetime.combine(found, clock)
    async with context.work(event) as session:
        shown = await _shown(context, session, asker, event)
        if shown is None:
            return _not_yours(context)
        chosen, by = (shown.promise.cadence_id, _slot(event)), asker.contact_id
        if not await slots.is_to_come(session, *chosen):
            return _gone(context, shown)
        if not await slots.move_slot(session, *chosen, to, by, now):
            return Reply(errors={"day": context.wording.say("slot_moment_over")})
        return context.owe(session, Reply((await _again(context, session, shown),)))


async def put_back(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let one slot go as its rule says."""
    async with context.work(event) as session:
        shown = await _shown(context, session, asker, event)
        if shown is None:
            return _not_yours(context)
        chosen, now = (shown.promise.cadence_id, _slot(event)), context.clock.now()
        if not await slots.put_back(session, *chosen, asker.contact_id, now):
            return _gone(context, shown)
        return context.owe(session, Reply(update=await _again(context, session, shown)))


async def pause_all(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let no slot of a promise go out until it is resumed."""
    async with context.work(event) as session:
        shown = await _shown(context, session, asker, event)
        if shown is None:
            return _not_yours(context)
        by, now = asker.contact_id, context.clock.now()
        await cadences.pause(session, shown.promise.cadence_id, by, now)
        return context.owe(session, Reply(update=await _again(context, session, shown)))


async def resume_all(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a promise go on."""
    async with context.work(event) as session:
        shown = await _shown(context, session, asker, event)
        if shown is None:
            return _not_yours(context)
        by, now = asker.contact_id, context.clock.now()
        await cadences.resume(session, shown.promise.cadence_id, by, now)
        return context.owe(session, Reply(update=await _again(context, session, shown)))


async def _hold_back(
    context: BeatContext, asker: Principal, event: FormSubmitted, how: slots.HoldsBack
) -> Reply:
    why = event.values.get("why", "").strip()[: cards.LONGEST_WHY]
    async with context.work(event) as session:
        shown = await _shown(context, session, asker, event)
        if shown is None:
            return _not_yours(context)
        chosen, now = (shown.promise.cadence_id, _slot(event)), context.clock.now()
        if not await how(session, *chosen, asker.contact_id, why, now):
            return _gone(context, shown)
        return context.owe(session, Reply((await _again(context, session, shown),)))


async def _shown(
    context: BeatContext,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
) -> Shown | None:
    """Return the promise that is named there, if this person may change it."""
    cadence_id = event.action.arguments.get("c", "")
    promise = await promises.promise_of(session, cadence_id, SLOTS)
    if promise is None or not promised.may_change(asker, promise):
        return None
    titles = await promised.titles(context, session, (promise,))
    return Shown(promise, titles[cadence_id], context.manners())


async def _again(context: BeatContext, session: AsyncSession, shown: Shown) -> Message:
    promise = await promises.promise_of(session, shown.promise.cadence_id, SLOTS)
    again = replace(shown, promise=promise or shown.promise)
    return cards.card(context.wording, again)


def _slot(event: ActionPressed | FormSubmitted) -> datetime:
    """Return the slot that is named there; what came over the wire may name none that exists."""
    try:
        return datetime.fromisoformat(event.action.arguments.get("s", "")).replace(tzinfo=None)
    except ValueError:
        return datetime.min  # noqa: DTZ901 - a slot is a wall-clock moment


def _gone(context: BeatContext, shown: Shown) -> Reply:
    say = context.wording.say
    said = notice(say("slot_gone_title"), say("slot_gone"))
    return Reply((said, cards.card(context.wording, shown)))


def _not_yours(context: BeatContext) -> Reply:
    say = context.wording.say
    return Reply((notice(say("slots_not_yours_title"), say("slots_not_yours")),))
