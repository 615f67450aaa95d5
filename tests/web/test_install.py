"""The browser's half of installing: its cookie, its languages, and trouble on the way."""

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.web.install import open_install
from bot.errors import DatabaseTrouble
from bot.message import notice
from bot.ports import Departure, InstallPage
from content.wording import load_wording


class Desk:
    """Takes down what it was asked, and sends everybody on."""

    def __init__(self):
        self.asked = []

    async def show(self, token, languages):
        self.asked.append((token, languages))
        return InstallPage(notice("Shown", "here"))

    async def depart(self, token, languages):
        self.asked.append((token, languages))
        return Departure("https://slack.example/oauth/v2/authorize?state=s", "b")

    async def receive(self, back, languages):
        self.asked.append((back, languages))
        raise DatabaseTrouble("the disk is full", "make room")


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
async def serve(desk):
    """Serve the two pages as the public address has them."""
    servers = []

    async def begin(public_url):
        site = web.Application()
        wording = load_wording()
        site.add_routes(
            open_install(desk, vendor="Cirrus", wording=wording, public_url=public_url)
        )
        servers.append(TestServer(site))
        await servers[-1].start_server()
        return servers[-1]

    yield begin
    for server in servers:
        await server.close()


@pytest.fixture
async def http():
    async with ClientSession() as session:
        yield session


async def sent_on(http, server):
    url = server.make_url("/slack/install?for=t&go=1")
    async with http.get(url, allow_redirects=False) as answer:
        return answer.status, answer.headers["Location"], answer.headers["Set-Cookie"].split("; ")


async def test_the_cookie_goes_over_an_encrypted_way_alone_where_there_is_one(serve, http):
    status, where, cookie = await sent_on(http, await serve("https://beat.example"))
    below = (await sent_on(http, await serve("https://our.example/beat/")))[2]
    plain = (await sent_on(http, await serve("http://127.0.0.1:8080")))[2]

    assert (status, where) == (302, "https://slack.example/oauth/v2/authorize?state=s")
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/slack", "Max-Age=600"} <= set(cookie)
    assert "Path=/beat/slack" in below
    assert "Secure" not in plain


@pytest.mark.parametrize(
    ("wanted", "understood"),
    [
        ("de-CH;q=0.4, fr, en;q=0.9", ("fr", "en", "de-CH")),
        ("*", ()),
        ("en;q=much, de", ("de", "en")),
        ("x" * 400, ()),
    ],
)
async def test_a_browser_says_what_is_read_there(serve, http, desk, wanted, understood):
    server = await serve("https://beat.example")
    headers = {"Accept-Language": wanted}
    async with http.get(server.make_url("/slack/install?for=t"), headers=headers) as answer:
        assert answer.status == 200

    assert desk.asked == [("t", understood)]


async def test_a_database_that_is_away_is_said_kindly_and_not_kept_from_the_caller(serve, http):
    server = await serve("https://beat.example")
    url = server.make_url("/slack/oauth_redirect?state=s&code=c")
    async with http.get(url, headers={"Accept-Language": "de"}) as answer:
        page = await answer.text()

    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "disk" not in page
    assert "Gerade nicht" in page
