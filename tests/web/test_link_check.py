"""Links are asked whether they answer, and nobody's own network is asked by it."""

import socket
from collections import Counter

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.test_utils import TestServer

from adapters.outgoing import PublicOnly, is_public
from adapters.web import link_check
from adapters.web.link_check import LinkCheck


@pytest.fixture
async def site():
    """A web site: it counts who asks for what, and leads wherever its address says."""
    asked = Counter[str]()

    async def answer(request: web.Request) -> web.Response:
        asked[f"{request.method} {request.path}"] += 1
        asked["with something of ours"] += "Cookie" in request.headers
        if request.path == "/loop":
            raise web.HTTPFound("/loop")
        if onward := request.query.get("to"):
            raise web.HTTPFound(onward)
        if request.path == "/no-head" and request.method == "HEAD":
            return web.Response(status=404)
        return web.Response(status=int(request.query.get("says", "200")))

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    server.asked = asked
    yield server
    await server.close()


def checking(site, allowed=lambda _: True):
    return LinkCheck(allowed, frozenset({site.port}))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/", None),
        ("/gone?says=404", "404"),
        ("/broken?says=500", "500"),
        ("/members?says=403", None),
        ("/no-head", None),
        ("/old?to=/new", None),
        ("/old?to=/gone%3Fsays%3D410", "410"),
        ("/loop", "round"),
    ],
)
async def test_an_address_is_dead_where_its_end_says_so(site, path, why):
    url = str(site.make_url("/")).rstrip("/") + path

    assert await checking(site).dead([url, url]) == ({url: why} if why else {})


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1"),
        *("ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1"),
        *("fe80::1%eth0", "not an address", ""),
    ],
)
def test_no_address_within_a_network_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822"])
def test_addresses_of_the_open_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://intranet/", "http://[::1]/"),
        *("http://2130706433/", "http://0x7f.0x1/", "http://127.1/", "http://0177.0.0.1/"),
        *("http://10.0.0.1:80/", "http://example.com:22/", "https://example.com:8443/"),
        *("http://me:secret@example.com/", "ftp://example.com/", "file:///etc/passwd"),
        *("http://[::ffff:169.254.169.254]/latest/meta-data", "http://169.254.169.254./"),
        "http://\N{FULLWIDTH DIGIT ONE}27.0.0.1/",
    ],
)
async def test_what_leads_inside_is_never_asked(url):
    assert await LinkCheck().dead([url]) == {url: "inside"}


async def test_a_page_that_leads_inside_is_not_followed(site):
    onward = f"http://127.0.0.2:{site.port}/secret"
    url = f"{site.make_url('/')}?to={onward}"

    assert await checking(site, lambda ip: ip == "127.0.0.1").dead([url]) == {url: "inside"}
    assert site.asked["HEAD /secret"] == site.asked["GET /secret"] == 0


class Names(AbstractResolver):
    """Says where a host is, as whoever owns its name wants it."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [{"hostname": host, "host": each, "port": port} for each in self.addresses]

    async def close(self) -> None:
        """Nothing was opened."""


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.216.34", "10.0.0.1"), ()])
async def test_a_name_with_an_address_inside_is_not_asked(site, monkeypatch, addresses):
    monkeypatch.setattr(link_check, "ThreadedResolver", lambda: Names(*addresses))
    check = LinkCheck(is_public, frozenset({site.port}))
    url = f"http://rebound.example.com:{site.port}/"

    assert await check.dead([url]) == {url: "inside"}
    assert not site.asked


async def test_a_public_name_is_looked_up_once_and_that_very_address_is_asked(site):
    found = await PublicOnly(Names("93.184.216.34"), is_public).resolve("example.com")

    assert [each["host"] for each in found] == ["93.184.216.34"]
