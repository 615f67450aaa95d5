"""What is shown of the ladder is what the scheduler does."""

from bot.errors import RecipientGone
from bot.people.rules.ladder import LADDER
from bot.people.store.place_tables import Address
from bot.people.store.reaching import dossier
from bot.people.store.rungs import first_rungs
from bot.people.store.tables import Contact
from scheduler.lanes import Lanes
from scheduler.tick import tick
from tests.scheduler.world import LANE, MONDAY, newsletter


async def shown(world, contact_id):
    async with world.database.read() as session:
        rungs = await first_rungs(session, [contact_id], LADDER)
        found = await dossier(session, contact_id, LADDER)
    used = rungs.get(contact_id)
    order = [way.external_id for way in found.ways if way.rank]
    return (used.platform if used else None), order


async def test_the_way_that_is_shown_first_is_the_one_that_is_used(world):
    await world.person("dan", on=("email", "slack"))
    before = await shown(world, "dan")
    await world.change(Contact, "dan", preferred_platform="email")
    after = await shown(world, "dan")
    await world.change(Address, "email-dan", unlinked_at=MONDAY)
    unlinked = await shown(world, "dan")

    assert before == ("slack", ["dan@slack", "dan@email"])
    assert after == ("email", ["dan@email", "dan@slack"])
    assert unlinked == ("slack", ["dan@slack"])


async def test_when_the_first_way_dies_the_next_one_that_was_shown_is_taken(world):
    await world.person("dan", on=("email", "slack"))
    _, order = await shown(world, "dan")
    world.script("dan", RecipientGone())
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await drained(world)
    reached = [reader for reader, _ in world.messenger.posts]

    assert reached == order
    assert (await shown(world, "dan"))[1] == order[1:]


async def test_an_address_that_moved_to_somebody_else_takes_no_letters_along(world):
    await world.person("dan", on=("slack",))
    await world.person("eve", on=())
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await world.change(Address, "slack-dan", contact_id="eve")
    await drained(world)

    assert world.messenger.posts == []
    assert (await world.states())["dan"].startswith("skipped")


async def test_the_conversation_in_which_somebody_was_met_is_kept(world):
    await world.person("dan", on=("slack",))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await drained(world)
    (met,) = [row.conversation for row in await world.all(Address)]
    world.clock.forward(days=1)
    await tick(world.beat(), world.clock.now())
    await drained(world)

    assert met == "c-dan@slack"
    assert [to.conversation for to in world.messenger.destinations] == ["", met]


async def drained(world):
    lanes = Lanes(world.beat())
    for lane in (LANE, "email"):
        await lanes.drain(lane)
