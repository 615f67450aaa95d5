"""The server under pressure: half requests, too many callers, and what cannot be read."""

import asyncio
import json
import time
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
import pytest

from drumbeat import listening
from tests.fixtures.program import serving
from tests.journeys.conftest import served

FILES, FLOOD = 256, 350
HALF = b"POST /slack/events HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n"
SECRET = "b" * 20
TOKEN = "Zm9yLXRoZS1wYWdlLWFsb25l"
EVERYTHING = {
    "SLACK_SIGNING_SECRET": "s" * 20,
    "TEAMS_ALLOW_ANONYMOUS": "1",
    "SMTP_URL": "smtp://127.0.0.1:9",
    "SMTP_ALLOW_PLAIN": "1",
    "MAIL_FROM": "Beat <beat@cirrus.example>",
    "MAIL_IMPRINT": "Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
    "PUBLIC_URL": "http://127.0.0.1/",
    "BOUNCE_SECRET": SECRET,
}
ROUTES = (
    ("POST", "/slack/events"),
    ("POST", "/api/messages"),
    ("POST", "/email/bounces"),
    ("GET", f"/s/{TOKEN}"),
    ("POST", f"/s/{TOKEN}"),
    ("GET", f"/u/{TOKEN}"),
    ("POST", f"/u/{TOKEN}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/nowhere"),
)
UNREADABLE = {
    "a header without characters": [b"X-Any: \xff\xfe"],
    "a cookie without characters": [b"Cookie: visit=\xff"],
    "a secret without characters": [b"X-Drumbeat-Secret: \xff"],
    "a length that is no number": [b"Content-Length: many"],
    "a length below nothing": [b"Content-Length: -1"],
    "two lengths": [b"Content-Length: 1", b"Content-Length: 2"],
    "an unknown way of cutting": [b"Transfer-Encoding: slices"],
    "a header without a name": [b": value"],
}
ODD = {
    "gzip said over plain bytes": [b"Content-Encoding: gzip", b"Content-Length: 5"],
    "deflate said over plain bytes": [b"Content-Encoding: deflate", b"Content-Length: 5"],
    "an origin that is no address": [b"Origin: http://["],
    "an unknown character set": [b"Content-Type: text/plain; charset=martian"],
    "a form in an unknown character set": [
        b"Content-Type: application/x-www-form-urlencoded; charset=\x22",
        b"Content-Length: 5",
    ],
    "parts without a boundary": [b"Content-Type: multipart/form-data", b"Content-Length: 5"],
    "parts with an odd boundary": [
        b"Content-Type: multipart/form-data; boundary*=x''%ff",
        b"Content-Length: 5",
    ],
    "a type that is none": [b"Content-Type: ;;;/", b"Content-Length: 5"],
    "an odd host": [b"Host: [::"],
}


