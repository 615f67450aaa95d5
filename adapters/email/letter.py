"""A letter as bytes: its headers, its two versions, and the way out that must survive."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from typing import Any, cast

from adapters.email.addresses import Links, plain_address
from adapters.email.clean import one_line, subject
from adapters.email.render import Rendered, content_id
from bot.pictures import Picture

UNFOLDED = SMTP.clone(max_line_length=998)
WHOLE = frozenset(
    {
        *("to", "reply-to", "message-id", "in-reply-to", "references"),
        *("list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id"),
    }
)
"""Headers that a fold or an encoded word would break: an address is read as it stands."""
ONE_CLICK = "List-Unsubscribe=One-Click"
VERP_MARK, REPLY_MARK = "b+", "r+"
NAME_LIMIT = 120
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class LetterPolicy(EmailPolicy):
    """Folds headers at 78 characters, but not those that machines read."""

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 - the base class's
        """Write one header."""
        policy = UNFOLDED if name.lower() in WHOLE else SMTP
        return policy.clone(utf8=self.utf8).fold_binary(name, value)


# The width of quoted-printable lines comes from here, and RFC 2045 stops them at 76.
POLICY = LetterPolicy(linesep="\r\n", max_line_length=76)
INTERNATIONAL = POLICY.clone(utf8=True)
"""Writes headers in letters of every script: for a recipient whose own name needs them."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who our letters are from, and where what comes back goes."""

    sender: Address
    bounce_domain: str = ""
    reply_domain: str = ""

    @property
    def domain(self) -> str:
        """The domain our letters are named in."""
        return self.sender.domain

    def said_by(self, name: str) -> Address:
        """Return who a letter is from: our address, under another name if one is given."""
        shown = one_line(name)[:NAME_LIMIT]
        return Address(shown, addr_spec=self.sender.addr_spec) if shown else self.sender

    def message_id(self, delivery_id: str) -> str:
        """Return the name of a delivery's letter."""
        return f"<{_mark(delivery_id)}@{self.domain}>"

    def envelope_from(self, delivery_id: str) -> str:
        """Return where a letter comes back to: an address that names the delivery."""
        if not self.bounce_domain:
            return self.sender.addr_spec
        return f"{VERP_MARK}{_mark(delivery_id)}@{self.bounce_domain}"

    def reply_to(self, delivery_id: str) -> str:
        """Return where a person's answer goes: an address that names the delivery."""
        return f"{REPLY_MARK}{_mark(delivery_id)}@{self.reply_domain}"


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to the relay; nothing of it belongs in a log."""

    sender: str
    recipient: str
    message_id: str
    raw: bytes = field(repr=False)

    @property
    def is_international(self) -> bool:
        """Whether only a relay that speaks SMTPUTF8 (RFC 6531) can take it."""
        return not self.recipient.isascii()


@dataclass(frozen=True, slots=True)
class Cover:
    """What a letter's headers say besides its message.

    `kind` is that of its send, if any, and `thread` the letter it answers. `said_by` is the name
    that stands in the place of our own: the address stays ours, for relays vouch for no other.
    """

    to: str
    delivery_id: str
    title: str
    vendor: str
    topic: str = ""
    topic_title: str = ""
    kind: str = ""
    links: Links = field(default_factory=Links)
    reply_to: str = ""
    thread: str = ""
    said_by: str = ""


def write(head: Letterhead, cover: Cover, rendered: Rendered) -> Letter:
    """Put a letter together; an address no relay would take is `RecipientGone`."""
    recipient = plain_address(cover.to)
    message_id = head.message_id(cover.delivery_id)
    policy = POLICY if recipient.isascii() else INTERNATIONAL
    letter = EmailMessage(policy=policy)
    letter["From"] = head.said_by(cover.said_by)
    letter["To"] = recipient
    letter["Subject"] = subject(cover.title, cover.vendor)
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = message_id
    # So no robot answers it; and what a robot answers all the same reaches nobody.
    letter["Auto-Submitted"] = "auto-replied" if cover.thread else "auto-generated"
    letter["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    letter["Feedback-ID"] = feedback_id(cover, head.domain)
    if cover.reply_to:
        letter["Reply-To"] = plain_address(cover.reply_to)
    if cover.thread:
        letter["In-Reply-To"] = letter["References"] = cover.thread
    if cover.topic:
        letter["List-Id"] = _list_id(cover, head.domain)
    if cover.links.unsubscribe:
        letter["List-Unsubscribe"] = f"<{cover.links.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = ONE_CLICK
    letter.set_content(rendered.text, cte="quoted-printable")
    letter.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    _bring(letter, rendered.pictures)
    envelope_from = head.envelope_from(cover.delivery_id)
    return Letter(envelope_from, recipient, message_id, _as_bytes(letter, policy))


def _bring(letter: EmailMessage, pictures: Iterable[Picture]) -> None:
    """Lay pictures beside the page that shows them, so that no program fetches anything."""
    page = cast("EmailMessage", letter.get_body(("html",)))
    for picture in pictures:
        kind, _, form = picture.kind.partition("/")
        name = f"<{content_id(picture)}>"
        page.add_related(picture.data, kind, form, cid=name, disposition="inline")


def _as_bytes(letter: Message, policy: EmailPolicy) -> bytes:
    return letter.as_bytes(policy=policy)


def feedback_id(cover: Cover, domain: str) -> str:
    """Name what complaints are counted by: kind, topic, vendor, and the sender, who comes last.

    Many letters share one, and nothing in it is anybody's.
    """
    marks = (cover.kind or "letter", cover.topic or "none", cover.vendor)
    fields = [re.sub("[^a-z0-9]+", "-", each.casefold()).strip("-")[:40] for each in marks]
    return ":".join((*(each or "none" for each in fields), _sender_id(domain)))


def _sender_id(domain: str) -> str:
    """Return five to fifteen characters that stay a domain's own."""
    return (
        f"{re.sub('[^a-z0-9]', '', domain.lower())[:8]}{sha256(domain.encode()).hexdigest()[:6]}"
    )


def _list_id(cover: Cover, domain: str) -> str:
    """Name the list; its title stands beside it only where no encoding is needed for that."""
    name = f"<{re.sub('[^A-Za-z0-9-]', '-', cover.topic)}.{domain}>"
    title = one_line(cover.topic_title)
    is_plain = title.isascii() and not set(title) & set('<>"\\=?')
    return f'"{title}" {name}' if title and is_plain else name


def _mark(delivery_id: str) -> str:
    """Return a delivery's id as an address may carry it."""
    if _SAFE_ID.fullmatch(delivery_id):
        return delivery_id
    return sha256(delivery_id.encode()).hexdigest()[:32]
