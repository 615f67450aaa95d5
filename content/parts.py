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
    Poll,
    Quotation,
    Table,
    Video,
)
from bot.name_keys import name_key
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
    | Poll
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


@dataclass(frozen=True, slots=True)
class TierVariant:
    """Parts for partners of some tiers, by their keys; without tiers, for all others."""

    tiers: frozenset[str] | None
    parts: tuple[Static | FigureSlot, ...]


@dataclass(frozen=True, slots=True)
class TierVariants:
    """Siblings of which the people of a partner get at most one."""

    variants: tuple[TierVariant, ...]

    def parts_for(self, tier: str | None) -> tuple[Static | FigureSlot, ...]:
        """Return the parts for this tier; the vendor's own people have none."""
        key = name_key(tier or "")
        for variant in self.variants:
            if variant.tiers is not None and key in variant.tiers:
                return variant.parts
        return next((v.parts for v in self.variants if v.tiers is None), ())


Part = Static | FigureSlot | Variants
Body = tuple[Part | TierVariants, ...]
"""A text as it was written; `of_tier` chooses what is for one partner."""


def of_tier(body: Body, tier: str | None) -> tuple[Part, ...]:
    """Return what partners of this tier are told."""
    chosen: list[Part] = []
    for part in body:
        if isinstance(part, TierVariants):
            chosen += part.parts_for(tier)
        else:
            chosen.append(part)
    return tuple(chosen)


def by_tier(body: Body, tiers: Iterable[str] = ()) -> Mapping[str | None, tuple[Part, ...]]:
    """Return what partners of each of these tiers are told, by the tier's key.

    Without tiers it is each that has parts of its own, and None for who is in none of those.
    """
    named: set[str | None] = {name_key(tier) for tier in tiers}
    if not named:
        groups = (part.variants for part in body if isinstance(part, TierVariants))
        named = {tier for some in groups for one in some for tier in one.tiers or ()} | {None}
    return {tier: of_tier(body, tier) for tier in sorted(named, key=lambda tier: tier or "")}


def every_part(parts: Iterable[Part | TierVariants]) -> Iterator[Static | FigureSlot]:
    """Walk all parts, those of every version too."""
    for part in parts:
        if isinstance(part, Variants | TierVariants):
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
