"""A bad hour of Slack, acted out by the stand-in: the ledger against what was really accepted."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from adapters.slack.api import SlackApi, new_session
from adapters.slack.messenger import SlackMessenger
from bot.people.store.place_tables import Address
from scheduler.beat import Bounds
from scheduler.lanes import Lanes
from tests.scheduler.world import LANE, World, newsletter
from tests.slack.house import register_of
from tests.stand_ins.slack import FakeSlack

PEOPLE = 30
POST = "chat.postMessage"


class Trial:
    """Thirty people on a Slack that is about to have a bad hour."""

    def __init__(self, world: World, slack: FakeSlack) -> None:
        self.world, self.slack = world, slack
        self.lanes = Lanes(world.beat(limits=Bounds()))

    async def go_on(self) -> dict[str, int]:
        """Drain until there is nothing more to do; return how the deliveries stand."""
        for _ in range(400):
            wait = await self.lanes.drain(LANE)
            if wait is None:
                break
            self.world.system.forward(seconds=wait)
            self.world.clock.forward(seconds=wait)
        return Counter(row.state for row in (await self.world.deliveries()).values())

    async def is_told_truly(self) -> bool:
        """Whether the ledger names what Slack accepted, each reader once, and nothing else."""
        rows = (await self.world.deliveries()).values()
        named = sorted(row.message_id for row in rows if row.state == "delivered")
        marks = [one.metadata["event_payload"]["delivery_id"] for one in self.slack.accepted]
        return named == sorted(one.ts for one in self.slack.accepted) and len(marks) == len(
            set(marks)
        )


@pytest.fixture
async def trial(world: World) -> AsyncIterator[Trial]:
    async with FakeSlack() as slack, new_session() as session:
        register = register_of(slack)
        there = await register.find("slack", slack.team.id)
        register.live["w1"] = there
        world.messenger = SlackMessenger(SlackApi(session, slack.api_url), register)
        for number in range(PEOPLE):
            name = f"p{number:02}"
            await world.person(name)
            address = {"external_id": slack.user(name).id}
            await world.change(Address, f"slack-{name}", **address)
        await world.promise(newsletter(zone="UTC"))
        await world.strike_nine()
        world.system.moment = world.clock.moment
        yield Trial(world, slack)
        assert slack.violations == []


@pytest.mark.every_change
async def test_of_twenty_503s_half_were_accepted_and_the_history_tells_which(trial: Trial):
    for number in range(20):
        trial.slack.server_error(POST, 503, after_accepting=number % 2 == 0)

    assert await trial.go_on() == {"delivered": PEOPLE}
    assert await trial.is_told_truly()
    assert len(trial.slack.accepted) == PEOPLE


async def test_after_resets_of_what_was_accepted_nobody_gets_it_twice(trial: Trial):
    trial.slack.drop_after_accepting(POST, times=12)

    assert await trial.go_on() == {"delivered": PEOPLE}
    assert await trial.is_told_truly()


async def test_without_the_right_to_look_the_unknown_stay_so_and_nobody_is_doubled(trial: Trial):
    trial.slack.team.scopes = frozenset(trial.slack.team.scopes) - {"im:history"}
    for number in range(20):
        trial.slack.server_error(POST, 503, after_accepting=number % 2 == 0)

    states = await trial.go_on()
    assert set(states) == {"delivered", "unknown"}
    assert states["delivered"] + states["unknown"] == PEOPLE
    marks = Counter(one.metadata["event_payload"]["delivery_id"] for one in trial.slack.accepted)
    assert set(marks.values()) == {1}


@pytest.mark.parametrize("method", [POST, "conversations.open", "conversations.history"])
async def test_a_limit_on_any_method_costs_time_and_nobody(trial: Trial, method: str):
    trial.slack.throttle(method, retry_after=30, times=10)
    trial.slack.drop_after_accepting(POST)

    assert await trial.go_on() == {"delivered": PEOPLE}
    assert await trial.is_told_truly()
