"""The whole house that is pressed, and the bare doors that only check and acknowledge."""

import asyncio
import os
import re
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import event

from adapters.teams.api import new_session
from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import SigningKeys
from adapters.teams.verify import Verifier
from bot.store.sessions import Database
from drumbeat.app import open_house
from drumbeat.settings import read_settings
from tests.bench import commands, teams_doors
from tests.bench.serving import COUNTED, DONE, nothing_left, serve


class Counted:
    """Counts what a database is asked: statements, transactions, and those that write."""

    def __init__(self, database: Database) -> None:
        self.statements = self.transactions = self.commits = 0
        engine = database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", self._note)
        event.listen(engine, "begin", self._begin)

    def _note(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self.statements += not statement.startswith("BEGIN")

    def _begin(self, connection: Any) -> None:
        self.transactions += 1
        self.commits += bool(connection.get_execution_options().get("drumbeat_writes"))

    async def tell(self, _request: web.Request) -> web.Response:
        """Tell all three."""
        return web.json_response([self.statements, self.transactions, self.commits])


async def house() -> None:
    """Serve a whole house, but for its beat: nothing but presses is done."""
    os.chdir(os.environ["TMPDIR"])
    async with open_house(read_settings()) as opened:
        counted = Counted(opened.database)

        async def done(_request: web.Request) -> web.Response:
            await opened.workers.idle()
            return web.Response()

        more = [web.get(COUNTED, counted.tell), web.get(DONE, done)]
        async with asyncio.TaskGroup() as group:
            group.create_task(opened.workers.run())
            await serve([*opened.routes, *more])


async def bare_slack() -> None:
    """Serve a Bolt app whose listeners only acknowledge, whatever comes."""

    async def authorize(**_about: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=commands.TEAM, bot_token="xoxb-1", bot_id="B1"
        )

    app = AsyncApp(signing_secret=commands.SECRET, authorize=authorize)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app.command("/nps")(acknowledge)
    app.action(re.compile(".*"))(acknowledge)
    app.event("message")(acknowledge)

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    await serve([web.post(commands.PATH, receive), *nothing_left()])


async def bare_teams(receiver: str, openid: str) -> None:
    """Serve an aiohttp door that checks the token as ours does, and acknowledges."""
    async with new_session() as session:
        hosts = ServiceHosts([receiver.removeprefix("http://")])
        keys = SigningKeys(session, openid + teams_doors.OPENID)
        verifier = Verifier(
            keys, hosts, app_id=teams_doors.APP_ID, is_open=False, default_tenant=""
        )

        async def receive(request: web.Request) -> web.Response:
            await verifier.read(request)
            return web.json_response({"statusCode": 200})

        await serve([web.post(teams_doors.PATH, receive), *nothing_left()])
