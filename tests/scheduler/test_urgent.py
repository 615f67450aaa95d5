"""What somebody waits for: it leaves before what else is due in its lane."""

from datetime import datetime

import pytest

from bot.beat.amending import CorrectionSend, RecallSend
from bot.beat.rules.audience import Named
from bot.beat.store import sends
from bot.beat.store.claims import claim
from bot.beat.store.lanes import Grip
from bot.beat.store.sends import Opening
from bot.voice.case_sends import CaseSend
from scheduler.lanes import Lanes
from scheduler.tick import tick
from scheduler.writer import AT_ONCE
from tests.fixtures.plans import Asked
from tests.scheduler.test_notice import CaseNotice
from tests.scheduler.world import LANE, NINE_UTC, World, newsletter

MANY = 2 * AT_ONCE


class WaitedFor(CaseNotice):
    """Wants a hand now."""

    name = "waited for"
    disturbs = True


@pytest.fixture
async def crowded(world: World) -> World:
    """Many have an edition due in one lane; then something comes up for the manager."""
    world.kinds = (CaseNotice(), WaitedFor())
    for number in range(MANY):
        await world.person(f"reader-{number:02}")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await world.person("manager")
    world.clock.forward(minutes=1)
    return world


async def tell_the_manager(world: World, kind: type[CaseNotice], due_at: datetime) -> None:
    opening = Opening(
        kind=kind.name,
        subject="c7",
        title="Case c7",
        audience=Named(contacts=frozenset({"manager"})),
        due_at=due_at,
        priority=kind.priority,
    )
    async with world.database.begin() as session:
        await sends.open_send(session, opening, NINE_UTC)
    await tick(world.beat(), world.clock.now())


def readers(world: World) -> list[str]:
    return [reader for reader, _ in world.messenger.posts]


async def test_what_is_waited_for_leaves_before_a_large_send_that_was_due_before_it(
    crowded: World,
):
    await tell_the_manager(crowded, WaitedFor, crowded.clock.now())

    await Lanes(crowded.beat()).drain(LANE)

    assert readers(crowded)[0] == "manager@slack"
    assert len(readers(crowded)) == MANY + 1
    assert set((await crowded.states()).values()) == {"delivered"}


async def test_what_nobody_waits_for_leaves_when_its_turn_comes(crowded: World):
    await tell_the_manager(crowded, CaseNotice, crowded.clock.now())

    await Lanes(crowded.beat()).drain(LANE)

    assert readers(crowded)[-1] == "manager@slack"
    assert len(readers(crowded)) == MANY + 1


async def test_what_is_waited_for_and_not_due_yet_holds_up_nobody(crowded: World):
    await tell_the_manager(crowded, WaitedFor, crowded.clock.now().replace(hour=11))

    await Lanes(crowded.beat()).drain(LANE)

    assert len(readers(crowded)) == MANY
    assert (await crowded.states())["manager"] == "planned"


async def test_a_claim_is_no_larger_for_what_is_waited_for(crowded: World):
    await tell_the_manager(crowded, WaitedFor, crowded.clock.now())
    now, system = crowded.clock.now(), crowded.system.now()

    async with crowded.database.read() as session:
        claimed = await claim(session, [Grip(LANE, 1)], now=now, system=system, limit=AT_ONCE)

    assert len(set(claimed[LANE])) == len(claimed[LANE]) == AT_ONCE
    assert claimed[LANE][0] == (await crowded.deliveries())["manager"].id


@pytest.mark.where_they_differ
async def test_what_is_waited_for_is_found_without_looking_through_the_lane(crowded: World):
    now, system = crowded.clock.now(), crowded.system.now()
    asked = Asked(crowded.database)
    async with crowded.database.read() as session:
        await claim(session, [Grip(LANE, 1)], now=now, system=system, limit=AT_ONCE)

    [plan] = [plan for words, plan in (await asked.plans()).items() if "urgent" in words]
    assert "ix_delivery_urgent" in plan


@pytest.mark.parametrize("kind", [CorrectionSend, RecallSend])
def test_what_goes_to_as_many_as_it_amends_goes_before_nobody(kind):
    assert CaseSend.disturbs
    assert kind.disturbs
    assert not kind.urgent
