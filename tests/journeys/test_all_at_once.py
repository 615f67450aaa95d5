"""A hundred people answer at once, by two doors, and every request comes twice."""

import asyncio
from contextlib import asynccontextmanager
from itertools import count
from random import Random

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import select

from bot.store.sessions import Database
from bot.voice.store.tables import FormerAnswer, Response
from drumbeat.app import open_house
from drumbeat.settings import read_settings
from tests.bench import commands, teams_doors
from tests.bench.gestures import OnSlack, OnTeams
from tests.bench.programme import TENANT, fill, invitation
from tests.bench.storage import SECRET_KEY
from tests.bench.teams_invokes import published
from tests.fixtures.small_house import served
from tests.stand_ins.teams.keys import Keys

PEOPLE, ON_BOTH, AT_ONCE = 100, 20, 25


@asynccontextmanager
async def _platforms():
    """Stand for Slack's API and Teams' connector, which take everything."""
    numbers = count(1)

    async def take(request):
        await request.read()
        number = next(numbers)
        told = {"ok": True, "id": str(number), "ts": f"{number}.1"}
        return web.json_response({**told, "access_token": "t", "expires_in": 86_400})

    async with served([web.route("*", "/{anything:.*}", take)]) as server:
        yield server.url


@pytest.fixture
async def doors(database_url):
    """The two doors of a house in which a hundred people were asked, and their database."""
    keys = Keys(teams_doors.APP_ID)
    async with _platforms() as outside, published(keys) as openid:
        database = Database(database_url)
        await fill(database, PEOPLE, f"{outside}/emea/")
        settings = read_settings(
            vendor="Cirrus",
            secret_key=SECRET_KEY,
            database_url=database_url,
            port=0,
            slack_signing_secret=commands.SECRET,
            slack_api_url=f"{outside}/api/",
            teams_app_id=teams_doors.APP_ID,
            teams_app_password="password",
            teams_tenant_id=TENANT,
            teams_login_url=outside,
            teams_openid_url=openid + teams_doors.OPENID,
            teams_service_hosts=outside.removeprefix("http://"),
        )
        async with open_house(settings) as house, served(house.routes) as server:
            working = asyncio.create_task(house.workers.run())
            slack = OnSlack(f"{outside}/response"), server.url + commands.PATH
            teams = OnTeams(keys, f"{outside}/emea/"), server.url + teams_doors.PATH
            yield Doors(database, house, slack, teams)
            house.workers.stop()
            await working
        await database.close()


class Doors:
    def __init__(self, database, house, slack, teams):
        self.database, self.house, self.slack, self.teams = database, house, slack, teams

    def tap(self, person, score, *, on_teams=False):
        """Return the signed request of a tap, and where it goes."""
        gestures, url = self.teams if on_teams else self.slack
        return url, gestures.press(person, f"score?i={invitation(person)}&value={score}")

    async def storm(self, taps):
        """Send every request from many hands at once; each is acknowledged."""
        waiting = list(taps)

        async def send(session):
            while waiting:
                url, request = waiting.pop()
                async with session.post(url, data=request.body, headers=request.headers) as told:
                    assert told.status == 200, await told.read()

        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(send(session))
        await self.house.workers.idle()

    async def rows(self, statement):
        async with self.database.read() as session:
            return (await session.execute(statement)).all()


@pytest.mark.both_databases
async def test_everybody_has_one_answer_the_last_one_and_all_they_said_before(doors):
    tapped = {person: [person % 5, 5 + person % 3] for person in range(PEOPLE)}
    taps = [doors.tap(who, score) for who, scores in tapped.items() for score in scores]
    for person in range(ON_BOTH):
        tapped[person].append(10)
        taps.append(doors.tap(person, 10, on_teams=True))
    redelivered = [*taps, *taps]
    Random(12).shuffle(redelivered)  # noqa: S311 - an order, and no secret
    await doors.storm(redelivered)

    former = {person: [] for person in range(PEOPLE)}
    for who, number, by in await doors.rows(
        select(FormerAnswer.contact_id, FormerAnswer.number, FormerAnswer.changed_by).order_by(
            FormerAnswer.nth
        )
    ):
        assert by == who
        former[int(who[1:])].append(number)
    stands = {
        int(who[1:]): score
        for who, score in await doors.rows(select(Response.contact_id, Response.score))
    }

    assert len(stands) == PEOPLE
    assert {person: sorted([*former[person], stands[person]]) for person in tapped} == {
        person: sorted(scores) for person, scores in tapped.items()
    }

    some = [f"c{person}" for person in range(ON_BOTH)]
    await doors.storm(doors.tap(person, 9) for person in range(ON_BOTH))
    await doors.storm(taps[: 2 * ON_BOTH])
    stands = select(Response.score).where(Response.contact_id.in_(some)).distinct()

    assert await doors.rows(stands) == [(9,)]
