"""CommonMark with a few directives, parsed once into parts; nothing is dropped in silence."""

from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.tree import SyntaxTreeNode

from bot.message import Bullets, Buttons, Column, Divider, Heading, Image, Paragraph, Table
from bot.principal import Role
from content.directives import FENCE, TableHead, read_leaf, read_roles
from content.parts import FigureSlot, FileLine, Part, Static, Variant, Variants
from content.spans import read_image, read_plain, read_spans

_NAMES = {
    "blockquote": "a quotation",
    "code_block": "indented code",
    "fence": "code",
    "html_block": "HTML",
    "ordered_list": "a numbered list",
}


def parse_body(path: Path, text: str) -> tuple[Part, ...]:
    """Return the parts of a text; its first line is the file's first line."""
    tree = SyntaxTreeNode(_parser().parse(text))
    body = _Body(path)
    for node in tree.children:
        body.take(node)
    return body.finish()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("table", "directive", _directive, interrupts)
    return parser


def _directive(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not line.startswith("::"):
        return False
    if not silent:
        state.line = start + 1
        token = state.push("directive", "", 0)
        token.content, token.map = line.rstrip(), [start, state.line]
    return True


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
class _Body:
    """Takes a file's nodes in order and keeps track of open blocks."""

    path: Path
    parts: list[Part] = field(default_factory=list)
    block: _Block | None = None
    group: _Group | None = None
    table: tuple[FileLine, TableHead] | None = None

    def take(self, node: SyntaxTreeNode) -> None:
        """Add one block node."""
        place = _place(self.path, node)
        if self.table is not None and node.type != "table":
            raise self.table[0].invalid("a table must follow this line")
        if node.type != "directive":
            self._add(_TAKERS.get(node.type, _refuse)(self, node, place))
        elif node.content.startswith(FENCE):
            self._take_fence(node.content, place)
        else:
            self._take_leaf(node.content, place)

    def finish(self) -> tuple[Part, ...]:
        """Return all parts; whatever was opened must have been closed."""
        if self.block is not None:
            raise self.block.place.invalid("this block is never closed with :::")
        if self.table is not None:
            raise self.table[0].invalid("a table must follow this line")
        self._close_group()
        return tuple(self.parts)

    def take_table(self, node: SyntaxTreeNode, place: FileLine) -> Table:
        """Make a table of its node and the line that named it."""
        if self.table is None:
            raise place.invalid("a table needs ::table[caption]{the same in a sentence} above it")
        head, self.table = self.table[1], None
        rows = [row for section in node.children for row in section.children]
        columns = tuple(
            Column(_cell(cell, row_place), "right" in str(cell.attrs.get("style", "")))
            for row_place, cell in _cells(self.path, rows[0])
        )
        cells = tuple(
            tuple(_cell(cell, row_place) for row_place, cell in _cells(self.path, row))
            for row in rows[1:]
        )
        return Table(head.caption, columns, cells, head.summary)

    def _take_fence(self, line: str, place: FileLine) -> None:
        if line != FENCE:
            if self.block is not None:
                raise place.invalid("a block inside a block")
            self.block = _Block(place, read_roles(line, place))
            return
        if self.block is None:
            raise place.invalid("this closes a block that was never opened")
        if not self.block.parts:
            raise self.block.place.invalid("an empty block")
        self.group = self.group or _Group(self.block.place)
        self._refuse_repeat(self.group, self.block)
        self.group.variants.append(Variant(self.block.roles, tuple(self.block.parts)))
        self.block = None

    def _refuse_repeat(self, group: _Group, block: _Block) -> None:
        for variant in group.variants:
            if variant.roles is None and block.roles is None:
                raise block.place.invalid("other stands here twice")
            for role in sorted((variant.roles or frozenset()) & (block.roles or frozenset())):
                raise block.place.invalid(f"the role {role} has a version already")

    def _take_leaf(self, line: str, place: FileLine) -> None:
        leaf = read_leaf(line, place)
        if isinstance(leaf, TableHead):
            self.table = (place, leaf)
        elif isinstance(leaf, FigureSlot):
            self._add(leaf)
        else:
            here = self._here()
            before = here[-1] if here else None
            if isinstance(before, Buttons):
                here[-1] = Buttons((*before.buttons, leaf))
            else:
                self._add(Buttons((leaf,)))

    def _here(self) -> list[Part] | list[Static | FigureSlot]:
        if self.block is not None:
            return self.block.parts
        self._close_group()
        return self.parts

    def _add(self, part: Static | FigureSlot) -> None:
        self._here().append(part)

    def _close_group(self) -> None:
        if self.group is None:
            return
        if [variant.roles for variant in self.group.variants] == [None]:
            raise self.group.place.invalid("other needs a sibling block that names roles")
        self.parts.append(Variants(tuple(self.group.variants)))
        self.group = None


def _heading(_body: _Body, node: SyntaxTreeNode, place: FileLine) -> Heading:
    text = read_plain(node.children[0], place, "a heading")
    if not text.strip():
        raise place.invalid("a heading without words")
    return Heading(text)


def _paragraph(_body: _Body, node: SyntaxTreeNode, place: FileLine) -> Paragraph | Image:
    inline = node.children[0]
    return read_image(inline, place) or Paragraph(read_spans(inline, place))


def _bullets(body: _Body, node: SyntaxTreeNode, _list: FileLine) -> Bullets:
    items = []
    for item in node.children:
        place = _place(body.path, item)
        if [child.type for child in item.children] != ["paragraph"]:
            raise place.invalid("a list item is one paragraph: no list or other block inside")
        items.append(read_spans(item.children[0].children[0], place))
    return Bullets(tuple(items))


def _divider(_body: _Body, _node: SyntaxTreeNode, _place: FileLine) -> Divider:
    return Divider()


def _refuse(_body: _Body, node: SyntaxTreeNode, place: FileLine) -> Static:
    raise place.invalid(f"{_NAMES.get(node.type, node.type)} cannot be shown on every platform")


_TAKERS = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _bullets,
    "hr": _divider,
    "table": _Body.take_table,
}


def _place(path: Path, node: SyntaxTreeNode) -> FileLine:
    return FileLine(path, node.map[0] + 1 if node.map else 1)


def _cells(path: Path, row: SyntaxTreeNode) -> list[tuple[FileLine, SyntaxTreeNode]]:
    return [(_place(path, row), cell) for cell in row.children]


def _cell(cell: SyntaxTreeNode, place: FileLine) -> str:
    return read_plain(cell.children[0], place, "a table's cell")