async def talk(url, raw, body=b"plain"):
    """Send bytes and return the status of the answer with its text."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(raw + body)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    head, _, text = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), text.decode()


def request(method, path, headers):
    lines = [f"{method} {path} HTTP/1.1".encode(), *headers]
    if not any(line.startswith(b"Host") for line in headers):
        lines.insert(1, b"Host: 127.0.0.1")
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


@asynccontextmanager
async def flood(url):
    """Hold as many half requests as are let in, until the block ends."""
    where = urlsplit(url)
    async with AsyncExitStack() as stack:
        for _ in range(FLOOD):
            _, writer = await asyncio.open_connection(where.hostname, where.port)
            stack.callback(writer.close)
            writer.write(HALF)
        yield


async def test_three_hundred_half_requests_keep_nobody_from_being_served(programme_url):
    log = []
    async with (
        serving(programme_url, files=FILES, log=log, **EVERYTHING) as program,
        flood(program.url),
        aiohttp.ClientSession() as session,
    ):
        answers = []
        for _ in range(20):
            begun = time.monotonic()
            async with session.get(f"{program.url}/readyz") as answer:
                answers.append((answer.status, time.monotonic() - begun < 2))
    complaints = [line for line in log if b"too_many_callers" in line]

    assert set(answers) == {(200, True)}
    assert len(complaints) == 1
    assert not [line for line in log if b"Traceback" in line or b"accept" in line]


@pytest.fixture
async def house(slack_settings, clock):
    running = await served(slack_settings, clock)
    yield running
    await running.stop()


@pytest.mark.parametrize("begun", [b"", b"GET /hea", HALF, HALF + b"\r\nhalf"])
async def test_a_request_that_is_not_whole_in_time_is_closed(house, monkeypatch, begun):
    monkeypatch.setattr(listening, "WHOLE_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(begun)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        async with asyncio.timeout(5):
            await reader.readexactly(1)
    writer.close()


async def test_a_caller_that_is_idle_between_two_requests_is_left_alone(house, monkeypatch):
    monkeypatch.setattr(listening, "WHOLE_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    asked = b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n"
    for _ in range(2):
        writer.write(asked)
        assert await reader.readuntil(b"}")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await reader.readexactly(1)
    writer.close()


async def test_what_cannot_be_read_is_refused_in_a_sentence_on_every_route(programme_url):
    log, refused, answered = [], {}, {}
    async with serving(programme_url, log=log, **EVERYTHING) as program:
        for method, path in ROUTES:
            for name, headers in UNREADABLE.items():
                raw = request(method, path, headers)
                refused[method, path, name] = await talk(program.url, raw)
            refused[method, path, "address"] = await talk(
                program.url, request(method, f"{path}?value=%ff", ())
            )
            refused[method, path, "bytes"] = await talk(
                program.url, request(method, path, ()).replace(b" HTTP", b"?value=\xff HTTP")
            )
            for name, headers in ODD.items():
                raw = request(method, path, headers)
                answered[method, path, name] = await talk(program.url, raw)
    wrong = {key: status for key, (status, _) in refused.items() if status != 400}
    unclear = {key: text for key, (_, text) in refused.items() if not text.endswith(".\n")}
    failed = {
        key: status
        for key, (status, _) in answered.items()
        if status >= 500 and not (key[1] == "/readyz" and status == 503)
    }

    assert (wrong, unclear, failed) == ({}, {}, {})
    assert not [line for line in log if b"Traceback" in line]


LINES = (
    b"GET /s/TOKEN\x01 HTTP/1.1",
    b"GET /s/TOKEN HTTP/9.x",
    b"GET /s/TOKEN twice HTTP/1.1",
    b"G\xcbT /s/TOKEN HTTP/1.1",
    b"GET /s/TOKEN?" + b"x" * 9000 + b" HTTP/1.1",
    b"GET http://[/s/TOKEN HTTP/1.1",
    b"GET /s/TOKEN HTTP/1.1\r\nbad header\x00: x",
    b"GET /s/TOKEN?value=\xff HTTP/1.1",
    b"POST /api/messages HTTP/1.1\r\nAuthorization: Bearer TOKEN" + b"x" * 9000,
    b"POST /api/messages HTTP/1.1\r\nAuthorization: Bearer TOKEN" + b"x" * 70_000,
    b"POST /api/messages HTTP/1.1\r\nX-TOKEN" + b"x" * 9000 + b": 1",
)


async def test_a_request_that_cannot_be_parsed_is_one_line_without_its_address(programme_url):
    log, statuses = [], []
    async with serving(programme_url, log=log, **EVERYTHING) as program:
        for line in LINES:
            raw = line.replace(b"TOKEN", TOKEN.encode()) + b"\r\nHost: here\r\n\r\n"
            statuses.append((await talk(program.url, raw, b""))[0])
        after, _ = await talk(program.url, request("GET", "/healthz", ()), b"")
    told = [json.loads(one)["event"] for one in log if b"unreadable" in one]

    assert statuses == [400] * len(LINES)
    assert after == 200
    assert told == ["request_unreadable"] * len(LINES)
    assert TOKEN.encode() not in b"\n".join(log)
    assert not [one for one in log if b"Traceback" in one]
