"""Mail addresses and web addresses: which may be written, and how."""

import re
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import urlencode, urlsplit

from bot.errors import ConfigurationInvalid, RecipientGone

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*")
LONGEST = 254


def plain_address(address: str) -> str:
    """Return an address as every relay reads it; one that cannot be written is gone."""
    local, at, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    written = f"{local}@{ascii_domain}"
    fits = _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain)
    if not at or not fits or len(written) > LONGEST:
        raise RecipientGone("this is no mail address a relay would take")
    return written


def read_sender(text: str) -> Address:
    """Read who our letters are from: an address, or a name with it."""
    name, address = parseaddr(text)
    try:
        written = plain_address(address if text.isprintable() else "")
    except RecipientGone:
        raise ConfigurationInvalid(
            f"DRUMBEAT_MAIL_FROM is {'wrong' if text else 'not set'}: "
            "write Our Name <news@our-domain.example>"
        ) from None
    return Address(display_name=" ".join(name.split()), addr_spec=written)


def public_base(url: str) -> str:
    """Return where our pages are for everybody, without a slash; it must be encrypted."""
    parts = urlsplit(url)
    is_local = parts.scheme == "http" and parts.hostname in LOCAL_HOSTS
    if not parts.hostname or not (parts.scheme == "https" or is_local):
        raise ConfigurationInvalid(
            "DRUMBEAT_PUBLIC_URL is wrong: it must be an address such as https://beat.example"
        )
    return url.rstrip("/")


@dataclass(frozen=True, slots=True)
class Links:
    """The personal addresses of one letter; empty is what it has not."""

    page: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)

    def to(self, **query: str) -> str:
        """Return the page with something of it chosen already."""
        return f"{self.page}?{urlencode(query)}"
