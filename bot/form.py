"""What is asked on a form, and what the answers look like whatever platform they come from.

Every answer is one text by its field's name, empty or absent where nothing was given: a day is
written 2026-12-31, a time 09:30, formatted text is Markdown, and several picks stand one a line.
"""

from dataclasses import dataclass
from datetime import date, time

from bot.action import ActionRef
from bot.harmless import Words
from bot.language import ENGLISH
from bot.message import Button, Option, Spans


@dataclass(frozen=True, slots=True)
class TextField(Words):
    """A question answered in the person's own words."""

    name: str
    label: str
    max_length: int
    required: bool = False
    multiline: bool = True
    hint: str = ""
    initial: str = ""


@dataclass(frozen=True, slots=True)
class RichTextField(Words):
    """A question answered in formatted words: bold, italic, links and lists.

    No platform counts them as they are typed: whoever takes the answer says what is too long.
    """

    name: str
    label: str
    required: bool = False
    hint: str = ""
    initial: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceField(Words):
    """A question answered by picking one option."""

    name: str
    label: str
    options: tuple[Option, ...]
    required: bool = False
    initial: str = ""


@dataclass(frozen=True, slots=True)
class MultiChoiceField(Words):
    """A question answered by picking any number of options; `initial` names some by value."""

    name: str
    label: str
    options: tuple[Option, ...]
    required: bool = False
    initial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateField(Words):
    """A question answered by a day of the calendar."""

    name: str
    label: str
    required: bool = False
    initial: date | None = None


@dataclass(frozen=True, slots=True)
class TimeField(Words):
    """A question answered by a time of day as a clock on the wall shows it, in no zone yet."""

    name: str
    label: str
    required: bool = False
    initial: time | None = None


Field = TextField | RichTextField | ChoiceField | MultiChoiceField | DateField | TimeField


@dataclass(frozen=True, slots=True)
class Form(Words):
    """More than one question at once; submitting returns `action` with the fields' values.

    `reopen` is the button press that shows this form again, for the day when the
    platform's permission to open it has run out.
    """

    action: ActionRef
    title: str
    submit_label: str
    fields: tuple[Field, ...]
    reopen: Button
    intro: Spans = ()
    language: str = ENGLISH.tag


def several(answer: str) -> tuple[str, ...]:
    """Return the picks of a `MultiChoiceField`."""
    return tuple(filter(None, answer.split("\n")))


def together(picks: tuple[str, ...]) -> str:
    """Return several picks as one answer; `several` takes it apart again."""
    return "\n".join(picks)


def day_of(answer: str) -> date | None:
    """Return the day of a `DateField`; None where it is no day, for it came over the wire."""
    try:
        found = date.fromisoformat(answer)
    except ValueError:
        return None
    return found if found.isoformat() == answer else None


def time_of(answer: str) -> time | None:
    """Return the time of a `TimeField`, to the minute; None where it is none."""
    try:
        found = time.fromisoformat(answer)
    except ValueError:
        return None
    return found if written_time(found) == answer else None


def written_time(moment: time) -> str:
    """Write a time of day as an answer has it."""
    return f"{moment:%H:%M}"
