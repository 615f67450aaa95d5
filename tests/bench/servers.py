"""What is compared, each in a process of its own: ours, and what one would write by hand."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.room import open_slack
from bot import ports
from bot.event import Event, Reply
from bot.store.inbox import StoredInbox
from bot.store.installations import StoredInstallations
from bot.store.migrate import upgrade
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database
from tests.bench.load import SECRET


async def bare_bolt() -> None:
    """Serve a Bolt app whose one listener only acknowledges."""

    async def authorize(**_about: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.command("/nps")
    async def nps(ack: AsyncAck) -> None:
        await ack()

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    await _serve([web.post("/slack/events", receive)])


async def our_door() -> None:
    """Serve our Slack door with the durable inbox; nothing is done after the acknowledgement."""

    async def dispatch(_event: Event) -> Reply:
        return Reply()

    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        database = Database(url)
        installations = StoredInstallations(database, SecretBox(SECRET * 2))
        here = ports.Installation("i1", "slack", "T1", "xoxb-1", "UBOT", own=True)
        await installations.seed(here, "Bench")
        async with open_slack(
            signing_secret=SECRET,
            api_url="http://127.0.0.1:1/api/",
            inbox=StoredInbox(database),
            submit=_leave,
            dispatch=dispatch,
            installations=installations,
        ) as room:
            await _serve(room.routes)


def _leave(_entry: ports.InboxEntry) -> None:
    """Do nothing more: the bare app does nothing more either."""


async def _serve(routes: list[web.RouteDef]) -> None:
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - the parent process reads it
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run({"bare": bare_bolt, "ours": our_door}[sys.argv[1]]())
