"""Gathers the parts of a text, with those of each block for roles in a version of its own."""

from dataclasses import dataclass, field

from bot.message import Buttons
from bot.principal import Role
from content.directives import FENCE, read_roles
from content.parts import FigureSlot, FileLine, Part, Static, Variant, Variants


@dataclass(slots=True)
class _Block:
    """An open role block."""

    place: FileLine
    roles: frozenset[Role] | None
    parts: list[Static | FigureSlot] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """Role blocks that stand next to each other."""

    place: FileLine
    variants: list[Variant] = field(default_factory=list)


@dataclass(slots=True)
class Gathering:
    """Takes parts in order and keeps track of open blocks.

    `placed` has each part with the `line` it was read from, those in blocks too.
    """

    parts: list[Part] = field(default_factory=list)
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

    def last(self) -> Part | None:
        """Return what was added last where parts are added now."""
        here = self._here()
        return here[-1] if here else None

    def take_fence(self, line: str, place: FileLine) -> None:
        """Open or close a block for roles."""
        if line != FENCE:
            if self.block is not None:
                self.broken += 1
                raise place.invalid("a block inside a block")
            self.block = _Block(place, None)
            self.broken = 1  # until it is read: the end of a broken block is no second fault
            self.block.roles = read_roles(line, place)
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
        self.group = self.group or _Group(block.place)
        _refuse_repeat(self.group, block)
        self.group.variants.append(Variant(block.roles, tuple(block.parts)))

    def finish(self) -> tuple[Part, ...]:
        """Return all parts; whatever was opened must have been closed."""
        if self.block is not None:
            raise self.block.place.invalid("this block is never closed with :::")
        self._close_group()
        return tuple(self.parts)

    def _here(self) -> list[Part] | list[Static | FigureSlot]:
        if self.block is not None:
            return self.block.parts
        self._close_group()
        return self.parts

    def _close_group(self) -> None:
        if self.group is None:
            return
        group, self.group = self.group, None
        if [variant.roles for variant in group.variants] == [None]:
            raise group.place.invalid("other needs a sibling block that names roles")
        self.parts.append(Variants(tuple(group.variants)))


def _refuse_repeat(group: _Group, block: _Block) -> None:
    for variant in group.variants:
        if variant.roles is None and block.roles is None:
            raise block.place.invalid("other stands here twice")
        for role in sorted((variant.roles or frozenset()) & (block.roles or frozenset())):
            raise block.place.invalid(f"the role {role} has a version already")
