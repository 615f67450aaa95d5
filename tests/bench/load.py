"""Signed Slack commands, as many as a server takes."""

import asyncio
import time
from itertools import count
from urllib.parse import urlencode

import aiohttp

from tests.stand_ins.slack import sign

SECRET = "bench-signing-secret"
AT_ONCE = 16
numbers = count(1)


def signed_command() -> tuple[bytes, dict[str, str]]:
    """Return body and headers of one `/nps`, never the same twice."""
    form = {
        "command": "/nps",
        "text": "",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "D1",
        "channel_name": "directmessage",
        "trigger_id": f"{next(numbers)}.trigger",
        "response_url": "http://127.0.0.1:1/response",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
    }
    body = urlencode(form).encode()
    now = str(int(time.time()))
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": sign(SECRET, now, body),
    }


async def commands_a_second(url: str, requests: int) -> float:
    """Send so many commands, some at once, and return how many were answered a second."""
    prepared = [signed_command() for _ in range(requests)]
    async with aiohttp.ClientSession() as session:

        async def send() -> None:
            while prepared:
                body, headers = prepared.pop()
                async with session.post(url, data=body, headers=headers) as response:
                    assert response.status == 200, await response.text()

        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(send())
        return requests / (time.perf_counter() - began)
