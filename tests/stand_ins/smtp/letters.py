"""A message as it was received: its envelope, its bytes, and what a reader sees."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cached_property

CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent it and to whom, as said to the server."""

    mail_from: str
    recipients: tuple[str, ...]
    is_8bit: bool = False
    is_utf8: bool = False
    encrypted: bool = False
    login: str | None = None


@dataclass(eq=False)
class Letter:
    """One accepted message."""

    envelope: Envelope
    raw: bytes
    violations: list[str] = field(default_factory=list)

    @cached_property
    def parsed(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def recipients(self) -> tuple[str, ...]:
        return self.envelope.recipients

    @property
    def subject(self) -> str:
        return str(self.parsed["Subject"] or "")

    @property
    def message_id(self) -> str:
        return str(self.parsed["Message-ID"] or "").strip()

    @property
    def text(self) -> str:
        """The plain text, with the line ends of this machine."""
        return self._content("plain")

    @property
    def html(self) -> str:
        return self._content("html")

    def _content(self, kind: str) -> str:
        for part in self.parsed.walk():
            if part.get_content_type() == f"text/{kind}" and not part.is_attachment():
                return str(part.get_content()).replace("\r\n", "\n")
        return ""

    def raw_header(self, name: str) -> list[str]:
        """Return each header of this name just as it came, folds and all."""
        head = self.raw.partition(CRLF + CRLF)[0].decode("utf-8", "surrogateescape")
        lines = re.split(r"\r\n(?![ \t])", head)
        found = (line.partition(":") for line in lines)
        return [value.removeprefix(" ") for key, _, value in found if key.lower() == name.lower()]

    @property
    def unsubscribe_address(self) -> str | None:
        """The https address of the List-Unsubscribe header."""
        joined = " ".join(self.raw_header("List-Unsubscribe"))
        found = re.search(r"<(https?://[^>\s]+)>", joined)
        return found.group(1) if found else None

    @property
    def links(self) -> list[str]:
        """Every address that the HTML part leads to."""
        return re.findall(r'href="([^"]+)"', self.html)
