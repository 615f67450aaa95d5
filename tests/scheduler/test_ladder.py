"""What is shown of the ladder is what the scheduler does."""

from bot.beat.store import bounces
from bot.errors import RecipientGone, RecipientSaidNo
from bot.event import Origin
from bot.people.rules.ladder import LADDER
from bot.people.store import blocks, people
from bot.people.store.place_tables import Address
from bot.people.store.reaching import dossier
from bot.people.store.rungs import first_rungs
from bot.people.store.tables import Contact
from scheduler.lanes import Lanes
from scheduler.tick import tick
from tests.scheduler.world import LANE, MONDAY, NINE_UTC, edition, newsletter


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


async def test_who_shut_us_out_gets_that_topic_nowhere_else_and_others_by_the_next_way(world):
    await world.person("dan", on=("email", "slack"))
    world.script("dan", RecipientSaidNo("has blocked us"))
    await world.write(edition(1), edition(2, topic="letters"), edition(3))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await drained(world)
    states = [(await world.states())["dan"]]
    for _ in range(2):
        world.clock.forward(days=1)
        await tick(world.beat(), world.clock.now())
        await drained(world)
        states.append((await world.states())["dan"])

    assert states == ["skipped: has blocked us there", "delivered", "skipped: muted topic"]
    assert world.messenger.posts == [("dan@slack", "Pulse 1"), ("dan@email", "Pulse 2")]


async def test_a_no_is_forgotten_when_they_are_there_again_and_their_own_word_is_not(world):
    await world.person("dan", on=("email", "slack"))
    world.script("dan", RecipientSaidNo("has blocked us"))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await drained(world)
    async with world.database.begin() as session:
        await people.mute(session, "dan", "surveys", MONDAY)
        muted = await people.muted_topics(session, "dan")
    async with world.database.begin() as session:
        here = Origin("slack", "T1", "dan@slack")
        await people.note_profile(session, here, MONDAY, zone=None, active=True)
        left = await people.muted_topics(session, "dan")
    kept = {row.reason for row in await world.all(Address) if row.platform == "slack"}

    assert muted == {"pulse", "surveys"}
    assert left == {"surveys"}
    assert (kept, (await shown(world, "dan"))[0]) == ({None}, "slack")


async def test_a_topic_they_muted_themselves_stays_when_they_are_there_again(world):
    await world.person("dan")
    async with world.database.begin() as session:
        await blocks.take(session, "dan", "pulse", "slack", MONDAY)
        await people.mute(session, "dan", "pulse", MONDAY)
        here = Origin("slack", "T1", "dan@slack")
        await people.note_profile(session, here, MONDAY, zone=None, active=True)

        assert await people.muted_topics(session, "dan") == {"pulse"}


async def test_who_complained_of_mail_is_met_in_chat_from_then_on(world):
    await world.person("dan", on=("email", "slack"), preferred_platform="email")
    await world.person("eve", on=("email",))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await drained(world)
    before = world.messenger.readers
    for delivery in (await world.deliveries()).values():
        async with world.database.begin() as session:
            await bounces.note_complaint(session, "email", delivery.id, NINE_UTC)
    world.clock.forward(days=1)
    await tick(world.beat(), world.clock.now())
    await drained(world)

    assert before == ["dan@email", "eve@email"]
    assert world.messenger.readers == ["dan@email", "dan@slack", "eve@email"]
    assert (await world.states())["eve"] == "skipped: no address"


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
