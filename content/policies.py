"""The pages anybody may read about the programme: ours, or the vendor's own in their place."""

from pathlib import Path

from bot.errors import ContentInvalid
from bot.message import Buttons, Heading, Message, Poll
from content.compose import fill
from content.documents import read_text
from content.faults import Faults
from content.markdown import parse_body
from content.parts import PLACEHOLDER, Body, FigureSlot, TierVariants, Variants

NAMES = ("about", "privacy", "terms")
NOT_FOR_ALL = (FigureSlot, Variants, TierVariants, Buttons, Poll)
_OURS = Path(__file__).with_name("pages")


def load_policies(own: Path, vendor: str, base: str = "") -> dict[str, Message]:
    """Read every page, the vendor's own where there is one; a mistake is `ContentInvalid`."""
    faults, pages = Faults(), dict[str, Message]()
    for name in NAMES:
        with faults.kept():
            pages[name] = _load(_chosen(own, name), {"vendor": vendor}, base)
    faults.tell()
    return pages


def _chosen(own: Path, name: str) -> Path:
    theirs = own / f"{name}.md"
    return theirs if theirs.is_file() else _OURS / f"{name}.md"


def _load(path: Path, values: dict[str, str], base: str) -> Message:
    text, faults = read_text(path), Faults()
    for number, line in enumerate(text.split("\n"), 1):
        if set(PLACEHOLDER.findall(line)) - values.keys():
            reason = "anybody may read this: only {{ vendor }} is known"
            faults.found.append(ContentInvalid(path, number, reason))
    parts: Body = ()
    with faults.kept():
        parts = parse_body(path, text, base)
        if any(isinstance(part, NOT_FOR_ALL) for part in parts):
            reason = "anybody may read this: no figures, buttons or blocks for some readers"
            raise ContentInvalid(path, 1, reason)
        if not parts or not isinstance(parts[0], Heading):
            raise ContentInvalid(path, 1, "a page begins with its title: # Title")
    faults.tell()
    title, *rest = (fill(part, values) for part in parts if not isinstance(part, NOT_FOR_ALL))
    return Message(title.text if isinstance(title, Heading) else "", tuple(rest))
