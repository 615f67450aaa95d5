"""Letters to post: a good one, and ways to spoil it."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP

TOKEN = "https://drumbeat.example/u/" + "k" * 22
NO_FOLDING = SMTP.clone(max_line_length=998)
HEADERS = {
    "From": "Cirrus <news@cirrus.example>",
    "To": "ada@example.com",
    "Subject": "What is new",
    "Date": "Sun, 22 Nov 2026 09:00:00 +0100",
    "Message-ID": "<1@cirrus.example>",
    "List-Unsubscribe": f"<{TOKEN}>, <mailto:out@cirrus.example>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def letter(headers: Mapping[str, str | None] | None = None, text: str = "Grüße\n") -> bytes:
    """Return a good newsletter; a header of None is left out."""
    message = EmailMessage(policy=NO_FOLDING)
    for name, value in {**HEADERS, **(headers or {})}.items():
        if value is not None:
            message[name] = value
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(f"<p>{text}</p>", subtype="html", cte="quoted-printable")
    message.set_boundary("one-boundary")
    return message.as_bytes()


def spoiled(old: str, new: str) -> bytes:
    """Return a good newsletter in which some bytes are others."""
    good = letter()
    assert old.encode() in good
    return good.replace(old.encode(), new.encode(), 1)


def plain(body: str, *headers: str) -> bytes:
    """Return a message without parts, written by hand."""
    kept = {k: v for k, v in HEADERS.items() if not k.startswith("List")}
    lines = [*(f"{k}: {v}" for k, v in kept.items()), "MIME-Version: 1.0", *headers, "", body, ""]
    return "\r\n".join(lines).encode()
