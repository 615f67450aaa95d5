"""A platform's bad hour: it costs time, and nobody."""

from collections import Counter
from datetime import timedelta

import pytest

from bot import errors
from scheduler.beat import Bounds
from scheduler.health import MOST_LIMITED, Health
from scheduler.lanes import Lanes
from tests.scheduler.world import LANE, World, newsletter

PEOPLE = 39


@pytest.fixture
async def crowd(world: World) -> World:
    """Thirty-nine people who are to get an edition at nine."""
    for number in range(PEOPLE):
        await world.person(f"p{number:02}")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    return world


class Outage:
    """Answers every request with an error until its time is over, in system time."""

    def __init__(self, world: World, problem: Exception, **span: float) -> None:
        self.world, self.problem = world, problem
        self.over = world.system.now() + timedelta(**span)
        self.tried: Counter[str] = Counter()
        for number in range(PEOPLE):
            who = f"p{number:02}"
            world.messenger.script[f"{who}@slack"] = Answers(self, who)


class Answers(list):
    """The script of one reader: as long as the outage."""

    def __init__(self, outage: Outage, who: str) -> None:
        super().__init__()
        self._outage, self._who = outage, who

    def __bool__(self) -> bool:
        return self._outage.world.system.now() < self._outage.over

    def pop(self, index: int = -1) -> Exception:
        self._outage.tried[self._who] += 1
        return self._outage.problem


async def go_on(world: World, lanes: Lanes, **span: float) -> None:
    """Drain as an engine does: whenever the lane says that there is more, for as long."""
    end = world.system.now() + timedelta(**span)
    while world.system.now() < end:
        wait = await lanes.drain(LANE)
        if wait is None:
            return
        world.system.forward(seconds=wait)
        world.clock.forward(seconds=wait)


async def test_three_minutes_without_network_cost_minutes_and_nobody(crowd: World):
    outage = Outage(crowd, errors.NotSent("Slack cannot be reached"), minutes=3)
    lanes = Lanes(crowd.beat(limits=Bounds()))

    await go_on(crowd, lanes, minutes=20)

    assert Counter((await crowd.states()).values()) == {"delivered": PEOPLE}
    assert sum(outage.tried.values()) <= 8
    assert len(crowd.messenger.posts) == PEOPLE + sum(outage.tried.values())


@pytest.mark.one_database
async def test_hours_without_network_end_with_the_catch_up_limit_and_a_reason(crowd: World):
    outage = Outage(crowd, errors.NotSent("Slack cannot be reached"), hours=13)

    await go_on(crowd, Lanes(crowd.beat(limits=Bounds())), hours=14)

    assert Counter((await crowd.states()).values()) == {
        "skipped: too late: Slack cannot be reached": PEOPLE
    }
    assert sum(outage.tried.values()) < 12 * 12 + 20


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (errors.OutcomeUnknown("status 503"), "unknown: status 503"),
        (KeyError("ts"), "unknown: surprise"),
    ],
)
async def test_a_storm_of_answers_nobody_understands_stops_the_lane_after_three(
    crowd: World, problem: Exception, reason: str
):
    Outage(crowd, problem, minutes=3)
    lanes = Lanes(crowd.beat(limits=Bounds()))

    await go_on(crowd, lanes, minutes=30)

    ends = (await crowd.states()).values()
    states = Counter(reason if end.startswith(reason) else end for end in ends)
    probes = states[reason]
    assert states == {"delivered": PEOPLE - probes, reason: probes}
    assert probes <= 3 * 6
    assert len(crowd.messenger.posts) == PEOPLE


async def test_a_lane_asks_alone_after_a_start_and_after_a_rest(crowd: World):
    Outage(crowd, errors.NotSent("Slack cannot be reached"), seconds=20)
    lanes = Lanes(crowd.beat(limits=Bounds()))
    await go_on(crowd, lanes, seconds=15)
    assert crowd.messenger.most_at_once == 1

    await go_on(crowd, lanes, minutes=20)
    assert crowd.messenger.most_at_once == 16
    assert Counter((await crowd.states()).values()) == {"delivered": PEOPLE}


async def test_one_reader_who_cannot_be_served_now_holds_up_nobody(crowd: World):
    # Who is first after a start is sent to alone, and speaks for the whole lane.
    last = max((await crowd.deliveries()).values(), key=lambda delivery: delivery.id)
    crowd.script(last.contact_id, *[errors.NotSent("greylisted")] * 4)
    lanes = Lanes(crowd.beat(limits=Bounds()))

    await lanes.drain(LANE)
    waiting = [who for who, state in (await crowd.states()).items() if state != "delivered"]
    assert len(waiting) <= 16

    await go_on(crowd, lanes, minutes=20)
    assert Counter((await crowd.states()).values()) == {"delivered": PEOPLE}


def test_a_lane_s_rests_grow_until_something_gets_through():
    health = Health()

    assert [health.note(not_sent=True) for _ in range(3)] == [True, True, True]
    assert (health.alone, health.rests) == (True, 3)
    assert not health.note(answered=True, not_sent=True)
    assert (health.alone, health.rests) == (False, 0)


def test_unknown_outcomes_count_only_in_a_row():
    health = Health()

    assert [health.note(unknown=1) for _ in range(2)] == [False] * 2
    assert not health.note(answered=True)
    assert [health.note(unknown=1) for _ in range(3)] == [False, False, True]


async def test_a_few_limited_conversations_keep_no_other_waiting(crowd: World):
    for name in ("p00", "p01", "p07"):
        crowd.script(name, errors.ConversationLimited(600))
    lanes = Lanes(crowd.beat(limits=Bounds()))

    await go_on(crowd, lanes, minutes=5)
    assert Counter((await crowd.states()).values())["delivered"] == PEOPLE - 3

    await go_on(crowd, lanes, minutes=10)
    assert Counter((await crowd.states()).values()) == {"delivered": PEOPLE}
    assert len(crowd.messenger.posts) == PEOPLE + 3


async def test_where_everybody_is_limited_the_lane_rests_and_no_try_is_counted(crowd: World):
    Outage(crowd, errors.ConversationLimited(600), minutes=5)
    lanes = Lanes(crowd.beat(limits=Bounds()))

    assert 590 < (await lanes.drain(LANE) or 0) <= 600
    assert len(crowd.messenger.posts) == MOST_LIMITED
    assert {row.attempts for row in (await crowd.deliveries()).values()} == {0}

    crowd.system.forward(minutes=10)
    await go_on(crowd, lanes, minutes=20)
    assert Counter((await crowd.states()).values()) == {"delivered": PEOPLE}
