"""Proves that a control was drawn by us for this very link: whoever holds it can do no more."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

SEAL_LENGTH = 32


class Seals:
    """Seals what a page offers; a link is thus worth what its mail and its pages showed."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def offered(self, packed: Iterable[str]) -> str:
        """Write down what a page offers; a packed action has no space in it."""
        return " ".join(sorted(set(packed)))

    def seal(self, link_id: str, offered: str) -> str:
        """Return the seal for an offer of this link."""
        said = f"{link_id}\n{offered}".encode()
        return hmac.new(self._key, said, sha256).hexdigest()[:SEAL_LENGTH]

    def covers(self, link_id: str, offered: str, seal: str, packed: str) -> bool:
        """Whether we offered this action on a page of this link."""
        right = self.seal(link_id, offered)
        return hmac.compare_digest(right.encode(), seal.encode()) and packed in offered.split(" ")
