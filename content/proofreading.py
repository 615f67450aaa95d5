"""What could be better in an edition that can be read: for each part of its readers by itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.beat.rules.proofs import Finding
from bot.message import (
    Buttons,
    Image,
    Link,
    LinkButton,
    Message,
    Paragraph,
    Table,
    Video,
)
from bot.name_keys import name_key
from bot.plain_text import plain_text
from bot.principal import Role
from content.compose import SAMPLE_VALUES, chosen_parts, fill
from content.editions import Edition
from content.markdown import Placed, placed_parts
from content.parts import FigureSlot, Part, Static, TierVariants, Variants, by_tier
from content.pasted import OTHERS_PLACEHOLDER
from content.sources import below_head

WORDS_A_MINUTE = 200
MINUTES = 5
FOR_SOME = {
    "no_why": "no_why_for",
    "nothing_to_do": "nothing_to_do_for",
    "too_long": "too_long_for",
}
"""What a finding is called that holds for readers in some roles alone."""
_SPOKEN_TO = re.compile(
    r"(?i:\b(you|yours?|yourself|du|dein(e[mnrs]?)?|euch|euer|eure[mnrs]?)\b)"
    r"|\b(Sie|Ihnen|Ihr(e[mnrs]?)?)\b"
)
"""Words by which a text turns to whoever reads it; in German a capital tells you from them."""
_SAYS_WHY = re.compile(
    r"\b(what (this|it|that) means|why (this|it) matters|so that|because|"
    r"was (das|es) bedeutet|warum (das|es) wichtig|damit|weil)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(dear|hi|hello|hey|good (morning|day|afternoon|evening)|hallo|guten (tag|morgen)|"
    r"liebe[rs]?|sehr geehrte)\b[^.!?]{0,60}[.!]?",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = re.compile(r"https?://[^\s)>\]\"']+")


@dataclass(frozen=True, slots=True)
class Leads:
    """An address that a text leads to, and the line it stands on."""

    line: int
    url: str


@dataclass(frozen=True, slots=True)
class Proofread:
    """An edition with the lines of its parts; lines are those of its file."""

    edition: Edition
    placed: tuple[tuple[int, Placed], ...]

    def advice(self) -> Iterator[Finding]:
        """Yield what could be better, though the text may be sent as it is."""
        yield from self._left_out()
        for number, line in enumerate(self.edition.source.split("\n"), 1):
            if found := OTHERS_PLACEHOLDER.search(line):
                yield Finding(number, "not_filled", told=(("written", found[0]),))
        for finding, roles in self._by_finding().items():
            everybody = set(roles) == self._roles()
            yield finding if everybody else _for_roles(finding, roles)

    def figures(self) -> Iterator[tuple[int, str, str]]:
        """Yield each figure: its line, its label and its question."""
        for line, part in self.placed:
            if isinstance(part, FigureSlot):
                yield line, part.label, part.question

    def versions(self) -> set[tuple[Static, ...]]:
        """Return what readers of one role or tier or another get, as somebody would read it."""
        return {
            _as_read(chosen_parts(parts, role))
            for parts in self._by_tier()
            for role in self._roles()
        }

    def drawn_alone(self) -> Iterator[tuple[int, Static]]:
        """Yield each part as somebody would read it, with its line."""
        for line, part in self.placed:
            if not isinstance(part, FigureSlot):
                yield line, fill(part, SAMPLE_VALUES)

    def unknown_tiers(self, known: Iterable[str]) -> Iterator[Finding]:
        """Name the tiers that have a block of their own and that no partner is in."""
        keys = {name_key(tier) for tier in known}
        for part in self.edition.parts:
            for one in part.variants if isinstance(part, TierVariants) else ():
                if unknown := sorted((one.tiers or frozenset()) - keys):
                    line = self._line_of(one.parts[0])
                    yield Finding(line, "no_such_tier", told=(("tiers", ", ".join(unknown)),))

    def leads(self) -> tuple[Leads, ...]:
        """Return where the text leads, each address once."""
        found: dict[str, int] = {}
        for line, part in self.placed:
            for url in _urls(part):
                found.setdefault(url, line)
        return tuple(Leads(line, url) for url, line in found.items())

    def _roles(self) -> set[Role]:
        return set(self.edition.head.audience.roles or Role)

    def _by_tier(self) -> Iterable[tuple[Part, ...]]:
        return by_tier(self.edition.parts, self.edition.head.audience.tiers).values()

    def _left_out(self) -> Iterator[Finding]:
        """Name the roles in the audience that no block speaks to while it does to others."""
        for part in self.edition.parts:
            if not isinstance(part, Variants) or any(one.roles is None for one in part.variants):
                continue
            silent = [role for role in sorted(self._roles()) if not part.parts_for(role)]
            if silent and len(silent) < len(self._roles()):
                line = self._line_of(part.variants[0].parts[0])
                yield Finding(line, "no_variant", told=(("roles", ", ".join(silent)),))

    def _line_of(self, first: Placed) -> int:
        return next((line for line, part in self.placed if part == first), 0)

    def _by_finding(self) -> dict[Finding, list[Role]]:
        found: dict[Finding, list[Role]] = {}
        for parts in self._by_tier():
            for role in sorted(self._roles()):
                for finding in _of_one_reader(tuple(chosen_parts(parts, role))):
                    roles = found.setdefault(finding, [])
                    roles += [role] if role not in roles else []
        return found


def proofread(edition: Edition, path: Path) -> Proofread:
    """Read an edition for its parts' lines."""
    return Proofread(edition, placed_parts(path, below_head(path, edition.source), edition.base))


