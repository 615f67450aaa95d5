"""Partners spoken to where they share a conversation with us: each once, whatever happens."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot import errors
from bot.beat.ports import CadenceFile
from bot.beat.rules.audience import Audience, To
from bot.beat.store.tables import Delivery
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Mute, Partner
from bot.voice.store.tables import Invitation, Wave
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.reach import recent_reach
from scheduler.tick import tick
from tests.scheduler.world import MONDAY, NINE, NINE_UTC, World, edition, newsletter, survey

pytestmark = pytest.mark.both_databases


async def share(world: World, name: str, partner: str = "p1", **facts: object) -> None:
    """Share a conversation with a partner."""
    row = {"kind": "group", "service_url": "", "noted_at": MONDAY, **facts}
    async with world.database.begin() as session:
        session.add(
            Conversation(
                id=name,
                installation_id="w1",
                external_id=f"C-{name}",
                partner_id=partner,
                **row,
            )
        )


@pytest.fixture
async def town(world: World) -> World:
    """Northwind shares a room with us and Southwind does not; one of ours reads too."""
    async with world.database.begin() as session:
        session.add(Partner(id="p2", name="Southwind", tier="gold", region="emea", stage="active"))
    await world.person("ann")
    await world.person("tom", role="technical")
    await world.person("sue", partner_id="p2")
    await world.person("mia", partner_id=None, permission="manager")
    await share(world, "room")
    return world


async def said(world: World, to: To, **facts: object) -> dict[str, str]:
    """Let an edition be due that goes there; return how every recipient's delivery stands."""
    await world.write(edition(1, audience=Audience(vendor=True, to=to, **facts)))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await Drum(world.beat(), EmbeddedEngine()).strike(NINE_UTC)
    return await world.states()


@pytest.mark.parametrize(
    ("to", "reached", "missed"),
    [
        (To.PEOPLE, {"ann", "tom", "sue", "mia"}, {}),
        (To.CONVERSATIONS, {"room", "mia"}, {"sue": "skipped: no conversation"}),
        (To.EITHER, {"room", "sue", "mia"}, {}),
        (To.BOTH, {"room", "ann", "tom", "sue", "mia"}, {}),
    ],
)
async def test_a_send_reaches_whom_its_audience_names_where_it_names_them(
    town: World, to: To, reached: set[str], missed: dict[str, str]
):
    states = await said(town, to)

    assert states == dict.fromkeys(reached, "delivered") | missed
    assert ("C-room" in town.messenger.readers) == ("room" in reached)


async def test_a_miss_is_in_the_reach_report_with_its_reason(town: World):
    await said(town, To.CONVERSATIONS)
    [reach] = (await recent_reach(town.database)).sends

    assert (reach.delivered, reach.skipped) == (2, {"no conversation": 1})


async def test_roles_choose_parts_and_not_whether_a_room_hears_of_it(town: World):
    states = await said(town, To.EITHER, roles=frozenset({"marketing"}))

    assert states == {"room": "delivered"}


async def test_a_room_of_a_partner_that_is_not_meant_hears_nothing(town: World):
    states = await said(town, To.BOTH, partners=frozenset({"Southwind"}))

    assert set(states) == {"sue", "mia"}


async def test_who_muted_a_topic_does_not_silence_a_room(town: World):
    async with town.database.begin() as session:
        session.add(Mute(contact_id="ann", topic="pulse", muted_at=MONDAY))
    states = await said(town, To.BOTH)

    assert (states["ann"], states["room"]) == ("skipped: muted topic", "delivered")


async def test_of_several_rooms_the_oldest_that_can_be_spoken_in_is_used(town: World):
    await share(town, "elder", noted_at=MONDAY - timedelta(days=9))
    await share(town, "eldest", noted_at=MONDAY - timedelta(days=99), state="archived")

    assert set(await said(town, To.CONVERSATIONS)) == {"elder", "mia", "sue"}


async def test_a_room_that_died_before_it_was_planned_leaves_either_to_its_people(town: World):
    await town.change(Conversation, "room", state="archived", reason="it is archived")
    states = await said(town, To.EITHER)

    assert set(states) == {"ann", "tom", "sue", "mia"}


async def test_a_room_that_dies_between_planning_and_leaving_is_made_up_for_by_its_people(
    town: World,
):
    town.messenger.script["C-room"] = [errors.RecipientGone("archived", state="archived")]
    before = await said(town, To.EITHER)
    running = Drum(town.beat(), EmbeddedEngine())
    await running.strike(NINE_UTC + timedelta(minutes=1))
    after = await town.states()

    assert before == {"room": "failed: archived", "sue": "delivered", "mia": "delivered"}
    assert after == before | {"ann": "delivered", "tom": "delivered"}
    assert sorted(town.messenger.readers).count("sue@slack") == 1
    [send] = await town.sends()
    await running.strike(NINE_UTC + timedelta(minutes=2))
    assert (await town.states(), (await town.sends())[0].state) == (after, "ended")
    assert send.id == (await town.sends())[0].id


