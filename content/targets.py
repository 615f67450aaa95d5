"""What the vendor wants to reach, and what it promised: `targets.yaml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.currencies import minor_digits
from bot.figures.rules.target_words import month_of_year, part_of_year
from bot.figures.rules.targets import PACED, Target
from bot.figures.rules.windows import Calendar, Window
from content.documents import read_yaml, validate
from content.faults import Faults
from content.shapes import Strict

NAME = "targets.yaml"
TOUCHES_A_MONTH = 2
_MONEY = frozenset({"arr", "mrr", "new_mrr", "expansion_mrr", "net_new_mrr", "earned", "paid_out"})
_PERIOD = re.compile(r"(?P<year>20\d\d)(?:-(?:(?P<part>[QH])(?P<number>[1-4])|(?P<month>\d\d)))?")
_PERIODS = "a period is written 2026, 2026-Q4, 2026-H1 or 2026-11"
_Name = Annotated[str, Field(min_length=1, max_length=120)]


class _Target(Strict):
    metric: _Name
    partner: _Name | None = None
    tier: _Name | None = None
    region: _Name | None = None
    period: Annotated[str, Field(max_length=20)] | Annotated[int, Field(ge=2000, le=2099)]
    value: Decimal


class _Promises(Strict):
    touches_a_month: Annotated[int, Field(ge=1, le=31)] = TOUCHES_A_MONTH


class _File(Strict):
    targets: Annotated[tuple[_Target, ...], Field(max_length=5000)] = ()
    promises: _Promises = _Promises()


@dataclass(frozen=True, slots=True)
class Aims:
    """The targets of the programme, and how often each partner is promised to hear of somebody."""

    targets: tuple[Target, ...] = ()
    touches_a_month: int = TOUCHES_A_MONTH


def load_targets(folder: Path, currency: str = "USD") -> Aims:
    """Read the folder's `targets.yaml`, the usual where it has none; mistakes are told at once."""
    path = folder / NAME
    if not path.is_file():
        return Aims()
    document, faults = read_yaml(path), Faults()
    read = validate(document, _File)
    faults.found += [document.invalid(place, reason) for place, reason in _mistakes(read)]
    faults.tell()
    targets = tuple(_target(one, currency) for one in read.targets)
    return Aims(targets, read.promises.touches_a_month)


def _mistakes(read: _File) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen: set[tuple[str, str, str, Window]] = set()
    for number, one in enumerate(read.targets):
        if one.metric not in PACED:
            known = ", ".join(sorted(PACED))
            reason = f"{one.metric} has no pace: a target can be set for {known}"
            yield ("targets", number, "metric"), reason
            continue
        window = _window(str(one.period))
        if window is None:
            yield ("targets", number, "period"), _PERIODS
            continue
        named = [name for name in (one.partner, one.tier, one.region) if name is not None]
        if len(named) > 1:
            reason = "a target is one partner's, one tier's, one region's, or of all: keep one"
            yield ("targets", number), reason
            continue
        key = (one.metric, *_whose(one), window)
        if key in seen:
            yield ("targets", number), "this target stands here already: keep one of them"
        seen.add(key)


def _target(one: _Target, currency: str) -> Target:
    window = _window(str(one.period))
    if window is None:
        raise ValueError(one.period)
    value = one.value.scaleb(minor_digits(currency)) if one.metric in _MONEY else one.value
    dimension, whose = _whose(one)
    return Target(one.metric, window, value, dimension, whose)


def _whose(one: _Target) -> tuple[str, str]:
    if one.partner is not None:
        return "partner", one.partner
    if one.tier is not None:
        return "partner_tier", one.tier
    return ("region", one.region) if one.region is not None else ("", "")


def _window(period: str) -> Window | None:
    """Return the days of a period of the calendar; None where it is written otherwise."""
    found = _PERIOD.fullmatch(period.strip().upper())
    if found is None:
        return None
    year = int(found["year"])
    if found["month"]:
        return month_of_year(year, int(found["month"]))
    if found["part"]:
        return part_of_year(year, found["part"], int(found["number"]))
    return Calendar(date(year, 1, 1)).year(year)
