"""What was read out of words: a schedule, or a question back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from bot.beat.rules.cadence import Cadence, slots_after
from bot.language import Wording


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked back: the key of a sentence of the wording, and its values.

    Nothing was read: not even the part of the words that was understood.
    """

    key: str
    values: dict[str, str] = field(default_factory=dict)

    def said(self, wording: Wording) -> str:
        """Return it as a sentence in the wording's language."""
        values = dict(self.values)
        if "choices" in values:
            choices = values["choices"].split("; ")
            values["choices"] = ", ".join(f"\u201c{choice}\u201d" for choice in choices)
        return wording.say(self.key, **values)


class Asked(Exception):
    """Ends the reading with a question."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.question = Question(key, values)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What words promise: a cadence that starts on its first slot, or one moment.

    One moment is a cadence too, whose rule names day and time and has `COUNT=1`; its year is
    that of `starts_on`. `begins` says whether the start has a meaning of its own, as it has
    where there is an interval, a count, or a day that somebody named.
    """

    cadence: Cadence
    is_once: bool = False
    begins: bool = False

    @property
    def rule(self) -> str:
        """The rule of RFC 5545, on wall-clock time; hour and minute stand in it."""
        return self.cadence.rule

    @property
    def zone(self) -> str | None:
        """The zone's IANA name; None where it is the reader's own."""
        return self.cadence.zone

    def coming(self, count: int) -> list[datetime]:
        """Return the first slots, fewer where it ends before; holidays move none of them."""
        before = self.cadence.starts_on - timedelta(minutes=1)
        return list(islice(slots_after(self.cadence, before), count))
