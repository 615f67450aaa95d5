"""Reports that come back: bounces (RFC 3464) and complaints (RFC 5965)."""

import secrets
from dataclasses import dataclass
from email.utils import format_datetime, localtime, make_msgid

from .letters import CRLF, Letter

HOST = "mail.stand-in.example"


@dataclass(frozen=True, slots=True)
class Report:
    """A message about a message, with its envelope."""

    mail_from: str
    recipient: str
    raw: bytes


def _fields(*groups: dict[str, str]) -> str:
    """Return groups of header-like lines with an empty line between them."""
    return "\r\n".join("".join(f"{k}: {v}\r\n" for k, v in group.items()) for group in groups)


def _report(kind: str, to: str, subject: str, parts: dict[str, str]) -> bytes:
    """Write a report by hand, so that each of its bytes is meant."""
    boundary = secrets.token_hex(16)
    head = {
        "From": f"Mail Delivery System <mailer-daemon@{HOST}>",
        "To": to,
        "Subject": subject,
        "Date": format_datetime(localtime()),
        "Message-ID": make_msgid(domain=HOST),
        "MIME-Version": "1.0",
        "Auto-Submitted": "auto-replied",
        "Content-Type": f'multipart/report; report-type={kind}; boundary="{boundary}"',
    }
    written = [
        f"--{boundary}\r\nContent-Type: {name}\r\n\r\n{body}\r\n" for name, body in parts.items()
    ]
    whole = f"{_fields(head)}\r\n{''.join(written)}--{boundary}--\r\n"
    return whole.encode("utf-8", "surrogateescape")


def bounce_of(letter: Letter, recipient: str, status: str, says: str) -> Report:
    """Return the delivery status notification for one recipient of a letter."""
    is_final = status.startswith("5")
    action = "failed" if is_final else "delayed"
    about = {
        "Reporting-MTA": f"dns; {HOST}",
        "Arrival-Date": format_datetime(localtime()),
    }
    fate = {
        "Final-Recipient": f"rfc822; {recipient}",
        "Original-Recipient": f"rfc822; {recipient}",
        "Action": action,
        "Status": status,
        "Remote-MTA": "dns; mx.example.com",
        "Diagnostic-Code": f"smtp; {says}",
    }
    head = letter.raw.partition(CRLF + CRLF)[0].decode("utf-8", "surrogateescape")
    told = f"Your message to {recipient} was {action}: {says}\r\n"
    parts = {
        "text/plain": told,
        "message/delivery-status": _fields(about, fate),
        "text/rfc822-headers": head + "\r\n",
    }
    subject = "Undelivered Mail Returned to Sender" if is_final else "Delayed Mail"
    back = letter.envelope.mail_from
    return Report("", back, _report("delivery-status", back, subject, parts))


def complaint_about(letter: Letter, recipient: str) -> Report:
    """Return the abuse report of a mail provider."""
    facts = {
        "Feedback-Type": "abuse",
        "User-Agent": "StandIn-FBL/1.0",
        "Version": "1",
        "Original-Mail-From": f"<{letter.envelope.mail_from}>",
        "Original-Rcpt-To": f"<{recipient}>",
        "Arrival-Date": format_datetime(localtime()),
        "Reported-Domain": letter.envelope.mail_from.rpartition("@")[2],
        "Source-IP": "127.0.0.1",
    }
    parts = {
        "text/plain": f"This is a report about a message to {recipient}.\r\n",
        "message/feedback-report": _fields(facts),
        "message/rfc822": letter.raw.decode("utf-8", "surrogateescape"),
    }
    back = letter.envelope.mail_from
    raw = _report("feedback-report", back, "FW: a message that somebody complained about", parts)
    return Report(f"fbl@{HOST}", back, raw)
