"""Mail addresses and web addresses: which may be written, and how."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from urllib.parse import urlencode, urlsplit

from bot.errors import ConfigurationInvalid, RecipientGone
from bot.mail_address import AddressRefused, relayed

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def plain_address(address: str) -> str:
    """Return an address as relays read it; one that cannot be written is gone."""
    try:
        return relayed(address)
    except AddressRefused:
        raise RecipientGone("this is no mail address a relay would take") from None


def read_sender(text: str) -> Address:
    """Read who our letters are from: an address, or a name with it."""
    name, address = parseaddr(text)
    try:
        written = plain_address(address if text.isprintable() and address.isascii() else "")
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
