"""Goals in a reader's words: when they are due, whose they are, and how they are said to stand."""

from collections.abc import Iterator
from datetime import date

from bot.action import ActionRef
from bot.goals.rules.goals import Colour, GoalView, Said, Side
from bot.language import Wording
from bot.message import Button

CHECK_IN, WHY = "check_in", "check_in_why"
MARKS = {Colour.GREEN: "\U0001f7e2", Colour.AMBER: "\U0001f7e1", Colour.RED: "\U0001f534"}
"""Signs on the three buttons, beside their words; what is printed has the words alone."""


def day(wording: Wording, when: date) -> str:
    """Write a day."""
    return wording.language.day(when, wording.say("pattern_day"))


def due(wording: Wording, goal: GoalView, today: date) -> str:
    """Say until when a goal is to be reached; one whose day is over is called so."""
    key = "goal_overdue" if goal.is_overdue(today) else "goal_due"
    return wording.say(key, day=day(wording, goal.due_on))


def owners(wording: Wording, goal: GoalView) -> str:
    """Name the two owners."""
    nobody = wording.say("goal_nobody")
    names = (goal.partner_owner or nobody, goal.vendor_owner or nobody)
    return wording.say("goal_owners", partner=names[0], vendor=names[1])


def colour(wording: Wording, found: Colour) -> str:
    """Name a colour."""
    return wording.say(f"goal_{found.value}")


def said(wording: Wording, one: Said) -> str:
    """Say who said what, and when that was asked."""
    who = one.who or wording.say("goal_nobody")
    key = "goal_said_why" if one.note else "goal_said"
    facts = {"who": who, "colour": colour(wording, one.colour), "day": day(wording, one.slot_on)}
    return wording.say(key, **facts, **({"note": one.note} if one.note else {}))


def standing(wording: Wording, goal: GoalView, slot_on: date | None = None) -> Iterator[str]:
    """Say how each side sees a goal; silence is said as silence.

    With a slot only what was said for it counts as a word.
    """
    for side in (Side.PARTNER, Side.VENDOR):
        last = goal.last_of(side)
        if last is not None and (slot_on is None or last.slot_on >= slot_on):
            yield said(wording, last)
            continue
        who = goal.partner_owner if side is Side.PARTNER else goal.vendor_owner
        who = who or wording.say("goal_nobody")
        if last is None:
            yield wording.say("goal_silent", who=who)
        else:
            since = day(wording, last.slot_on)
            yield wording.say("goal_silent_since", who=who, day=since)


def taps(
    wording: Wording, goal: GoalView, slot_on: date, side: Side, *, is_round: bool
) -> tuple[Button, ...]:
    """Return the three buttons of a check-in; what was tapped stands out, and asks why."""
    mine = goal.at(slot_on, side)
    meant = {"g": goal.id, "s": slot_on.isoformat(), "k": "r" if is_round else "g"}
    three = tuple(
        Button(
            f"{MARKS[one]} {colour(wording, one)}",
            ActionRef(CHECK_IN, {**meant, "c": one.value}),
            primary=mine is not None and mine.colour is one,
        )
        for one in Colour
    )
    if mine is None or mine.colour is Colour.GREEN:
        return three
    return (*three, Button(wording.say("goal_why"), ActionRef(WHY, meant)))
