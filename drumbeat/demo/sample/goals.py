"""What two partners and the vendor want to reach together, and how they said it stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from drumbeat.demo.sample.dice import first_of_month, moment
from drumbeat.demo.sample.people import manager_of, partner_id
from drumbeat.demo.sample.rows import Rows
from drumbeat.demo.sample.world import PARTNERS

_TEN = 10 * 60
_OVER = 2
"""Months without a word since what has ended."""


@dataclass(frozen=True, slots=True)
class GoalPlan:
    """A goal as it will be made up: `due` is in days from today, `ended` ago or None.

    `owner` is the number of its contact at the partner. `said` are the colours of the last
    months, the newest last: the partner's and the vendor's, "." for no word.
    """

    slug: str
    words: str
    owner: int
    due: int
    said: tuple[str, ...]
    ended: int | None = None
    state: str = "open"
    reason: str = ""
    note: str = ""


COLOURS = {"g": "green", "a": "amber", "r": "red"}
GOALS = (
    GoalPlan(
        "acme-it", "Four more people certified for EndpointGuard", 1, -40, ("gg", "gg"), 47, "done"
    ),
    GoalPlan(
        *("acme-it", "A joint webinar with 40 guests on backup", 3, -12, ("ga", "aa", "r.")),
        note="The speaker fell ill; we look for a new day",
    ),
    GoalPlan(
        "acme-it",
        "Five CloudBackup customers won back",
        1,
        72,
        ("gg", "ga", "ag"),
        note="Three are back, two still compare prices",
    ),
    GoalPlan("acme-it", "The support hand-over in under four hours", 2, 128, ("gg", "gg")),
    GoalPlan(
        "acme-it",
        "A shared price list for VoiceConnect",
        3,
        -20,
        ("aa",),
        30,
        "dropped",
        "VoiceConnect gets new prices in spring anyway",
    ),
    GoalPlan("bluepeak", "The Platinum launch week in three cities", 2, 45, ("gg", "gg", "g.")),
    GoalPlan("bluepeak", "Win rate of deals over 50 %", 1, 100, ("aa", "ga")),
)


def write_goals(rows: Rows, today: date) -> None:
    """Add the goals of two partners, with what was said of each month after month."""
    known = {plan.slug: index for index, plan in enumerate(PARTNERS)}
    for number, goal in enumerate(GOALS, start=1):
        plan = PARTNERS[known[goal.slug]]
        owner, manager = f"{plan.slug}-{goal.owner:02}", manager_of(known[goal.slug])
        made = first_of_month(today, -len(goal.said)) - timedelta(days=9)
        ended = None if goal.ended is None else moment(today - timedelta(days=goal.ended), _TEN)
        rows.add(
            "goal",
            id=f"goal-{number}",
            partner_id=partner_id(plan),
            words=goal.words,
            vendor_owner_id=manager,
            partner_owner_id=owner,
            due_on=today + timedelta(days=goal.due),
            state=goal.state,
            reason=goal.reason or None,
            made_by=manager,
            made_at=moment(made, _TEN),
            ended_by=manager if ended else None,
            ended_at=ended,
        )
        _add_check_ins(rows, goal, f"goal-{number}", (owner, manager), today)


def _add_check_ins(
    rows: Rows, goal: GoalPlan, goal_id: str, owners: tuple[str, str], today: date
) -> None:
    months = len(goal.said) + (0 if goal.ended is None else _OVER)
    for nth, pair in enumerate(goal.said):
        slot = first_of_month(today, nth + 1 - months)
        for side, who, letter in zip(("partner", "vendor"), owners, pair, strict=True):
            if letter == ".":
                continue
            is_last = nth == len(goal.said) - 1 and side == "partner"
            rows.add(
                "check_in",
                id=f"check-in-{len(rows.of('check_in')) + 1}",
                goal_id=goal_id,
                slot_on=slot,
                side=side,
                colour=COLOURS[letter],
                by=who,
                at=moment(slot, _TEN),
                note=(goal.note or None) if is_last else None,
            )
