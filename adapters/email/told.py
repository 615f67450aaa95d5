"""Reads reports that mail programs wrote in plain words, before there was a standard or since.

A format is known by how it opens, in a letter that a mail program sent. What it says of the
failure ends where the copy of our own letter begins: our own words are no reason for anything.
"""

import html
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

LONGEST = 64 * 1024
NEAR_THE_TOP = 2_000

OPENINGS = {
    "qmail": r"This is the qmail-send program at ",
    "Exim": (
        r"A message that you sent could not be delivered to (?:one or more|all) of its recipients"
    ),
    "Exchange": (
        r"did not reach the following recipient\(s\):"
        r"|Delivery has failed to these recipients or (?:distribution lists|groups):"
        r"|Your message did not reach some or all of the intended recipients"
        r"|Your message to \S{1,320} couldn't be delivered"
    ),
    "Yahoo": (
        r"Sorry, we were unable to deliver your message to the following address"
        r"|Message from \S{1,255} Unable to deliver message to the following address"
    ),
    "Postfix": (
        r"This is the (?:mail system|Postfix program) at host \S{1,255}"
        r" (?:#{5,} )?I'm sorry to have to inform you that (?:your|the) message"
    ),
    "Sendmail": r"The following addresses had permanent fatal errors",
    "Google": r"Delivery to the following recipients? failed permanently",
}
"""How the programs begin that say in words that a letter could not be delivered at all."""

_OPENING = re.compile("|".join(f"(?:{words})" for words in OPENINGS.values()), re.IGNORECASE)
_COPY = re.compile(
    r"^[ \t]*-+[ \t]*(?:below this line is a copy|enclosed is a copy|this is a copy of"
    r"|(?:the )?original message|forwarded message|message header|undelivered message)"
    r"|^original message(?: headers)?:|^(?:return-path|received|message-id):",
    re.IGNORECASE | re.MULTILINE,
)
_ONLY_LATE = re.compile(
    r"this is a warning only|do not need to resend|(?:is|are) still trying|will (?:be )?retr"
    r"|has been delayed|not yet been delivered",
    re.IGNORECASE,
)
_MAIL_PROGRAMS = re.compile(r"(?:mailer-?daemon|postmaster|microsoftexchange\w*)", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail program said of a failure, and the copy of our letter below it."""

    words: str
    copy: str


def is_from_a_mail_program(letter: Message) -> bool:
    """Say whether a letter is no person's: it has no return address, or a program's name."""
    if str(letter.get("Return-Path", "")).strip() == "<>":
        return True
    senders = getaddresses([str(letter.get("From", ""))])
    return any(_MAIL_PROGRAMS.fullmatch(address.partition("@")[0]) for _, address in senders)


def read_told(letter: Message) -> Told | None:
    """Return what a final failure says; None for a delay, or for a format we do not know."""
    if not is_from_a_mail_program(letter):
        return None
    text = _text_of(letter)
    opening = _OPENING.search(" ".join(text[:NEAR_THE_TOP].split()))
    if opening is None:
        return None
    copy = _COPY.search(text)
    words, rest = (text[: copy.start()], text[copy.start() :]) if copy else (text, "")
    return None if _ONLY_LATE.search(" ".join(words.split())) else Told(words, rest)


def _text_of(letter: Message) -> str:
    """Return the text of a letter itself, without the letters that came along with it."""
    plain, drawn = [], []
    waiting = [letter]
    while waiting:
        part = waiting.pop(0)
        kind = part.get_content_type()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [one for one in part.get_payload() if isinstance(one, Message)]
        elif kind == "text/plain":
            plain.append(_decoded(part))
        elif kind == "text/html":
            drawn.append(html.unescape(_TAG.sub(" ", _decoded(part))))
    return "\n".join(plain or drawn)[:LONGEST]


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content[:LONGEST] if isinstance(content, bytes) else b""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")
