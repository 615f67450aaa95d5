"""The joint plan of a partner as one person may see and change it."""

from bot.entries import Reviewed
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.figures.context import FiguresContext
from bot.goals.cards.plans import Plan, goal_card, plan_card
from bot.goals.rules.goals import GoalView
from bot.goals.store import check_ins, goals
from bot.message import Message, notice
from bot.people.store import reviewed
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

Event = ActionPressed | FormSubmitted


async def plan_of(
    context: FiguresContext, session: AsyncSession, asker: Principal, partner: Reviewed
) -> Plan:
    """Return the goals of a partner that this person may see."""
    return Plan(
        partner.partner_id,
        partner.name,
        await goals.goals_of(session, partner.partner_id),
        await check_ins.every_of(session, partner.partner_id),
        context.today(),
        may_change=may_change(asker),
    )


def may_change(asker: Principal) -> bool:
    """Say whether somebody adds to the plans they see: a partner's people to their own."""
    return not asker.is_vendor or may(asker, Right.SEE_PARTNER_PEOPLE)


async def goal_of(session: AsyncSession, asker: Principal, event: Event) -> GoalView | None:
    """Return the goal that a press names, if this person may see its partner."""
    arguments = event.action.arguments
    found = await goals.goal(session, arguments.get("g") or arguments.get("value", ""))
    if found is None or await reviewed.by_id(session, asker, found.partner_id) is None:
        return None
    return found


async def card_of_plan(
    context: FiguresContext, session: AsyncSession, asker: Principal, partner: Reviewed
) -> Message:
    """Draw the joint plan as it stands now."""
    return plan_card(context.wording, await plan_of(context, session, asker, partner))


async def card_of_goal(
    context: FiguresContext, session: AsyncSession, asker: Principal, goal_id: str
) -> Message:
    """Draw one goal as it stands now."""
    found = await goals.goal(session, goal_id)
    partner = await reviewed.by_id(session, asker, found.partner_id) if found else None
    if found is None or partner is None:
        raise ActionUnreadable
    plan = await plan_of(context, session, asker, partner)
    return goal_card(context.wording, found, plan, asker)


def nobodys(context: FiguresContext) -> Reply:
    """Say the same of every plan and goal that is not theirs, whether there is one or not."""
    say = context.wording.say
    return Reply((notice(say("goals_nobodys_title"), say("goals_nobodys")),))


def ended(context: FiguresContext) -> Message:
    """Say that a goal has ended, so that nothing is said of it any more."""
    say = context.wording.say
    return notice(say("goal_over_title"), say("goal_over"))
