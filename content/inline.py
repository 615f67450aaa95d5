"""Reads the running text of a Markdown file: words with their looks, pictures, and HTML tags."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from unicodedata import lookup

from markdown_it.token import Token

from bot.message import Bold, Code, Image, Italic, Link, Span, Spans, Struck, Text
from content.addresses import Addresses, phone_number
from content.faults import Faults
from content.html import STYLES, Tag, begins_anew, read_tag
from content.lines import begins_line, is_verse
from content.parts import FileLine
from content.spans import APART, HARD, Run, plain, spans_of

LOOKS: tuple[tuple[str, type[Code | Struck | Bold | Italic]], ...] = (
    ("code", Code),
    ("s", Struck),
    ("strong", Bold),
    ("em", Italic),
)
"""Of several looks at once the first is shown."""
_NOTE = re.compile(r"\[\^([\w-]+)\]:?")
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\] *")
_NAMES = (
    *("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"),
    *("PLUS SIGN", "MINUS", "LEFT PARENTHESIS", "RIGHT PARENTHESIS"),
)
_SIGNS = "0123456789+-()"
_RAISED = str.maketrans(_SIGNS, "".join(map(lookup, map("SUPERSCRIPT {}".format, _NAMES))))
_LOWERED = str.maketrans(_SIGNS, "".join(map(lookup, map("SUBSCRIPT {}".format, _NAMES))))
AHEAD = 6
"""Tokens behind one that say whether a line begins with a label of its own."""
SHORT = 2
"""Letters beside a word that are read as part of it: 1st, m²; more are a word of their own."""
_NUMERIC = re.compile(r"[0-9+()-]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what its author wrote below it."""

    image: Image
    caption: str = ""


Piece = Spans | Picture | Tag


@dataclass(slots=True)
class _Opened:
    """A link that is being read."""

    url: str
    written: str
    title: str
    runs_before: int
    picture: str = ""


