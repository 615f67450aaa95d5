"""Who a browser is: a signed cookie, and the token its forms carry."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from secrets import token_urlsafe

COOKIE = "drumbeat_chat"
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser being one person; the nonce tells two visits apart."""

    contact_id: str
    nonce: str


class Signer:
    """Signs visits and recognises what it signed; all else is nobody."""

    def __init__(self, key: bytes) -> None:
        if not key:
            raise ValueError("an empty key signs nothing")
        self._key = key

    def start(self, contact_id: str) -> str:
        """Begin a visit; return the value of its cookie."""
        packed = _packed(Visit(contact_id, token_urlsafe(12)))
        return f"{packed}.{self._sign('visit', packed)}"

    def read(self, cookie: str) -> Visit | None:
        """Return the visit this cookie was made for, if it was made here."""
        packed, _, signature = cookie[:LONGEST].rpartition(".")
        if not _same(self._sign("visit", packed), signature):
            return None
        return _unpacked(packed)

    def token(self, visit: Visit) -> str:
        """Return what a form of this visit carries, so that no other site can post it."""
        return self._sign("form", _packed(visit))

    def knows(self, visit: Visit, token: str) -> bool:
        """Whether a form with this token was drawn for this visit."""
        return _same(self.token(visit), token)

    def _sign(self, purpose: str, text: str) -> str:
        told = f"drumbeat web {purpose}:{text}".encode("utf-8", "surrogateescape")
        return hmac.digest(self._key, told, "sha256").hex()


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "replace"))


def _packed(visit: Visit) -> str:
    return f"{urlsafe_b64encode(visit.contact_id.encode()).decode()}.{visit.nonce}"


def _unpacked(packed: str) -> Visit | None:
    name, _, nonce = packed.partition(".")
    try:
        return Visit(urlsafe_b64decode(name).decode(), nonce)
    except (Error, UnicodeDecodeError, ValueError):
        return None
