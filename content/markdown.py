"""A text parsed once into parts; nothing is dropped in silence, and every fault is named."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path

from markdown_it.tree import SyntaxTreeNode

from bot.errors import ContentInvalid
from bot.message import Bold, Buttons, CodeBlock, Divider, Link, Paragraph, Poll, Text
from content.addresses import Addresses
from content.burden import Overburdened, weigh_lines
from content.commonmark import cleaned, read_inline, read_tree
from content.directives import FENCE, Film, TableHead, read_leaf
from content.faults import Faults
from content.flow import Flow
from content.gathering import Gathering
from content.html import COMMENT, HEADINGS, LISTS, PRE, TITLES, Tag, without_tags
from content.inline import Inline, Piece
from content.parts import Body, FigureSlot, FileLine, Static
from content.tables import read_table, refuse_broken, tabbed_table

LONGEST_HEADING = 120
"""A longer one above a line of dashes is a paragraph, and the dashes a line across the text."""
_NAMED = re.compile(r"\s*\{:?\s*[#.][\w-][^{}]*\}\s*$")
"""What other programs call a heading, behind its words."""
Placed = Static | FigureSlot
"""A part that stands somewhere in a text."""
BOXES = {"[ ] ": "\N{BALLOT BOX} ", "[x] ": "\N{BALLOT BOX WITH CHECK} "}


@lru_cache(maxsize=256)
def parse_body(path: Path, text: str, base: str = "") -> Body:
    """Return the parts of a text; its first line is the file's first line.

    What was read is kept: of a folder that is read anew most files say what they said.
    `base` is where addresses begin that are not whole. All faults are one `ContentInvalid`.
    """
    body = _read(path, text, base)
    return body.finish()


def placed_parts(path: Path, text: str, base: str = "") -> tuple[tuple[int, Placed], ...]:
    """Return the parts of a text that can be read, each with the line it begins on."""
    body = _read(path, text, base)
    body.flow.end()
    return tuple(body.gathering.placed)


def _read(path: Path, text: str, base: str) -> "_Body":
    try:
        weigh_lines(text)
        whole = cleaned(text)
        tree = read_tree(whole)
    except Overburdened as problem:
        fault = ContentInvalid(path, problem.line, problem.reason)
        return _Body(path, [], Addresses(base), Faults([fault]))
    body = _Body(path, whole.split("\n"), Addresses(base))
    for node in tree.children:
        body.gathering.line = node.map[0] + 1 if node.map else 1
        with body.faults.kept():
            body.take(node)
    return body


@dataclass(slots=True)
class _Body:
    """Takes a file's nodes in order."""

    path: Path
    lines: list[str]
    addresses: Addresses
    faults: Faults = field(default_factory=Faults)
    gathering: Gathering = field(default_factory=Gathering)
    flow: Flow = field(init=False)
    table: tuple[FileLine, TableHead] | None = None
    has_poll: bool = False

    def __post_init__(self) -> None:
        self.flow = Flow(self._add)

    def finish(self) -> Body:
        """Return all parts, if nothing is wrong with any of them."""
        self.flow.end()
        parts: Body = ()
        with self.faults.kept():
            parts = self.gathering.finish()
        with self.faults.kept():
            self._refuse_lonely_head()
        missing = self.addresses.fault()
        self.faults.found += [missing] if missing else []
        self.faults.tell()
        return parts

    def take(self, node: SyntaxTreeNode) -> None:  # noqa: C901 - one case a block
        """Add one block node."""
        place = FileLine(self.path, node.map[0] + 1 if node.map else 1)
        if node.type != "table":
            with self.faults.kept():
                self._refuse_lonely_head()
        match node.type:
            case "directive":
                self._take_directive(node.content, place)
            case "bullet_list" | "ordered_list" | "blockquote":
                self._take_nested(node)
            case "heading":
                self._take_heading(node, place)
            case "table":
                self.flow.add(self._table(node, place))
            case "html_block":
                self._take_html(node.content, place)
            case "fence" | "code_block":
                self._take_code(node.content)
            case "hr":
                self.flow.add(Divider())
            case _:
                self._take_paragraph(node, place)

    def _add(self, part: Static) -> None:
        self.gathering.add(part)

    def _refuse_lonely_head(self) -> None:
        head, self.table = self.table, None
        if head is not None:
            raise head[0].invalid("a table must follow this line")

    def _refuse_second_poll(self, place: FileLine) -> None:
        if self.has_poll:
            raise place.invalid("an edition has one poll: ask the rest in a survey of its own")
        self.has_poll = True

    def _take_directive(self, line: str, place: FileLine) -> None:
        self.flow.end()
        if line.startswith(FENCE):
            self.gathering.take_fence(line, place)
            return
        leaf = read_leaf(line, place)
        if isinstance(leaf, TableHead):
            self.table = (place, leaf)
        elif isinstance(leaf, Film):
            self.gathering.add(leaf.video)
            self.gathering.add(Paragraph((Text(f"{leaf.summary} "), leaf.transcript)))
        else:
            if isinstance(leaf, Poll):
                self._refuse_second_poll(place)
            self.gathering.add(leaf if isinstance(leaf, FigureSlot | Poll) else Buttons((leaf,)))

    def _take_nested(self, node: SyntaxTreeNode) -> None:
        is_quotation = node.type == "blockquote"
        if is_quotation:
            self.flow.open_quotation()
        else:
            start = int(node.attrs.get("start", 1))
            self.flow.open_list(start if node.type == "ordered_list" else None)
        for child in node.children:
            if child.type == "list_item":
                self._take_item(child)
            else:
                with self.faults.kept():
                    self.take(child)
        self.flow.close(is_quotation=is_quotation)

    def _take_item(self, item: SyntaxTreeNode) -> None:
        self.flow.open_point()
        for number, child in enumerate(item.children):
            if not number and child.type == "paragraph":
                _tick(child)
            with self.faults.kept():
                self.take(child)

    def _take_paragraph(self, node: SyntaxTreeNode, place: FileLine) -> None:
        refuse_broken(node, place)
        reading = (self.addresses, self.faults)
        if table := tabbed_table(node.children[0].content, place, reading):
            self.flow.add(table)
            return
        self._say(self._pieces(node, place), is_note=node.children[0].content.startswith("[^"))

    def _take_heading(self, node: SyntaxTreeNode, place: FileLine) -> None:
        content = node.children[0].content
        is_prose = "\n" in content or len(content) > LONGEST_HEADING
        if node.markup in {"-", "="} and is_prose:
            self._take_paragraph(node, place)
            self.flow.add(Divider())
            return
        token = node.children[0].token
        last = token.children[-1] if token and token.children else None
        if last and last.type == "text":
            last.content = _NAMED.sub("", last.content)
        pieces = self._pieces(node, place)
        if not pieces:
            raise place.invalid("a heading without words")
        self._head(pieces)

    def _pieces(self, node: SyntaxTreeNode, place: FileLine) -> list[Piece]:
        token = node.children[0].token
        children = (token.children or []) if token else []
        return Inline(place, self.addresses, self.faults).read(children)

    def _head(self, pieces: list[Piece]) -> None:
        """Add a heading: a plain line, below which stands what its words cannot hold."""
        spans = [
            span for piece in pieces if isinstance(piece, tuple) for span in (*piece, Text(" "))
        ]
        text = " ".join("".join(span.text for span in spans).split())
        if text:
            self.flow.head(text)
        for url in dict.fromkeys(span.url for span in spans if isinstance(span, Link)):
            self.flow.say((Link(url.removeprefix("mailto:"), url),))
        self._say([piece for piece in pieces if not isinstance(piece, tuple)])

    def _say(self, pieces: list[Piece], *, is_note: bool = False) -> None:
        title: list[Piece] | None = None
        for piece in pieces:
            if isinstance(piece, Tag):
                title = self._titled(piece, title)
            elif title is not None:
                title.append(piece)
            elif isinstance(piece, tuple):
                self.flow.say(piece, quiet=is_note)
            else:
                self.flow.add(piece.image)
                self.flow.say((Text(piece.caption),), quiet=True)
        if title:
            self._say(title)

    def _titled(self, tag: Tag, title: list[Piece] | None) -> list[Piece] | None:
        """Follow a tag; return what is gathered of the title that it opened, if it did."""
        if tag.name not in HEADINGS | TITLES:
            self._follow(tag)
            return title
        if tag.name in HEADINGS:
            self._head(title or [])
        else:
            self._say([_bold(piece) for piece in title or []])
        return None if tag.closes else []

    def _follow(self, tag: Tag) -> None:
        match tag.name:
            case "hr":
                self.flow.add(Divider())
            case "li" if not tag.closes:
                self.flow.open_point()
            case "blockquote" if not tag.closes:
                self.flow.open_quotation()
            case name if name in LISTS and not tag.closes:
                start = tag.attributes.get("start", "")
                first = int(start) if start.isdecimal() else 1
                self.flow.open_list(first if name == "ol" else None)
            case name if name in LISTS or name == "blockquote":
                self.flow.close(is_quotation=name == "blockquote")
            case _:
                pass

    def _take_html(self, written: str, place: FileLine) -> None:
        before, *others = PRE.split(
            COMMENT.sub(lambda found: "\n" * found[0].count("\n"), written)
        )
        if "<!--" in before:
            raise place.invalid("a comment that is never closed with -->")
        self._take_tags(before, place)
        done = before
        for code, after in zip(others[::2], others[1::2], strict=True):
            done += code
            self._take_code(unescape(without_tags(code)))
            self._take_tags(after, FileLine(self.path, place.line + done.count("\n")))
            done += after

    def _take_tags(self, written: str, place: FileLine) -> None:
        lines = written.split("\n")
        first = next((number for number, line in enumerate(lines) if line.strip()), 0)
        tokens = read_inline("\n".join(line.strip() for line in lines[first:]))
        here = FileLine(self.path, place.line + first)
        self._say(Inline(here, self.addresses, self.faults).read(tokens))

    def _take_code(self, code: str) -> None:
        if code.strip():
            self.flow.add(CodeBlock(code.strip("\n").expandtabs(4)))

    def _table(self, node: SyntaxTreeNode, place: FileLine) -> Static:
        head, self.table = self.table, None
        # Without a line of its own a table is what the heading above it says.
        named = head[1] if head else TableHead("", "")
        return read_table(node, named, self.lines, (place, self.addresses, self.faults))


def _tick(paragraph: SyntaxTreeNode) -> None:
    """Draw the box of a task, ticked or not."""
    token = paragraph.children[0].token
    first = token.children[0] if token and token.children else None
    if first is not None and first.content[:4].lower() in BOXES:
        first.content = BOXES[first.content[:4].lower()] + first.content[4:]


def _bold(piece: Piece) -> Piece:
    if not isinstance(piece, tuple):
        return piece
    return tuple(Bold(span.text) if isinstance(span, Text) else span for span in piece)