def _for_roles(finding: Finding, roles: Iterable[Role]) -> Finding:
    named = ", ".join(roles)
    return Finding(finding.line, FOR_SOME[finding.kind], told=(*finding.told, ("roles", named)))


def _of_one_reader(parts: tuple[Placed, ...]) -> Iterator[Finding]:
    read = _as_read(parts)
    words = plain_text(Message("", read))
    if not _is_for_them(parts, read):
        yield Finding(0, "no_why")
    if not _has_something_to_do(read, words):
        yield Finding(0, "nothing_to_do")
    minutes = -(-len(_ADDRESS.sub("", words).split()) // WORDS_A_MINUTE)
    if minutes > MINUTES:
        yield Finding(0, "too_long", told=(("minutes", str(minutes)),))


def _as_read(parts: Iterable[Placed]) -> tuple[Static, ...]:
    return tuple(fill(part, SAMPLE_VALUES) for part in parts if not isinstance(part, FigureSlot))


def _is_for_them(parts: tuple[Placed, ...], read: Iterable[Static]) -> bool:
    if any(isinstance(part, FigureSlot) for part in parts):
        return True  # a figure of their own is about them
    for element in read:
        said = plain_text(Message("", (element,)))
        if isinstance(element, Table | Buttons) or _GREETING.fullmatch(said.strip()):
            continue
        if _SPOKEN_TO.search(said) or _SAYS_WHY.search(said):
            return True
    return False


def _has_something_to_do(read: tuple[Static, ...], words: str) -> bool:
    asks = any(
        isinstance(one, Paragraph) and "?" in plain_text(Message("", (one,))) for one in read
    )
    leads = any(True for one in read for _ in _urls(one))
    return asks or leads or any(isinstance(one, Buttons) for one in read) or "@" in words


def _urls(value: object) -> Iterator[str]:
    """Yield the web addresses that a part opens or shows."""
    match value:
        case Link(_, url) | LinkButton(_, url):
            if url.startswith(("http://", "https://")):
                yield url
        case Image(url, _):
            yield url
        case Video(url, _, poster):
            yield from (url, poster)
        case tuple():
            for each in value:
                yield from _urls(each)
        case _:
            for name in getattr(value, "__dataclass_fields__", ()):
                yield from _urls(getattr(value, name))
