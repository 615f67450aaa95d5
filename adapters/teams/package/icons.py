"""The app's two icons, drawn by code: a drum's rim, and one beat on it."""

import struct
import zlib
from collections.abc import Callable
from math import hypot

COLOUR_SIZE, OUTLINE_SIZE = 192, 32
ACCENT = (0x1F, 0x3A, 0x5F)
WHITE = (0xFF, 0xFF, 0xFF)
SAMPLES = 4
"""Each pixel is looked at this many times a side, so that edges are smooth."""
Pixel = tuple[int, int, int, int]
Paint = Callable[[float, float], Pixel]


def colour_icon() -> bytes:
    """Return the icon of stores and chats, filled to its edges."""
    return _png(COLOUR_SIZE, _coloured)


def outline_icon() -> bytes:
    """Return the icon of side bars: white lines on nothing."""
    return _png(OUTLINE_SIZE, _outlined)


def _coloured(x: float, y: float) -> Pixel:
    ink = _mark(x, y)
    mixed = (round(back + (front - back) * ink) for back, front in zip(ACCENT, WHITE, strict=True))
    red, green, blue = mixed
    return red, green, blue, 255


def _outlined(x: float, y: float) -> Pixel:
    return *WHITE, round(255 * _mark(x, y))


def _mark(x: float, y: float) -> float:
    """Say whether there is ink at a place; both coordinates run from 0 to 1."""
    from_middle = hypot(x - 0.5, y - 0.5)
    is_rim = 0.33 <= from_middle <= 0.41  # noqa: PLR2004 - the rim's inner and outer edge
    return float(is_rim or _is_beat(x, y))


def _is_beat(x: float, y: float) -> bool:
    """Three bars, the middle one highest: a beat, and a chart."""
    bars = ((0.36, 0.12), (0.5, 0.2), (0.64, 0.08))
    return any(
        abs(x - middle) <= 0.035 and abs(y - 0.5) <= height  # noqa: PLR2004 - half a bar's width
        for middle, height in bars
    )


def _png(size: int, paint: Paint) -> bytes:
    lines = b"".join(
        # Each line begins with its filter: none.
        b"\0" + b"".join(bytes(_pixel(size, paint, column, line)) for column in range(size))
        for line in range(size)
    )
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _pixel(size: int, paint: Paint, column: int, line: int) -> Pixel:
    steps = [(step + 0.5) / SAMPLES for step in range(SAMPLES)]
    seen = [paint((column + x) / size, (line + y) / size) for y in steps for x in steps]
    red, green, blue, opacity = (round(sum(part) / len(seen)) for part in zip(*seen, strict=True))
    return red, green, blue, opacity


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum
