"""Fairness and limits, in simulated time: hours of real lanes on a real ledger in seconds."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import ConversationLimited
from bot.message import notice
from bot.ports import Destination
from tests.bench import fairness
from tests.bench.fairness import FLOOR_BAR, RATIO_BAR, REFUSALS_BAR, Sizes
from tests.bench.simulated.loop import SimulatedClock, StandstillError, seconds, simulate
from tests.bench.simulated.platform import Allowance, SimulatedPlatform
from tests.bench.simulated.relay import Post
from tests.bench.simulated.world import Lanes
from tests.fixtures.moments import NOON

FEW = Sizes(big=200, small_lanes=12, small=5, tenants=3, a_tenant=100, places=300, letters=80)


@pytest.mark.every_change
def test_small_lanes_wait_for_no_large_one():
    found = fairness.small_beside_big(FEW)

    assert found.ratio <= found.worst <= RATIO_BAR
    assert found.refusals < REFUSALS_BAR


def test_refusals_by_chance_cost_little_more_than_the_requests_they_repeat():
    found = fairness.by_chance("slack", FEW)

    assert found.messages == 300
    assert 0.03 < found.refusals < 0.07
    assert found.ratio <= FLOOR_BAR


def test_conversations_in_one_workspace_go_as_fast_as_it_lets_them():
    found = fairness.conversations(FEW, Allowance(a_second=4.0, at_once=4, retry_after=10.0))

    assert found.seconds < found.flat * 0.6
    assert found.refusals < REFUSALS_BAR


def test_a_workspace_that_takes_little_is_not_pressed():
    found = fairness.conversations(FEW, Allowance(a_second=2.0, at_once=2, retry_after=10.0))

    assert found.seconds < found.flat
    assert found.refusals < 0.02


def test_a_relay_keeps_its_pace_with_one_lane():
    found = fairness.letters(Post(0.2), FEW)

    assert found.one >= 10.0


def test_a_simulation_is_the_same_each_time():
    people, whims = {"slack:w1": 20, "slack:w2": 20}, Allowance(retry_after=1.0, by_chance=0.2)

    def ran():
        return fairness.simulated(Lanes(people), SimulatedPlatform(lambda _: whims))

    assert ran() == ran()


def test_hours_pass_in_no_time_and_every_clock_of_a_simulation_shows_them():
    async def sleep() -> tuple[float, timedelta]:
        await asyncio.sleep(3 * 3600)
        return seconds(), SimulatedClock().now() - NOON

    assert simulate(sleep()) == (3 * 3600, timedelta(hours=3))


def test_a_simulation_that_nothing_goes_on_in_says_so():
    with pytest.raises(StandstillError):
        simulate(asyncio.Event().wait())


def test_a_platform_that_was_pressed_takes_nothing_until_it_said():
    async def press() -> list[str]:
        said = []
        platform = SimulatedPlatform(lambda _: Allowance(1.0, at_once=1, retry_after=5.0))
        for number, pause in enumerate((0.0, 0.0, 1.0, 5.0)):
            await asyncio.sleep(pause)
            try:
                to = Destination("slack", "w1", "U1")
                await platform.deliver(to, notice("a", "b"), f"d{number}")
                said.append("taken")
            except ConversationLimited as limited:
                said.append(f"{limited.retry_after:.0f}")
        return said

    assert simulate(press()) == ["taken", "5", "4", "taken"]
