"""Words without the characters that act on what stands around them instead of being read.

Whatever a person or a platform calls itself is said back to others in the middle of a sentence.
Marks such as "write backwards from here" have no end of their own and would turn the rest of
the line around; controls end lines, strings and headers. Writing from right to left, emoji and
joined letters need none of them and stay as they are.
"""

import re
from dataclasses import dataclass, fields
from operator import is_

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NOTHING = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_ACTING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls but tab and line end
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction
    f"\ud800-\udfff\ufdd0-\ufdef{_NOTHING}]"  # half a character, and what is none
)


@dataclass(frozen=True, slots=True)
class Words:
    """Anything with texts in it: none of them acts on what stands around it."""

    def __post_init__(self) -> None:
        for each in fields(self):
            given = getattr(self, each.name)
            kept = _kept(given)
            if kept is not given:
                object.__setattr__(self, each.name, kept)


def harmless(words: str) -> str:
    """Return words of which every character can be read, or joins or spaces what can."""
    if words.isprintable():
        return words
    return _ACTING.sub("", _LINE_END.sub("\n", words))


def _kept(value: object) -> object:
    """Return a text, or texts in rows, without what acts; what is well, and all else, as it is."""
    if isinstance(value, str):
        return harmless(value)
    if not isinstance(value, tuple):
        return value
    kept = tuple(map(_kept, value))
    return value if all(map(is_, kept, value)) else kept
