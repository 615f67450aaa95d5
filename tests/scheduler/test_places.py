"""Nothing is given up on one word: a place is asked about, and whoever is alive is reached."""

import pytest

from bot import errors
from bot.beat.store.alarm_causes import CAUSES
from bot.people.store import troubles
from bot.people.store.place_tables import Address, Installation
from bot.ports import Presence
from scheduler.lanes import Lanes
from scheduler.tick import lanes_waiting
from tests.scheduler.world import LANE, NINE_UTC, World

GONE, CLOSED = errors.InstallationGone("Slack: invalid_auth"), errors.PlaceClosed("Slack: no")


async def place(world: World) -> Installation:
    [found] = await world.all(Installation)
    return found


async def alarmed(world: World, cause: str) -> list[str]:
    async with world.database.read() as session:
        return [one.label for one in await CAUSES[cause](session, NINE_UTC)]


async def work_on(world: World, lanes: Lanes, times: int) -> None:
    """Drain as often as the engine would, each time after the longest rest."""
    for _ in range(times):
        await lanes.drain(LANE)
        world.system.forward(minutes=5)
        world.clock.forward(minutes=5)


@pytest.mark.parametrize("presence", [Presence.THERE, Presence.UNSURE])
async def test_a_token_refused_once_costs_a_rest_and_nobody(due: World, presence: Presence):
    for name in ("ann", "bob", "cho"):
        due.script(name, GONE)
    due.messenger.presences = [presence]
    lanes = Lanes(due.beat())

    assert await lanes.drain(LANE) == 5
    assert {s.partition(":")[0] for s in (await due.states()).values()} == {"planned"}
    assert (await place(due)).state == "live"
    assert await alarmed(due, "place_closed") == ["Northwind: Slack: invalid_auth"]

    await work_on(due, lanes, 2)
    assert set((await due.states()).values()) == {"delivered"}
    assert due.messenger.readers == sorted(["ann@slack", "bob@slack", "cho@slack"] * 2)
    assert (await place(due)).trouble is None
    assert await alarmed(due, "place_closed") == []
    assert {row.state for row in await due.all(Address)} == {"live"}


async def test_a_refusal_among_messages_that_get_through_is_not_even_asked_about(due: World):
    due.script("bob", GONE)
    lanes = Lanes(due.beat())

    await work_on(due, lanes, 2)

    assert due.messenger.asked_for_presence == []
    assert set((await due.states()).values()) == {"delivered"}


async def test_a_token_that_was_revoked_gives_the_place_up_and_says_so(due: World, logged):
    for name in ("ann", "bob", "cho"):
        due.script(name, GONE)
    due.messenger.presences = [Presence.GONE]

    await Lanes(due.beat()).drain(LANE)

    assert set((await due.states()).values()) == {"failed: we were removed there"}
    lost = await place(due)
    assert (lost.state, lost.trouble) == ("removed", "Slack: invalid_auth")
    assert [line["reason"] for line in logged if line["event"] == "installation_buried"] == [
        "Slack: invalid_auth"
    ]
    assert await alarmed(due, "place_lost") == ["Northwind"]
    assert await lanes_waiting(due.beat(), NINE_UTC) == []


async def test_a_place_that_was_given_up_comes_back_with_a_sign_of_life(due: World):
    async with due.database.begin() as session:
        await troubles.bury(session, "w1", "Slack: invalid_auth", NINE_UTC)
    await due.change(Installation, "w1", token="sealed")

    async with due.database.begin() as session:
        assert await troubles.revive_place(session, "slack", "T1", NINE_UTC)

    back = await place(due)
    assert (back.state, back.trouble, back.removed_at) == ("live", None, None)


async def test_a_setting_over_there_is_waited_for_until_it_is_mended(due: World):
    for name in ("ann", "bob", "cho"):
        due.script(name, *[CLOSED] * 3)
    lanes = Lanes(due.beat())

    await work_on(due, lanes, 2)
    assert await alarmed(due, "place_closed") == ["Northwind: Slack: no"]
    assert {row.state for row in await due.all(Address)} == {"live"}
    assert due.messenger.asked_for_presence == []

    await work_on(due, lanes, 3)
    assert set((await due.states()).values()) == {"delivered"}
    assert await alarmed(due, "place_closed") == []


@pytest.mark.one_database
async def test_a_setting_that_is_never_mended_makes_it_too_late_and_buries_nobody(due: World):
    for name in ("ann", "bob", "cho"):
        due.script(name, *[CLOSED] * 500)
    lanes = Lanes(due.beat())

    await work_on(due, lanes, 12 * 13)

    assert set((await due.states()).values()) == {"skipped: too late: Slack: no"}
    assert (await place(due)).state == "live"
    assert {row.state for row in await due.all(Address)} == {"live"}


async def test_whoever_is_gone_alone_is_buried_with_a_line_in_the_log(due: World, logged):
    due.script("bob", errors.RecipientGone("Slack: user_disabled"))

    await Lanes(due.beat()).drain(LANE)

    [line] = [line for line in logged if line["event"] == "address_buried"]
    assert (line["contact_id"], line["reason"]) == ("bob", "Slack: user_disabled")
    async with due.database.begin() as session:
        [dead] = await troubles.dead_addresses(session)
        assert (dead.what, dead.reason) == ("bob", "Slack: user_disabled")
        assert await troubles.revive_addresses(session, "bob", None, NINE_UTC, "operator") == [
            "slack"
        ]
    assert {row.state for row in await due.all(Address)} == {"live"}
