"""A newsletter and a wave, told on every engine there is and every database it runs on."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Delivery
from bot.voice.store.tables import Response
from drumbeat.settings import read_settings
from tests.journeys.conftest import says, served

COMBINATIONS = ("sqlite embedded", "postgresql embedded", "postgresql distributed")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ASKED = datetime(2027, 8, 11, 14, 0, tzinfo=UTC)  # whom the sample's wave asked waits 180 days


@pytest.fixture(params=COMBINATIONS)
def engine(request):
    """A database, and the engine to be run on it."""
    database, engine = request.param.split()
    return request.getfixturevalue(f"{database}_programme"), engine


@pytest.fixture
async def house(engine, asking_all, slack, clock):
    """The bot as it is served on this database with this engine."""
    url, name = engine
    settings = read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=url,
        content=asking_all,
        engine=name,
        port=0,
        slack_signing_secret=slack.door.signing_secret,
        slack_bot_token=slack.team.token,
        slack_api_url=slack.api_url,
    )
    running = await served(settings, clock)
    assert running.house.engine.name == name
    slack.point_at(f"{running.url}/slack/events")
    yield running
    await running.stop()


@pytest.fixture
def slack_house(house):
    """What `somebody` looks people up in."""
    return house


@pytest.fixture
async def people(slack, somebody):
    met = [await somebody(f"acme-it-{number:02}") for number in range(1, 6)]
    for person in met:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return met


async def rows(served, statement):
    async with served.house.database.read() as session:
        return (await session.execute(statement)).all()


@pytest.mark.every_change
async def test_a_newsletter_reaches_each_person_once(house, slack, people, clock):
    clock.move_to(TUESDAY)
    for person in people:
        await slack.wait_for_message(person, says("CloudBackup"))
    for _ in range(3):
        await house.house.drum.strike(clock.now())
    posted = [a.metadata["event_payload"]["delivery_id"] for a in slack.accepted if a.metadata]
    kept = await rows(
        house,
        select(Delivery.id).where(Delivery.state == "delivered", Delivery.lane.like("slack:%")),
    )

    assert sorted(posted) == sorted(identifier for (identifier,) in kept)
    assert len(posted) == len(people)


@pytest.mark.every_change
async def test_a_wave_asks_each_person_once_and_keeps_what_they_say(house, slack, people, clock):
    clock.move_to(ASKED)
    cards = [
        await slack.wait_for_message(person, says("How likely are you to recommend"))
        for person in people
    ]
    for person, card in zip(people, cards, strict=True):
        await person.press(card, "9")
        form = await slack.wait_for_view(person, bool)
        await person.submit(form, {"reason": f"{person.id} is glad"})
        await slack.wait_for_message(person, says("Thank you"))
    await house.house.drum.strike(clock.now())
    given = await rows(house, select(Response.score).where(Response.reason.like("% is glad")))

    assert given == [(9,)] * len(people)
    assert [
        len([m for m in one.inbox if says("How likely are you to recommend")(m)]) for one in people
    ] == [1] * 5
