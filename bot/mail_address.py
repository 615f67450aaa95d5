"""Which mail addresses a relay can take, and how their domain is written on the way."""

import re
from unicodedata import normalize

import idna

LONGEST, LONGEST_NAME = 254, 64
"""Bytes of a whole address, and of what stands before its @."""
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9][a-z0-9-]{0,61}[a-z0-9]",
    re.IGNORECASE,
)


_NO_DOMAIN = "what stands after the @ is no domain such as example.com"
_OTHER_DOTS = re.compile("[\u3002\uff0e\uff61]")


class AddressRefused(ValueError):
    """No relay could take this address; the words say what to write instead."""


def relayed(address: str) -> str:
    """Return an address as relays take it: its name as it is, its domain in ASCII.

    A name in other letters is left so: only a relay that speaks SMTPUTF8 takes it.
    """
    name, at, domain = address.strip().rpartition("@")
    if not at or not name or not domain:
        raise AddressRefused("write an email address such as ada@example.com")
    _check_name(name)
    written = f"{name}@{_in_ascii(domain)}"
    if len(written.encode()) > LONGEST:
        raise AddressRefused(f"no relay takes so long an address: {LONGEST} characters at most")
    return written


def for_any_relay(address: str) -> str:
    """Return an address as every relay takes it; what only some would take is refused as well.

    Its domain is what IDNA 2008 allows, as it is written: nothing but letter case and
    composition is made equal, so that no domain becomes another one's.
    """
    written = relayed(address)
    name, _, domain = address.strip().rpartition("@")
    beyond = _BEYOND_ASCII.search(name)
    if beyond is not None:
        raise AddressRefused(
            f"before the @ stands {beyond[0]}, which relays do not take: write their address "
            "in a to z, digits and signs; their mail program has one"
        )
    if _by_idna(normalize("NFC", domain).lower()) != written.rpartition("@")[2].lower():
        raise AddressRefused(f"{_NO_DOMAIN}: a sign in it stands in none, such as an emoji")
    return written


def _by_idna(domain: str) -> str:
    """Return a domain in ASCII by IDNA 2008 alone; empty where it allows none of the kind."""
    labels = [] if _OTHER_DOTS.search(domain) else domain.split(".")
    try:
        return ".".join(
            idna.alabel(label).decode()
            if not label.isascii() or label.startswith("xn--")
            else label
            for label in labels
        )
    except idna.IDNAError:
        return ""


def _check_name(name: str) -> None:
    if len(name.encode()) > LONGEST_NAME:
        raise AddressRefused(
            f"no relay takes so long a name before the @: {LONGEST_NAME} characters at most"
        )
    if name.startswith(".") or name.endswith(".") or ".." in name:
        raise AddressRefused("before the @ a dot stands between two letters, never beside another")
    # Of letters beyond ASCII everything that can be seen may stand there.
    if not name.isprintable() or not _DOT_ATOM.fullmatch(_BEYOND_ASCII.sub("x", name)):
        raise AddressRefused("before the @ stands a sign that no relay takes")


def _in_ascii(domain: str) -> str:
    try:
        written = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        written = ""
    if not _DOMAIN.fullmatch(written):
        raise AddressRefused(_NO_DOMAIN)
    return written
