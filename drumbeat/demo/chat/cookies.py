"""Who a browser is: a signed cookie, and the token its forms carry."""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe

import itsdangerous
from itsdangerous import BadData, URLSafeSerializer

COOKIE = "drumbeat_chat"


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
        how = {"digest_method": sha256}
        self._visits = URLSafeSerializer(key, salt="drumbeat visit", signer_kwargs=how)
        self._forms = itsdangerous.Signer(key, salt="drumbeat form", digest_method=sha256)

    def start(self, contact_id: str) -> str:
        """Begin a visit; return the value of its cookie."""
        return self._visits.dumps([contact_id, token_urlsafe(12)])

    def read(self, cookie: str) -> Visit | None:
        """Return the visit this cookie was made for, if it was made here."""
        try:
            contact_id, nonce = self._visits.loads(_sent(cookie))
        except BadData:
            return None
        return Visit(contact_id, nonce)

    def token(self, visit: Visit) -> str:
        """Return what a form of this visit carries, so that no other site can post it."""
        return self._forms.get_signature(_named(visit)).decode()

    def knows(self, visit: Visit, token: str) -> bool:
        """Whether a form with this token was drawn for this visit."""
        return self._forms.verify_signature(_named(visit), _sent(token))


def _named(visit: Visit) -> str:
    return f"{visit.nonce} {visit.contact_id}"


def _sent(text: str) -> bytes:
    # What a browser sends need not be text at all.
    return text.encode("utf-8", "replace")
