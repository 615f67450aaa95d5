"""A text once parsed: elements with open places, before it is filled for one reader."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentInvalid
from bot.message import (
    Bullets,
    Buttons,
    CodeBlock,
    Divider,
    Heading,
    Image,
    Outline,
    Paragraph,
    Quotation,
    Table,
    Video,
)
from bot.principal import Role
from content.stops import filled

PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}")
READER_PLACEHOLDERS = frozenset({"first_name", "partner", "role", "vendor"})

Static = (
    Heading
    | Paragraph
    | Bullets
    | Outline
    | Quotation
    | CodeBlock
    | Image
    | Video
    | Divider
    | Table
    | Buttons
)


@dataclass(frozen=True, slots=True)
class FigureSlot:
    """A number to be computed for each reader: its label and the question that asks for it."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Variant:
    """Parts for some roles; without roles, for everybody whom no sibling names."""

    roles: frozenset[Role] | None
    parts: tuple[Static | FigureSlot, ...]


@dataclass(frozen=True, slots=True)
class Variants:
    """Siblings of which each reader gets at most one."""

    variants: tuple[Variant, ...]

    def parts_for(self, role: Role) -> tuple[Static | FigureSlot, ...]:
        """Return the parts of the variant meant for this role; none if nobody thought of it."""
        for variant in self.variants:
            if variant.roles is not None and role in variant.roles:
                return variant.parts
        return next((v.parts for v in self.variants if v.roles is None), ())


Part = Static | FigureSlot | Variants


def every_part(parts: Iterable[Part]) -> Iterator[Static | FigureSlot]:
    """Walk all parts, those of every version too."""
    for part in parts:
        if isinstance(part, Variants):
            for variant in part.variants:
                yield from variant.parts
        else:
            yield part


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a content file, for the sentence that says what is wrong there."""

    path: Path
    line: int

    def invalid(self, reason: str) -> ContentInvalid:
        """Make the error that names this place and the reason."""
        return ContentInvalid(self.path, self.line, reason)


def check_placeholders(
    text: str, place: FileLine, *, known: frozenset[str] = READER_PLACEHOLDERS
) -> str:
    """Return the text if every placeholder in it is a known one and properly written."""
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            choices = ", ".join(sorted(known)) or "none here"
            raise place.invalid(f"unknown placeholder {name!r}; known: {choices}")
    rest = PLACEHOLDER.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise place.invalid("a placeholder that cannot be read: write {{ first_name }}")
    return text


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text in one pass: what a value looks like is never looked at again."""
    return filled(PLACEHOLDER.split(text), values)
