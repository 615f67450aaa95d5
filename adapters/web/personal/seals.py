"""Proves that a control was drawn by us for this very link: whoever holds it can do no more."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from itsdangerous import Signer


class Seals:
    """Seals what a page offers; a link is thus worth what its mail and its pages showed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Seal with the first key; what was sealed with a later one is good as well."""
        self._signer = Signer(list(reversed(keys)), salt="drumbeat page", digest_method=sha256)

    def offered(self, packed: Iterable[str]) -> str:
        """Write down what a page offers; a packed action has no space in it."""
        return " ".join(sorted(set(packed)))

    def seal(self, link_id: str, offered: str) -> str:
        """Return the seal for an offer of this link."""
        return self._signer.get_signature(_said(link_id, offered)).decode()

    def covers(self, link_id: str, offered: str, seal: str, packed: str) -> bool:
        """Whether we offered this action on a page of this link."""
        ours = self._signer.verify_signature(_said(link_id, offered), seal.encode())
        return ours and packed in offered.split(" ")


def _said(link_id: str, offered: str) -> str:
    return f"{link_id}\n{offered}"
