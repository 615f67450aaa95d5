"""The joint plan: who sees it, who adds to it, whose tap counts, and what becomes of a promise."""

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.action import ActionRef
from bot.event import FormSubmitted
from bot.goals.rules.goals import Every, GoalView, Kept, State, asked_on, kept, slot_on
from bot.goals.store.goals import goals_of
from bot.goals.store.tables import Goal
from bot.message import Buttons
from bot.people.store.tables import Partner
from bot.plain_text import plain_text
from tests.fixtures.moments import NOON
from tests.people.conftest import OURS

DAY = NOON.date()
SLOT = DAY.replace(day=1).isoformat()
WANTED = {
    "words": "A webinar together",
    "due": DAY.replace(year=DAY.year + 1).isoformat(),
    "vendor_owner": "mia",
    "partner_owner": "bob",
}


@pytest.fixture
async def town(town):
    async with town.database.begin() as session:
        mine = {"manager_id": "mia"}
        await session.execute(update(Partner).where(Partner.id == "bolt").values(**mine))
    return town


def at(town, user):
    return town.at(OURS, f"U-{user}")


async def fill(town, user, name, arguments, **values):
    action = ActionRef(name, arguments)
    return await town.router.dispatch(FormSubmitted(at(town, user), action, values))


async def add(town, user="mia", partner="bolt", **changed):
    return await fill(town, user, "goal_add", {"p": partner}, **{**WANTED, **changed})


async def only_goal(town):
    async with town.database.read() as session:
        [goal] = await goals_of(session, None)
    return goal


async def tap(town, user, goal_id, colour="amber", slot=SLOT):
    return await town.press(at(town, user), "check_in", g=goal_id, s=slot, k="g", c=colour)


def said(reply):
    messages = (*reply.messages, *((reply.update,) if reply.update else ()))
    return "\n".join(map(plain_text, messages))


@pytest.mark.parametrize("user", ["mia", "root", "bob"])
async def test_both_sides_add_goals_and_read_the_same_plan(town, user):
    card = said(await add(town, user))
    other = await town.says(at(town, "bob"), "plan")

    assert "A webinar together" in card
    assert "A webinar together" in other
    assert "Bob Example and Mia Example" in other


async def test_who_may_not_have_a_plan_learns_nothing_of_it(town):
    await add(town)
    goal = await only_goal(town)
    async with town.database.begin() as session:
        await session.execute(update(Goal).values(partner_id="acme", partner_owner_id="ada"))
    bob = at(town, "bob")

    unknown = await town.says(bob, "plan nobody")
    refused = [
        await town.says(bob, "plan acme"),
        *[said(await town.press(bob, name, g=goal.id)) for name in ("goal", "goal_change")],
        *[said(await town.press(bob, name, g=goal.id)) for name in ("goal_done", "goal_drop")],
        said(await town.press(bob, "joint_plan", p="acme")),
        said(await town.press(bob, "goal_add", p="acme")),
        said(await town.press(bob, "goal", g="0" * 24)),
        said(await tap(town, "bob", goal.id)),
        said(await add(town, "bob", "acme")),
    ]

    assert set(refused) == {unknown}


async def test_a_member_of_the_vendor_reads_and_changes_nothing(town):
    await add(town)
    goal = await only_goal(town)
    shown = await town.say(at(town, "max"), "plan bolt")
    ended = await town.press(at(town, "max"), "goal_done", g=goal.id)

    assert "A webinar together" in said(shown)
    assert not any(isinstance(each, Buttons) for each in shown.messages[0].elements)
    assert "No such plan" in said(ended)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "x" * 151}, "words"),
        ({"due": "2020-01-01"}, "due"),
        ({"due": ""}, "due"),
        ({"vendor_owner": "bob"}, "vendor_owner"),
        ({"partner_owner": "ada"}, "partner_owner"),
        ({"partner_owner": ""}, "partner_owner"),
    ],
)
async def test_a_goal_that_is_none_is_said_beside_its_field(town, changed, field):
    reply = await add(town, **changed)

    assert set(reply.errors) == {field}


async def test_the_last_tap_of_a_slot_holds_and_only_owners_tap(town):
    await add(town)
    goal = await only_goal(town)
    await tap(town, "bob", goal.id, "green")
    await tap(town, "bob", goal.id, "red")
    await fill(town, "bob", "check_in_why", {"g": goal.id, "s": SLOT, "k": "g"}, why="Ill")
    await tap(town, "mia", goal.id, "green")
    stranger = said(await tap(town, "root", goal.id))
    found = [(one.who, one.colour.value, one.note) for one in (await only_goal(town)).said]

    assert "No such plan" in stranger
    assert sorted(found) == [("Bob Example", "red", "Ill"), ("Mia Example", "green", "")]


async def test_no_slot_is_said_of_before_it_comes(town):
    await add(town)
    goal = await only_goal(town)
    later = DAY.replace(year=DAY.year + 1).isoformat()
    await tap(town, "bob", goal.id, slot=later)

    assert (await only_goal(town)).said == ()


async def test_what_is_dropped_says_why_and_is_asked_no_more(town):
    await add(town)
    goal = await only_goal(town)
    form = await town.press(at(town, "bob"), "goal_drop", g=goal.id)
    empty = await fill(town, "bob", "goal_drop", {"g": goal.id}, why=" ")
    dropped = await fill(town, "bob", "goal_drop", {"g": goal.id}, why="No budget")
    late = await tap(town, "bob", goal.id)
    async with town.database.read() as session:
        state = await session.scalar(select(Goal.state))

    assert form.form is not None
    assert set(empty.errors) == {"why"}
    assert "No budget" in said(dropped)
    assert "has ended" in said(late)
    assert state == "dropped"


async def test_how_often_is_asked_is_chosen_on_either_side(town):
    await add(town)
    await town.press(at(town, "bob"), "check_in_every", p="bolt", value="never")

    assert "now: Never" in await town.says(at(town, "mia"), "plan bolt")


TODAY = date(2026, 11, 30)


def goal(due, ended=None, state=State.OPEN):
    return GoalView("g", "p", "P", "words", due, state, date(2026, 1, 1), ended)


@pytest.mark.parametrize(
    ("found", "fate"),
    [
        (goal(date(2026, 11, 30)), None),
        (goal(date(2026, 11, 29)), Kept.NOT_KEPT),
        (goal(date(2025, 11, 29)), Kept.NOT_KEPT),
        (goal(date(2026, 11, 1), date(2026, 11, 1), State.DONE), Kept.KEPT),
        (goal(date(2026, 11, 1), date(2026, 11, 2), State.DONE), Kept.LATE),
        (goal(date(2026, 11, 1), date(2026, 10, 2), State.DROPPED), Kept.DROPPED),
        (goal(date(2026, 6, 1), date(2026, 6, 1), State.DONE), None),
    ],
)
def test_what_became_of_a_promise(found, fate):
    assert kept(found, TODAY) is fate


def test_slots_begin_with_their_week_month_or_quarter_and_are_asked_on_a_working_day():
    assert slot_on(Every.WEEK, TODAY) == TODAY
    assert slot_on(Every.MONTH, TODAY) == date(2026, 11, 1)
    assert slot_on(Every.QUARTER, TODAY) == date(2026, 10, 1)
    assert asked_on(date(2026, 11, 1)) == date(2026, 11, 2)
    assert asked_on(date(2026, 8, 1)) == date(2026, 8, 3)
    assert asked_on(date(2026, 12, 1)) == date(2026, 12, 1)
