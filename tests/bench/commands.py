"""Signed Slack commands, never the same twice."""

import time
from itertools import count
from urllib.parse import urlencode

from tests.bench.load import Request
from tests.stand_ins.slack import sign

PATH = "/slack/events"
SECRET = "bench-signing-secret"
TEAM = "T1"
numbers = count(1)


def signed_command(response_url: str = "http://127.0.0.1:1/response") -> Request:
    """Return one `/nps`, signed now."""
    form = {
        "command": "/nps",
        "text": "",
        "team_id": TEAM,
        "user_id": "U1",
        "channel_id": "D1",
        "channel_name": "directmessage",
        "trigger_id": f"{next(numbers)}.trigger",
        "response_url": response_url,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
    }
    body = urlencode(form).encode()
    now = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": sign(SECRET, now, body),
    }
    return Request(body, headers)