@dataclass(slots=True)
class Inline:
    """Reads the tokens of one paragraph into what stands in it, in order."""

    place: FileLine
    addresses: Addresses
    faults: Faults
    pieces: list[Piece] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    links: list[_Opened] = field(default_factory=list)
    is_verse: bool = False

    def read(self, tokens: Sequence[Token]) -> list[Piece]:
        """Return spans, pictures and the tags that begin something."""
        told = [token for token in tokens if token.type != "text" or token.content]
        self.is_verse = is_verse(told)
        for number, token in enumerate(told):
            with self.faults.kept():
                self._take(token, told[number + 1 : number + AHEAD])
        self._part()
        return self.pieces

    def _take(  # noqa: C901 - one case a token
        self, token: Token, following: Sequence[Token]
    ) -> None:
        kind, _, end = token.type.rpartition("_")
        match token.type:
            case "text":
                self._text(token.content)
            case "text_special":  # a letter that was escaped is no part of a mark
                self._say(self._styled(f"{APART}{token.content}{APART}"))
            case "softbreak" | "hardbreak":
                self._end_line(token, following)
            case "code_inline":
                self._say(Code(token.content))
            case "link_open":
                self._open_link(
                    str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
                )
            case "link_close":
                self._close_link(must_speak=True)
            case "image":
                self._picture({"src": "", "title": "", **token.attrs, "alt": token.content})
            case "html_inline":
                self._html(token.content)
            case _ if end == "open":
                self.looks.append(kind)
            case _:
                self._change(kind, closes=True)

    def _text(self, words: str) -> None:
        if found := _ALERT.match(words):
            self._say(Bold(found[1].capitalize()))
            self._say(Text(HARD))
            words = words[found.end() :]
        words = _NOTE.sub(r"[\1]", words)
        look = next((name for name in self.looks[::-1] if name in {"sup", "sub"}), "")
        if look and _NUMERIC.fullmatch(words):
            words = words.translate(_RAISED if look == "sup" else _LOWERED)
        elif look and words.isalpha() and len(words) > SHORT:
            words = f" {words}"
        self._say(self._styled(words))

    def _styled(self, words: str) -> Span:
        if self.links and self.links[-1].url:
            return Link(words, self.links[-1].url)
        kind = next((kind for name, kind in LOOKS if name in self.looks), Text)
        return kind(words)

    def _say(self, span: Span) -> None:
        self.runs.append(Run(self.place.line, span))

    def _end_line(self, token: Token, following: Sequence[Token]) -> None:
        if token.type == "softbreak" and self.runs and self.runs[-1].span.text.endswith(HARD):
            self._pass_lines(1)  # the tag that ended the line was followed by its end
            return
        is_hard = token.type == "hardbreak" or self.is_verse
        self._break(is_hard=is_hard or begins_line(following) or self._is_title())

    def _break(self, *, is_hard: bool) -> None:
        before = "".join(run.span.text for run in self.runs[-3:]).rstrip()
        if is_hard and before.endswith(HARD):
            self._part()  # two in a row end the paragraph
        else:
            self._say(self._styled(HARD if is_hard else "\n"))
        self._pass_lines(1)

    def _is_title(self) -> bool:
        """Whether all of this line is bold: a title, which nobody wraps."""
        here = takewhile(lambda run: run.line == self.place.line, reversed(self.runs))
        line = [run for run in here if run.span.text.strip()]
        return bool(line) and all(isinstance(run.span, Bold) for run in line)

    def _pass_lines(self, count: int) -> None:
        self.place = FileLine(self.place.path, self.place.line + count)

    def _open_link(self, written: str, title: str) -> None:
        opened = _Opened("", written, title, len(self.runs))
        self.links.append(opened)
        opened.url = self.addresses.opened(written, self.place)

    def _close_link(self, *, must_speak: bool) -> None:
        if not self.links:
            return
        link = self.links.pop()
        words = "".join(run.span.text for run in self.runs[link.runs_before :]).strip()
        if not words and link.picture and link.url:
            self._say(Link(link.picture, link.url))
            self._part()
        elif not words and not link.picture and must_speak:
            raise self.place.invalid("a link without words")
        number = phone_number(link.written)
        if number and _digits(number) not in _digits(words):
            self._say(Text(f" ({number})"))
        if link.title and link.title.casefold() != words.casefold():
            self._say(Text(f" ({link.title})"))

    def _picture(self, found: dict[str, str | int | float]) -> None:
        alt, title = " ".join(str(found["alt"]).split()), str(found["title"]).strip()
        said = alt or title
        if not said:
            raise self.place.invalid(
                "an image needs a text that says the same: ![what it shows](https://…)"
            )
        url = self.addresses.shown(str(found["src"]), self.place)
        caption = plain(title, self.place) if title != said else ""
        self._part()
        self.pieces.append(Picture(Image(url, plain(said, self.place)), caption))
        if self.links:
            self.links[-1].picture, self.links[-1].runs_before = said, 0

    def _html(self, written: str) -> None:  # noqa: C901 - one case a tag
        tag = read_tag(written, self.place)
        self._pass_lines(written.count("\n"))
        if tag is None:
            return
        if not tag.name:
            self._say(self._styled(written))
        match tag.name:
            case "br":
                self._break(is_hard=True)
                self._pass_lines(-1)
            case "img" if not tag.closes:
                self._picture({"src": "", "alt": "", "title": "", **tag.attributes})
            case "a" if tag.closes:
                self._close_link(must_speak=False)
            case "a" if tag.attributes.get("href"):
                self._open_link(tag.attributes["href"], tag.attributes.get("title", ""))
            case name if name in STYLES:
                self._change(STYLES[name] or name, closes=tag.closes)
            case _ if begins_anew(tag):
                self._part()
                self.pieces.append(tag)
            case _:
                pass

    def _change(self, look: str, *, closes: bool) -> None:
        if not closes:
            self.looks.append(look)
        elif look in self.looks:
            self.looks.remove(look)

    def _part(self) -> None:
        """End a paragraph."""
        spans = spans_of(self.runs, self.place, self.faults)
        self.runs = []
        if spans:
            self.pieces.append(spans)


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)
