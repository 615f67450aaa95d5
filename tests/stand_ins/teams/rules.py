"""Whether Teams would take an activity from a bot, in its own words, and what is unwise in it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.stand_ins.checks import Problem, anything, each, flag, one_of, record, text

from .cards import ADAPTIVE, judge_card, remarks_on_card
from .pieces import link, mapping, picture

MESSAGE_BYTES = 100 * 1024  # in UTF-16, without pictures that travel inside
INLINE = "data:image/"
INLINE_BYTES = 1024**2
PICTURES = ("image/png", "image/jpeg", "image/gif")
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
OTHER_CARDS = (
    "application/vnd.microsoft.card.hero",
    "application/vnd.microsoft.card.thumbnail",
    FILE_CONSENT,
)
TEXT_FORMATS = ("plain", "markdown", "xml")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an activity is refused: status, Teams' code, and the places."""

    status: int
    code: str
    problems: tuple[Problem, ...] = ()

    @property
    def says(self) -> str:
        return "; ".join(f"{p.pointer}: {p.says}" for p in self.problems) or self.code


ACCOUNT = record(
    {"id": text()},
    {
        "name": text(0),
        "aadObjectId": text(),
        "role": text(),
        "isTargeted": flag,
        "tenantId": text(),
    },
)
IM_BACK = record(
    {"type": one_of("imBack"), "title": text(1, 200), "value": text()}, {"text": text()}
)
ATTACHMENT = record(
    {"contentType": text()},
    {"content": anything, "contentUrl": text(1, 2**22), "name": text(0), "thumbnailUrl": picture},
)
ACTIVITY = record(
    {"type": one_of("message", "typing")},
    {
        "id": text(),
        "timestamp": text(),
        "localTimestamp": text(),
        "channelId": one_of("msteams"),
        "serviceUrl": link,
        "from": ACCOUNT,
        "recipient": ACCOUNT,
        "conversation": record(
            {"id": text()},
            {
                "conversationType": one_of("personal", "groupChat", "channel"),
                "isGroup": flag,
                "tenantId": text(),
                "name": text(0),
            },
        ),
        "locale": text(),
        "replyToId": text(),
        "text": text(0, 100_000),
        "textFormat": one_of(*TEXT_FORMATS),
        "summary": text(1, 10_000),
        "attachments": each(ATTACHMENT, 0, 10),
        "attachmentLayout": one_of("list", "carousel"),
        "entities": each(mapping, 0),
        "suggestedActions": record({"actions": each(IM_BACK, 1, 6)}, {"to": each(text(), 0)}),
        "channelData": mapping,
        "importance": one_of("low", "normal", "high"),
        "inputHint": one_of("acceptingInput", "ignoringInput", "expectingInput"),
        "deliveryMode": one_of("normal", "notification"),
    },
)


def weight(activity: Mapping[str, Any]) -> int:
    """Return an activity's size as Teams counts it."""
    kept = {**activity}
    attachments = activity.get("attachments")
    if isinstance(attachments, list):
        kept["attachments"] = [
            {**a, "contentUrl": ""} if _is_inline(a) else a
            for a in attachments
            if isinstance(a, dict)
        ]
    return len(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))


def _is_inline(attachment: Any) -> bool:
    address = attachment.get("contentUrl") if isinstance(attachment, dict) else None
    return isinstance(address, str) and address.startswith(INLINE)


def judge_activity(activity: Any, *, kind: str, members: Mapping[str, str]) -> Verdict | None:
    """Judge what a bot posts to a conversation of a kind; None means Teams would take it."""
    if not isinstance(activity, dict):
        return Verdict(400, "BadSyntax", (Problem("", "must be an activity"),))
    if weight(activity) > MESSAGE_BYTES:
        says = f"{weight(activity)} bytes are more than {MESSAGE_BYTES}"
        return Verdict(413, "MessageSizeTooBig", (Problem("", says),))
    problems = list(ACTIVITY(activity, ""))
    if problems:
        return Verdict(400, "BadSyntax", tuple(problems))
    for index, attachment in enumerate(activity.get("attachments", [])):
        problems += _attachment(attachment, f"/attachments/{index}", kind)
    if activity["type"] == "message" and not (activity.get("text") or _attached(activity)):
        problems.append(Problem("", "text or attachments are required"))
    if "suggestedActions" in activity and kind != "personal":
        problems.append(Problem("/suggestedActions", "stand in personal chats only"))
    problems += _mentions(activity, members)
    return Verdict(400, "BadArgument", tuple(problems)) if problems else None


def _attached(activity: dict[str, Any]) -> list[dict[str, Any]]:
    attachments: list[dict[str, Any]] = activity.get("attachments") or []
    return attachments


def _attachment(attachment: dict[str, Any], at: str, kind: str) -> Iterator[Problem]:
    content_type = attachment["contentType"]
    if content_type == ADAPTIVE:
        yield from judge_card(attachment.get("content"), f"{at}/content")
    elif content_type in OTHER_CARDS:
        if not isinstance(attachment.get("content"), dict):
            yield Problem(f"{at}/content", "must be an object")
        if content_type == FILE_CONSENT and kind != "personal":
            yield Problem(at, "files are offered in personal chats only")
    elif content_type in (*PICTURES, "image/*"):
        yield from _picture(attachment.get("contentUrl"), f"{at}/contentUrl")
    else:
        yield Problem(f"{at}/contentType", f"unknown content type: {content_type}")


def _picture(address: Any, at: str) -> Iterator[Problem]:
    if not isinstance(address, str):
        yield Problem(at, "missing required field: contentUrl")
    elif address.startswith(INLINE):
        shape = re.match(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/]+={0,2}$", address)
        if not shape:
            yield Problem(at, "must be a png, jpeg or gif in base64")
        elif len(address) * 3 // 4 > INLINE_BYTES:
            yield Problem(at, f"must be no more than {INLINE_BYTES} bytes")
    elif urlsplit(address).scheme != "https":
        yield Problem(at, "must be a public https address")


def _mentions(activity: dict[str, Any], members: Mapping[str, str]) -> Iterator[Problem]:
    words = activity.get("text", "")
    named = []
    for index, entity in enumerate(activity.get("entities") or []):
        if entity.get("type") != "mention":
            continue
        at, said, who = f"/entities/{index}", entity.get("text"), entity.get("mentioned")
        if not isinstance(said, str) or said not in words:
            yield Problem(at, "a mention's text must stand in the message")
        else:
            named.append(said)
        if not isinstance(who, dict) or who.get("id") not in members:
            yield Problem(at, "must name somebody of this conversation")
    for tag in re.findall(r"<at>.*?</at>", words):
        if tag not in named:
            yield Problem("/text", f"{tag} has no entity")


def remarks_on(activity: dict[str, Any]) -> list[Problem]:
    """Return what Teams takes and people would regret."""
    attached = _attached(activity)
    cards = [a for a in attached if a["contentType"] in (ADAPTIVE, *OTHER_CARDS)]
    remarks = []
    if activity.get("text") and attached:
        remarks.append(Problem("", "text with attachments may be split: no id to update later"))
    if cards and not activity.get("summary"):
        remarks.append(Problem("/summary", "without it the banner says only: sent a card"))
    for index, attachment in enumerate(attached):
        if attachment["contentType"] == ADAPTIVE:
            remarks += remarks_on_card(attachment["content"], f"/attachments/{index}/content")
    return remarks
