"""What conversations of several are called, and what they may be called to be found."""

import pytest

from bot.people.looking_around import look_around
from bot.ports import Place
from tests.fixtures.moments import NOON
from tests.people.test_conversations import Rooms, root  # noqa: F401

pytestmark = pytest.mark.both_databases


@pytest.fixture
def slack(town):
    rooms = Rooms()
    town.context.places["slack"] = rooms
    return rooms


async def look(town):
    await look_around(town.database, town.context.places, NOON)


async def test_one_without_a_name_is_called_by_what_is_known_of_it(town, slack, root):  # noqa: F811
    slack.told = {"G1": Place("G1", people=3), "G2": Place("G2", "  ")}
    shown = await town.says(root, "conversations")
    matched = await town.says(root, "conversations match G1 to Acme")

    assert "Group chat of 22 November 2026, 3 people in it (Slack" in shown
    assert "Group chat of 22 November 2026 (Slack" in shown
    assert "Group chat of 22 November 2026 is the conversation of Acme" in matched


async def test_one_part_of_a_name_is_enough_where_one_is_called_so(town, slack, root):  # noqa: F811
    slack.told = {
        where: Place(where, name)
        for where, name in (
            ("C1", "Gold / Plans"),
            ("C2", "Gold / Prices"),
            ("C3", "Silver / Plans"),
            ("C4", "Silver"),
        )
    }
    await look(town)
    said = [
        await town.says(root, f"conversations match {words} to Acme")
        for words in ("prices", "Plans", "gold", "Silver", "Gold / Plans")
    ]

    assert "Gold / Prices is the conversation of Acme" in said[0]
    assert "Several are called so: Gold / Plans (C1); Silver / Plans (C3)." in said[1]
    assert "Several are called so: Gold / Plans (C1); Gold / Prices (C2)." in said[2]
    assert "Silver is the conversation of Acme" in said[3]
    assert "Gold / Plans is the conversation of Acme" in said[4]


async def test_of_very_many_that_are_called_so_some_are_named(town, slack, root):  # noqa: F811
    slack.told = {f"C{number}": Place(f"C{number}", "plans") for number in range(13)}
    await look(town)
    said = await town.says(root, "conversations match plans to Acme")

    assert "plans (C0)" in said
    assert "and 3 more" in said
