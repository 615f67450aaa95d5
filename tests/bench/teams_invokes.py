"""Signed presses on a card answered: our door, and the same handler without the SDK."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count

from aiohttp import web

from tests.bench.compare import Comparison, Measured, compared, in_turns
from tests.bench.load import Request, answered
from tests.bench.serving import Served, running
from tests.bench.teams_doors import APP_ID, HERE, OPENID, PATH
from tests.stand_ins.teams.keys import Keys

INVOKES = 200
PEOPLE = 50
ASKED = 0.85
numbers = count(1)


async def compare(rounds: int) -> Comparison:
    """Compare how many signed invokes a second are answered."""
    keys = Keys(APP_ID)
    async with (
        published(keys) as openid,
        running("receiver") as receiver,
        running("teams-with-sdk", receiver.address, openid) as ours,
        running("teams-direct", receiver.address, openid) as direct,
    ):
        ask = partial(_round, keys, f"{receiver.address}/emea/")
        pairs = await in_turns(partial(ask, ours), partial(ask, direct), rounds)
    return compared(
        "Teams invokes answered",
        pairs,
        asked=ASKED,
        words=(
            "our door (token checked, invoke on disk, turn of botbuilder, card in the answer); "
            "the same door whose handler is called without botbuilder"
        ),
    )


async def _round(keys: Keys, service_url: str, served: Served) -> Measured:
    header = keys.header(service_url, time.time())
    headers = {"Content-Type": "application/json", "Authorization": str(header)}
    requests = [Request(_press(service_url), headers) for _ in range(INVOKES)]
    return await answered(served, PATH, requests)


def _press(service_url: str) -> bytes:
    """Return one press on a card, as Teams sends it, never the same twice."""
    number = next(numbers)
    person = number % PEOPLE
    tenant = HERE.external_id
    activity = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "id": f"f:{number}",
        "timestamp": "2026-11-27T08:30:00.000Z",
        "localTimezone": "Europe/Berlin",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": f"29:{person}", "name": "Ada", "aadObjectId": f"u{person}"},
        "conversation": {
            "conversationType": "personal",
            "tenantId": tenant,
            "id": f"a:{person}",
        },
        "recipient": {"id": f"28:{APP_ID}", "name": "Drumbeat"},
        "entities": [
            {"type": "clientInfo", "locale": "en-GB", "timezone": "Europe/Berlin"},
        ],
        "channelData": {"tenant": {"id": tenant}, "source": {"name": "message"}},
        "replyToId": "1700000000000",
        "value": {
            "action": {
                "type": "Action.Execute",
                "verb": "give_score",
                "data": {"action": "give_score?i=0123456789abcdef01234567&value=9"},
            },
            "trigger": "manual",
        },
    }
    return json.dumps(activity).encode()


@asynccontextmanager
async def published(keys: Keys) -> AsyncIterator[str]:
    """Publish the public keys, as Microsoft does, where both servers fetch them once."""

    async def openid(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"http://{request.host}/keys"})

    async def as_json(_request: web.Request) -> web.Response:
        return web.json_response(keys.as_json())

    app = web.Application()
    app.add_routes([web.get(OPENID, openid), web.get("/keys", as_json)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
