"""The shape of a vendor's own `figures.yaml`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from bot.figures.rules.catalogue import DefaultPeriod
from bot.principal import Permission
from content.shapes import Spoken, Strict

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, Field(min_length=1, max_length=300)]
Label = Annotated[str, Field(min_length=1, max_length=60)]
Synonyms = Annotated[tuple[Label, ...], Field(min_length=1, max_length=30)]
PARTS = frozenset({"count", "money", "money_month", "money_year"})
"""Of what a ratio can be made: amounts and counts. A rate of rates says nothing."""


class Said(Strict):
    label: Label | None = None
    explain: Words | None = None


class OwnFigure(Strict):
    id: Id
    label: Label
    numerator: str
    denominator: str
    unit: Literal["percent", "number", "money"]
    good: Literal["up", "down"] = "up"
    synonyms: Synonyms
    explain: Words
    permissions: tuple[Permission, ...] = ()
    default_period: DefaultPeriod = DefaultPeriod.LAST_MONTH
    languages: Mapping[Spoken, Said] = Field(default_factory=dict)


class MoreWords(Strict):
    metrics: dict[str, Synonyms] = Field(default_factory=dict)
    values: dict[str, dict[str, Synonyms]] = Field(default_factory=dict)


class BenchmarkText(Strict):
    metric: str
    value: Decimal
    source: Label
    year: Annotated[int, Field(ge=1990, le=2100)]


class SaidMissing(Strict):
    label: Label | None = None
    how: Words | None = None


class NotMeasured(Strict):
    id: Id
    label: Label
    words: Synonyms
    how: Words
    languages: Mapping[Spoken, SaidMissing] = Field(default_factory=dict)


class FiguresFile(Strict):
    figures: tuple[OwnFigure, ...] = ()
    words: MoreWords = MoreWords()
    benchmarks: tuple[BenchmarkText, ...] = ()
    not_measured: tuple[NotMeasured, ...] = ()
