"""Say how a goal stands by one tap, and why by one line if one likes."""

from datetime import date

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.figures.context import FiguresContext
from bot.form import day_of
from bot.goals import plans
from bot.goals.cards import forms
from bot.goals.rounds import Asking, drawn
from bot.goals.rules.goals import LONGEST_NOTE, Colour, GoalView, State, owns, side_of
from bot.goals.store import check_ins
from bot.goals.store.check_ins import Tapped
from bot.goals.store.goals import goals_of
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession


async def tap(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Keep a colour at once, and show it where it was tapped."""
    colour = event.action.arguments.get("c", "")
    if colour not in {one.value for one in Colour}:
        raise ActionUnreadable
    async with context.work(event) as session:
        found = await _owned(session, asker, event)
        if found is None:
            return plans.nobodys(context)
        if found.state is not State.OPEN:
            return Reply((plans.ended(context),))
        now, tapped = context.clock.now(), _tapped(context, asker, event, found)
        await check_ins.say(session, tapped, Colour(colour), now)
        await check_ins.touch(session, found.partner_id, tapped.slot_on, now)
        card = await _card(context, session, asker, event, found)
        return context.owe(session, Reply(update=card))


async def ask_why(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask for one line about what was tapped."""
    async with context.database.read() as session:
        found = await _owned(session, asker, event)
    if found is None:
        return plans.nobodys(context)
    said = found.at(_slot(context, event), side_of(asker))
    arguments = dict(event.action.arguments)
    form = forms.why_form(context.wording, found, arguments, said.note if said else "")
    return Reply(form=form)


async def keep_why(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep that line; both sides read it."""
    words = " ".join(event.values.get("why", "").split())
    if len(words) > LONGEST_NOTE:
        return Reply(errors={"why": context.wording.say("goal_why_wrong")})
    async with context.work(event) as session:
        found = await _owned(session, asker, event)
        if found is None:
            return plans.nobodys(context)
        tapped, now = _tapped(context, asker, event, found), context.clock.now()
        if not await check_ins.note(session, tapped, words):
            raise ActionUnreadable
        await check_ins.touch(session, found.partner_id, tapped.slot_on, now)
        card = await _card(context, session, asker, event, found)
        return context.owe(session, Reply(update=card))


async def _owned(session: AsyncSession, asker: Principal, event: plans.Event) -> GoalView | None:
    """Return the goal that is named, if this person owns it on their side now."""
    found = await plans.goal_of(session, asker, event)
    return found if found is not None and owns(asker, found) else None


def _slot(context: FiguresContext, event: plans.Event) -> date:
    """Return the slot that a button names; none is still to come."""
    found = day_of(event.action.arguments.get("s", ""))
    if found is None or found > context.today():
        raise ActionUnreadable
    return found


def _tapped(
    context: FiguresContext, asker: Principal, event: plans.Event, found: GoalView
) -> Tapped:
    return Tapped(found.id, _slot(context, event), side_of(asker), asker.contact_id)


async def _card(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    event: plans.Event,
    found: GoalView,
) -> Message:
    """Draw what the button stood on: the message that asked, or the card of the goal."""
    if event.action.arguments.get("k") != "r":
        return await plans.card_of_goal(context, session, asker, found.id)
    known = await goals_of(session, found.partner_id)
    slot = _slot(context, event)
    mine = tuple(one for one in known if owns(asker, one) and _is_asked(one, slot, asker))
    return drawn(context, asker, Asking(mine, slot))


def _is_asked(goal: GoalView, slot: date, asker: Principal) -> bool:
    return goal.state is State.OPEN or goal.at(slot, side_of(asker)) is not None
