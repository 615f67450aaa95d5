"""The pages anybody may read about the programme: ours, or the vendor's own in their place."""

from pathlib import Path

from bot.errors import ContentInvalid
from bot.message import Buttons, Heading, Message, Poll
from content.compose import fill
from content.documents import read_text
from content.markdown import parse_body
from content.parts import PLACEHOLDER, FigureSlot, TierVariants, Variants

NAMES = ("about", "privacy", "terms")
_OURS = Path(__file__).with_name("pages")


def load_policies(own: Path, vendor: str, base: str = "") -> dict[str, Message]:
    """Read every page, the vendor's own where there is one; a mistake is `ContentInvalid`."""
    return {name: _load(_chosen(own, name), {"vendor": vendor}, base) for name in NAMES}


def _chosen(own: Path, name: str) -> Path:
    theirs = own / f"{name}.md"
    return theirs if theirs.is_file() else _OURS / f"{name}.md"


def _load(path: Path, values: dict[str, str], base: str) -> Message:
    text = read_text(path)
    for number, line in enumerate(text.split("\n"), 1):
        if set(PLACEHOLDER.findall(line)) - values.keys():
            raise ContentInvalid(path, number, "anybody may read this: only {{ vendor }} is known")
    elements = []
    for part in parse_body(path, text, base):
        if isinstance(part, FigureSlot | Variants | TierVariants | Buttons | Poll):
            reason = "anybody may read this: no figures, buttons or blocks for some readers"
            raise ContentInvalid(path, 1, reason)
        elements.append(fill(part, values))
    if not elements or not isinstance(elements[0], Heading):
        raise ContentInvalid(path, 1, "a page begins with its title: # Title")
    return Message(elements[0].text, tuple(elements[1:]))
