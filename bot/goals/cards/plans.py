"""The joint plan of a partner, one goal of it, and the message that asks how its goals stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.action import ActionRef
from bot.entries import BriefPart
from bot.goals.cards import saying
from bot.goals.rules.goals import Every, GoalView, Side, State, kept, owns, side_of, slot_on
from bot.language import Wording
from bot.message import (
    Bold,
    Button,
    Buttons,
    Choice,
    Element,
    Fact,
    Facts,
    Heading,
    Message,
    Option,
    paragraph,
)
from bot.principal import Principal

SHOW, PLAN, ADD, CHANGE = "goal", "joint_plan", "goal_add", "goal_change"
DONE, DROP, EVERY = "goal_done", "goal_drop", "check_in_every"
MOST_IN_ROUND, OPTION = 8, 70


@dataclass(frozen=True, slots=True)
class Plan:
    """The goals of one partner, how often their owners are asked, and for whom it is drawn."""

    partner_id: str
    partner: str
    goals: tuple[GoalView, ...]
    every: Every
    today: date
    may_change: bool = False


def plan_card(wording: Wording, plan: Plan) -> Message:
    """Draw the joint plan, with the ways to change it."""
    say = wording.say
    elements: list[Element] = [*_lists(wording, plan)]
    if not elements:
        elements.append(paragraph(say("goals_none")))
    still = [goal for goal in plan.goals if goal.state is State.OPEN]
    if still:
        options = tuple(Option(goal.words[:OPTION], goal.id) for goal in still[:100])
        elements.append(Choice(ActionRef(SHOW), say("goals_choose"), options))
    if plan.may_change:
        elements += _ways(wording, plan)
    return Message(say("goals_title", partner=plan.partner), tuple(elements))


def goal_card(wording: Wording, goal: GoalView, plan: Plan, asker: Principal) -> Message:
    """Draw one goal with all that was said of it last, and what this person may do with it."""
    say = wording.say
    facts = [
        Fact(say("goal_when"), saying.due(wording, goal, plan.today)),
        Fact(say("goal_whose"), saying.owners(wording, goal)),
    ]
    if goal.state is not State.OPEN:
        facts.append(Fact(say("goal_state"), _ended(wording, goal, plan.today)))
    elements: list[Element] = [Facts(tuple(facts))]
    elements += [paragraph(words) for words in saying.standing(wording, goal)]
    if goal.state is State.OPEN and owns(asker, goal):
        slot = slot_on(plan.every, plan.today)
        three = saying.taps(wording, goal, slot, side_of(asker), is_round=False)
        elements.append(Buttons(three))
    if goal.state is State.OPEN and plan.may_change:
        elements.append(Buttons(tuple(_goal_ways(wording, goal))))
    elements.append(Buttons((_back(wording, goal),)))
    return Message(goal.words, tuple(elements))


def round_card(
    wording: Wording, goals: Sequence[GoalView], slot: date, today: date, side: Side
) -> Message:
    """Ask an owner how their goals stand: three buttons each, and what both sides said so far."""
    say, partner = wording.say, goals[0].partner
    elements: list[Element] = [paragraph(say("check_in_intro", partner=partner))]
    for goal in goals[:MOST_IN_ROUND]:
        elements.append(paragraph(Bold(goal.words), f" ({saying.due(wording, goal, today)})"))
        elements += [paragraph(words) for words in saying.standing(wording, goal, slot)]
        if goal.state is State.OPEN:
            elements.append(Buttons(saying.taps(wording, goal, slot, side, is_round=True)))
    if len(goals) > MOST_IN_ROUND:
        elements.append(paragraph(say("check_in_more")))
    elements.append(paragraph(say("check_in_small"), quiet=True))
    when = saying.day(wording, slot)
    return Message(say("check_in_title", partner=partner, day=when), tuple(elements))


def brief_parts(wording: Wording, goals: Sequence[GoalView], today: date) -> tuple[BriefPart, ...]:
    """Say what was promised last time and whether it was kept, and how what is open stands."""
    say = wording.say
    ripe = [(goal, fate) for goal in goals if (fate := kept(goal, today)) is not None]
    still = [goal for goal in goals if goal.state is State.OPEN and not goal.is_overdue(today)]
    if not ripe and not still:
        return (BriefPart(lacking=(say("goals_brief"),)),)
    promised = tuple(Fact(goal.words, _ended(wording, goal, today)) for goal, _ in ripe)
    parts = []
    if promised:
        parts.append(BriefPart(say("goals_promised"), (Facts(promised),)))
    if still:
        lines = Facts(tuple(Fact(goal.words, _line(wording, goal, today)) for goal in still))
        parts.append(BriefPart(say("goals_open"), (lines,)))
    return tuple(parts)


def _lists(wording: Wording, plan: Plan) -> Iterator[Element]:
    still = [goal for goal in plan.goals if goal.state is State.OPEN]
    over = [goal for goal in plan.goals if goal.state is not State.OPEN]
    over = [goal for goal in over if kept(goal, plan.today) is not None]
    if still:
        yield Facts(tuple(Fact(goal.words, _line(wording, goal, plan.today)) for goal in still))
    if over:
        yield Heading(wording.say("goals_over"))
        yield Facts(tuple(Fact(goal.words, _ended(wording, goal, plan.today)) for goal in over))


def _line(wording: Wording, goal: GoalView, today: date) -> str:
    return "; ".join((saying.due(wording, goal, today), *_latest(wording, goal)))


def _latest(wording: Wording, goal: GoalView) -> Iterator[str]:
    """Say the two newest check-ins; where nobody spoke yet, who could."""
    newest = goal.said[:2]
    if not newest:
        yield saying.owners(wording, goal)
        yield wording.say("goal_no_word")
    for one in newest:
        yield saying.said(wording, one)


def _ended(wording: Wording, goal: GoalView, today: date) -> str:
    """Say what became of a promise."""
    fate = kept(goal, today)
    last = "" if fate is None else wording.say(f"goal_{fate.value}")
    when = saying.day(wording, goal.ended_on or goal.due_on)
    if goal.state is State.OPEN:
        words = (last, saying.due(wording, goal, today))
        return "; ".join((*words, *_latest(wording, goal)))
    key = "goal_ended_why" if goal.reason else "goal_ended"
    facts = {"what": last or wording.say(f"goal_state_{goal.state.value}"), "day": when}
    return wording.say(key, **facts, **({"why": goal.reason} if goal.reason else {}))


def _ways(wording: Wording, plan: Plan) -> Iterator[Element]:
    say, partner = wording.say, {"p": plan.partner_id}
    options = tuple(Option(say(f"check_in_every_{one.value}"), one.value) for one in Every)
    chosen = say(f"check_in_every_{plan.every.value}")
    yield Choice(ActionRef(EVERY, partner), say("check_in_every", now=chosen), options)
    yield Buttons((Button(say("goal_add"), ActionRef(ADD, partner), primary=True),))


def _goal_ways(wording: Wording, goal: GoalView) -> Iterator[Button]:
    for key, action in (("goal_done", DONE), ("goal_change", CHANGE), ("goal_drop", DROP)):
        yield Button(wording.say(f"{key}_button"), ActionRef(action, {"g": goal.id}))


def _back(wording: Wording, goal: GoalView) -> Button:
    return Button(wording.say("goals_whole"), ActionRef(PLAN, {"p": goal.partner_id}))
