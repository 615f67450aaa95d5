"""Bad hours by mail, through a real relay: they cost time, and nobody."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.beat.store.tables import Delivery
from scheduler.beat import Bounds
from scheduler.health import Health
from scheduler.lanes import Lanes
from tests.email.office import mail_room
from tests.scheduler.world import NINE_UTC, World, newsletter
from tests.stand_ins.smtp import MailSink

LANE = "email"
FOREVER = 10**6
PROVIDERS = ("acme.example", "bolt.example", "corp.example", "dune.example")
EVERYBODY = tuple(f"p{number:02}@{PROVIDERS[number % 4]}" for number in range(39))
SLOW = tuple(f"g{number:02}@grey.example" for number in range(20))


@pytest.fixture
async def sink() -> AsyncIterator[MailSink]:
    async with MailSink() as running:
        yield running
        assert running.violations == []
        assert running.repeated == []


async def readers(world: World, addresses: tuple[str, ...]) -> None:
    """Plan an edition for people who are reached by mail only."""
    for address in addresses:
        await world.person(address.partition("@")[0], on=())
        await world.reach_by_mail(address.partition("@")[0], address)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await in_turn(world, addresses)


async def in_turn(world: World, addresses: tuple[str, ...]) -> None:
    """Let them fall due one after the other, so that no provider's come by chance together."""
    rows = await world.deliveries()
    for number, address in enumerate(addresses):
        due_at = NINE_UTC + timedelta(milliseconds=number)
        row = rows[address.partition("@")[0]]
        await world.change(Delivery, row.id, due_at=due_at)
    world.clock.forward(seconds=1)


async def go_on(world: World, lanes: Lanes, **span: float) -> None:
    """Drain as an engine does, for as long."""
    end = world.clock.now() + timedelta(**span)
    while world.clock.moment < end:
        wait = await lanes.drain(LANE)
        if wait is None:
            return
        world.system.forward(seconds=wait)
        world.clock.forward(seconds=wait)


async def states(world: World) -> Counter[str]:
    return Counter((await world.states()).values())


async def test_a_relay_that_says_451_for_three_minutes_costs_minutes_and_nobody(
    world: World, sink: MailSink
):
    await readers(world, EVERYBODY)
    sink.refuse("451 4.3.0 Temporary local problem", times=FOREVER)
    async with mail_room(sink) as messenger:
        lanes = Lanes(world.beat(messengers={"email": messenger}, limits=Bounds()))
        await go_on(world, lanes, minutes=3)
        during = await states(world)
        refused = FOREVER - sink.trouble.refusals[0].times
        sink.calm()
        await go_on(world, lanes, minutes=20)

    assert set(during) <= {"planned", "planned: the relay said 4.3.0 at rcpt"}
    assert refused < len(EVERYBODY)
    assert await states(world) == {"delivered": len(EVERYBODY)}
    assert sorted(letter.recipients[0] for letter in sink.letters) == sorted(EVERYBODY)


async def test_a_provider_that_greylists_keeps_nobody_elsewhere_waiting(
    world: World, sink: MailSink
):
    await readers(world, (*SLOW, *EVERYBODY))
    for address in SLOW:
        sink.refuse("451 4.7.1 Greylisted, come again", address, times=4)
    async with mail_room(sink) as messenger:
        lanes = Lanes(world.beat(messengers={"email": messenger}, limits=Bounds()))
        await lanes.drain(LANE)
        at_once = {letter.recipients[0] for letter in sink.letters}
        await go_on(world, lanes, minutes=20)

    assert at_once == set(EVERYBODY)
    assert await states(world) == {"delivered": len(EVERYBODY) + len(SLOW)}


async def test_a_relay_that_takes_nobody_is_asked_alone_and_less_and_less_often(
    world: World, sink: MailSink
):
    await readers(world, EVERYBODY)
    sink.be_busy(FOREVER)
    async with mail_room(sink) as messenger:
        lanes = Lanes(world.beat(messengers={"email": messenger}, limits=Bounds()))
        await go_on(world, lanes, minutes=15)
        asked = sink.connections
        sink.calm()
        await go_on(world, lanes, minutes=15)

    assert asked <= 8
    assert await states(world) == {"delivered": len(EVERYBODY)}


async def test_a_relay_that_does_not_know_us_is_left_alone_and_nobody_fails(
    world: World, sink: MailSink
):
    await readers(world, EVERYBODY)
    sink.refuse("550 5.7.1 Sender address rejected", times=FOREVER, at="mail")
    async with mail_room(sink) as messenger:
        lanes = Lanes(world.beat(messengers={"email": messenger}, limits=Bounds()))
        await go_on(world, lanes, minutes=12)
        asked = FOREVER - sink.trouble.refusals[0].times
        sink.calm()
        await go_on(world, lanes, minutes=12)

    assert asked <= 4
    assert await states(world) == {"delivered": len(EVERYBODY)}


def test_one_busy_place_is_no_reason_to_rest_and_several_are():
    health = Health()

    assert [health.note(busy={"grey.example"}) for _ in range(9)] == [False] * 9
    assert not health.note(busy={"bolt.example"})
    assert health.note(busy={"corp.example"})
    assert (health.alone, health.rests) == (True, 1)


def test_what_gets_through_between_busy_places_proves_the_lane_well():
    health = Health()

    assert not health.note(busy={"grey.example", "bolt.example"})
    assert not health.note(answered=True, busy={"corp.example"})
    assert not health.note(busy={"corp.example", "dune.example"})
