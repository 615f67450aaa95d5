"""Whether somebody said that a mailbox does not exist: by the digits, and against the words.

Only that ends the use of an address. A blocklist, a policy, a full mailbox or a message that
expired are no reason, whatever else is said, and words that nobody can read are none either.
"""

import re
from collections.abc import Sequence

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_NO_MAILBOX_BY_DIGITS = re.compile(r"5\.1\.(?:1|2|3|6|10)|5\.2\.1")
_SAYING_NOTHING = frozenset({"5.0.0", "5.1.0"})
"""What programs write that have nothing better: then the words decide."""

_NAME = re.compile(r"@|\w\.\w")
"""What stands in an address, a host and a link: one called "spamfilter" is no reason."""
_OTHER_REASON = re.compile(
    r"block(?:ed|ing|s|[ -]?list)|black[ -]?list|deny[ -]?list|\bspam|\bpolic(?:y|ies)|reputation"
    r"|\brbl\b|dnsbl|\bspf\b|\bdkim\b|\bdmarc\b|\bsender|\bquota|\bfull\b|over[ -]?limit|exceed"
    r"|\brate\b|too (?:many|large|big)|time[d ]?[ -]?out|expired|\bretry|temporar|try again"
    r"|gr[ae]y[ -]?list|virus|content|denied|not permitted|\brelay",
    re.IGNORECASE,
)
_NO_MAILBOX_BY_WORDS = re.compile(
    r"no such (?:local )?(?:user|mailbox|recipient|address|account|person)"
    r"|unknown (?:user|mailbox|recipient|address|account|local[ -]?part)"
    r"|(?:user|mailbox|recipient|address|account)(?: name| address)?(?: is| was)?"
    r" (?:unknown|not (?:found|known|recogni[sz]ed)"
    r"|(?:does not|doesn't|did not|didn't|no longer) exists?)"
    r"|no (?:mailbox|user|account) (?:here )?(?:by|with|under) (?:that|this) name"
    r"|(?:does not|doesn't) have an? (?:\S+ )?account"
    r"|(?:account|mailbox|user) (?:has been|is|was) (?:disabled|deactivated|discontinued|closed)"
    r"|invalid (?:recipient|mailbox)",
    re.IGNORECASE,
)


def statuses_in(words: str) -> list[str]:
    """Return the status codes of RFC 3463 in some words, in their order."""
    return [status for status in _STATUS.findall(words) if not status.startswith("2")]


def says_no_mailbox(statuses: Sequence[str], words: str = "") -> bool:
    """Say whether a final failure with these codes and words means that nobody is there."""
    told = " ".join(word for word in words.split() if not _NAME.search(word))
    if _OTHER_REASON.search(told):
        return False
    telling = [status for status in statuses if status not in _SAYING_NOTHING]
    if telling:
        return all(_NO_MAILBOX_BY_DIGITS.fullmatch(status) for status in telling)
    return _NO_MAILBOX_BY_WORDS.search(told) is not None


def named(statuses: Sequence[str]) -> str:
    """Return the code to remember a failure by: the first that says something."""
    telling = [status for status in statuses if status not in _SAYING_NOTHING]
    return next(iter((*telling, *statuses)), "no code")
