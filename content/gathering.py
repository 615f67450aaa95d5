"""Gathers the parts of a text, with those of each block in a version for its readers."""

from dataclasses import dataclass, field

from bot.message import Buttons
from bot.principal import Role
from content.directives import FENCE, Opened, read_block
from content.parts import (
    Body,
    FigureSlot,
    FileLine,
    Part,
    Static,
    TierVariant,
    TierVariants,
    Variant,
    Variants,
)

ANYBODY = Opened("role", None)


@dataclass(slots=True)
class _Block:
    """A block for some readers; `opened` says whom, once that was read."""

    place: FileLine
    opened: Opened = ANYBODY
    parts: list[Static | FigureSlot] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """Blocks of one kind that stand next to each other."""

    blocks: list[_Block] = field(default_factory=list)

    def named(self) -> list[frozenset[str] | None]:
        """Return whom each block is for."""
        return [block.opened.names for block in self.blocks]

    def part(self) -> Variants | TierVariants:
        """Return the versions of which each reader gets one."""
        said = [(block.opened.names, tuple(block.parts)) for block in self.blocks]
        if self.blocks[0].opened.kind == "tier":
            return TierVariants(tuple(TierVariant(tiers, parts) for tiers, parts in said))
        return Variants(
            tuple(
                Variant(None if roles is None else frozenset(map(Role, roles)), parts)
                for roles, parts in said
            )
        )


@dataclass(slots=True)
class Gathering:
    """Takes parts in order and keeps track of open blocks.

    `placed` has each part with the `line` it was read from, those in blocks too.
    """

    parts: list[Part | TierVariants] = field(default_factory=list)
    block: _Block | None = None
    group: _Group | None = None
    broken: int = 0
    line: int = 1
    placed: list[tuple[int, Static | FigureSlot]] = field(default_factory=list)

    def add(self, part: Static | FigureSlot) -> None:
        """Add a part; buttons that follow each other stand in one row."""
        here, before = self._here(), self.last()
        self.placed.append((self.line, part))
        if isinstance(before, Buttons) and isinstance(part, Buttons):
            here[-1] = Buttons((*before.buttons, *part.buttons))
        else:
            here.append(part)

    def last(self) -> Part | TierVariants | None:
        """Return what was added last where parts are added now."""
        here = self._here()
        return here[-1] if here else None

    def take_fence(self, line: str, place: FileLine) -> None:
        """Open or close a block for some readers."""
        if line != FENCE:
            if self.block is not None:
                self.broken += 1
                raise place.invalid("a block inside a block")
            self.block = _Block(place)
            self.broken = 1  # until it is read: the end of a broken block is no second fault
            self.block.opened = read_block(line, place)
            self.broken = 0
            return
        block, self.block = self.block, None
        if self.broken:
            self.broken -= 1  # the end of a block that was named already
            self.block = block if self.broken else None
            return
        if block is None:
            raise place.invalid("this closes a block that was never opened")
        if not block.parts:
            raise block.place.invalid("an empty block")
        if self.group is not None and self.group.blocks[0].opened.kind != block.opened.kind:
            self._close_group()
        self.group = self.group or _Group()
        _refuse_repeat(self.group, block)
        self.group.blocks.append(block)

    def finish(self) -> Body:
        """Return all parts; whatever was opened must have been closed."""
        if self.block is not None:
            raise self.block.place.invalid("this block is never closed with :::")
        self._close_group()
        return tuple(self.parts)

    def _here(self) -> list[Part | TierVariants] | list[Static | FigureSlot]:
        if self.block is not None:
            return self.block.parts
        self._close_group()
        return self.parts

    def _close_group(self) -> None:
        if self.group is None:
            return
        group, self.group = self.group, None
        first = group.blocks[0]
        if group.named() == [None]:
            raise first.place.invalid(
                f"other needs a sibling block that names {first.opened.kind}s"
            )
        self.parts.append(group.part())


def _refuse_repeat(group: _Group, block: _Block) -> None:
    names, kind = block.opened.names, block.opened.kind
    for before in group.named():
        if before is None and names is None:
            raise block.place.invalid("other stands here twice")
        for name in sorted((before or frozenset()) & (names or frozenset())):
            raise block.place.invalid(f"the {kind} {name} has a version already")
