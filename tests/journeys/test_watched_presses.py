"""Every button and form below a watched figure does what it says, in the browser's chat."""

import re
from html import unescape

import pytest
from sqlalchemy import delete, update

from bot.people.store.tables import Contact, Partner
from bot.store.generations import raise_names
from bot.voice.store.tables import Response
from tests.journeys.watched import (
    ACME,
    DAY,
    WEDNESDAY,
    WEEK,
    MovedWorld,
    managing,
    press,
    words_of,
)

ADMINISTRATOR = "cirrus-01"
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
    usual = {"quiet": "7"} if name.startswith("alert") else {}
    await visitor.submit(**usual | values)
    await visitor.look()


async def newest(visitor, text):
    """Say something, and return what is answered."""
    before = words_of(visitor)
    await visitor.say(text)
    await visitor.look()
    return words_of(visitor)[len(before) - 400 :].rpartition(text)[2]


async def snooze_a_week(visitor):
    await newest(visitor, "alerts")
    week = [one for one in all_packed(visitor, "alert_snooze") if "week" in one]
    await visitor.press(week[-1])
    await visitor.look()


def all_packed(visitor, name):
    """What the buttons of this name carry, the newest last."""
    return [unescape(one) for one in re.findall(rf'value="({name}[^"]*)"', visitor.html)]


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
    await fill(davi, "alert_me", side="over", value="10", lasts="1", back="12")
    assert "must lie on the other side of your line" in words_of(davi)
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


async def test_a_snoozed_alert_says_what_lasts_afterwards_and_nothing_shorter(world, davi):
    await world.to(WEDNESDAY, deals=5)
    await alerted(davi, "tell me when open deals of acme are over 10")
    await snooze_a_week(davi)
    await world.to(WEDNESDAY + DAY, deals=12)
    await world.to(WEDNESDAY + 3 * DAY, deals=5)
    for day in (7, 8, 9):
        await world.to(WEDNESDAY + day * DAY, deals=5)
    assert await world.told("alert") == []

    start = WEDNESDAY + 2 * WEEK
    await world.to(start, deals=5)
    await snooze_a_week(davi)
    assert "Snoozed until" in words_of(davi)
    for day in (1, 4, 6):
        await world.to(start + day * DAY, deals=12)
    assert await world.told("alert") == []
    for day in (7, 8, 9):
        await world.to(start + day * DAY, deals=12)
    assert said(await world.told("alert")) == ["crossed"]


async def test_a_read_out_is_filled_in_changed_paused_and_ended(world, davi):
    await world.to(WEDNESDAY, deals=5)
    await newest(davi, "open deals of acme")
    figures = "open deals of acme\narr"
    await fill(davi, "read_out_me", figures=figures, when="soon")
    assert "Say when it comes again" in words_of(davi)
    await fill(davi, "read_out_me", figures="the weather", when="every monday at 9")
    assert "Write figures as you would ask for them" in words_of(davi)
    await fill(davi, "read_out_me", figures=figures, when="every monday at 9")
    await press(davi, "read_out_keep")

    await newest(davi, "readouts")
    await fill(davi, "read_out_change", figures=figures, when="every tuesday at 9")
    await fill(davi, "read_out_change", figures="arr", when="every friday at 9")
    await press(davi, "read_out_drop")
    assert "Every Monday at 09:00" in await newest(davi, "readouts")
    await fill(davi, "read_out_change", figures=figures, when="every tuesday at 9")
    await fill(davi, "read_out_change", figures="arr", when="every friday at 9")
    await press(davi, "read_out_keep")
    mine = await newest(davi, "readouts")
    assert "Every Friday at 09:00" in mine
    assert "at 09:00" not in mine.replace("Every Friday at 09:00", "")


