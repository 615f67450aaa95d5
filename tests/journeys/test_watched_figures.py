"""A manager has figures watched in the browser's chat, while the clock moves."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from aiohttp import ClientSession, CookieJar
from sqlalchemy import delete, select, update
from yarl import URL

from bot.beat.store.tables import Delivery, Send
from bot.figures.read_out_sends import ReadOutWatch
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.partner_tables import Deal
from drumbeat.demo.sample.people import MANAGERS
from tests.web.visitor import Visitor

MANAGER, ACME = MANAGERS[0], "partner-acme-it"
WEDNESDAY = datetime(2026, 11, 25, 4, tzinfo=UTC)
WEEK = timedelta(days=7)
REGISTERED = {"registered_on": date(2026, 11, 1), "state": "registered", "currency": "USD"}


@pytest.fixture
async def davi(demo):
    async with ClientSession(URL(demo.url), cookie_jar=CookieJar(unsafe=True)) as client:
        visitor = Visitor(client)
        await visitor.be(MANAGER)
        yield visitor


@pytest.fixture
def world(demo, clock):
    """Moves the clock, and the data with it."""

    class Moved:
        async def to(self, moment, deals=None):
            """Let it be this moment, with so many open deals of Acme's."""
            if deals is not None:
                await self._have(deals, moment.date())
            clock.move_to(moment)
            await demo.house.drum.strike(moment)

        async def _have(self, deals, day):
            amount = {"amount": 100, "amount_reporting": 100, "customer_name": "Quay"}
            async with demo.house.database.begin() as session:
                await session.execute(delete(Deal).where(Deal.partner_id == ACME))
                for number in range(deals):
                    named = {"id": f"quay-{number}", "deal_id": f"Q-{number}"}
                    session.add(Deal(partner_id=ACME, **named, **REGISTERED, **amount))
                await session.execute(update(CompleteUntil).values(day=day))

        async def told(self, kind):
            found = (
                select(Delivery.state, Send.subject)
                .join(Send, Send.id == Delivery.send_id)
                .where(Send.kind == kind, Delivery.contact_id == MANAGER)
                .order_by(Delivery.due_at, Send.subject)
            )
            async with demo.house.database.read() as session:
                return [tuple(row) for row in await session.execute(found)]

    return Moved()


def words_of(visitor):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", visitor.html)).split())


def packed(visitor, name):
    """What the newest button of this name carries."""
    return re.findall(rf'name="action" value="({name}[^"]*)"', visitor.html)[-1]


async def press(visitor, name):
    await visitor.press(unescape(packed(visitor, name)))
    await visitor.look()


def crossings(told):
    return [subject for _, subject in told if subject.endswith(":crossed")]


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
        await world.to(monday - timedelta(days=1), deals)
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
