"""When two writings are one name, one id or one email: the only place that says so.

The key of a name is what all its writings have in common. Letter case, the kind and number of
spaces, letters composed or in pieces, wide or narrow letters, and characters that nobody sees
do not tell names apart; letters, marks, digits and signs do. `docs/decisions` says why.
"""

import re
from unicodedata import decomposition, normalize

_WIDTHS = ("<wide>", "<narrow>")
_BLANKS = dict.fromkeys((0x2800, 0x3164, 0xFFA0), " ")
"""Letters and signs that show as a gap, so that they are read as one."""
_OF_ONE_WIDTH = {
    place: chr(int(parts[1], 16))
    for place in (0x3000, *range(0xFF00, 0xFFF0))
    if (parts := decomposition(chr(place)).split()) and parts[0] in _WIDTHS
} | _BLANKS
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e001f"
    "\U000e0080-\U000e0fff"
)
"""Unicode's default ignorable characters, without the tags that tell flags apart."""
_DROPPED = re.compile(f"[{_UNSEEN}]")
_TAGS = re.compile("[\U000e0020-\U000e007f]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_DOTTED = re.compile("i\u0307+")
_EDGES = "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff "
"""What copying leaves around a name; inside it these may be needed to write it."""


def name_key(text: str) -> str:
    """Return what all writings of this name or id have in common; for none it is empty."""
    if text.isascii():
        return " ".join(text.lower().split())
    seen = _DROPPED.sub("", text.translate(_OF_ONE_WIDTH))
    folded = normalize("NFD", normalize("NFD", seen).casefold())
    dotless = _DOTTED.sub("i", folded.replace("\u0131", "i"))
    return normalize("NFC", " ".join(dotless.split()))


def email_key(text: str) -> str:
    """Return what all writings of this email address have in common.

    Only letter case and composition are made equal: an address that merely looks like another
    one is somebody else's.
    """
    return normalize("NFC", normalize("NFC", text.strip()).lower())


def kept(text: str) -> str:
    """Return a name or id as we keep it: its own letters composed, and single spaces."""
    if text.isascii():
        return " ".join(text.split())
    return normalize("NFC", " ".join(text.translate(_BLANKS).split())).strip(_EDGES)


def shows_nothing(text: str) -> bool:
    """Say whether nobody can see anything of this name."""
    if text.isascii() and text.isprintable():
        return not text.strip()
    return not _CONTROLS.sub("", _TAGS.sub("", name_key(text))).strip()
