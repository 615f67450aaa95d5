"""Reads what Slack answers to a call."""

import json
from typing import Any

import aiohttp
import msgspec

from adapters.slack.errors import meaning
from bot.errors import DrumbeatError

UNREADABLE = "unreadable_answer"


def answer_of(said: bytes) -> dict[str, Any]:
    """Read what Slack says; whatever is none of its answers says nothing."""
    try:
        found = msgspec.json.decode(said)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def scopes_in(told: str) -> frozenset[str]:
    """Return the scopes that a header of Slack's names."""
    return frozenset(filter(None, map(str.strip, told.split(","))))


def refusal_of(response: aiohttp.ClientResponse, answer: dict[str, Any]) -> DrumbeatError:
    """Return our error for an answer that was not "ok"."""
    metadata = answer.get("response_metadata")
    told = metadata.get("messages", ()) if isinstance(metadata, dict) else ()
    needed = (f"needed: {answer['needed']}",) if answer.get("needed") else ()
    return meaning(
        str(answer.get("error") or ""),
        status=response.status,
        retry_after=response.headers.get("Retry-After", ""),
        details=(*map(str, told), *needed),
    )


def word_of(body: str) -> str:
    """Read the one word Slack answers at a response address, bare or in JSON."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = body.strip()
    if isinstance(answer, dict):
        answer = "ok" if answer.get("ok") is True else answer.get("error", "")
    word = str(answer)
    return word if word.replace("_", "").isalpha() or not word else UNREADABLE
