"""Running text of a Markdown file as spans; what cannot be shown everywhere is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it.tree import SyntaxTreeNode

from bot.fitting import may_open
from bot.message import Bold, Image, Italic, Link, Span, Spans, Text
from content.parts import FileLine, check_placeholders

_ADDRESS = re.compile(
    r"(?<![\w@/:])(?:https?://[^\s<>\"“”«»]+|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_ENDING = ".,;:!?'\u2019…"
_NAMES = {
    "code_inline": "code",
    "em": "italic text",
    "hardbreak": "a forced line break",
    "html_inline": "HTML",
    "image": "an image inside running text",
    "link": "a link",
    "strong": "bold text",
}


def read_spans(node: SyntaxTreeNode, place: FileLine) -> Spans:
    """Return an inline node's spans; nested or unsupported marks are refused with their line.

    An address that stands in the text leads where it says.
    """
    return tuple(part for span in _Reader(place).spans(node) for part in _linked(span, place))


def _linked(span: Span, place: FileLine) -> Iterator[Span]:
    if not isinstance(span, Text):
        yield span
        return
    done = 0
    for found in _ADDRESS.finditer(span.text):
        words = _without_what_follows(found[0])
        url = words if "://" in words else f"mailto:{words}"
        if not may_open(url):
            continue
        if done < found.start():
            yield Text(span.text[done : found.start()])
        yield Link(words, web_address(url, place, schemes=("https", "http", "mailto")))
        done = found.start() + len(words)
    if done < len(span.text):
        yield Text(span.text[done:])


def _without_what_follows(address: str) -> str:
    """Leave out the marks that end a sentence, and a bracket that was opened before."""
    while address and (address[-1] in _ENDING or _closes_another(address)):
        address = address[:-1]
    return address


def _closes_another(address: str) -> bool:
    opening = {")": "(", "]": "["}.get(address[-1])
    return opening is not None and address.count(opening) < address.count(address[-1])


def read_plain(node: SyntaxTreeNode, place: FileLine, where: str) -> str:
    """Return an inline node's text where no marks are possible: in a heading or a cell."""
    spans = _Reader(place).spans(node)
    if any(not isinstance(span, Text) for span in spans):
        raise place.invalid(f"{where} is plain text: no bold, italic or link")
    return "".join(span.text for span in spans)


def read_image(node: SyntaxTreeNode, place: FileLine) -> Image | None:
    """Return the image if it is all that this inline node holds."""
    if [child.type for child in node.children] != ["image"]:
        return None
    image = node.children[0]
    alt = image.content.strip()
    if not alt:
        raise place.invalid("an image needs a text that says the same")
    if image.attrs.get("title"):
        raise place.invalid("an image has no title: say it in its text")
    return Image(web_address(str(image.attrs.get("src", "")), place), plain(alt, place))


def web_address(url: str, place: FileLine, *, schemes: tuple[str, ...] = ("https",)) -> str:
    """Return the address if it is of an allowed kind, can be opened, and has no placeholders."""
    if "{{" in url or "%7b%7b" in url.lower():
        raise place.invalid("no placeholders in an address")
    if url.partition(":")[0] not in schemes:
        raise place.invalid(f"an address must start with {' or '.join(schemes)}: {url!r}")
    if not may_open(url):
        raise place.invalid(f"this address leads nowhere: {url!r}")
    return url


def plain(text: str, place: FileLine) -> str:
    """Return the text if nothing in it is left over from a mark that was not understood."""
    if "](" in text:
        raise place.invalid("a link that cannot be read")
    return check_placeholders(text, place)


@dataclass(slots=True)
class _Reader:
    place: FileLine

    def spans(self, node: SyntaxTreeNode) -> Spans:
        found: list[tuple[int, Span]] = []
        for child in node.children:
            line, span = self.place.line, self._span(child)
            if isinstance(span, Text) and found and isinstance(found[-1][1], Text):
                line, before = found.pop()
                span = Text(before.text + span.text)
            found.append((line, span))
        return tuple(self._checked(line, span) for line, span in found)

    def _checked(self, line: int, span: Span) -> Span:
        for number, text in enumerate(span.text.split("\n"), line):
            plain(text, FileLine(self.place.path, number))
        return replace(span, text=span.text.replace("\n", " "))

    def _span(self, node: SyntaxTreeNode) -> Span:
        match node.type:
            case "strong":
                return Bold(self._words(node))
            case "em":
                return Italic(self._words(node))
            case "link":
                return self._link(node)
            case _:
                return Text(self._word(node))

    def _link(self, node: SyntaxTreeNode) -> Link:
        if node.attrs.get("title"):
            raise self.place.invalid("a link has no title: say it in its words")
        url = web_address(
            str(node.attrs.get("href", "")), self.place, schemes=("https", "http", "mailto")
        )
        return Link(self._words(node), url)

    def _words(self, node: SyntaxTreeNode) -> str:
        words = "".join(self._word(child) for child in node.children)
        if not words.strip():
            raise self.place.invalid(f"{_NAMES[node.type]} without words")
        return words

    def _word(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "text":
                return node.content
            case "softbreak":
                self.place = FileLine(self.place.path, self.place.line + 1)
                return "\n"
            case other:
                name = _NAMES.get(other, other)
                raise self.place.invalid(f"{name} cannot be shown here on every platform")
