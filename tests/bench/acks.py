"""Signed Slack commands acknowledged: our door with its durable inbox, and a bare Bolt app."""

from functools import partial

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.intake import Intake
from adapters.slack.room import open_slack
from bot import ports
from bot.event import Event, Origin, Reply
from bot.store.inbox import StoredInbox
from bot.store.owed import StoredDebts
from content.wording import load_wording
from tests.bench.commands import PATH, SECRET, TEAM, signed_command
from tests.bench.compare import Comparison, Measured, compared, in_turns
from tests.bench.load import answered
from tests.bench.serving import Served, nothing_left, running, serve
from tests.bench.storage import kept_installations, new_database
from tests.fixtures.secrets import BOX

COMMANDS = 300
ASKED = 0.8


async def compare(rounds: int) -> Comparison:
    """Compare how many signed commands a second are acknowledged."""
    async with running("our-slack") as ours, running("bare-bolt") as bare:
        pairs = await in_turns(partial(_round, ours), partial(_round, bare), rounds)
    return compared(
        "Slack commands acknowledged",
        pairs,
        asked=ASKED,
        words=(
            "our door, each command on disk before its ack; a bare Bolt app that keeps nothing "
            "and looks for its listener's ack every 10 ms"
        ),
    )


async def _round(served: Served) -> Measured:
    return await answered(served, PATH, [signed_command() for _ in range(COMMANDS)])


async def bare_bolt() -> None:
    """Serve a Bolt app whose one listener only acknowledges."""

    async def authorize(**_about: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-1", bot_id="B1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.command("/nps")
    async def nps(ack: AsyncAck) -> None:
        await ack()

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    await serve([web.post(PATH, receive)])


async def our_slack() -> None:
    """Serve our Slack door with the durable inbox; nothing is done after the acknowledgement."""

    async def dispatch(_event: Event) -> Reply:
        return Reply()

    async with new_database() as database:
        here = ports.Installation("i1", "slack", TEAM, "xoxb-1", "UBOT", own=True)
        async with open_slack(
            signing_secret=SECRET,
            api_url="http://127.0.0.1:1/api/",
            intake=Intake(
                StoredInbox(database),
                _leave,
                dispatch,
                knows,
                BOX,
                StoredDebts(database, BOX),
                knows,
            ),
            installations=await kept_installations(database, here),
            wording=load_wording(),
            commands={"/nps": "nps"},
        ) as room:
            await serve([*room.routes, *nothing_left()])


async def knows(_who: Origin | str) -> bool:
    """Know everybody: no request is dropped."""
    return True


def _leave(_entry: ports.InboxEntry) -> None:
    """Do nothing more: the bare app does nothing more either."""
