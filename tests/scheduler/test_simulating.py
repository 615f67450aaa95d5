"""Before something is planned it is known whose week it makes too full."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.beat.rules.announcements import Announcement
from bot.beat.rules.audience import Audience, To
from bot.beat.rules.cadence import Cadence, read_cadence
from bot.beat.rules.simulating import Added, TooMuch
from bot.beat.simulating import Simulation
from bot.beat.store.audiences import EVERYWHERE
from bot.beat.store.tables import Cadence as Promise
from bot.people.store import partner_mutes, people
from bot.people.store.place_tables import Conversation
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.world import MONDAY, NINE, NINE_UTC, World, newsletter, survey

WEEKLY = newsletter(zone="UTC", rule="FREQ=WEEKLY;COUNT=3")
THURSDAY = read_cadence("FREQ=DAILY;COUNT=1", NINE + timedelta(days=2))


@pytest.fixture
async def planned(world: World) -> World:
    """Ann and Bob get a newsletter each Tuesday, three times, and nothing else."""
    for name in ("ann", "bob"):
        await world.person(name)
    await world.promise(WEEKLY)
    return world


async def simulate(world: World, added: Added | None = None, budget: int = 1) -> TooMuch:
    kinds = world.beat().kinds
    async with world.database.read() as session:
        run = Simulation(kinds, EVERYWHERE, budget).run
        return await run(session, world.clock.now(), added)


def once(cadence: Cadence = THURSDAY, **changes: object) -> Added:
    return replace(Added(Audience(vendor=True), cadence), **changes)


async def test_one_thing_more_is_told_with_the_weeks_it_makes_too_full(planned: World):
    assert (await simulate(planned)).recipients == []
    found = await simulate(planned, once())

    # Thursday's does not fit beside Tuesday's.
    assert found.recipients == ["ann", "bob"]
    assert [(f"{day:%d %b}", count) for day, count in found.weeks()] == [("01 Jun", 2)]
    assert [(f"{day:%B}", count) for day, count in found.months()] == [("June", 2)]
    assert (await simulate(planned, once(), budget=2)).recipients == []


async def test_what_already_left_and_what_is_planned_take_part(planned: World):
    planned.clock.moment = NINE_UTC
    await Drum(planned.beat(), EmbeddedEngine()).strike(NINE_UTC)
    planned.clock.forward(days=1)

    assert (await simulate(planned, once())).recipients == ["ann", "bob"]
    later = read_cadence("FREQ=DAILY;COUNT=1", NINE + timedelta(days=30))
    assert (await simulate(planned, once(later))).recipients == []


async def test_who_would_not_get_it_is_not_counted(planned: World):
    async with planned.database.begin() as session:
        await people.mute(session, "ann", "news", MONDAY)
    assert (await simulate(planned, once(topic="news"))).recipients == ["bob"]

    async with planned.database.begin() as session:
        await partner_mutes.mute(session, "p1", "talks", "max", MONDAY)
    assert (await simulate(planned, once(topic="news"))).recipients == []


async def test_a_must_read_itself_fits_and_what_gives_way_to_it_is_told(planned: World):
    monday = read_cadence("FREQ=DAILY;COUNT=1", NINE - timedelta(days=1), "UTC")
    found = await simulate(planned, once(monday, must_read=True))

    assert found.moments["ann"] == [NINE_UTC]


async def test_a_survey_that_is_planned_is_given_way_to(planned: World):
    planned.texts.surveys = {"nps": survey()}
    wave = type(WEEKLY)("survey", "nps", "FREQ=MONTHLY", NINE + timedelta(days=1), "UTC", 720)
    await planned.promise(WEEKLY, wave)

    assert (await simulate(planned)).moments["ann"][0] == NINE_UTC


async def test_what_is_planned_already_is_not_counted_twice(planned: World):
    [cadence] = await planned.all(Promise)
    same = read_cadence("FREQ=WEEKLY;COUNT=3", NINE, "UTC")

    assert (await simulate(planned, once(same, planned_as=cadence.id))).recipients == []
    assert (await simulate(planned, once(same, newsletter="pulse"))).recipients == []
    assert len((await simulate(planned, once(same))).recipients) == 2


async def test_a_conversation_is_walked_through_its_weeks_too(planned: World):
    place = {"installation_id": "w1", "external_id": "C1", "kind": "group", "service_url": ""}
    async with planned.database.begin() as session:
        session.add(Conversation(id="room", partner_id="p1", noted_at=MONDAY, **place))
    daily = read_cadence("FREQ=DAILY;COUNT=3", NINE)
    found = await simulate(planned, once(daily, audience=Audience(to=To.CONVERSATIONS)))

    assert set(found.moments) == {"room"}
    assert len(found.moments["room"]) == 2


def test_a_draft_for_now_is_simulated_at_its_moment():
    draft = Announcement(title="Now", words="Now", topic="")

    assert Added(draft.audience(), draft.cadence(NINE_UTC)).slots(NINE_UTC)
