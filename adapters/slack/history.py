"""Looks in a conversation's history for a delivery whose outcome nobody knows."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from adapters.slack.api import SlackApi
from adapters.slack.errors import ConversationMissing, ScopeMissing
from bot.errors import NotPermitted, NotPossible
from bot.ports import Found, Installation, Receipt

DELIVERY = "drumbeat_delivery"
"""The kind of metadata by which a delivery is found again in a conversation."""
PAGE, MOST_PAGES = 200, 10


def mark_of(delivery_id: str, number: int, parts: int) -> dict[str, Any]:
    """Return the metadata of one part of a delivery; the first of several says how many."""
    first: dict[str, Any] = {"delivery_id": delivery_id}
    if parts > 1:
        first["parts"] = parts
    return {
        "event_type": DELIVERY,
        "event_payload": {"continues": delivery_id} if number else first,
    }


async def find_delivery(
    api: SlackApi, installation: Installation, conversation: str, delivery_id: str, since: datetime
) -> Found:
    """Return what stands of a delivery, having read all that was said there since a moment.

    What cannot be read to its end is `NotPossible`: then nothing is known to be missing.
    """
    names: list[str] = []
    parts, cursor = 1, ""
    for _ in range(MOST_PAGES):
        page = await _page(api, installation.token, conversation, since, cursor)
        for name, mark in _ours(page, installation.bot_user_id):
            if delivery_id in (mark.get("delivery_id"), mark.get("continues")):
                names.append(name)
                parts = int(mark.get("parts", parts))
        if not page.get("has_more"):
            names.sort(key=Decimal)
            receipt = Receipt(names[0], conversation, tuple(names[1:])) if names else None
            return Found(receipt, is_whole=len(names) >= parts)
        metadata = page.get("response_metadata")
        cursor = str(metadata.get("next_cursor", "")) if isinstance(metadata, dict) else ""
        if not cursor:
            break
    raise NotPossible("too much was said there since to be read to the end")


async def _page(
    api: SlackApi, token: str, conversation: str, since: datetime, cursor: str
) -> Mapping[str, Any]:
    try:
        return await api.read(
            token,
            "conversations.history",
            channel=conversation,
            oldest=f"{since.timestamp():.6f}",
            limit=str(PAGE),
            include_all_metadata="true",
            **({"cursor": cursor} if cursor else {}),
        )
    except (ScopeMissing, NotPermitted, ConversationMissing) as problem:
        # An app installed before it asked for this right still does all else.
        raise NotPossible(str(problem)) from problem


def _ours(page: Mapping[str, Any], bot: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the messages that we posted as deliveries, with their marks."""
    found = page.get("messages")
    for message in found if isinstance(found, list) else ():
        metadata = message.get("metadata")
        # What we posted under somebody's name has no user: its mark alone tells whose it is.
        is_ours = not bot or message.get("user", bot) == bot
        if is_ours and isinstance(metadata, dict) and metadata.get("event_type") == DELIVERY:
            yield str(message.get("ts", "")), metadata.get("event_payload") or {}
