"""Whole payloads judged: messages, answers to a response_url, modals and home tabs."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .blocks import BLOCKS, HOME, MESSAGE, MODAL
from .checks import (
    Problem,
    Rule,
    anything,
    each,
    flag,
    matching,
    one_of,
    record,
    tagged,
    text,
)
from .elements import plain

TEXT_POSTED = 40_000  # Slack cuts beyond it; here it is refused
TEXT_UPDATED = 4_000
BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
BLOCKS_TEXT = 10_000  # never published; reports of failures begin at 11,341
MARKDOWN_TEXT = 12_000
TABLE_TEXT = 10_000
DATA_TABLE_TEXT = 20_000
CHARTS = 2
TABLES = 1
ATTACHMENTS = 100
METADATA_BYTES = 8_000  # never published; small on purpose
VIEW_BYTES = 250_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a payload is refused, in Slack's word and with the places."""

    error: str
    problems: tuple[Problem, ...] = ()

    @property
    def messages(self) -> list[str]:
        return [str(problem) for problem in self.problems]


def judge_message(
    payload: Mapping[str, Any], *, update: bool = False, retained: bool = False
) -> Verdict | None:
    """Judge text, blocks, attachments and metadata; None means Slack would take it."""
    words, blocks = payload.get("text"), payload.get("blocks")
    for verdict in (
        _judge_text(payload, TEXT_UPDATED if update else TEXT_POSTED, retained=retained),
        judge_blocks(blocks, MESSAGE) if blocks is not None else None,
        _judge_attachments(payload.get("attachments")),
        _judge_metadata(payload.get("metadata"), update=update),
    ):
        if verdict:
            return verdict
    if blocks and not words:
        return Verdict("no_text", (Problem("/text", "text is required next to blocks"),))
    return None


def _judge_text(payload: Mapping[str, Any], limit: int, *, retained: bool) -> Verdict | None:
    words, marked = payload.get("text"), payload.get("markdown_text")
    if marked is not None and (words is not None or payload.get("blocks") is not None):
        return Verdict("markdown_text_conflict")
    if words is not None and not isinstance(words, str):
        return Verdict("invalid_arguments", (Problem("/text", "must be a string"),))
    if len(words or "") > limit or len(marked or "") > MARKDOWN_TEXT:
        return Verdict("msg_too_long", (Problem("/text", f"no more than {limit} characters"),))
    filled = words or marked or payload.get("blocks") or payload.get("attachments")
    return None if filled or retained else Verdict("no_text")


