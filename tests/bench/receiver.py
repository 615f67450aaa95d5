"""What stands for Teams' connector and Slack's API: it takes everything, at once."""

from itertools import count

from aiohttp import web

from tests.bench.serving import serve

numbers = count(1)
TOKEN = web.json_response({"access_token": "bench", "expires_in": 86_400}).body


async def receiver() -> None:
    """Serve it."""
    await serve(
        [
            web.post("/{tenant}/oauth2/v2.0/token", _token),
            web.route("*", "/{anything:.*}", _take),
        ]
    )


async def _token(_request: web.Request) -> web.Response:
    return web.Response(body=TOKEN, content_type="application/json")


async def _take(request: web.Request) -> web.Response:
    await request.read()
    number = next(numbers)
    return web.Response(
        body=b'{"ok":true,"id":"%d","ts":"%d.1"}' % (number, number),
        content_type="application/json",
    )
