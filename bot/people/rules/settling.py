"""What an administrator may settle about people and places, and the words for it in chat."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkAddress:
    """Link an address to the contact with this email; empty platform: where it was said."""

    email: str
    user: str
    platform: str = ""
    installation: str = ""


@dataclass(frozen=True, slots=True)
class UnlinkAddress:
    """Make an address of this contact nobody's; empty platform: where it was said."""

    email: str
    user: str
    platform: str = ""
    installation: str = ""


@dataclass(frozen=True, slots=True)
class BindInstallation:
    """Let an installation vouch for a partner's people; without a partner for nobody's."""

    installation: str
    partner: str = ""


@dataclass(frozen=True, slots=True)
class ChangeDomains:
    """Show a partner's mail domains, after adding and removing some."""

    partner: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameSponsor:
    """Let the contact with this email answer for the partnership, on their own side of it."""

    partner: str
    email: str


@dataclass(frozen=True, slots=True)
class ListInstallations:
    """Show where we are installed."""


Settlement = (
    LinkAddress
    | UnlinkAddress
    | BindInstallation
    | ChangeDomains
    | NameSponsor
    | ListInstallations
)

WORDS = ("link", "unlink", "bind", "unbind", "domains", "sponsor", "installations")
"""The words a settlement begins with."""

_HERE = r"(?P<email>\S+) {} @?(?P<user>\S+)"
_THERE = r"(?P<email>\S+) {} (?P<platform>\S+) (?P<installation>\S+) @?(?P<user>\S+)"

_FORMS: tuple[tuple[str, Callable[..., Settlement]], ...] = (
    ("link " + _HERE.format("to"), LinkAddress),
    ("link " + _THERE.format("to"), LinkAddress),
    ("unlink " + _HERE.format("from"), UnlinkAddress),
    ("unlink " + _THERE.format("from"), UnlinkAddress),
    (r"bind (?P<installation>\S+) to (?P<partner>.+)", BindInstallation),
    (r"unbind (?P<installation>\S+)", BindInstallation),
    (
        r"domains (?P<partner>.+?) add (?P<name>\S+)",
        lambda partner, name: ChangeDomains(partner, add=(name,)),
    ),
    (
        r"domains (?P<partner>.+?) remove (?P<name>\S+)",
        lambda partner, name: ChangeDomains(partner, remove=(name,)),
    ),
    (r"domains (?P<partner>.+)", ChangeDomains),
    (r"sponsor of (?P<partner>.+) is (?P<email>\S+)", NameSponsor),
    ("installations", ListInstallations),
)


def read_settlement(text: str) -> Settlement | None:
    """Return what these words settle; None where they are not one of the forms."""
    for form, make in _FORMS:
        found = re.fullmatch(form, text, re.IGNORECASE)
        if found is not None:
            return make(**found.groupdict())
    return None
