"""Every button and form below a watched figure does what it says, in the browser's chat."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from bot.people.store.tables import Contact, Partner
from bot.voice.store.tables import Response
from tests.journeys.watched import (
    ACME,
    DAY,
    MANAGER,
    WEDNESDAY,
    WEEK,
    MovedWorld,
    managing,
    press,
    words_of,
)

DEALS = "Open deals, partner: Acme IT Services"


@pytest.fixture
async def davi(demo):
    async with managing(demo) as visitor:
        yield visitor


@pytest.fixture
def world(demo, clock):
    return MovedWorld(demo, clock)


async def fill(visitor, name, **values):
    """Open the form behind the newest button of this name, and send it filled in."""
    await press(visitor, name)
    await visitor.submit(**values)
    await visitor.look()


async def newest(visitor, text):
    """Say something, and return what is answered."""
    before = words_of(visitor)
    await visitor.say(text)
    await visitor.look()
    return words_of(visitor)[len(before) - 400 :].rpartition(text)[2]


def said(told):
    return [subject.rpartition(":")[2] for _, subject in told]


async def alerted(visitor, text):
    await visitor.say(text)
    await visitor.look()
    await press(visitor, "alert_keep")


async def test_an_alert_is_filled_in_and_changed_and_the_old_one_stands_until_then(world, davi):
    await world.to(WEDNESDAY, deals=5)
    await newest(davi, "open deals of acme")
    await fill(davi, "alert_me", side="over", value="ten", lasts="1")
    assert "Write one number" in words_of(davi)
    await fill(davi, "alert_me", side="over", value="10", lasts="1")
    assert f"{DEALS}, over 10" in words_of(davi)
    await press(davi, "alert_keep")

    await newest(davi, "alerts")
    await fill(davi, "alert_change", side="over", value="20", lasts="1")
    await press(davi, "alert_drop")
    assert f"{DEALS}, over 10" in await newest(davi, "alerts")
    await fill(davi, "alert_change", side="over", value="30", lasts="1")
    await fill(davi, "alert_change", side="under", value="3", lasts="1")
    assert f"{DEALS}, over 10" in await newest(davi, "my alerts")

    await fill(davi, "alert_change", side="over", value="7", lasts="1")
    await fill(davi, "alert_change", side="over", value="8", lasts="1")
    await press(davi, "alert_keep")
    mine = await newest(davi, "alerts")
    assert f"{DEALS}, over 8" in mine
    assert "over 10" not in mine
    await world.to(WEDNESDAY + DAY, deals=9)
    assert said(await world.told("alert")) == ["crossed"]
