from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, DummyCookieJar
from yarl import URL

from tests.web.doubles import House, open_house
from tests.web.visitor import Visitor, browsing


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house(heartbeat=0.05) as house:
        yield house


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[ClientSession]:
    """A client that is nobody yet and keeps no cookies."""
    async with ClientSession(URL(house.url), cookie_jar=DummyCookieJar()) as client:
        yield client


@pytest.fixture
async def marta(house: House) -> AsyncIterator[Visitor]:
    async with browsing(house) as visitor:
        yield visitor
