"""Reads what somebody formatted on Slack as Markdown.

Every line is a paragraph or an item of a list; what people typed never turns into markup. A mark
that Markdown could not see, such as a bold end in the middle of a word, gives way to its words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from adapters.slack.blocks import Block, styled
from adapters.slack.entities import split_words
from adapters.slack.limits import LIMITS, SECTION_TEXT
from adapters.slack.payload import at, word
from bot.harmless import harmless

MARKS = (("code", "`"), ("bold", "**"), ("italic", "*"))
_ACTING = re.compile(r"[\\`*_\[\]<>|]|&(?=#?\w+;)")
_LINE_START = re.compile(r"(#{1,6}|[-+=~]|:(?=:)|\d{1,9}(?=[.)]))")
_UNWRITABLE = re.compile(r"[()<>\\\s]")


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one style; `mark` stands around them."""

    words: str
    mark: str = ""
    url: str = ""


def markdown_of(rich_text: object) -> str:
    """Return the Markdown of a rich text block."""
    parts = at(rich_text, "elements")
    lines = (line for part in parts or () for line in _lines(part)) if _is_list(parts) else ()
    said: list[str] = []
    was_item = False
    for line, is_item in lines:
        if said and not (is_item and was_item):
            said.append("")
        said.append(line)
        was_item = is_item
    return "\n".join(said)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _lines(part: object) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a part, and whether each is an item of a list."""
    kind, inner = word(part, "type"), at(part, "elements")
    if not isinstance(inner, list):
        return
    if kind == "rich_text_list":
        depth = at(part, "indent")
        indent = "    " * depth if isinstance(depth, int) and 0 < depth < len(MARKS) else ""
        for number, item in enumerate(inner, start=1):
            mark = f"{number}." if word(part, "style") == "ordered" else "-"
            found = at(item, "elements")
            words = " ".join(_written(found if isinstance(found, list) else []))
            if words:
                yield f"{indent}{mark} {words}", True
        return
    before = "> " if kind == "rich_text_quote" else ""
    for line in _written(inner):
        yield before + line, False


def _written(elements: Iterable[object]) -> Iterator[str]:
    """Write runs line by line; empty lines are left out."""
    line: list[_Run] = []
    for run in map(_run, elements):
        first, *rest = run.words.split("\n")
        line.append(_Run(first, run.mark, run.url))
        for more in rest:
            yield from _line(line)
            line = [_Run(more, run.mark, run.url)]
    yield from _line(line)


def _run(element: object) -> _Run:
    style = next((mark for name, mark in MARKS if at(element, "style", name) is True), "")
    if style == "**" and at(element, "style", "italic") is True:
        style = "***"
    url = word(element, "url") if word(element, "type") == "link" else ""
    said = harmless(_words(element))
    return _Run(said if said.strip() else url or said, style, url)


def _words(element: object) -> str:
    """Return what a piece of rich text says; names of people and places are not known here."""
    match word(element, "type"):
        case "emoji":
            return _emoji(element)
        case "date":
            return word(element, "fallback")
        case "user" | "usergroup" | "channel" | "team" as kind:
            return f"@{word(element, f'{kind}_id')}"
        case "broadcast":
            return f"@{word(element, 'range')}"
        case "color":
            return word(element, "value")
        case _:
            return word(element, "text")


def _emoji(element: object) -> str:
    try:
        return "".join(chr(int(code, 16)) for code in word(element, "unicode").split("-"))
    except (ValueError, OverflowError):
        return f":{word(element, 'name')}:"


def _line(runs: list[_Run]) -> Iterator[str]:
    runs = _joined(runs)
    written = ""
    for place, run in enumerate(runs):
        after = "".join(other.words for other in runs[place + 1 :])[:1]
        if run.url and written.endswith("!"):
            written = f"{written[:-1]}\\!"  # with it, a link would be a picture
        written += _marked(run, before=written[-1:], after=after)
    written = written.strip()
    if written:
        yield _LINE_START.sub(_harmless_start, written, count=1) if _opens(written) else written


def _joined(runs: list[_Run]) -> list[_Run]:
    """Join neighbours of one style: two marks between them would be read as another one."""
    joined: list[_Run] = []
    for run in filter(lambda each: each.words, runs):
        last = joined[-1] if joined else None
        if last and (last.mark, last.url, run.url) == (run.mark, "", ""):
            joined[-1] = _Run(last.words + run.words, run.mark)
        else:
            joined.append(run)
    return joined


def _opens(line: str) -> bool:
    return _LINE_START.match(line) is not None


def _harmless_start(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _marked(run: _Run, *, before: str, after: str) -> str:
    """Write a run with its mark where Markdown sees it: not in the midst of other marks."""
    words = run.words
    if run.url:
        url = _UNWRITABLE.sub(lambda found: quote(found[0]), run.url)
        return f"[{_escaped(words)}]({url})" if words.strip() else words
    core = words.strip()
    if not run.mark or not core or "`" in run.mark + core:
        is_code = run.mark == "`" and core and "`" not in core + before + after
        return words.replace(core, f"`{core}`") if is_code else _escaped(words)
    start, end = words.split(core)
    opens = _flanks(core[0], " " if start else before)
    closes = _flanks(core[-1], " " if end else after)
    if not (opens and closes):
        return _escaped(words)
    return f"{start}{run.mark}{_escaped(core)}{run.mark}{end}"


def _flanks(inside: str, outside: str) -> bool:
    """Whether a mark between these two characters is one: CommonMark's rule, a little stricter."""
    if not outside or outside.isspace():
        return True
    return inside.isalnum() and outside not in "*`"


