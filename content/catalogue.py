"""The metric catalogue, read from its reviewed file and checked before anything is asked."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.figures.rules import catalogue as domain
from bot.figures.rules.windows import Unit
from bot.principal import Permission
from content.documents import Document, read_yaml, validate

CATALOGUE_FILE = Path(__file__).with_name("catalogue.yaml")

UnitName = Literal[
    "money", "money_month", "money_year", "percent", "count", "score", "ratio", "months"
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Metric(_Strict):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    kind: domain.MetricKind
    unit: UnitName
    good: Literal["up", "down"]
    default_period: domain.DefaultPeriod
    synonyms: tuple[str, ...] = Field(min_length=1)
    dimensions: tuple[str, ...]
    grains: tuple[Unit, ...]
    permissions: tuple[Permission, ...] = tuple(Permission)
    explain: str = Field(min_length=1)
    caveats: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    answered: bool = False


class _Value(_Strict):
    id: str = Field(min_length=1)
    synonyms: tuple[str, ...] = ()


class _Dimension(_Strict):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    synonyms: tuple[str, ...] = Field(min_length=1)
    values: tuple[_Value, ...] = ()
    entity: bool = False


class _Vague(_Strict):
    words: tuple[str, ...] = Field(min_length=1)
    options: tuple[str, ...] = Field(min_length=2)
    weak: bool = False


class _File(_Strict):
    metrics: tuple[_Metric, ...] = Field(min_length=1)
    dimensions: tuple[_Dimension, ...]
    vague: tuple[_Vague, ...] = ()


def load_catalogue(path: Path = CATALOGUE_FILE) -> domain.Catalogue:
    """Read and check the catalogue; a mistake is `ContentInvalid` with its file and line."""
    document = read_yaml(path)
    file = validate(document, _File)
    _refuse_repeats(document, "metrics", [metric.id for metric in file.metrics])
    _refuse_repeats(document, "dimensions", [dimension.id for dimension in file.dimensions])
    _refuse_unknown(document, file)
    return domain.Catalogue(
        {metric.id: _metric(metric) for metric in file.metrics},
        {dimension.id: _dimension(dimension) for dimension in file.dimensions},
        tuple(domain.Vague(v.words, v.options, v.weak) for v in file.vague),
    )


def _refuse_repeats(document: Document, part: str, ids: list[str]) -> None:
    for index, identifier in enumerate(ids):
        if identifier in ids[:index]:
            raise document.invalid((part, index, "id"), f"{identifier!r} stands here twice")


def _refuse_unknown(document: Document, file: _File) -> None:
    metrics = {metric.id for metric in file.metrics}
    dimensions = {dimension.id for dimension in file.dimensions}
    named = [
        *((("metrics", i, "related"), m.related, metrics) for i, m in enumerate(file.metrics)),
        *(
            (("metrics", i, "dimensions"), m.dimensions, dimensions)
            for i, m in enumerate(file.metrics)
        ),
        *((("vague", i, "options"), v.options, metrics) for i, v in enumerate(file.vague)),
    ]
    for keys, names, known in named:
        for index, name in enumerate(names):
            if name not in known:
                raise document.invalid((*keys, index), f"{name!r} is not in the catalogue")


def _metric(metric: _Metric) -> domain.Metric:
    return domain.Metric(
        id=metric.id,
        label=metric.label,
        kind=metric.kind,
        unit=metric.unit,
        good=metric.good,
        default_period=metric.default_period,
        synonyms=metric.synonyms,
        dimensions=frozenset(metric.dimensions),
        grains=frozenset(metric.grains),
        permissions=frozenset(metric.permissions),
        explain=metric.explain,
        caveats=metric.caveats,
        related=metric.related,
        answered=metric.answered,
    )


def _dimension(dimension: _Dimension) -> domain.Dimension:
    values = tuple(domain.DimensionValue(v.id, v.synonyms) for v in dimension.values)
    return domain.Dimension(
        dimension.id, dimension.label, dimension.synonyms, values, dimension.entity
    )
