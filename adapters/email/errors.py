"""A mail server's answers, and what each means to us."""

import re

from bot.errors import (
    DrumbeatError,
    MessageRejected,
    NotPermitted,
    NotSent,
    RateLimited,
    RecipientGone,
)

RELAY_PAUSE = 10.0
"""Seconds to leave a relay alone that cannot be reached or has no time for us."""
LOGIN_PAUSE = 300.0
"""Seconds to wait for the operator where the relay does not know our name and password."""

SHUTTING = 421
TOO_BIG = 552
FIRST_PERMANENT = 500
NOT_LOGGED_IN = frozenset({530, 534, 535, 538})
NO_SUCH_PERSON = frozenset({550, 551, 553})

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_GONE = re.compile(r"5\.1\.(?:0|1|2|3|6|10)|5\.2\.1")
_TOO_MUCH = re.compile(r"5\.2\.3|5\.3\.4|5\.6\.\d+")
_FORBIDDEN = re.compile(r"5\.7\.\d+|5\.2\.2|5\.1\.(?:7|8)")
_BUSY = re.compile(r"4\.(?:3\.2|7\.0|7\.28)")


class RelayResting(RateLimited):
    """The relay takes no letters now, from anybody or from us; nothing was sent."""

    def __init__(self, reason: str, retry_after: float = RELAY_PAUSE) -> None:
        super().__init__(retry_after)
        self.args = (f"{reason}: retry after {retry_after:g} s",)


def status_of(code: int, words: str) -> str:
    """Return the status code of RFC 3463 in an answer, or its plain code: never its words."""
    found = _ENHANCED.match(words.lstrip())
    return found[0] if found else str(code)


def meaning(code: int, words: str, stage: str) -> DrumbeatError:
    """Return our error for a refusal at "connect", "login", "mail", "rcpt" or "data"."""
    status = status_of(code, words)
    says = f"the relay said {status} at {stage}"
    if stage == "login" or code in NOT_LOGGED_IN:
        return RelayResting(says, LOGIN_PAUSE)
    if stage == "connect" or code == SHUTTING:
        return RelayResting(says)
    if code < FIRST_PERMANENT:
        # A server that is busy is busy for the next letter too; a greylisted reader is not.
        busy = _BUSY.fullmatch(status) and stage != "rcpt"
        return RelayResting(says) if busy else NotSent(says)
    return _permanent(code, status, stage)(says)


def _permanent(code: int, status: str, stage: str) -> type[DrumbeatError]:
    if _TOO_MUCH.fullmatch(status) or (code == TOO_BIG and status == str(code)):
        return MessageRejected
    if _FORBIDDEN.fullmatch(status) or stage == "mail":
        return NotPermitted
    if _GONE.fullmatch(status):
        return RecipientGone
    if stage == "rcpt":
        unnamed = code in NO_SUCH_PERSON and status == str(code)
        return RecipientGone if unnamed else NotPermitted
    return MessageRejected
