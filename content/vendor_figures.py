"""A vendor's own figures: `figures.yaml` with ratios, words, benchmarks, what is not measured."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bot.figures.rules import catalogue as domain
from bot.figures.rules.catalogue import Catalogue, Metric, MetricKind
from content.catalogue import load_catalogue
from content.documents import read_yaml, validate
from content.faults import Faults
from content.tiers import load_tiers
from content.vendor_checks import Check
from content.vendor_shapes import FiguresFile, NotMeasured, OwnFigure, Said, SaidMissing

NAME = "figures.yaml"


def read_catalogue(folder: Path) -> Catalogue:
    """Read all that a folder says of what may be asked; a mistake is `ContentInvalid`."""
    catalogue = load_catalogue(own=folder / "catalogue")
    return domain.with_tiers(with_vendors_figures(catalogue, folder), load_tiers(folder))


def with_vendors_figures(catalogue: Catalogue, folder: Path) -> Catalogue:
    """Add what the folder's `figures.yaml` says to a catalogue; as it is where there is none.

    All that is wrong with it is one `ContentInvalid`, by its lines.
    """
    path = folder / NAME
    if not path.is_file():
        return catalogue
    document = read_yaml(path)
    file, faults = validate(document, FiguresFile), Faults()
    checked = Check(catalogue, file)
    wrong = (*checked.ratios(), *checked.known(), *checked.words())
    faults.found += [document.invalid(place, reason) for place, reason in wrong]
    faults.tell()
    told = {
        tag: _with(catalogue.in_language(tag), file, tag)
        for tag in (*catalogue.translations, *_languages(file))
    }
    return replace(_with(catalogue, file), translations=told)


def _languages(file: FiguresFile) -> Iterator[str]:
    for figure in file.figures:
        yield from figure.languages
    for missing in file.not_measured:
        yield from missing.languages


def _with(catalogue: Catalogue, file: FiguresFile, tag: str = "") -> Catalogue:
    """Return a catalogue in one language with all that a file adds."""
    metrics = dict(catalogue.metrics)
    for name, texts in file.words.metrics.items():
        more = (*metrics[name].synonyms, *texts)
        metrics[name] = replace(metrics[name], synonyms=tuple(dict.fromkeys(more)))
    for one in file.figures:
        metrics[one.id] = _metric(one, metrics, tag)
    for said in file.benchmarks:
        known = domain.Benchmark(said.value, said.source, said.year)
        metrics[said.metric] = replace(metrics[said.metric], benchmark=known)
    return replace(
        catalogue,
        metrics=metrics,
        dimensions=dict(_dimensions(catalogue, file)),
        missing={**catalogue.missing, **{one.id: _missing(one, tag) for one in file.not_measured}},
        ratios={one.id: domain.Ratio(one.numerator, one.denominator) for one in file.figures},
    )


def _metric(one: OwnFigure, metrics: Mapping[str, Metric], tag: str) -> Metric:
    over, under = metrics[one.numerator], metrics[one.denominator]
    said = one.languages.get(tag, Said())
    units = {"percent": "percent", "number": "ratio", "money": "money"}
    return Metric(
        id=one.id,
        label=said.label or one.label,
        kind=MetricKind.LOOKAHEAD if over.kind is MetricKind.LOOKAHEAD else MetricKind.RATIO,
        unit=units[one.unit],
        good=one.good,
        default_period=one.default_period,
        synonyms=one.synonyms,
        dimensions=over.dimensions & under.dimensions,
        grains=over.grains & under.grains,
        permissions=frozenset(one.permissions) or over.permissions & under.permissions,
        explain=said.explain or one.explain,
        related=(one.numerator, one.denominator),
    )


def _dimensions(catalogue: Catalogue, file: FiguresFile) -> Iterator[tuple[str, domain.Dimension]]:
    for name, dimension in catalogue.dimensions.items():
        more = file.words.values.get(name, {})
        values = tuple(
            replace(value, synonyms=(*value.synonyms, *more.get(value.id, ())))
            for value in dimension.values
        )
        yield name, replace(dimension, values=values)


def _missing(one: NotMeasured, tag: str) -> domain.Missing:
    said = one.languages.get(tag, SaidMissing())
    return domain.Missing(one.id, said.label or one.label, one.words, said.how or one.how)
