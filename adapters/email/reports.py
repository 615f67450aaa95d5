"""Reads what came back: bounces (RFC 3464) and complaints (RFC 5965), never their free text."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import EmailPolicy
from email.utils import getaddresses

import structlog

from adapters.email.letter import VERP_MARK, Letterhead

_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_MARK = r"([A-Za-z0-9][A-Za-z0-9_-]{0,39})"
_ENVELOPE_HEADERS = ("To", "Delivered-To", "X-Original-To", "Return-Path", "Original-Mail-From")
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out"})
COMPLAINT = "complaint"
LONGEST_HEADER = 2_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one delivery."""

    delivery_id: str
    reason: str
    permanent: bool = False
    complaint: bool = False


class _AsWritten(EmailPolicy):
    """Leaves headers unread and short: what reads them takes minutes for some that are long."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the beginning of a header, on one line."""
        del name
        return " ".join(value[:LONGEST_HEADER].split())


AS_WRITTEN = _AsWritten()


def read_report(raw: bytes, head: Letterhead) -> Report | None:
    """Read a report about a letter of ours; None for anything else, and for mere delays."""
    try:
        return _read(raw, head)
    except Exception as problem:  # noqa: BLE001 - anybody may write here: no letter may stop us
        log.info("report_unreadable", error=type(problem).__name__)
        return None


def _read(raw: bytes, head: Letterhead) -> Report | None:
    parts = list(_parts(_parsed(raw)))
    kinds = {part.get_content_type() for part in parts}
    if "message/feedback-report" in kinds:
        reason, permanent = _complaint(parts), False
    elif "message/delivery-status" in kinds:
        reason, permanent = _failure(parts), True
    else:
        return None
    delivery_id = _delivery_id(parts, head) if reason else None
    if not reason or delivery_id is None:
        return None
    return Report(delivery_id, reason, permanent=permanent, complaint=not permanent)


def _parsed(raw: bytes) -> Message:
    return email.message_from_bytes(raw, policy=AS_WRITTEN)


def _parts(message: Message) -> Iterator[Message]:
    """Yield a message and everything in it, the groups of a status report too."""
    for part in message.walk():
        yield part
        if part.get_content_type() in ("message/feedback-report", "text/rfc822-headers"):
            yield from _headers_in(part)


def _headers_in(part: Message) -> Iterator[Message]:
    content = part.get_payload(0) if part.is_multipart() else part.get_payload(decode=True)
    if isinstance(content, bytes):
        yield _parsed(content)


def _failure(parts: list[Message]) -> str:
    """Return the status of a final failure; empty if no recipient has one."""
    for part in parts:
        action, found = _header(part, "Action"), _STATUS.match(_header(part, "Status"))
        if action.strip().lower() == "failed" and found and found[1].startswith("5"):
            return found[1]
    return ""


def _complaint(parts: list[Message]) -> str:
    kinds = {_header(part, "Feedback-Type").strip().lower() for part in parts}
    return COMPLAINT if kinds & _COMPLAINTS else ""


def _delivery_id(parts: list[Message], head: Letterhead) -> str | None:
    """Find whose it is: by the address it came back to, else by the name of our letter."""
    for part in parts:
        if head.bounce_domain:
            pattern = f"{re.escape(VERP_MARK)}{_MARK}@{re.escape(head.bounce_domain)}"
            values = [_header(part, name) for name in _ENVELOPE_HEADERS]
            for _, address in getaddresses(values):
                if found := re.fullmatch(pattern, address, re.IGNORECASE):
                    return found[1]
    for part in parts[1:]:
        name = _header(part, "Message-ID").strip()
        if found := re.fullmatch(f"<{_MARK}@{re.escape(head.domain)}>", name, re.IGNORECASE):
            return found[1]
    return None


def _header(part: Message, name: str) -> str:
    return str(part.get(name, ""))
