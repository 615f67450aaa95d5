"""The browser's half of a counted button: on to the page, or a kind word where there is none."""

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.web.leading import open_leading
from bot.errors import DatabaseTrouble
from content.wording import load_wording

PAGE = "https://cirrus.example/guide?a=ä&b=%2F"


class Led:
    """Knows one token, and takes down who followed it."""

    def __init__(self):
        self.visits = []

    async def follow(self, token, agent, *, is_glance):
        self.visits.append((agent, is_glance))
        if token == "broken":
            raise DatabaseTrouble("the disk is full", "make room")
        return PAGE if token == "known" else None


@pytest.fixture
async def open_page():
    """Ask for a token as a browser does; returns the answer, its page, and who was seen."""
    led, site = Led(), web.Application()
    site.add_routes(open_leading(led, vendor="Cirrus", wording=load_wording()))

    async with TestServer(site) as server, ClientSession() as http:

        async def ask(token, method="GET", **headers):
            url = server.make_url(f"/r/{token}")
            headers = {"User-Agent": "Firefox", **headers}
            async with http.request(method, url, headers=headers, allow_redirects=False) as answer:
                return answer, await answer.text(), led.visits

        yield ask


async def test_a_known_button_opens_its_page_and_is_kept_nowhere_on_the_way(open_page):
    answer, _, visits = await open_page("known")

    assert answer.status == 302
    assert answer.headers["Location"] == "https://cirrus.example/guide?a=%C3%A4&b=%2F"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers
    assert visits == [("Firefox", False)]


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch;prerender"}), ("GET", {"X-Moz": "prefetch"})],
)
async def test_what_only_glances_is_told_apart(open_page, method, headers):
    answer, _, visits = await open_page("known", method, **headers)

    assert answer.status == 302
    assert visits == [("Firefox", True)]


@pytest.mark.parametrize("token", ["unknown", "x" * 500])
async def test_a_button_that_leads_nowhere_says_so_kindly(open_page, token):
    answer, page, _ = await open_page(token, **{"Accept-Language": "de"})

    assert answer.status == 404
    assert "Diese Schaltfläche führt nirgendwohin mehr" in page


async def test_a_database_that_is_away_asks_to_come_again(open_page):
    answer, page, _ = await open_page("broken")

    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert "nothing of yours is lost" in page
