"""Which mail addresses a relay can take, and how their domain is written on the way."""

import re

import idna

LONGEST, LONGEST_NAME = 254, 64
"""Bytes of a whole address, and of what stands before its @."""
_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9-]{2,63}", re.IGNORECASE
)


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
        raise AddressRefused("what stands after the @ is no domain such as example.com")
    return written
