"""Counted buttons: what an address says that leads through us, and which visits are a person's."""

import hmac
import re
from base64 import b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from bot.message import Buttons, Element, LinkButton, Message

READ = "read_it"
"""The press by which somebody says that they have read what everybody must read."""
SCANNED = timedelta(seconds=10)
"""What is opened so soon after a letter was handed over is opened by a program on its way."""
TOKEN_LENGTH = 51
_ID = re.compile(r"[0-9a-f]{24}")
_ID_BYTES, _BUTTON_BYTES, _PROOF_BYTES = 12, 6, 8
_ROBOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|scan|monitor|fetch|headless|facebookexternalhit"
    r"|safelinks|barracuda|proofpoint|mimecast|googleimageproxy|curl|wget|python|java/|go-http"
    r"|okhttp|libwww|httpclient",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tapped:
    """What an address says: which button of which send, and whose message it stood in."""

    send_id: str
    delivery_id: str
    button: str
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody or something that follows an address: how it calls itself, and how it asks.

    A `glance` asks without wanting the page: only for its head, or in advance.
    """

    agent: str = ""
    is_glance: bool = False

    @property
    def is_robot(self) -> bool:
        """Whether it is surely no person; a program may also say that it is a browser."""
        return self.is_glance or not self.agent.strip() or bool(_ROBOTS.search(self.agent))


def button_of(url: str) -> str:
    """Name a button by where it leads, whatever it is called and in whichever language."""
    return sha256(url.encode()).hexdigest()[: 2 * _BUTTON_BYTES]


def token_of(key: bytes, send_id: str, delivery_id: str, url: str) -> str:
    """Return what stands for a button of one delivery; nothing where the ids are none of ours."""
    if not (_ID.fullmatch(send_id) and _ID.fullmatch(delivery_id)):
        return ""
    said = bytes.fromhex(send_id + delivery_id + button_of(url))
    return urlsafe_b64encode(said + _proof(key, said)).decode().rstrip("=")


def read_token(keys: Sequence[bytes], token: str) -> Tapped | None:
    """Return what a token says; None where it is none. It need not be proven to lead somewhere."""
    if len(token) != TOKEN_LENGTH:
        return None
    try:
        said = b64decode(f"{token}=", altchars=b"-_", validate=True)
    except (Error, ValueError):
        return None
    told, proof = said[:-_PROOF_BYTES], said[-_PROOF_BYTES:]
    is_proven = any(hmac.compare_digest(_proof(key, told), proof) for key in keys)
    send, delivery = told[:_ID_BYTES].hex(), told[_ID_BYTES : 2 * _ID_BYTES].hex()
    return Tapped(send, delivery, told[2 * _ID_BYTES :].hex(), is_proven)


def led_through(message: Message, key: bytes, base: str, ids: tuple[str, str]) -> Message:
    """Return a message whose buttons to pages lead through us; `ids` are its send and delivery."""
    elements = tuple(_led(element, key, base, ids) for element in message.elements)
    return replace(message, elements=elements)


def _led(element: Element, key: bytes, base: str, ids: tuple[str, str]) -> Element:
    if not isinstance(element, Buttons):
        return element
    if not any(isinstance(button, LinkButton) for button in element.buttons):
        return element
    led = (
        _button(button, key, base, ids) if isinstance(button, LinkButton) else button
        for button in element.buttons
    )
    return Buttons(tuple(led))


def _button(button: LinkButton, key: bytes, base: str, ids: tuple[str, str]) -> LinkButton:
    token = token_of(key, *ids, button.url)
    return replace(button, url=f"{base}/r/{token}") if token else button


def _proof(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, said, sha256)[:_PROOF_BYTES]
