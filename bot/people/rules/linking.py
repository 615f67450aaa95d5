"""Whose word is enough to say who somebody is; and how addresses and codes are read."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.name_keys import email_key

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What codes are made of: nothing that can be taken for something else."""
CODE_LENGTH = 8
CODE_MISTYPED = 2
"""Letters too many or too few in what is still meant as a code."""
CODE_LIFE = timedelta(minutes=10)
TRIES = 5
RATE_WINDOW = timedelta(hours=1)
CODES_AN_ADDRESS = 5
CODES_AN_EMAIL = 10
"""Letters with a code that one mailbox gets within the window, whoever asks."""
FIRST_CODES_AN_EMAIL = 20
"""Likewise where who asks has not asked for this mailbox yet: others must not spend their turn."""
EMAIL_LENGTH = 254

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Voucher:
    """An installation's standing: the vendor's own, or bound by an administrator to a partner."""

    own: bool = False
    partner_id: str | None = None

    @property
    def has_a_say(self) -> bool:
        """Whether what it claims of a person may count at all."""
        return self.own or self.partner_id is not None

    def proves(self, email: str, contact_partner: str | None, domains: Collection[str]) -> bool:
        """Say whether its claim of this email makes somebody the contact who has it.

        Where it is not ours, only for its own partner's contacts, and only in the domains
        that are registered for that partner: its administrators can claim any email.
        """
        if self.own:
            return True
        if self.partner_id is None or contact_partner != self.partner_id:
            return False
        return email_domain(email) in domains


def read_email(text: str | None) -> str | None:
    """Return an email address in small letters; None for what cannot be one."""
    written = (text or "").strip()
    if len(written) > EMAIL_LENGTH or not written.isprintable() or not _EMAIL.fullmatch(written):
        return None
    return email_key(written)


def email_alone(words: str) -> str | None:
    """Return the email address that was written and nothing else; None for any other words.

    Whoever writes more round it may mean somebody else's.
    """
    return read_email(words.strip().strip(".,;:!?<>()"))


def email_domain(email: str) -> str:
    """Return what stands behind the @."""
    return email.rpartition("@")[2].lower()


def read_domain(text: str) -> str | None:
    """Return a mail domain in small letters; None for what cannot be one."""
    written = text.strip().removeprefix("@").rstrip(".").lower()
    return written if _DOMAIN.fullmatch(written) else None


def may_be_code(words: str) -> bool:
    """Say whether somebody who was mailed a code may mean one, rightly written or not."""
    letters = sum(letter.isalnum() for letter in words)
    return abs(letters - CODE_LENGTH) <= CODE_MISTYPED and len(words.split()) <= CODE_MISTYPED


def read_code(text: str) -> str:
    """Return a code as it was made, however the person wrote it down."""
    return "".join(letter for letter in text.upper() if letter in ALPHABET)[: CODE_LENGTH + 1]
