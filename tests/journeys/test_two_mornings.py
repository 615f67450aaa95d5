"""Two mornings in the browser's chat: a manager's before a review, and a partner's."""

import re
from datetime import UTC, datetime

import pytest

from tests.journeys.watched import WEDNESDAY, MovedWorld, managing, press, words_of

MONDAY_AT_EIGHT = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
KERENSA = "acme-it-01"
PARTS = re.compile(r"([\d,]+) USD a year \d+\.\d% ")
OTHERS = ("Bluepeak", "Fabrikam", "Northwind", "Litware", "Wingtip", "Contoso Cloud", "Adatum")


async def hear(visitor, words):
    """Say something, and return what came back."""
    await visitor.say(words)
    await visitor.look()
    return words_of(visitor).rpartition(words)[2]


async def pressed(visitor, name):
    """Press the newest button of this name, and return what stands at the end then."""
    before = words_of(visitor)
    await press(visitor, name)
    return words_of(visitor)[len(before) - 400 :]


def figure(text, before):
    """Return the number behind these words."""
    found = re.search(rf"{re.escape(before)}[: ]*([+-]?\d[\d,.]*)", text)
    assert found, (before, text)
    return float(found[1].replace(",", "").rstrip("."))


def words_of_newest(html):
    """Return what stands below the newest read-out's title."""
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    return words.partition("Your figures")[2]


@pytest.fixture
def world(demo, clock):
    return MovedWorld(demo, clock)


async def test_a_managers_morning_before_a_review(world, demo):
    await world.to(WEDNESDAY)
    async with managing(demo) as davi:
        await hear(davi, "every monday 8:00 my three numbers: arr of acme, churn of acme, nps")
        await press(davi, "read_out_keep")
        await world.to(MONDAY_AT_EIGHT)
        told = words_of_newest(await davi.look())
        for name in ("Annual recurring revenue (ARR)", "Customer churn", "Net Promoter Score"):
            assert name in told
        assert told.count("data up to") >= 3
        assert "on the way to 900,000 USD a year:" in told

        asked = await hear(davi, "arr of acme")
        arr = figure(asked, "Annual recurring revenue (ARR)")
        assert f"{arr:,.0f} USD a year" in told

        how = await pressed(davi, "how")
        assert f"{arr:,.0f} USD" in how
        assert "subscriptions" in how

        by_product = await hear(davi, "and by product")
        parts = [float(each.replace(",", "")) for each in PARTS.findall(by_product)]
        assert len(parts) > 3
        assert parts[-1] == arr
        assert sum(parts[:-1]) == pytest.approx(arr, abs=len(parts))
        by_region = await hear(davi, "and by region")
        assert f"EMEA {arr:,.0f} USD a year" in by_region

        await hear(davi, "arr of acme")
        changed = await pressed(davi, "changed")
        assert "What changed: Annual recurring revenue (ARR)" in changed
        assert re.search(r"left -[\d,]+ USD a month", changed)


async def test_a_manager_watches_a_figure_and_takes_the_brief_along(world, demo):
    await world.to(WEDNESDAY)
    async with managing(demo) as davi:
        arr = figure(await hear(davi, "arr of acme"), "Annual recurring revenue (ARR)")
        await hear(davi, "tell me when arr of acme is under 300k")
        await press(davi, "alert_keep")
        assert "under 300,000 USD a year Watching." in await hear(davi, "alerts")

        brief = await hear(davi, "brief acme")
        assert figure(brief, "Annual recurring revenue (ARR)") == arr
        for part in ("Targets", "What lies ahead", "Promised last time", "Who looks after it"):
            assert part in brief


@pytest.mark.every_change
async def test_a_partners_morning(world, demo):
    await world.to(WEDNESDAY)
    async with managing(demo, KERENSA) as kerensa:
        assert figure(await hear(kerensa, "what have i earned"), "Earned") > 0

        tier = await hear(kerensa, "how far from platinum")
        missing = figure(tier, "Requirements missing for a tier")
        assert tier.count("% and a seat") == 1
        assert missing == 2

        a_month = figure(await hear(kerensa, "what renews"), "Renewals due")
        listed = await hear(kerensa, "renewals")
        a_year = float(re.search(r"terms, ([\d,]+) USD a year", listed)[1].replace(",", ""))
        assert a_year == pytest.approx(12 * a_month, abs=12)

        satisfied = await hear(kerensa, "our csat")
        assert "Customer satisfaction (CSAT)" in satisfied
        assert "no survey that counts for it closed" in satisfied
        assert "Brief: Acme IT Services" in await hear(kerensa, "brief")

        said = words_of(kerensa)
        assert not [name for name in OTHERS if name in said]
