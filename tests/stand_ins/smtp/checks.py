"""What a message must keep to be delivered whole by every relay on its way."""

import re
from collections.abc import Iterator
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import urlsplit

from . import parts
from .letters import CRLF, Letter

LONGEST_LINE = 998
NEEDED = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
AT_MOST_ONE = (
    *NEEDED,
    "Sender",
    "Reply-To",
    "Cc",
    "Content-Transfer-Encoding",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "Return-Path",
)
ONE_CLICK = "List-Unsubscribe=One-Click"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def judge(letter: Letter) -> list[str]:
    """Return every rule this message breaks."""
    return [
        *_lines(letter.raw),
        *_headers(letter),
        *_addresses(letter),
        *_unsubscribing(letter),
        *parts.judge(letter),
    ]


def _lines(raw: bytes) -> Iterator[str]:
    if re.search(rb"(?<!\r)\n", raw):
        yield "bare LF in the message"
    if re.search(rb"\r(?!\n)", raw):
        yield "bare CR in the message"
    if b"\0" in raw:
        yield "NUL in the message"
    longest = max(len(line) for line in re.split(rb"\r?\n", raw))
    if longest > LONGEST_LINE:
        yield f"a line of {longest} bytes is longer than {LONGEST_LINE}"


def _headers(letter: Letter) -> Iterator[str]:
    head = letter.raw.partition(CRLF + CRLF)[0]
    for line in re.split(rb"\r?\n(?![ \t])", head):
        if not re.match(rb"[!-9;-~]+:", line):
            yield f"not a header: {line[:60]!r}"
    if not letter.envelope.is_utf8 and any(byte > 127 for byte in head):
        yield "8bit in a header without SMTPUTF8"
    for name in AT_MOST_ONE:
        count = len(letter.raw_header(name))
        if count > 1:
            yield f"{name} stands {count} times"
    for name in NEEDED:
        if not any(value.strip() for value in letter.raw_header(name)):
            yield f"{name} is missing"


def _addresses(letter: Letter) -> Iterator[str]:
    sender = parseaddr(str(letter.parsed["From"] or ""))[1]
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", sender):
        yield f"From has no address: {sender!r}"
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", letter.message_id):
        yield f"Message-ID must look like <a@b>: {letter.message_id!r}"
    for date in letter.raw_header("Date"):
        yield from _date(date)
    if letter.envelope.mail_from == "" and not _is_report(letter):
        yield "an empty envelope sender is for reports only"
    to = str(letter.parsed["To"] or "").lower()
    for recipient in letter.recipients:
        if recipient.lower() not in to:
            yield f"To does not name {recipient}"


def _is_report(letter: Letter) -> bool:
    automatic = str(letter.parsed["Auto-Submitted"] or "no").strip().lower()
    return letter.parsed.get_content_type() == "multipart/report" or automatic == "auto-replied"


def _date(date: str) -> Iterator[str]:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        yield f"Date cannot be read: {date!r}"
        return
    if moment.tzinfo is None:
        yield f"Date has no zone: {date!r}"


def _unsubscribing(letter: Letter) -> Iterator[str]:
    ways, post = letter.raw_header("List-Unsubscribe"), letter.raw_header("List-Unsubscribe-Post")
    if bool(ways) != bool(post):
        yield "List-Unsubscribe and List-Unsubscribe-Post go together"
    for value in (*ways, *post):
        if "\n" in value:
            yield f"a header of the unsubscribing is folded: {value!r}"
        if "=?" in value:
            yield f"a header of the unsubscribing is encoded: {value!r}"
    if post and post[0] != ONE_CLICK:
        yield f"List-Unsubscribe-Post must be {ONE_CLICK}"
    if ways:
        yield from _ways_out(ways[0])


def _ways_out(value: str) -> Iterator[str]:
    found = re.fullmatch(r"<([^<>\s]+)>(?:, ?<([^<>\s]+)>)*", value)
    if not found:
        yield f"List-Unsubscribe must list addresses in <>: {value!r}"
        return
    addresses = [urlsplit(each) for each in re.findall(r"<([^<>]+)>", value)]
    web = [a for a in addresses if a.scheme == "https" or a.hostname in LOOPBACK]
    if len(web) != 1:
        yield "List-Unsubscribe must have one https address"
    if any(a.scheme not in ("https", "http", "mailto") for a in addresses):
        yield "List-Unsubscribe leads to something strange"
