"""What is wrong is told once to those it concerns, and closes by itself."""

from datetime import timedelta

import pytest

from bot.beat.alarms import AlarmSend, Watch
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner
from bot.store.audit_tables import Alarm
from content.wording import load_wording
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.world import NINE_UTC, World, newsletter

VENDOR = {"partner_id": None}


@pytest.fixture
async def watched(world: World) -> World:
    """Max looks after the partner, Mia is his deputy, Root is the administrator."""
    world.kinds = (AlarmSend(load_wording()),)
    world.clock.moment = NINE_UTC
    await world.person("root", permission="administrator", **VENDOR)
    await world.person("max", permission="manager", **VENDOR)
    await world.person("mia", permission="manager", **VENDOR)
    await world.change(Partner, "p1", manager_id="max", deputy_id="mia")
    return world


def drum(world: World, **limits: int) -> Drum:
    watch = Watch(world.database, load_wording())
    beat = world.beat(limits=Bounds(**limits), watches=(watch.look,))
    return Drum(beat, EmbeddedEngine())


async def alarms(world: World) -> list[tuple[str, str, bool]]:
    rows = await world.all(Alarm)
    return sorted((row.cause, row.label, row.closed_at is None) for row in rows)


async def test_a_partner_whose_deputy_is_left_is_not_alone(watched: World):
    await watched.change(Contact, "max", active=False)

    await drum(watched).strike(NINE_UTC)

    assert await alarms(watched) == []
    [partner] = await watched.all(Partner)
    assert (partner.manager_id, partner.deputy_id) == ("mia", None)


async def test_a_partner_without_anybody_is_told_once_and_the_alarm_closes(watched: World):
    for who in ("max", "mia"):
        await watched.change(Contact, who, active=False)
    running = drum(watched, budget=0)
    await running.strike(NINE_UTC)
    await running.strike(NINE_UTC + timedelta(minutes=2))

    assert await alarms(watched) == [("partner_alone", "Northwind", True)]
    assert watched.messenger.posts == [("root@slack", "Nobody looks after these partners")]

    await watched.person("new", permission="manager", **VENDOR)
    await watched.change(Partner, "p1", manager_id="new")
    await running.strike(NINE_UTC + timedelta(minutes=4))
    assert await alarms(watched) == [("partner_alone", "Northwind", False)]

    await watched.change(Contact, "new", active=False)
    await running.strike(NINE_UTC + timedelta(minutes=6))
    assert await alarms(watched) == [
        ("partner_alone", "Northwind", False),
        ("partner_alone", "Northwind", True),
    ]


async def test_each_reads_of_an_alarm_in_their_own_language(watched: World):
    await watched.change(Contact, "root", language="de")
    await watched.person("ruth", permission="administrator", **VENDOR)
    await watched.change(Partner, "p1", manager_id=None, deputy_id=None)

    await drum(watched).strike(NINE_UTC)

    assert sorted(watched.messenger.posts) == [
        ("root@slack", "Niemand betreut diese Partner"),
        ("ruth@slack", "Nobody looks after these partners"),
    ]


async def test_two_that_look_at_once_open_one_alarm(watched: World):
    await watched.change(Partner, "p1", manager_id=None, deputy_id=None)

    await Watch(watched.database, load_wording()).look(NINE_UTC)
    await Watch(watched.database, load_wording()).look(NINE_UTC)

    assert await alarms(watched) == [("partner_alone", "Northwind", True)]
    assert len(await watched.sends()) == 1


async def test_an_alarm_that_is_over_before_it_is_told_is_not_told(watched: World):
    await watched.change(Partner, "p1", manager_id=None, deputy_id=None)
    await Watch(watched.database, load_wording()).look(NINE_UTC)
    await watched.change(Partner, "p1", manager_id="max")

    await drum(watched).strike(NINE_UTC + timedelta(minutes=2))

    assert watched.messenger.posts == []


async def test_a_lost_workspace_is_told_to_whose_partner_it_is(watched: World):
    await watched.person("ann", on=())
    async with watched.database.begin() as session:
        session.add(
            Installation(
                id="w2",
                platform="slack",
                external_id="T2",
                name="Northwind at home",
                token="",
                partner_id="p1",
                state="removed",
                installed_at=NINE_UTC,
            )
        )
        await session.flush()
        session.add(
            Address(
                id="a9",
                contact_id="ann",
                platform="slack",
                installation_id="w2",
                external_id="U9",
                linked_at=NINE_UTC,
            )
        )
    running = drum(watched)
    await running.strike(NINE_UTC)

    assert await alarms(watched) == [("place_lost", "Northwind at home", True)]
    assert watched.messenger.readers == ["max@slack", "root@slack"]

    await watched.change(Installation, "w2", state="live")
    await running.strike(NINE_UTC + timedelta(minutes=2))
    assert await alarms(watched) == [("place_lost", "Northwind at home", False)]


async def test_a_slot_without_an_edition_is_an_alarm_until_one_is_sent(watched: World):
    watched.clock.moment = NINE_UTC - timedelta(days=1)
    editions = watched.texts.editions
    await watched.write()
    await watched.promise(newsletter(zone="UTC"))
    running = drum(watched)
    await running.strike(NINE_UTC)
    await running.strike(NINE_UTC + timedelta(minutes=2))
    assert await alarms(watched) == [("slot_missed", "pulse", True)]

    await watched.write(*editions)
    await running.strike(NINE_UTC + timedelta(days=1))
    await running.strike(NINE_UTC + timedelta(days=1, minutes=2))
    assert await alarms(watched) == [("slot_missed", "pulse", False)]
