"""When nobody is to be disturbed, as the vendor set it in `quiet.yaml`."""

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bot.beat.rules.manners import Blackout, Manners, Quiet, Shift
from content.days_off import KnownDaysOff
from content.documents import read_yaml, validate
from content.shapes import Day, Strict

NAME = "quiet.yaml"
_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) ?- ?([01]?\d|2[0-3]):([0-5]\d)")
_NO_HOURS, _MORNING = "none", time(7)


def _check_hours(text: str) -> str:
    if text != _NO_HOURS and not _HOURS.fullmatch(text):
        raise ValueError("write hours as 20:00-7:00, or none")
    return text


class _Blackout(Strict):
    """Days on which nothing goes out by the calendar."""

    first: Day = Field(alias="from")
    last: Day | None = Field(default=None, alias="to")
    rule: Shift

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError("it ends before it begins: look at from and to")
        return self

    def read(self) -> Blackout:
        return Blackout(self.first, self.last or self.first, self.rule)


class _File(Strict):
    holidays: Shift | None = None
    blackouts: tuple[_Blackout, ...] = ()
    hours: Annotated[str, AfterValidator(_check_hours)] = "20:00-7:00"
    weekend: bool = True


def load_manners(folder: Path) -> Manners:
    """Read the folder's `quiet.yaml`; a mistake is `ContentInvalid` with its line.

    Without that file no holiday moves anything, and nights and weekends are quiet.
    """
    path = folder / NAME
    file = validate(read_yaml(path), _File) if path.is_file() else _File()
    return Manners(
        file.holidays,
        tuple(one.read() for one in file.blackouts),
        _quiet(file),
        KnownDaysOff(),
    )


def _quiet(file: _File) -> Quiet | None:
    found = _HOURS.fullmatch(file.hours)
    if found is None:
        # Of the hours none is quiet: only the weekend is, where it is.
        return Quiet(_MORNING, _MORNING) if file.weekend else None
    begins_at, past, ends_at, past_end = map(int, found.groups())
    return Quiet(time(begins_at, past), time(ends_at, past_end), file.weekend)
