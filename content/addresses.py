"""Where a text's links and pictures lead: whole addresses, or such as a base makes whole."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from bot.errors import ContentInvalid
from bot.fitting import may_open
from content.parts import FileLine

OPENED = ("https", "http", "mailto")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MAILBOX = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"(?:tel|sms|callto):", re.IGNORECASE)
_BASED = "https://relative.invalid/"
"""What stands for the missing base until the text is refused for it."""


def web_address(url: str, place: FileLine, *, schemes: tuple[str, ...] = ("https",)) -> str:
    """Return the address if it is of an allowed kind, can be opened, and has no placeholders."""
    if "{{" in url or "%7b%7b" in url.lower():
        raise place.invalid("no placeholders in an address")
    if url.partition(":")[0] not in schemes:
        raise place.invalid(f"an address must start with {' or '.join(schemes)}: {url!r}")
    if not may_open(url):
        raise place.invalid(f"this address leads nowhere: {url!r}")
    return url


def phone_number(url: str) -> str:
    """Return the number that an address dials; nothing where it dials none."""
    return _NUMBER.sub("", url, count=1) if _NUMBER.match(url) else ""


@dataclass(slots=True)
class Addresses:
    """Makes the addresses of one text whole; those that lack a base are kept to be named."""

    base: str = ""
    relative: list[tuple[FileLine, str]] = field(default_factory=list)

    def opened(self, url: str, place: FileLine) -> str:
        """Return where a link leads; nothing for a place in the text itself, or a phone."""
        if not url or url.startswith("#") or phone_number(url):
            return ""
        if _MAILBOX.fullmatch(url):
            return f"mailto:{url}"
        return web_address(self._whole(url, place), place, schemes=OPENED)

    def shown(self, url: str, place: FileLine) -> str:
        """Return where a picture lies."""
        return web_address(self._whole(url, place), place)

    def fault(self) -> ContentInvalid | None:
        """Return the one error that names every address without a base, if there is any."""
        if not self.relative:
            return None
        named = ", ".join(f"{url!r} (line {place.line})" for place, url in self.relative)
        return self.relative[0][0].invalid(
            f"addresses that are not whole: {named}. Begin them with https://, "
            "or set DRUMBEAT_CONTENT_BASE_URL to where they begin"
        )

    def _whole(self, url: str, place: FileLine) -> str:
        if url.startswith("//"):
            return f"https:{url}"
        if url.startswith("www."):
            return f"https://{url}"
        if _SCHEME.match(url) or "{{" in url or "%7b%7b" in url.lower():
            return url
        if not self.base:
            self.relative.append((place, url))
        # A base is a folder, whether or not it was written so.
        return urljoin(f"{self.base.rstrip('/')}/" if self.base else _BASED, url)
