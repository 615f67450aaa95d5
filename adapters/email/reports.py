"""Reads what came back: bounces (RFC 3464, or in plain words) and complaints (RFC 5965).

What is kept of a report is a code; its words only decide whether a mailbox does not exist.
"""

import email
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import EmailPolicy
from email.utils import getaddresses

import structlog

from adapters.email.letter import VERP_MARK, Letterhead
from adapters.email.told import Told, read_told
from adapters.email.verdicts import named, says_no_mailbox, statuses_in

_MARK = r"([A-Za-z0-9][A-Za-z0-9_-]{0,39})"
_ENVELOPE_HEADERS = ("To", "Delivered-To", "X-Original-To", "Return-Path", "Original-Mail-From")
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out"})
COMPLAINT = "complaint"
LONGEST_HEADER = 2_000
LONGEST_COPY = 16_000
_A_HEADER = re.compile(r"^[A-Za-z][A-Za-z-]{1,40}: ", re.MULTILINE)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one delivery; `permanent` only where its mailbox does not exist."""

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


@dataclass(frozen=True, slots=True)
class _Failure:
    """The code of a final failure, and whether it means that nobody is there."""

    reason: str
    no_mailbox: bool


def _read(raw: bytes, head: Letterhead) -> Report | None:
    letter = parsed(raw)
    parts = list(_parts(letter))
    kinds = {part.get_content_type() for part in parts}
    if "message/feedback-report" in kinds:
        delivery_id = _delivery_id(parts, head) if _is_complaint(parts) else None
        return Report(delivery_id, COMPLAINT, complaint=True) if delivery_id else None
    if "message/delivery-status" in kinds:
        failure = _failure(parts)
    else:
        told = read_told(letter)
        if told is not None:
            parts = [letter, *parts[1:], *_copied(told.copy)]
        failure = _told_failure(told, parts) if told is not None else None
    delivery_id = _delivery_id(parts, head)
    if delivery_id is None:
        return None
    if failure is None:
        log.info("report_says_no_failure", delivery_id=delivery_id)
        return None
    return Report(delivery_id, failure.reason, permanent=failure.no_mailbox)


def parsed(raw: bytes) -> Message:
    """Read a letter as it was written."""
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
        yield parsed(content)


def _failure(parts: list[Message]) -> _Failure | None:
    """Return the final failure a standard report is about; None if no recipient has one."""
    for part in parts:
        if header(part, "Action").strip().lower() != "failed":
            continue
        words = header(part, "Diagnostic-Code")
        statuses = [*statuses_in(header(part, "Status")), *statuses_in(words)]
        gone = says_no_mailbox(statuses, words) and _is_about(parts, _recipient(part))
        return _Failure(named(statuses), gone)
    return None


def _recipient(part: Message) -> str:
    """Return the address a report gives up; it need not be the one we wrote to."""
    kind, _, address = header(part, "Final-Recipient").partition(";")
    return (address or kind).strip().strip("<>").casefold()


def _is_about(parts: list[Message], told: str) -> bool:
    """Say whether the address we wrote to is in `told`, as far as our letter's copy names it.

    What was forwarded, or went to a list, may fail at an address that is none of ours.
    """
    written_to = [
        address.casefold()
        for part in parts[1:]
        if part.get_content_type() not in ("message/rfc822", "message/delivery-status")
        for _, address in getaddresses([header(part, "To")])
        if "@" in address
    ]
    return not told or not written_to or any(address in told for address in written_to)


def _told_failure(told: Told, parts: list[Message]) -> _Failure:
    statuses = statuses_in(told.words)
    gone = says_no_mailbox(statuses, told.words)
    return _Failure(named(statuses), gone and _is_about(parts, told.words.casefold()))


def _copied(copy: str) -> list[Message]:
    """Return the headers of our own letter, as they stand in the text of a report."""
    for start in _A_HEADER.finditer(copy[:LONGEST_COPY]):
        return [parsed(copy[start.start() : LONGEST_COPY].encode())]
    return []


def _is_complaint(parts: list[Message]) -> bool:
    kinds = {header(part, "Feedback-Type").strip().lower() for part in parts}
    return bool(kinds & _COMPLAINTS)


def _delivery_id(parts: list[Message], head: Letterhead) -> str | None:
    """Find whose it is: by the address it came back to, else by the name of our letter."""
    for part in parts:
        if head.bounce_domain:
            values = [header(part, name) for name in _ENVELOPE_HEADERS]
            addresses = (address for _, address in getaddresses(values))
            if found := mark_in(addresses, VERP_MARK, head.bounce_domain):
                return found
    for part in parts[1:]:
        name = header(part, "Message-ID").strip()
        if named := re.fullmatch(f"<{_MARK}@{re.escape(head.domain)}>", name, re.IGNORECASE):
            return named[1]
    return None


def mark_in(addresses: Iterable[str], mark: str, domain: str) -> str | None:
    """Return the delivery that one of these addresses names."""
    pattern = f"{re.escape(mark)}{_MARK}@{re.escape(domain)}"
    for address in addresses:
        if found := re.fullmatch(pattern, address, re.IGNORECASE):
            return found[1]
    return None


def header(part: Message, name: str) -> str:
    """Return a header as it was written; empty where there is none."""
    return str(part.get(name, ""))
