"""Puts paragraphs where they stand: in a list, in a quotation, or by themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.message import Bold, Bullets, Heading, Outline, Paragraph, Point, Quotation, Spans, Text
from bot.plain_text import spans_text
from content.parts import Static

DEEPER = "\N{EM SPACE}"
BELOW = "\N{DOWNWARDS ARROW}"
"""What a numbered point says whose first words are none: code, or a quotation, below it."""
DOT = "\N{BULLET} "


@dataclass(slots=True)
class _Level:
    """An open list, with the number of its next point if it counts; or an open quotation."""

    is_quotation: bool = False
    number: int | None = None
    is_begun: bool = True


@dataclass(slots=True)
class Flow:
    """Takes what a text says in order, and adds whole elements."""

    add_part: Callable[[Static], None]
    levels: list[_Level] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    quoted: list[Spans] = field(default_factory=list)

    def say(self, spans: Spans, *, quiet: bool = False) -> None:
        """Add a paragraph; one without words is none."""
        if not spans_text(spans).strip():
            return
        if self._quotations:
            self._put_points()
            self.quoted.append((Text(self._mark()), *spans) if self._mark() else spans)
            self._begin()
        elif self.levels:
            self._put_quotation()
            level = self.levels[-1]
            number = None if level.is_begun else level.number
            self.points.append(Point(spans, len(self.levels) - 1, number, level.is_begun))
            self._begin()
        else:
            self.add(Paragraph(spans, quiet))

    def head(self, text: str) -> None:
        """Add a heading; inside of something else it is a line in bold."""
        if self.levels:
            self.say((Bold(text),))
        else:
            self.add(Heading(text))

    def add(self, element: Static) -> None:
        """Add an element that no list and no quotation can hold: it parts them."""
        self._say_number()
        self.put()
        self.add_part(element)

    def open_list(self, number: int | None) -> None:
        """Begin a list, from this number on if it counts."""
        self.levels.append(_Level(number=None if number is None else number - 1))

    def open_point(self) -> None:
        """Begin the next point of the innermost list."""
        if not self.levels or self.levels[-1].is_quotation:
            self.open_list(None)
        level = self.levels[-1]
        level.is_begun = False
        if level.number is not None:
            level.number += 1

    def open_quotation(self) -> None:
        """Begin a quotation."""
        self._say_number()
        self.levels.append(_Level(is_quotation=True))

    def close(self, *, is_quotation: bool) -> None:
        """End the innermost list or quotation, where one is open."""
        if self.levels and self.levels[-1].is_quotation == is_quotation:
            self.levels.pop()
        if not self._quotations:
            self._put_quotation()
        if not self.levels:
            self.put()

    def end(self) -> None:
        """Close whatever is open."""
        self.levels.clear()
        self.put()

    def put(self) -> None:
        """Add what was gathered so far."""
        self._put_points()
        self._put_quotation()

    def _put_points(self) -> None:
        points, self.points = tuple(self.points), []
        if points:
            plain = Bullets(tuple(point.spans for point in points))
            self.add_part(plain if plain.points == points else Outline(points))

    def _put_quotation(self) -> None:
        quoted, self.quoted = tuple(self.quoted), []
        if quoted:
            self.add_part(Quotation(quoted))

    @property
    def _quotations(self) -> int:
        return sum(level.is_quotation for level in self.levels)

    def _mark(self) -> str:
        """Return what stands before a paragraph of a quotation: lists inside it are words."""
        first = next(n for n, level in enumerate(self.levels) if level.is_quotation)
        inside = self.levels[first + 1 :]
        lists = [level for level in inside if not level.is_quotation]
        nested = "> " * (len(inside) - len(lists))
        if not lists:
            return nested
        last = lists[-1]
        point = DOT if last.number is None else f"{last.number}. "
        return nested + DEEPER * (len(lists) - 1) + (DEEPER if last.is_begun else point)

    def _say_number(self) -> None:
        last = self.levels[-1] if self.levels else None
        if last and last.number is not None and not last.is_begun:
            self.say((Text(BELOW),))

    def _begin(self) -> None:
        for level in self.levels[::-1]:
            if not level.is_quotation:
                level.is_begun = True
                return
