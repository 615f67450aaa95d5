"""Pictures that travel with a message, so that nobody needs a public address to see them."""

import re
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass, field
from struct import error, unpack_from

PNG, JPEG, GIF = "image/png", "image/jpeg", "image/gif"
_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG, b"GIF87a": GIF, b"GIF89a": GIF}
_INLINE = re.compile(r"data:(image/[a-z]+);base64,([A-Za-z0-9+/]+={0,2})")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The marks of a JPEG after which its height and width stand."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes; what kind they are is read from them, never taken on trust."""

    data: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """The media type, or nothing where this is no picture that every platform knows."""
        found = (kind for begin, kind in _BEGINNINGS.items() if self.data.startswith(begin))
        return next(found, "")

    @property
    def sides(self) -> tuple[int, int]:
        """Width and height in pixels; nothing of either where the bytes do not tell."""
        try:
            match self.kind:
                case "image/png":
                    width, height = unpack_from(">II", self.data, 16)
                case "image/gif":
                    width, height = unpack_from("<HH", self.data, 6)
                case "image/jpeg":
                    height, width = unpack_from(">HH", self.data, _frame(self.data) + 5)
                case _:
                    return 0, 0
        except error:
            return 0, 0
        return width, height

    @property
    def address(self) -> str:
        """The address under which the picture itself stands in an `Image`."""
        return f"data:{self.kind};base64,{b64encode(self.data).decode()}"


def inline_picture(url: str) -> Picture | None:
    """Return the picture that an address carries itself; None where it carries none."""
    found = _INLINE.fullmatch(url)
    if found is None:
        return None
    try:
        picture = Picture(b64decode(found[2], validate=True))
    except Error:
        return None
    return picture if picture.kind == found[1] else None


def _frame(data: bytes) -> int:
    """Return where a JPEG's frame begins; past the end where there is none."""
    at = 2
    while at + 4 <= len(data) and data[at + 1] not in _FRAMES:
        (length,) = unpack_from(">H", data, at + 2)
        at += 2 + length
    return at
