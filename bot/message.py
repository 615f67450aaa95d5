"""The platform-neutral message: a title and elements, drawn by each platform for itself."""

from dataclasses import dataclass

from bot.action import ActionRef
from bot.harmless import Words
from bot.language import ENGLISH
from bot.sender import Sender


@dataclass(frozen=True, slots=True)
class Text(Words):
    """Plain words; never read as markup by any platform."""

    text: str


@dataclass(frozen=True, slots=True)
class Bold(Words):
    text: str


@dataclass(frozen=True, slots=True)
class Italic(Words):
    text: str


@dataclass(frozen=True, slots=True)
class Struck(Words):
    """Words that hold no more, such as a price of before."""

    text: str


@dataclass(frozen=True, slots=True)
class Code(Words):
    """What is typed or read by machines, within running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Link(Words):
    """Words that open a web address."""

    text: str
    url: str


Span = Text | Bold | Italic | Struck | Code | Link
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading(Words):
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph(Words):
    """Running text; a quiet one is small print."""

    spans: Spans
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Point(Words):
    """A paragraph of a list: numbered, or with a dot; one that `goes_on` belongs to what is above.

    `depth` is 0 for a point of the list itself.
    """

    spans: Spans
    depth: int = 0
    number: int | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Outline(Words):
    """A list with numbers, with lists inside, or with points of several paragraphs."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bullets(Words):
    """A list in which every point is a paragraph with a dot."""

    items: tuple[Spans, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """The same as points of an outline."""
        return tuple(map(Point, self.items))


@dataclass(frozen=True, slots=True)
class Quotation(Words):
    """What somebody else said, a paragraph each."""

    paragraphs: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock(Words):
    """Lines that machines read, with every space where it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Image(Words):
    """A picture at a web address, or at the one that `Messenger.upload` returned."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Video(Words):
    """A film to be opened on its own page, with a picture that stands for it."""

    url: str
    title: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class Divider(Words):
    pass


@dataclass(frozen=True, slots=True)
class Fact(Words):
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts(Words):
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Column(Words):
    """A table's column; numbers stand to the right."""

    title: str
    numeric: bool = False


Cell = str | Spans
"""What stands in a table: plain words, or running text where some of it has a style or a link."""


@dataclass(frozen=True, slots=True)
class Table(Words):
    """Rows of cells; `summary` says in a sentence what they show, unless that stands above."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Series(Words):
    """One line or one set of bars; a missing value is None."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart(Words):
    """Values over categories, as "line" or "bar"; `summary` says the same in a sentence.

    `language` is the tag of the one its numbers are written in. Categories that are points in
    time may be named as `days` too, for platforms that lay out time by themselves, and as
    `marks`: the month or days and the year apart, for an axis that has room for few words.
    """

    title: str
    form: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    summary: str
    language: str = ENGLISH.tag
    days: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure(Words):
    """One number that matters, already written out with its unit."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scale(Words):
    """Whole numbers from `low` to `high`; a press returns `action` with argument "value"."""

    action: ActionRef
    low: int
    high: int
    low_label: str
    high_label: str
    chosen: int | None = None

    def steps(self) -> tuple[tuple[int, ActionRef], ...]:
        """Every number with what pressing it means."""
        return tuple(
            (step, self.action.with_argument("value", str(step)))
            for step in range(self.low, self.high + 1)
        )


@dataclass(frozen=True, slots=True)
class Button(Words):
    label: str
    action: ActionRef
    primary: bool = False


@dataclass(frozen=True, slots=True)
class LinkButton(Words):
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Buttons(Words):
    buttons: tuple[Button | LinkButton, ...]


@dataclass(frozen=True, slots=True)
class Option(Words):
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice(Words):
    """Pick one of a list; a pick returns `action` with argument "value"."""

    action: ActionRef
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Poll(Words):
    """A question to vote on; a vote returns `action` with argument "value"."""

    action: ActionRef
    question: str
    options: tuple[Option, ...]
    votes: tuple[int, ...] = ()


Said = Heading | Paragraph | Bullets | Outline | Quotation | CodeBlock | Image | Video | Divider
Element = Said | Facts | Table | Chart | Figure | Scale | Buttons | Choice | Poll


@dataclass(frozen=True, slots=True)
class Message(Words):
    """What we say, once, for every platform; `language` is the tag of what it is written in.

    Without a `sender` the programme says it.
    """

    title: str
    elements: tuple[Element, ...] = ()
    language: str = ENGLISH.tag
    sender: Sender | None = None


def paragraph(*parts: str | Span, quiet: bool = False) -> Paragraph:
    """Make a paragraph; bare strings become plain text."""
    return Paragraph(spans(*parts), quiet=quiet)


def spans(*parts: str | Span) -> Spans:
    """Make spans; bare strings become plain text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def notice(title: str, *sentences: str) -> Message:
    """Make a message of plain sentences, a paragraph each."""
    return Message(title, tuple(paragraph(sentence) for sentence in sentences))
