"""Reads what people answer to our letters, and tells it from what machines send."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import getaddresses, parseaddr

import structlog

from adapters.email.letter import REPLY_MARK, Letterhead
from adapters.email.quoting import words_of
from adapters.email.reports import header, mark_in, parsed

_TO = ("To", "Cc", "Delivered-To", "X-Original-To")
_BY_A_MACHINE = (
    *("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress", "X-Autoreply"),
    *("X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From", "X-Loop", "Feedback-ID"),
)
"""Headers that no letter of a person has, whatever they say."""
_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_ROBOTS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|autoreply)(?:[+-].*)?@.*",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"(?:re: ?|aw: ?)*(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|automatische antwort|"
    r"out of (?:the )?office|abwesenheit|abwesend|undeliver|r\u00e9ponse automatique|away from)",
    re.IGNORECASE,
)
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>", re.ASCII)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MailedReply:
    """What somebody wrote to the address that names one of our letters; none of it is logged."""

    delivery_id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    message: str = ""
    attached: bool = False

    @property
    def key(self) -> str:
        """What is the same for this answer however often a mailbox shows it."""
        told = self.message or f"{self.sender} {self.text}"
        print_ = hashlib.sha256(told.encode()).hexdigest()[:32]
        return f"{self.delivery_id}/{print_}"


def read_answer(raw: bytes, head: Letterhead) -> MailedReply | None:
    """Read what a person answered to a letter of ours; None for anything else."""
    if not head.reply_domain:
        return None
    try:
        return _read(raw, head)
    except Exception as problem:  # noqa: BLE001 - anybody may write here: no letter may stop us
        log.info("answer_unreadable", error=type(problem).__name__)
        return None


def _read(raw: bytes, head: Letterhead) -> MailedReply | None:
    letter = parsed(raw)
    delivery_id = mark_in(_addresses(letter), REPLY_MARK, head.reply_domain)
    if delivery_id is None:
        return None
    _, sender = parseaddr(header(letter, "From"))
    if reason := _machine(letter, sender, head):
        log.info("answer_of_a_machine", delivery_id=delivery_id, reason=reason)
        return None
    text, attached = words_of(letter)
    if not (text or attached):
        log.info("answer_without_words", delivery_id=delivery_id)
        return None
    named = _MESSAGE_ID.search(header(letter, "Message-ID"))
    return MailedReply(delivery_id, sender, text, named[0] if named else "", attached)


def _addresses(letter: Message) -> Iterator[str]:
    values = [value for name in _TO for value in letter.get_all(name, [])]
    yield from (address for _, address in getaddresses([str(value) for value in values]))


def _machine(letter: Message, sender: str, head: Letterhead) -> str:
    """Name what tells that no person wrote this; empty where nothing does."""
    submitted = header(letter, "Auto-Submitted").partition(";")[0].strip().lower()
    back = letter.get("Return-Path")
    signs = {
        "Auto-Submitted": submitted not in ("", "no"),
        "Precedence": header(letter, "Precedence").strip().lower() in _BULK,
        "Return-Path": back is not None and str(back).strip() == "<>",
        "From": not sender or _ROBOTS.fullmatch(sender) is not None or _is_ours(sender, head),
        "Subject": _AWAY.match(header(letter, "Subject").strip()) is not None,
        "Content-Type": letter.get_content_type() == "multipart/report",
    }
    signs |= {name: name in letter for name in _BY_A_MACHINE}
    return next((name for name, tells in signs.items() if tells), "")


def _is_ours(sender: str, head: Letterhead) -> bool:
    ours = {head.sender.addr_spec.casefold()}
    domain = sender.rpartition("@")[2].casefold()
    return sender.casefold() in ours or domain in {head.reply_domain.casefold()} - {""}