async def test_a_read_out_that_is_paused_or_ended_does_not_come(world, davi):
    await world.to(WEDNESDAY, deals=5)
    await newest(davi, "every friday at 9 open deals of acme")
    await press(davi, "read_out_keep")
    await newest(davi, "readouts")
    await press(davi, "read_out_pause")
    await world.to(WEDNESDAY + 4 * DAY)
    assert "delivered" not in [state for state, _ in await world.told("read-out")]
    await press(davi, "read_out_go")
    for day in (8, 9, 10):
        await world.to(WEDNESDAY + day * DAY)
    assert [state for state, _ in await world.told("read-out")].count("delivered") == 1

    await newest(davi, "readouts")
    await press(davi, "read_out_end")
    assert "It is over: these figures come no more" in words_of(davi)
    for day in (15, 16, 17):
        await world.to(WEDNESDAY + day * DAY)
    assert [state for state, _ in await world.told("read-out")].count("delivered") == 1


async def test_an_alert_on_what_its_owner_may_not_see_any_more_ends_with_one_word(world, demo):
    await world.to(WEDNESDAY)
    async with managing(demo, ADMINISTRATOR) as owner:
        await alerted(owner, "tell me when gross margin is under 1 %")
        less = update(Contact).where(Contact.id == ADMINISTRATOR).values(permission="member")
        await world.do(less)
        for day in range(1, 5):
            await world.to(WEDNESDAY + day * DAY)
        assert said(await world.told("alert", ADMINISTRATOR)) == ["ended"]
        await owner.look()
        assert words_of(owner).count("An alert of yours ended") == 1


async def test_an_alert_on_a_partner_who_is_gone_ends_with_one_word(world, davi, demo):
    await world.to(WEDNESDAY, deals=5)
    await alerted(davi, "tell me when open deals of acme are over 10")
    called = {"name": "Zenith Works", "name_key": "zenith works"}
    await world.do(update(Partner).where(Partner.id == ACME).values(**called))
    async with demo.house.database.begin() as session:
        await raise_names(session)
    for day in range(1, 5):
        await world.to(WEDNESDAY + day * DAY, deals=12)

    assert said(await world.told("alert")) == ["ended"]
    assert f"{DEALS}" not in await newest(davi, "alerts")


async def test_a_figure_that_nobody_can_see_for_two_weeks_is_told_once(world, davi):
    await world.to(WEDNESDAY, deals=5)
    await alerted(davi, "tell me when nps of acme is under -99")
    await world.do(delete(Response))
    for day in (1, 2, 14):
        await world.to(WEDNESDAY + day * DAY, deals=5)
    assert await world.told("alert") == []
    for day in range(15, 36, 4):
        await world.to(WEDNESDAY + day * DAY, deals=5)

    assert said(await world.told("alert")) == ["dark"]
    await davi.look()
    assert words_of(davi).count("I cannot look: Net Promoter Score") == 1


async def test_how_silent_an_alert_is_its_owner_chooses_and_changes(world, davi):
    await world.to(WEDNESDAY, deals=5)
    said = "tell me when open deals of acme are over 10, {}"
    for amiss in ("back at 11", "quiet for 100 days", "with a margin of 20"):
        assert await newest(davi, said.format(amiss))
    refused = words_of(davi)
    assert "must lie on the other side" in refused
    assert "quiet for 1 to 90 days" in refused
    assert "That margin is wider than your line" in refused

    await alerted(davi, said.format("back at 6, quiet for 2 days"))
    silent = "Then silent until it is back at 6. Two crossings are told 2 days apart at least."
    assert silent in words_of(davi)
    for day, deals in enumerate((12, 8, 12, 6, 12), 1):
        await world.to(WEDNESDAY + day * DAY, deals)
    assert sum(one.endswith("crossed") for _, one in await world.told("alert")) == 2

    await newest(davi, "alerts")
    await fill(davi, "alert_change", side="over", value="10", lasts="1", quiet="1")
    await press(davi, "alert_keep")
    mine = await newest(davi, "alerts")
    assert "back at 9." in mine
    assert "Two crossings are told a day apart at least." in mine
