"""A mail server's answers, and what each means to us."""

import re
from collections.abc import Callable
from functools import partial

from adapters.email.verdicts import says_no_mailbox
from bot.errors import (
    DrumbeatError,
    MessageRejected,
    NotPermitted,
    NotSent,
    RateLimited,
    RecipientBusy,
    RecipientGone,
)

RELAY_PAUSE = 10.0
"""Seconds to leave a relay alone that cannot be reached or has no time for us."""
LOGIN_PAUSE = 300.0
"""Seconds to wait for the operator where the relay takes nothing from us, whoever it is for."""

SHUTTING = 421
TOO_BIG = 552
FIRST_PERMANENT = 500
NOT_LOGGED_IN = frozenset({530, 534, 535, 538})
NO_SUCH_PERSON = frozenset({550, 551, 553})

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_TOO_MUCH = re.compile(r"5\.2\.3|5\.3\.4|5\.6\.\d+")
_FORBIDDEN = re.compile(r"5\.7\.\d+|5\.2\.2|5\.1\.(?:7|8)")
_BUSY = re.compile(r"4\.(?:3\.2|7\.0|7\.28)")


class RelayResting(RateLimited, NotSent):
    """The relay takes no letters now, from anybody or from us; nothing was sent.

    A relay names no time: this is how long to leave it alone at least, and longer each time.
    """

    def __init__(self, reason: str, retry_after: float = RELAY_PAUSE) -> None:
        super().__init__(retry_after)
        self.args = (f"{reason}: retry after {retry_after:g} s",)


def status_of(code: int, words: str) -> str:
    """Return the status code of RFC 3463 in an answer, or its plain code: never its words."""
    found = _ENHANCED.match(words.lstrip())
    return found[0] if found else str(code)


def meaning(code: int, words: str, stage: str, domain: str = "") -> DrumbeatError:
    """Return our error for a refusal at "connect", "login", "mail", "rcpt" or "data".

    `domain` is the recipient's, where one was named.
    """
    status = status_of(code, words)
    says = f"the relay said {status} at {stage}"
    if stage == "login" or code in NOT_LOGGED_IN:
        return RelayResting(says, LOGIN_PAUSE)
    if stage == "connect" or code == SHUTTING:
        return RelayResting(says)
    if code < FIRST_PERMANENT:
        return _for_now(status, stage, domain)(says)
    if _is_too_much(code, status):
        return MessageRejected(says)
    if stage == "mail":
        # Only our own name was said so far: no recipient's mailbox can be the reason.
        return RelayResting(says, LOGIN_PAUSE)
    return _permanent(code, words, stage)(says)


def _for_now(status: str, stage: str, domain: str) -> Callable[[str], DrumbeatError]:
    """Say whose hour it is: a relay's is everybody's, a greylisted reader's their provider's."""
    if stage != "rcpt" and _BUSY.fullmatch(status):
        return RelayResting
    return NotSent if stage == "mail" else partial(RecipientBusy, place=domain)


def _is_too_much(code: int, status: str) -> bool:
    return _TOO_MUCH.fullmatch(status) is not None or (code == TOO_BIG and status == str(code))


def _permanent(code: int, words: str, stage: str) -> type[DrumbeatError]:
    status = status_of(code, words)
    has_digits = status != str(code)
    # After the letter, bare words may be about what stands in it.
    speaks_of_mailbox = has_digits or (stage == "rcpt" and code in NO_SUCH_PERSON)
    if speaks_of_mailbox and says_no_mailbox([status] if has_digits else [], words):
        return RecipientGone
    if stage == "rcpt" or _FORBIDDEN.fullmatch(status):
        return NotPermitted
    return MessageRejected
