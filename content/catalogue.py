"""The metric catalogue, read from its reviewed files and checked before anything is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.figures.rules import catalogue as domain
from bot.figures.rules.windows import Unit
from bot.language import ENGLISH
from bot.principal import Permission
from content.documents import Document, language_of, read_yaml, validate
from content.faults import Faults

CATALOGUE = Path(__file__).with_name("catalogue")
CATALOGUE_FILE = CATALOGUE / "en.yaml"
"""Every definition, in English; the files beside it have the words of other languages."""

UnitName = Literal[
    "money", "money_month", "money_year", "percent", "count", "score", "ratio", "months", "hours"
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


class _Missing(_Strict):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)
    how: str = Field(min_length=1)


class _File(_Strict):
    metrics: tuple[_Metric, ...] = Field(min_length=1)
    dimensions: tuple[_Dimension, ...]
    vague: tuple[_Vague, ...] = ()
    not_measured: tuple[_Missing, ...] = ()


class _MissingTexts(_Strict):
    label: str = Field(default="", min_length=1)
    how: str = Field(default="", min_length=1)


class _MetricTexts(_Strict):
    label: str = Field(default="", min_length=1)
    explain: str = Field(default="", min_length=1)
    caveats: tuple[str, ...] = ()


class _Texts(_Strict):
    """What people read of metrics and dimensions, by their ids."""

    metrics: dict[str, _MetricTexts] = {}
    dimensions: dict[str, str] = {}
    not_measured: dict[str, _MissingTexts] = {}


def load_catalogue(path: Path = CATALOGUE_FILE, own: Path | None = None) -> domain.Catalogue:
    """Read and check the catalogue with its languages, and a vendor's own words in its folder.

    A mistake is `ContentInvalid` with its file and line.
    """
    english = _definitions(path)
    told: dict[str, domain.Catalogue] = {}
    faults = Faults()
    for folder in (CATALOGUE, *((own,) if own is not None and own.is_dir() else ())):
        for file in sorted(folder.glob("*.yaml")):
            with faults.kept():
                tag = language_of(file)
                if folder != CATALOGUE and tag == ENGLISH.tag:
                    english = _retold(english, file)
                elif tag != ENGLISH.tag:
                    told[tag] = _retold(told.get(tag, english), file)
    faults.tell()
    return replace(english, translations=told)


def _retold(catalogue: domain.Catalogue, path: Path) -> domain.Catalogue:
    """Return the catalogue in the words of a file, as far as they go."""
    document = read_yaml(path)
    texts, faults = validate(document, _Texts), Faults()
    for part, named, known in (
        ("metrics", texts.metrics, catalogue.metrics),
        ("dimensions", texts.dimensions, catalogue.dimensions),
        ("not_measured", texts.not_measured, catalogue.missing),
    ):
        for name in named:
            if name not in known:
                reason = f"{name!r} is not in the catalogue"
                faults.found.append(document.invalid((part, name), reason))
    for name, told in texts.metrics.items():
        metric = catalogue.metrics.get(name)
        if metric and told.caveats and len(told.caveats) != len(metric.caveats):
            reason = f"{len(metric.caveats)} caveats belong to {name!r}"
            faults.found.append(document.invalid(("metrics", name), reason))
    faults.tell()
    return replace(
        catalogue,
        metrics=dict(_retold_metrics(catalogue.metrics, texts.metrics)),
        dimensions={
            name: replace(one, label=texts.dimensions.get(name, one.label))
            for name, one in catalogue.dimensions.items()
        },
        missing={
            name: replace(
                one,
                label=texts.not_measured.get(name, _UNSAID).label or one.label,
                how=texts.not_measured.get(name, _UNSAID).how or one.how,
            )
            for name, one in catalogue.missing.items()
        },
    )


def _retold_metrics(
    metrics: Mapping[str, domain.Metric], texts: Mapping[str, _MetricTexts]
) -> Iterator[tuple[str, domain.Metric]]:
    for name, one in metrics.items():
        told = texts.get(name, _NOTHING)
        yield (
            name,
            replace(
                one,
                label=told.label or one.label,
                explain=told.explain or one.explain,
                caveats=told.caveats or one.caveats,
            ),
        )


_NOTHING, _UNSAID = _MetricTexts(), _MissingTexts()


def _definitions(path: Path) -> domain.Catalogue:
    document = read_yaml(path)
    file = validate(document, _File)
    _refuse_repeats(document, "metrics", [metric.id for metric in file.metrics])
    _refuse_repeats(document, "dimensions", [dimension.id for dimension in file.dimensions])
    _refuse_unknown(document, file)
    return domain.Catalogue(
        {metric.id: _metric(metric) for metric in file.metrics},
        {dimension.id: _dimension(dimension) for dimension in file.dimensions},
        tuple(domain.Vague(v.words, v.options, v.weak) for v in file.vague),
        missing={
            one.id: domain.Missing(one.id, one.label, one.words, one.how)
            for one in file.not_measured
        },
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
        grains=domain.with_implied(metric.grains),
        permissions=frozenset(metric.permissions),
        explain=metric.explain,
        caveats=metric.caveats,
        related=metric.related,
    )


def _dimension(dimension: _Dimension) -> domain.Dimension:
    values = tuple(domain.DimensionValue(v.id, v.synonyms) for v in dimension.values)
    return domain.Dimension(
        dimension.id, dimension.label, dimension.synonyms, values, dimension.entity
    )
