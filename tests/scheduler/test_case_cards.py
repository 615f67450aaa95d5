"""What stands on the card of a case, and what its forms offer."""

from datetime import date, time

import pytest

from bot.errors import MessageGone, NotSent
from bot.form import DateField, TimeField
from tests.scheduler.case_office import CaseOffice, at_work, text
from tests.scheduler.office import says


@pytest.fixture
async def office(database_url: str):
    async with at_work(database_url) as office:
        yield office


def offered(reply) -> tuple[date | None, time | None]:
    day = next(one for one in reply.form.fields if isinstance(one, DateField))
    at = next(one for one in reply.form.fields if isinstance(one, TimeField))
    return day.initial, at.initial


async def test_a_case_that_nobody_took_says_for_whom_it_waits(office: CaseOffice):
    await office.answer("ann", 3)
    await office.strike(minutes=1)
    managers = text(office.messenger.last("mia"))
    waits = text((await office.press("root", "Take it", office.messenger.last("mia"))).update)

    assert "nobody yet; it waits for mia" in managers
    assert "ann was promised to hear from you by Wed 3 Jun 2026, 11:00" in managers
    assert "it waits for" not in waits


async def test_who_reads_the_case_of_a_colleague_is_not_told_that_they_are_in_touch(
    office: CaseOffice,
):
    await office.answer("ann", 3)
    await office.strike(minutes=1)
    booked = await office.press("mia", "Call booked")
    mine = await office.fill(
        "mia", booked.form.action, day=str(offered(booked)[0]), time=f"{offered(booked)[1]:%H:%M}"
    )
    theirs = await office.press("root", "Reassign", mine.update)
    given = await office.fill("root", theirs.form.action, who="root")

    assert "You are in touch with ann. When it is done, press Close" in text(mine.update)
    assert "You are in touch with ann." in text(given.update)


async def test_the_answer_that_a_case_came_of_is_not_among_what_passed_before(
    office: CaseOffice,
):
    await office.answer("ann", 3)
    await office.strike(minutes=1)

    assert "they answered NPS" not in text(office.messenger.last("mia"))


async def test_the_form_for_a_call_offers_the_next_full_hour_of_business(office: CaseOffice):
    await office.answer("ann", 3)
    await office.strike(minutes=1)
    today = offered(await office.press("mia", "Call booked"))
    await office.strike(days=4)
    after_the_weekend = offered(await office.press("mia", "Call booked"))

    # Tuesday, eleven o'clock in Berlin; then Saturday.
    assert today == (date(2026, 6, 2), time(12))
    assert after_the_weekend == (date(2026, 6, 8), time(10))


async def test_a_card_that_a_platform_could_not_draw_is_drawn_when_it_can_again(
    office: CaseOffice,
):
    await office.answer("ann", 2)
    await office.strike(minutes=1)
    office.messenger.script["change mia@slack"] = [NotSent("no answer")]
    await office.answer("ann", 2, "The price")
    await office.strike(seconds=5)
    await office.strike(seconds=5)
    resting = list(office.messenger.amended)
    await office.strike(minutes=2)
    await office.strike(minutes=2)

    assert resting == []
    assert [(who, "The price" in words) for who, _, words in office.messenger.amended] == [
        ("mia@slack", True),
    ]


async def test_a_card_that_is_gone_is_not_drawn_again(office: CaseOffice):
    await office.answer("ann", 2)
    await office.strike(minutes=1)
    office.messenger.script["change mia@slack"] = [MessageGone("message_not_found")]
    await office.answer("ann", 2, "The price")
    await office.strike(minutes=2)
    await office.strike(minutes=2)

    assert office.messenger.amended == []


async def test_a_desk_where_nothing_waits_says_so(office: CaseOffice):
    nothing = await office.say("mia", "cases")
    closed = await office.say("mia", "cases closed Northwind")

    assert "No complaint waits for you." in says(nothing)
    assert "No such case" in says(closed)
