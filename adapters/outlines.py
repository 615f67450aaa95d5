"""Lists within lists as HTML, for every room that draws HTML."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from bot.message import Point, Spans

NOTHING = Markup("")
UNNUMBERED, NUMBERED = Markup("<ul{}>{}</ul>"), Markup("<ol{}>{}</ol>")


@dataclass(frozen=True, slots=True)
class ListLook:
    """How a room writes running text, and the attributes that it gives to what is in a list.

    `of` is asked for "list", "inner" (a list in another), "item", "more" (a further paragraph
    of a point) and "deeper" (a list whose outer one was parted by something else).
    """

    spans: Callable[[Spans], Markup]
    of: Callable[[str], Markup]


def html_list(points: Sequence[Point], look: ListLook, depth: int = 0) -> Markup:
    """Draw points as lists, each in the one it belongs to, with the numbers that they have."""
    items: list[list[Point]] = []
    for point in points:
        if items and (point.depth > depth or point.goes_on):
            items[-1].append(point)
        else:
            items.append([point])
    return NOTHING.join(
        _grouped([*group], look, depth, kind) for kind, group in groupby(items, _kind(depth))
    )


def _kind(depth: int) -> Callable[[list[Point]], str]:
    def kind(item: list[Point]) -> str:
        first = item[0]
        if first.depth > depth:
            return "deeper"
        if first.goes_on:
            return "more"
        return "ul" if first.number is None else "ol"

    return kind


def _grouped(items: list[list[Point]], look: ListLook, depth: int, kind: str) -> Markup:
    if kind == "deeper":
        inside = html_list([point for item in items for point in item], look, depth + 1)
        return Markup("<div{}>{}</div>").format(look.of("deeper"), inside)
    if kind == "more":
        return NOTHING.join(_more(item, look, depth) for item in items)
    style = look.of("inner" if depth else "list")
    drawn, expected = NOTHING, 1
    for first, *rest in items:
        value = NOTHING
        if first.number is not None:
            is_next = first.number == expected
            value = NOTHING if is_next else Markup(' value="{}"').format(first.number)
            expected = first.number + 1
        inside = look.spans(first.spans) + _more(rest, look, depth)
        drawn += Markup("<li{}{}>{}</li>").format(value, look.of("item"), inside)
    return (UNNUMBERED if kind == "ul" else NUMBERED).format(style, drawn)


def _more(points: Sequence[Point], look: ListLook, depth: int) -> Markup:
    return NOTHING.join(_parts_below(points, look, depth))


def _parts_below(points: Sequence[Point], look: ListLook, depth: int) -> Iterator[Markup]:
    """Draw what follows a point's first paragraph: others of its own, and lists inside it."""
    for is_inner, group in groupby(points, lambda point: point.depth > depth):
        if is_inner:
            yield html_list([*group], look, depth + 1)
        else:
            for point in group:
                yield Markup("<p{}>{}</p>").format(look.of("more"), look.spans(point.spans))
