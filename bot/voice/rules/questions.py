"""What a survey asks: its leading question, and what follows an answer to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.form import several, together
from bot.harmless import Words
from bot.message import Option
from bot.voice.rules.promises import REASON_LIMIT

MOST_ASKED = {"nps": 3, "csat": 3, "ces": 3, "custom": 5}
"""How many questions one person is asked at once: a score's survey comes again, so it is short."""
SCORE, REASON = "score", "reason"
"""How the leading scale and the words behind it are called among the questions of a survey."""


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `low` to `high`, with what the two ends mean."""

    low: int
    high: int
    low_label: str = ""
    high_label: str = ""

    def has(self, number: int) -> bool:
        """Say whether a number is on it."""
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the values of its options are their keys, the same in every language."""

    key: str
    kind: Kind
    words: str
    scale: Scale | None = None
    options: tuple[Option, ...] = ()
    required: bool = False

    def label_of(self, pick: str) -> str:
        """Return how an option is called; one that is gone by its key."""
        return next((one.label for one in self.options if one.value == pick), pick)

    def said(self, value: "Value") -> str:
        """Return an answer to it as it is read: options by what they are called."""
        if value.number is not None:
            return str(value.number)
        return ", ".join(map(self.label_of, value.picks)) or value.words


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the leading scale, and the question that it leads to."""

    low: int
    high: int
    question: Question


@dataclass(frozen=True, slots=True)
class Questions:
    """All that a survey asks. `lead` is answered by one tap in the message: a scale, or a choice.

    Without a `lead` all of it stands on a form.
    """

    lead: Question | None
    further: tuple[Question, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def scale(self) -> Scale | None:
        """The leading scale, if there is one."""
        return self.lead.scale if self.lead is not None else None

    def after(self, score: int | None) -> tuple[Question, ...]:
        """Return what follows this score; a band's own words stand in the place of the reason."""
        led = [b.question for b in self.bands if score is not None and b.low <= score <= b.high]
        asked = {question.key for question in led}
        return (*led, *(one for one in self.further if one.key not in asked))

    @property
    def have_values(self) -> bool:
        """Whether more is asked than a score and the reason for it."""
        return any(question.key not in (SCORE, REASON) for question in self.every())

    def every(self) -> tuple[Question, ...]:
        """Return each question once: the leading one, those of bands, and the others."""
        found: dict[str, Question] = {}
        lead = (self.lead,) if self.lead is not None else ()
        for one in (*lead, *(band.question for band in self.bands), *self.further):
            found.setdefault(one.key, one)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Value(Words):
    """An answer to one question: a number, what was picked, or words; all empty is no answer."""

    number: int | None = None
    picks: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return self.number is not None or bool(self.picks) or bool(self.words)


NOTHING = Value()
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why an answer cannot be taken: the sentence's key, and what it says."""

    why: str
    told: Mapping[str, int] = field(default_factory=dict)


def written(value: Value) -> str:
    """Return an answer as one text; `read_value` reads it again."""
    if value.number is not None:
        return str(value.number)
    return together(value.picks) or value.words


def read_value(question: Question, given: str) -> Value | Unreadable:
    """Read what came back for a question; nothing given is an empty value."""
    said = given.strip()
    if not said:
        return Unreadable("field_missing") if question.required else NOTHING
    match question.kind:
        case Kind.TEXT:
            length = {"length": len(said), "limit": REASON_LIMIT}
            return (
                Unreadable("reason_too_long", length)
                if len(said) > REASON_LIMIT
                else Value(words=said)
            )
        case Kind.SCALE:
            return _number(question, said)
        case Kind.SINGLE | Kind.MULTIPLE:
            return _picks(question, several(said))


def _number(question: Question, said: str) -> Value | Unreadable:
    scale = question.scale
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= len("100") else None
    if scale is None or number is None or not scale.has(number):
        ends = {"low": scale.low, "high": scale.high} if scale else {}
        return Unreadable("off_the_scale", ends)
    return Value(number=number)


def _picks(question: Question, picks: tuple[str, ...]) -> Value | Unreadable:
    offered = [option.value for option in question.options]
    most = 1 if question.kind is Kind.SINGLE else len(offered)
    if not set(picks) <= set(offered) or len(picks) > most:
        return Unreadable("field_picked")
    return Value(picks=tuple(each for each in offered if each in picks))