async def test_a_room_that_is_nobody_s_by_now_hears_nothing_and_its_people_do(town: World):
    await town.write(edition(1, audience=Audience(to=To.EITHER)))
    await town.promise(newsletter(zone="UTC"))
    await town.strike_nine()
    await town.change(Conversation, "room", partner_id=None)
    running = Drum(town.beat(), EmbeddedEngine())
    await running.strike(NINE_UTC)
    await running.strike(NINE_UTC + timedelta(minutes=1))
    states = await town.states()

    assert states.pop("room") == "skipped: no conversation"
    assert states == dict.fromkeys(("ann", "tom", "sue"), "delivered")
    assert "C-room" not in town.messenger.readers


async def test_a_survey_stands_in_a_room_as_one_card_and_asks_others_themselves(town: World):
    daily = CadenceFile("survey", "nps", "FREQ=DAILY", NINE, "UTC", 720)
    await town.write(replace(survey(), audience=Audience(to=To.EITHER)))
    await town.promise(daily)
    await town.strike_nine()
    await Drum(town.beat(), EmbeddedEngine()).strike(NINE_UTC)
    invited = {row.contact_id for row in await town.all(Invitation)}

    assert await town.states() == {"room": "delivered", "sue": "delivered"}
    assert invited == {"sue"}
    assert "nps for Northwind" in str(town.messenger.posts)


async def test_a_card_of_a_wave_that_closed_meanwhile_is_not_posted(town: World):
    daily = CadenceFile("survey", "nps", "FREQ=DAILY", NINE, "UTC", 720)
    await town.write(replace(survey(), audience=Audience(to=To.CONVERSATIONS)))
    await town.promise(daily)
    await town.strike_nine()
    [wave] = await town.all(Wave)
    await town.change(Wave, wave.id, state="closed")
    await Drum(town.beat(), EmbeddedEngine()).strike(NINE_UTC)

    assert (await town.states())["room"] == "skipped: too late"


async def test_a_room_has_a_budget_and_what_is_over_it_is_skipped(town: World):
    await town.write(*(edition(n, audience=Audience(to=To.CONVERSATIONS)) for n in (1, 2)))
    await town.promise(newsletter(zone="UTC"))
    running = Drum(town.beat(limits=Bounds(budget=1)), EmbeddedEngine())
    for day in (0, 1):
        town.clock.moment = NINE_UTC + timedelta(days=day)
        await running.strike(town.clock.moment)
    ends = [row.reason or row.state for row in await town.all(Delivery) if row.conversation_id]

    assert sorted(ends) == ["budget", "delivered"]


async def test_a_room_of_unknown_fate_is_never_made_up_for(town: World):
    town.messenger.script["C-room"] = [errors.OutcomeUnknown("no answer")]
    await said(town, To.EITHER)
    await town.change(Conversation, "room", state="archived", reason="it is archived")
    await Drum(town.beat(), EmbeddedEngine()).strike(NINE_UTC + timedelta(minutes=1))

    assert not {"ann", "tom"} & set(await town.states())


async def test_a_room_that_appears_after_its_people_were_planned_changes_nothing(town: World):
    await town.change(Conversation, "room", partner_id=None)
    await town.write(edition(1, audience=Audience(to=To.EITHER)))
    await town.promise(newsletter(zone="UTC"))
    await town.strike_nine()
    await town.change(Conversation, "room", partner_id="p1")
    [send] = await town.sends()
    await town.change(type(send), send.id, state="open")
    await tick(town.beat(), NINE_UTC)

    assert set(await town.states()) == {"ann", "tom", "sue"}


async def test_planning_that_was_cut_off_goes_on_to_the_same_end(town: World):
    await town.write(edition(1, audience=Audience(vendor=True, to=To.EITHER)))
    await town.promise(newsletter(zone="UTC"))
    await town.strike_nine()
    whole = set(await town.states())
    async with town.database.begin() as session:
        await session.execute(delete(Delivery).where(Delivery.contact_id == "sue"))
    [send] = await town.sends()
    await town.change(type(send), send.id, state="open")
    await tick(town.beat(limits=replace(town.beat().limits, chunk=1)), NINE_UTC)

    assert set(await town.states()) == whole == {"room", "sue", "mia"}
