"""See the joint plan of a partner, and make, change and end the goals in it."""

from datetime import timedelta

from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.figures.context import FiguresContext
from bot.form import day_of
from bot.goals import plans
from bot.goals.cards import forms
from bot.goals.cards.forms import Owners
from bot.goals.rules.goals import LONGEST_NOTE, LONGEST_WORDS, Every, GoalView, State
from bot.goals.store import check_ins, goals, owners
from bot.goals.store.goals import Wanted
from bot.people.store import reviewed
from bot.principal import Principal
from bot.store.sessions import AsyncSession

SOON = timedelta(days=91)
"""So far ahead lies the day that a form offers: a quarter."""


async def say_plan(context: FiguresContext, asker: Principal, event: Said) -> Reply:
    """Show the joint plan of the partner that is named; who works at one needs no name."""
    words = reviewed.name_in(event.text)
    async with context.database.read() as session:
        partner = await reviewed.named(session, asker, words) if words else reviewed.own(asker)
        if partner is None:
            return plans.nobodys(context)
        return Reply((await plans.card_of_plan(context, session, asker, partner),))


async def show_plan(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the joint plan that a button names."""
    async with context.database.read() as session:
        partner = await reviewed.by_id(session, asker, event.action.arguments.get("p", ""))
        if partner is None:
            return plans.nobodys(context)
        return Reply((await plans.card_of_plan(context, session, asker, partner),))


async def show_goal(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show one goal."""
    async with context.database.read() as session:
        found = await plans.goal_of(session, asker, event)
        if found is None:
            return plans.nobodys(context)
        return Reply((await plans.card_of_goal(context, session, asker, found.id),))


async def ask_what(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form of a new goal."""
    async with context.database.read() as session:
        partner = await reviewed.by_id(session, asker, event.action.arguments.get("p", ""))
        if partner is None or not plans.may_change(asker):
            return plans.nobodys(context)
        known = await _owners(context, session, asker, partner.partner_id)
    soon = context.today() + SOON
    form = forms.goal_form(context.wording, known, soon, partner_id=partner.partner_id)
    return Reply(form=form)


async def add(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Make the goal that a form describes."""
    async with context.work(event) as session:
        partner = await reviewed.by_id(session, asker, event.action.arguments.get("p", ""))
        if partner is None or not plans.may_change(asker):
            return plans.nobodys(context)
        known = await _owners(context, session, asker, partner.partner_id)
        wanted = _wanted(context, event, known, None)
        if isinstance(wanted, dict):
            return Reply(errors=wanted)
        now, by = context.clock.now(), asker.contact_id
        await goals.make(session, partner.partner_id, wanted, by, now)
        card = await plans.card_of_plan(context, session, asker, partner)
        return context.owe(session, Reply((card,)))


async def ask_change(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form of a goal as it is."""
    async with context.database.read() as session:
        found = await _open(session, asker, event)
        if found is None:
            return plans.nobodys(context)
        known = await _owners(context, session, asker, found.partner_id, found)
    return Reply(form=forms.goal_form(context.wording, known, found.due_on, goal=found))


async def change(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Let a goal say what the form says."""
    async with context.work(event) as session:
        found = await _open(session, asker, event)
        row = await goals.held(session, found.id) if found is not None else None
        if found is None or row is None or row.state != State.OPEN.value:
            return plans.nobodys(context)
        known = await _owners(context, session, asker, found.partner_id, found)
        wanted = _wanted(context, event, known, found)
        if isinstance(wanted, dict):
            return Reply(errors=wanted)
        await goals.change(session, row, wanted, asker.contact_id, context.clock.now())
        return await _after(context, session, asker, found)


async def done(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Note that a goal was reached."""
    return await _end(context, asker, event, State.DONE, "")


async def ask_to_drop(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask why a goal is dropped."""
    async with context.database.read() as session:
        found = await _open(session, asker, event)
    if found is None:
        return plans.nobodys(context)
    return Reply(form=forms.drop_form(context.wording, found))


async def drop(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Drop a goal for the reason that both sides read."""
    why = " ".join(event.values.get("why", "").split())
    if not why or len(why) > LONGEST_NOTE:
        return Reply(errors={"why": context.wording.say("goal_why_wrong")})
    return await _end(context, asker, event, State.DROPPED, why)


async def choose_every(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Ask the owners of a partner's goals as often as was picked."""
    arguments = event.action.arguments
    picked = arguments.get("value", "")
    if picked not in {one.value for one in Every}:
        raise ActionUnreadable
    async with context.work(event) as session:
        partner = await reviewed.by_id(session, asker, arguments.get("p", ""))
        if partner is None or not plans.may_change(asker):
            return plans.nobodys(context)
        now, by = context.clock.now(), asker.contact_id
        await check_ins.choose(session, partner.partner_id, Every(picked), by, now)
        card = await plans.card_of_plan(context, session, asker, partner)
        return context.owe(session, Reply(update=card))


async def _end(
    context: FiguresContext, asker: Principal, event: plans.Event, state: State, reason: str
) -> Reply:
    async with context.work(event) as session:
        found = await _open(session, asker, event)
        row = await goals.held(session, found.id) if found is not None else None
        if found is None or row is None or row.state != State.OPEN.value:
            return plans.nobodys(context)
        now, by = context.clock.now(), asker.contact_id
        await goals.end(session, row, state, by, now, reason)
        return await _after(context, session, asker, found)


async def _after(
    context: FiguresContext, session: AsyncSession, asker: Principal, found: GoalView
) -> Reply:
    card = await plans.card_of_goal(context, session, asker, found.id)
    return context.owe(session, Reply(update=card))


async def _open(session: AsyncSession, asker: Principal, event: plans.Event) -> GoalView | None:
    """Return a goal that this person may change, as long as it is open."""
    found = await plans.goal_of(session, asker, event)
    is_theirs = found is not None and plans.may_change(asker)
    return found if found is not None and is_theirs and found.state is State.OPEN else None


async def _owners(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    partner_id: str,
    goal: GoalView | None = None,
) -> Owners:
    """Return who may own a goal on each side; who owns it now goes on to be one of them."""
    now = context.clock.now()
    ours = goal.vendor_owner_id if goal else ""
    return Owners(
        await owners.of_vendor(session, partner_id, asker, now, ours),
        await owners.of_partner(session, partner_id, asker),
    )


def _wanted(
    context: FiguresContext, event: FormSubmitted, known: Owners, goal: GoalView | None
) -> Wanted | dict[str, str]:
    """Read what was filled in, or say beside each field what is wrong."""
    say, values = context.wording.say, event.values
    words = " ".join(values.get("words", "").split())
    day = day_of(values.get("due", ""))
    errors = {}
    if not words or len(words) > LONGEST_WORDS:
        errors["words"] = say("goal_words_wrong")
    was = goal.due_on if goal else None
    if day is None or (day < context.today() and day != was):
        errors["due"] = say("goal_due_wrong")
    for name, people in (("vendor_owner", known.vendor), ("partner_owner", known.partner)):
        if values.get(name, "") not in {one.contact_id for one in people}:
            errors[name] = say("goal_owner_wrong")
    if errors or day is None:
        return errors
    return Wanted(words, day, values["vendor_owner"], values["partner_owner"])
