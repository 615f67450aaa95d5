"""The address of a picture of ours: the picture itself, for good, or nothing."""

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.web.pictures import open_pictures
from bot.pictures import PNG, Picture
from tests.fixtures.pictures import png

KNOWN = png(4, 4)


async def find(digest: str, name: str) -> Picture | None:
    return {("d1", "logo.png"): KNOWN, ("d2", "words"): Picture(b"<script>")}.get((digest, name))


async def test_a_picture_is_shown_and_whatever_else_lies_there_is_not():
    site = web.Application()
    site.add_routes(open_pictures(find))
    async with TestServer(site) as server, ClientSession() as http:
        asked = {}
        for path in ("d1/logo.png", "d0/logo.png", "d2/words"):
            async with http.get(server.make_url(f"/pictures/{path}")) as answer:
                asked[path] = (answer.status, answer.content_type, await answer.read())
                headers = dict(answer.headers) if answer.status == 200 else {}
                if headers:
                    shown = headers

    assert asked["d1/logo.png"] == (200, PNG, KNOWN.data)
    assert [asked[path][0] for path in ("d0/logo.png", "d2/words")] == [404, 404]
    assert "immutable" in shown["Cache-Control"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in shown
