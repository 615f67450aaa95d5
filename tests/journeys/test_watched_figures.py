"""A manager has figures watched in the browser's chat, while the clock moves."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.figures.read_out_sends import ReadOutWatch
from tests.journeys.watched import DAY, WEDNESDAY, WEEK, MovedWorld, managing, press, words_of


@pytest.fixture
async def davi(demo):
    async with managing(demo) as visitor:
        yield visitor


@pytest.fixture
def world(demo, clock):
    return MovedWorld(demo, clock)


def crossings(told):
    return [subject for _, subject in told if subject.endswith(":crossed")]


@pytest.mark.both_databases
@pytest.mark.every_change
async def test_an_alert_tells_a_crossing_once_however_it_trembles(world, davi):
    await world.to(WEDNESDAY, deals=5)
    await davi.say("tell me when open deals of acme are over 10")
    await davi.look()
    assert "Open deals, partner: Acme IT Services, over 10" in words_of(davi)
    assert "In the last 12 months I would have told you" in words_of(davi)
    await press(davi, "alert_keep")

    for week, deals in enumerate((9, 11, 10, 12, 8, 11, 11), 1):
        await world.to(WEDNESDAY + week * WEEK, deals)
        await world.to(WEDNESDAY + week * WEEK + timedelta(hours=1))

    told = await world.told("alert")
    assert {state for state, _ in told} == {"delivered"}
    assert len(crossings(told)) == 2
    assert len([one for _, one in told if one.endswith(":back")]) == 1
    await davi.look()
    assert words_of(davi).count("It happened: Open deals") == 2


async def test_a_read_out_comes_each_monday_once_and_says_what_changed(world, davi, demo, clock):
    await world.to(WEDNESDAY, deals=5)
    await davi.say("every monday 8:00 my three numbers: open deals of acme, arr, nps")
    await davi.look()
    assert "Every Monday at 08:00" in words_of(davi)
    await press(davi, "read_out_keep")

    for week, deals in enumerate((5, 9), 1):
        monday = datetime(2026, 11, 23, 0, 30, tzinfo=UTC) + week * WEEK
        await world.to(monday - DAY, deals)
        await world.to(monday, deals)
        await demo.house.drum.strike(monday + timedelta(minutes=2))
        await ReadOutWatch(demo.house.context).look(monday)
        await world.to(monday + timedelta(hours=3), deals)

    told = [state for state, _ in await world.told("read-out") if state != "planned"]
    assert told == ["delivered", "delivered"]
    await davi.look()
    assert "+4 since the last time" in words_of(davi)
    assert "data up to" in words_of(davi)

    await davi.say("readouts")
    await davi.look()
    await press(davi, "read_out_pause")
    await world.to(datetime(2026, 12, 14, 3, tzinfo=UTC), 9)

    assert "delivered" not in [state for state, _ in (await world.told("read-out"))[2:]]
