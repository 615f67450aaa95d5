"""Whoever gets another address keeps what is theirs, and gets every letter once."""

import pytest
from sqlalchemy import select, update

from bot.beat.store import bounces
from bot.event import Origin
from bot.people.store import complaints, people, renaming, troubles
from bot.people.store.mail_addresses import MailAddresses
from bot.people.store.place_tables import Address
from bot.people.store.returns import CHANGED
from bot.people.store.rungs import lane_of
from bot.people.store.tables import Contact
from bot.store.generations import raise_names
from scheduler.lanes import Lanes
from scheduler.tick import tick
from tests.scheduler.world import MONDAY, World, edition, newsletter

OLD, NEW = "dan@acme.example", "dan@group.example"


async def by_command(world: World) -> None:
    async with world.database.begin() as session:
        await renaming.rename(session, "dan", NEW, world.clock.now(), "operator")


async def by_file(world: World) -> None:
    """An import found Dan by his id, and his email is another one."""
    async with world.database.begin() as session:
        moved = update(Contact).where(Contact.id == "dan")
        await session.execute(moved.values(email=NEW, email_key=NEW))
        await raise_names(session)


@pytest.fixture
async def served(world: World) -> MailAddresses:
    """Dan is reached by mail alone, and an edition is due."""
    await world.person("dan", on=(), email=OLD, email_key=OLD)
    mail = MailAddresses(world.database, "email", world.clock)
    await mail.open()
    await world.write(edition(1), edition(2))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    return mail


async def drained(world: World) -> None:
    """Let all mail leave that waits."""
    lanes = Lanes(world.beat())
    for lane in {lane_of("email", row.installation_id) for row in await world.all(Address)}:
        await lanes.drain(lane)


async def a_day_later(world: World, mail: MailAddresses) -> None:
    world.clock.forward(days=1)
    await mail.keep()
    await tick(world.beat(), world.clock.now())
    await drained(world)


@pytest.mark.parametrize("move", [by_command, by_file])
async def test_a_planned_letter_goes_to_the_new_address_once(world, served, move):
    await move(world)
    await served.keep()
    await drained(world)
    await tick(world.beat(), world.clock.now())
    await drained(world)
    assert world.messenger.posts == [(NEW, "Pulse 1")]
    await a_day_later(world, served)

    assert world.messenger.posts == [(NEW, "Pulse 1"), (NEW, "Pulse 2")]


@pytest.mark.parametrize("move", [by_command, by_file])
async def test_a_letter_that_went_to_the_old_address_is_not_sent_again(world, served, move):
    await drained(world)
    await move(world)
    await served.keep()
    await tick(world.beat(), world.clock.now())
    await drained(world)
    assert world.messenger.posts == [(OLD, "Pulse 1")]
    await a_day_later(world, served)

    assert world.messenger.posts == [(OLD, "Pulse 1"), (NEW, "Pulse 2")]


@pytest.mark.parametrize("move", [by_command, by_file])
async def test_what_they_said_stays_with_them(world, served, move):
    async with world.database.begin() as session:
        await people.mute(session, "dan", "pulse", MONDAY)
        await people.stop_everything(session, "dan", MONDAY)
    await move(world)
    await served.keep()
    async with world.database.read() as session:
        there = await people.principal_at(session, Origin("email", "email", NEW))
        before = await people.principal_at(session, Origin("email", "email", OLD))
        muted = await people.muted_topics(session, "dan")
        stopped = await people.has_stopped_everything(session, "dan")

    assert there.contact_id == before.contact_id == "dan"
    assert (muted, stopped) == ({"pulse"}, True)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_who_called_us_spam_is_not_written_to_at_the_new_address(world, served, when):
    await drained(world)
    (delivery,) = (await world.deliveries()).values()
    for step in ("complain", "move") if when == "before" else ("move", "complain"):
        if step == "move":
            await by_file(world)
            await served.keep()
            continue
        async with world.database.begin() as session:
            await bounces.note_complaint(session, "email", delivery.id, MONDAY)
    await a_day_later(world, served)
    assert world.messenger.posts == [(OLD, "Pulse 1")]
    async with world.database.begin() as session:
        await complaints.take_back(session, "dan", "email", MONDAY)

    found = {row.external_id: (row.state, row.reason) for row in await world.all(Address)}
    assert found == {OLD: ("dead", CHANGED), NEW: ("live", None)}


async def test_an_address_that_is_no_longer_theirs_is_neither_named_nor_revived(world, served):
    await by_command(world)
    async with world.database.begin() as session:
        dead = await troubles.dead_addresses(session)
        back = await troubles.revive_addresses(session, "dan", None, MONDAY, "operator")
        live = await session.scalars(select(Address.external_id).where(Address.state == "live"))

        assert (dead, back, live.all()) == ([], [], [NEW])