def _judge_attachments(attachments: Any) -> Verdict | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        return Verdict("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        return Verdict("too_many_attachments")
    verdicts = (judge_blocks(a["blocks"], MESSAGE) for a in attachments if "blocks" in a)
    return next(filter(None, verdicts), None)


def _judge_metadata(metadata: Any, *, update: bool) -> Verdict | None:
    if metadata is None or (update and metadata == {}):
        return None
    if not isinstance(metadata, dict):
        return Verdict("invalid_metadata_format")
    needs: dict[str, Rule] = {
        "event_type": matching(r"[A-Za-z0-9_.\-]+$", "must be alphanumeric", 255),
        "event_payload": _object,
    }
    problems = tuple(record(needs)(metadata, "/metadata"))
    if problems:
        return Verdict("invalid_metadata_format", problems)
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        return Verdict("metadata_too_large")
    return None


def _object(value: Any, at: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(at, "must be an object")


def judge_blocks(blocks: Any, surface: str, at: str = "/blocks") -> Verdict | None:
    """Judge a list of blocks by the rules of the surface it is meant for."""
    if not isinstance(blocks, list):
        return Verdict("invalid_blocks_format")
    low, high = (0, BLOCKS_IN_MESSAGE) if surface == MESSAGE else (1, BLOCKS_IN_VIEW)
    known = tagged(BLOCKS[surface], f"block of a {surface}")
    problems = (*each(known, low, high)(blocks, at), *_across(blocks, at))
    if problems:
        return Verdict("invalid_blocks", problems)
    if surface == MESSAGE and _length(blocks) > BLOCKS_TEXT:
        says = f"no more than {BLOCKS_TEXT} characters over all blocks"
        return Verdict("msg_blocks_too_long", (Problem(at, says),))
    return None


def _across(blocks: list[Any], at: str) -> Iterator[Problem]:
    """Judge what only the whole payload shows: sums, counts and ids."""
    objects = list(objects_in(blocks))
    for key in ("block_id", "action_id"):
        counted = Counter(o[key] for o in objects if isinstance(o.get(key), str))
        for name in (name for name, times in counted.items() if times > 1):
            yield Problem(at, f"{key} must be unique, stands twice: {name}")
    if sum(o.get("focus_on_load") is True for o in objects) > 1:
        yield Problem(at, "only one element may have focus_on_load")
    for kind, most in (("table", TABLES), ("data_table", TABLES), ("data_visualization", CHARTS)):
        if len(_of(objects, kind)) > most:
            yield Problem(at, f"no more than {most} {kind} block in a message")
    for kind, most in (
        ("markdown", MARKDOWN_TEXT),
        ("table", TABLE_TEXT),
        ("data_table", DATA_TABLE_TEXT),
    ):
        if _length(_of(objects, kind), counted=()) > most:
            yield Problem(at, f"no more than {most} characters over all {kind} blocks")


def _of(objects: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [o for o in objects if o.get("type") == kind]


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a payload, however deep, outer ones first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects_in(inner)


def _length(value: Any, counted: tuple[str, ...] = ("table", "data_table")) -> int:
    """Count readable characters; tables have a sum of their own and are left out."""
    if isinstance(value, list):
        return sum(_length(inner, counted) for inner in value)
    if not isinstance(value, dict) or value.get("type") in counted:
        return 0
    words = value.get("text")
    own = len(words) if isinstance(words, str) else 0
    if value.get("type") == "raw_number" and not own:
        own = len(str(value.get("value", "")))
    return own + sum(_length(inner, counted) for inner in value.values())


_ANY_VIEW: dict[str, Rule] = {
    "private_metadata": text(0, 3000),
    "callback_id": text(0, 255),
    "external_id": text(0, 255),
}
_VIEWS: dict[str, Rule] = {
    MODAL: record(
        {"type": one_of(MODAL), "title": plain(24), "blocks": anything},
        {
            **_ANY_VIEW,
            "close": plain(24),
            "submit": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
        },
    ),
    HOME: record({"type": one_of(HOME), "blocks": anything}, _ANY_VIEW),
}


def judge_view(view: Any, kind: str) -> Verdict | None:
    """Judge a modal or a home tab; None means Slack would take it."""
    if not isinstance(view, dict):
        return Verdict("invalid_arguments", (Problem("/view", "must be an object"),))
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        return Verdict("view_too_large")
    problems = tuple(_VIEWS[kind](view, "/view"))
    judged = judge_blocks(view.get("blocks"), kind, "/view/blocks")
    problems += judged.problems if judged else ()
    if judged and not judged.problems:
        problems += (Problem("/view/blocks", "must be an array"),)
    asks = any(o.get("type") == "input" for o in objects_in(view.get("blocks")))
    if kind == MODAL and asks and "submit" not in view:
        problems += (Problem("/view/submit", "required where an input block stands"),)
    return Verdict("invalid_arguments", problems) if problems else None


RESPONSE_KEYS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "metadata",
    "mrkdwn",
}


def judge_response(payload: Any) -> Verdict | None:
    """Judge what is posted to a response_url or answers a command."""
    if not isinstance(payload, dict):
        return Verdict("invalid_payload")
    strange = sorted(set(payload) - RESPONSE_KEYS)
    if strange:
        says = f"unknown key: {strange[0]}"
        return Verdict("invalid_payload", (Problem(f"/{strange[0]}", says),))
    if payload.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        says = "must be ephemeral or in_channel"
        return Verdict("invalid_payload", (Problem("/response_type", says),))
    for key in ("replace_original", "delete_original"):
        if not isinstance(payload.get(key, False), bool):
            return Verdict("invalid_payload", (Problem(f"/{key}", "must be a boolean"),))
    if payload.get("delete_original"):
        return None
    return judge_message(payload)
