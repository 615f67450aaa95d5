"""Words of one paragraph as spans: joined, checked line by line, with their addresses linked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.fitting import may_open
from bot.message import Bold, Code, Italic, Link, Span, Spans, Text
from content.addresses import OPENED, web_address
from content.faults import Faults
from content.parts import FileLine, check_placeholders

HARD = "\ue000"
"""Stands for a line that ends where its author wanted it; a line end is only a space."""
APART = "\ue001"
"""Stands before a letter that was escaped, so that it makes no mark with those around it."""
_ADDRESS = re.compile(
    r"(?<![\w@/:])(?:(?:https?://|www\.(?=[\w-]+\.))[^\s<>\"“”«»]+"
    r"|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_ENDING = ".,;:!?'\u2019…"
_AROUND_HARD = re.compile(f"[ \n]*{HARD}[ \n]*")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look, and the line on which they begin."""

    line: int
    span: Span


def plain(text: str, place: FileLine) -> str:
    """Return the text if nothing in it is left over from a mark that was not understood."""
    if "](" in text:
        raise place.invalid("a link that cannot be read")
    if found := re.search(r"\w\]\[(\w[^\]]*)\]", text):
        raise place.invalid(f"a link that cannot be read: no line says where [{found[1]}] leads")
    return check_placeholders(text, place)


def spans_of(runs: Iterable[Run], place: FileLine, faults: Faults) -> Spans:
    """Return the spans of a paragraph; an address that stands in it leads where it says."""
    joined = _joined(runs)
    for run in joined:
        _check(run, place, faults)
    drawn: list[Span] = []
    for run in joined:
        with faults.kept():
            drawn += _linked(_laid_out(run.span), FileLine(place.path, run.line))
    return _stripped(drawn)


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours of one look."""
    joined: list[Run] = []
    for _, some in groupby(runs, lambda run: replace(run.span, text="")):
        first, *others = some
        words = "".join(run.span.text for run in (first, *others))
        joined.append(Run(first.line, replace(first.span, text=words)) if others else first)
    return joined


def _check(run: Run, place: FileLine, faults: Faults) -> None:
    if isinstance(run.span, Code):
        return
    for number, text in enumerate(re.split(f"[\n{HARD}]", run.span.text), run.line):
        with faults.kept():
            plain(text, FileLine(place.path, number))


def _laid_out(span: Span) -> Span:
    """Return a span with its line ends where they were wanted, and spaces for the others."""
    lines = _AROUND_HARD.split(span.text.replace(APART, ""))
    return replace(span, text="\n".join(line.replace("\n", " ") for line in lines))


def _stripped(spans: Sequence[Span]) -> Spans:
    kept = [span for span in spans if span.text]
    while kept and not isinstance(kept[0], Code) and kept[0].text != kept[0].text.lstrip():
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept = kept if kept[0].text else kept[1:]
    while kept and not isinstance(kept[-1], Code) and kept[-1].text != kept[-1].text.rstrip():
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
        kept = kept if kept[-1].text else kept[:-1]
    return tuple(kept)


def _linked(span: Span, place: FileLine) -> Iterator[Span]:
    if not isinstance(span, Text | Bold | Italic):
        yield span
        return
    done = 0
    for found in _ADDRESS.finditer(span.text):
        words = _without_what_follows(found[0])
        url = words if "://" in words else f"mailto:{words}"
        if words.startswith("www."):
            url = f"https://{words}"
        if not may_open(url):
            continue
        if done < found.start():
            yield replace(span, text=span.text[done : found.start()])
        yield Link(words, web_address(url, place, schemes=OPENED))
        done = found.start() + len(words)
    if done < len(span.text):
        yield replace(span, text=span.text[done:])


def _without_what_follows(address: str) -> str:
    """Leave out the marks that end a sentence, and a bracket that was opened before."""
    while address and (address[-1] in _ENDING or _closes_another(address)):
        address = address[:-1]
    return address


def _closes_another(address: str) -> bool:
    opening = {")": "(", "]": "["}.get(address[-1])
    return opening is not None and address.count(opening) < address.count(address[-1])