def _escaped(words: str) -> str:
    return _ACTING.sub(lambda found: f"\\{found[0]}", words)


_INLINE = re.compile(
    r"\\(?P<kept>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`]+)`"
    r"|(?P<mark>\*{1,3}|(?<![^\W_])_{1,3})(?=[^\s*_])(?P<styled>(?:\\.|[^\\*_`\[\]])*?)"
    r"(?<=[^\s])(?P=mark)(?![*_])"
    r"|\[(?P<words>(?:\\.|[^\]\\])*)\]\((?P<url>[^()\s]*)\)"
)
_KEPT = re.compile(r"\\([!-/:-@\[-`{-~])")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)]) +(\S.*)")
_STYLES = {1: ("italic",), 2: ("bold",), 3: ("bold", "italic")}


def rich_text_of(markdown: str) -> Block:
    """Draw Markdown as the rich text that `markdown_of` reads; what it does not know is words."""
    elements: list[Block] = []
    for line in markdown.split("\n"):
        item = _ITEM.fullmatch(line.rstrip())
        if item:
            _add_item(elements, item)
        elif line.strip():
            _add_line(elements, line.strip())
    return {"type": "rich_text", "elements": elements}


def _add_item(elements: list[Block], item: re.Match[str]) -> None:
    style = "ordered" if item[2][0].isdigit() else "bullet"
    look: Block = {"type": "rich_text_list", "style": style, "indent": min(len(item[1]) // 4, 2)}
    if not (elements and look.items() <= elements[-1].items()):
        elements.append({**look, "elements": []})
    line = {"type": "rich_text_section", "elements": _inline(item[3])}
    elements[-1]["elements"].append(line)


def _add_line(elements: list[Block], line: str) -> None:
    if elements and elements[-1]["type"] == "rich_text_section":
        elements[-1]["elements"] += [styled("\n"), *_inline(line)]
    else:
        elements.append({"type": "rich_text_section", "elements": _inline(line)})


def _inline(text: str) -> list[Block]:
    parts: list[Block] = []
    words, at_end = "", 0
    for found in _INLINE.finditer(text):
        words += text[at_end : found.start()] + (found["kept"] or "")
        at_end = found.end()
        if not found["kept"]:
            parts += [*_plain(words), _piece(found)]
            words = ""
    return [*parts, *_plain(words + text[at_end:])]


def _plain(words: str) -> list[Block]:
    return [styled(piece) for piece in split_words(words, SECTION_TEXT) if piece]


def _piece(found: re.Match[str]) -> Block:
    if len(found[0]) > SECTION_TEXT:
        raise LIMITS.refusal("initial text", "has a piece too long", f"{SECTION_TEXT} characters")
    if found["code"]:
        return styled(found["code"], "code")
    if found["mark"]:
        styles = dict.fromkeys(_STYLES[len(found["mark"])], True)
        return {"type": "text", "text": _KEPT.sub(r"\1", found["styled"]), "style": styles}
    words = _KEPT.sub(r"\1", found["words"])
    url = found["url"]
    if not LIMITS.may_open(url):
        return styled(found[0])
    return {"type": "link", "url": url, **({"text": words} if words else {})}
