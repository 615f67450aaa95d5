"""A manager whose figures are watched in the browser's chat, while clock and data move."""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from html import unescape

from aiohttp import ClientSession, CookieJar
from sqlalchemy import delete, select, update
from yarl import URL

from bot.beat.store.tables import Delivery, Send
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.partner_tables import Deal
from drumbeat.demo.sample.people import MANAGERS
from tests.journeys.small_send import PATIENCE
from tests.web.visitor import Visitor

MANAGER, ACME = MANAGERS[0], "partner-acme-it"
WEDNESDAY = datetime(2026, 11, 25, 4, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
REGISTERED = {"registered_on": date(2026, 11, 1), "state": "registered", "currency": "USD"}


@asynccontextmanager
async def managing(demo, who=MANAGER):
    """A browser in which the manager of Acme writes, or somebody else."""
    async with ClientSession(URL(demo.url), cookie_jar=CookieJar(unsafe=True)) as client:
        visitor = Visitor(client)
        await visitor.be(who)
        yield visitor


class MovedWorld:
    """Moves the clock, and the data with it."""

    def __init__(self, demo, clock):
        self.demo, self.clock = demo, clock

    async def to(self, moment, deals=None):
        """Let it be this moment, with so many open deals of Acme's."""
        if deals is not None:
            await self._have(deals, moment.date())
        self.clock.move_to(moment)
        await self.demo.house.drum.strike(moment)

    async def do(self, *statements):
        """Let the rows be otherwise."""
        async with self.demo.house.database.begin() as session:
            for statement in statements:
                await session.execute(statement)

    async def _have(self, deals, day):
        amount = {"amount": 100, "amount_reporting": 100, "customer_name": "Quay"}
        async with self.demo.house.database.begin() as session:
            await session.execute(delete(Deal).where(Deal.partner_id == ACME))
            for number in range(deals):
                named = {"id": f"quay-{number}", "deal_id": f"Q-{number}"}
                session.add(Deal(partner_id=ACME, **named, **REGISTERED, **amount))
            await session.execute(update(CompleteUntil).values(day=day))

    async def told(self, kind, who=MANAGER):
        """Return state and subject of what somebody was told, besides the sample's own."""
        found = (
            select(Delivery.state, Send.subject)
            .join(Send, Send.id == Delivery.send_id)
            .where(Send.kind == kind, Delivery.contact_id == who)
            .where(Send.subject.not_like("%-01:%"))
            .order_by(Delivery.due_at, Send.subject)
        )
        async with self.demo.house.database.read() as session:
            return [tuple(row) for row in await session.execute(found)]


def words_of(visitor):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", visitor.html)).split())


def packed(visitor, name):
    """What the newest button of this name carries."""
    return re.findall(rf'name="action" value="({name}[^"]*)"', visitor.html)[-1]


async def press(visitor, name):
    """Press the newest button of this name, once one stands there: a busy machine answers late."""
    async with asyncio.timeout(PATIENCE):
        while f'name="action" value="{name}' not in visitor.html:
            await visitor.look()
    await visitor.press(unescape(packed(visitor, name)))
    await visitor.look()
