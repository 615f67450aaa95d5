"""HTML within Markdown: what is understood, and what to write in the place of the rest."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from content.parts import FileLine

STYLES = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("s", "del", "strike"), "s"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("sup", "sub")),
}
"""Tags that change how words look, by what Markdown calls it."""
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
TITLES = frozenset({"summary", "dt", "figcaption"})
"""What stands as a line in bold."""
LISTS = frozenset({"ul", "ol"})
BLOCKS = frozenset(
    [
        "p",
        "div",
        "center",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "figure",
        "address",
        "details",
        "hgroup",
        "dl",
        "dd",
        "body",
        "html",
        "blockquote",
        "li",
        "hr",
    ]
)
"""What begins a paragraph of its own."""
IN_TABLES = frozenset(["caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"])
"""What stands in a table, which was named already."""
SEEN_THROUGH = IN_TABLES | frozenset(
    [
        "u",
        "ins",
        "span",
        "font",
        "small",
        "big",
        "mark",
        "abbr",
        "q",
        "time",
        "nobr",
        "wbr",
        "bdi",
        "label",
    ]
)
INSTEAD = {
    **dict.fromkeys(("script", "style", "link", "meta", "head", "title", "base"), "leave it out"),
    "table": "write a table with | between its cells and a line of --- below its head",
    **dict.fromkeys(("iframe", "video", "audio", "embed", "object"), "write a link to it"),
    **dict.fromkeys(("svg", "picture", "canvas"), "write ![what it shows](https://…)"),
    **dict.fromkeys(("form", "input", "button", "select", "textarea"), "write ::button[…]{…}"),
}
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
PRE = re.compile(r"<pre\b[^>]*>(.*?)</pre\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, as it opens something or closes it."""

    name: str
    attributes: dict[str, str]
    closes: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tag: Tag | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = Tag(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.tag = Tag(tag, {}, closes=True)


def read_tag(written: str, place: FileLine) -> Tag | None:
    """Read one tag; a comment is none, and HTML that is not understood is `ContentInvalid`.

    What is no HTML at all, such as <your name>, is a tag without a name: words.
    """
    if written.startswith("<!--"):
        return None
    reader = _Reader()
    reader.feed(written)
    tag = reader.tag
    known = BLOCKS | HEADINGS | TITLES | LISTS | SEEN_THROUGH | STYLES.keys() | {"a", "br", "img"}
    if tag is None or tag.name not in known | INSTEAD.keys():
        return Tag("", {})
    if tag.name in INSTEAD and not tag.closes:
        raise place.invalid(f"the HTML <{tag.name}> is not understood: {INSTEAD[tag.name]}")
    return tag


def without_tags(written: str) -> str:
    """Return preformatted text without the tags that colour it."""
    return _TAG.sub("", written)


def begins_anew(tag: Tag) -> bool:
    """Whether words before and behind this tag are paragraphs of their own."""
    return tag.name in BLOCKS or tag.name in HEADINGS or tag.name in TITLES or tag.name in LISTS
