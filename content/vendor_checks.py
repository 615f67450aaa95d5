"""What a vendor's own `figures.yaml` says that cannot be: each by its place in the file."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from bot.figures.rules.catalogue import Catalogue, Metric, MetricKind
from bot.figures.rules.periods import vocabulary as times
from bot.figures.rules.questions.lexicon import Meaning, phrase_of, shared_lexicon
from bot.figures.rules.questions.vocabulary import PLACES, STOPS
from content.vendor_shapes import PARTS, FiguresFile, OwnFigure

Place = tuple[str | int, ...]


class Check:
    """Finds what a file says that cannot be, each by its place."""

    def __init__(self, catalogue: Catalogue, file: FiguresFile) -> None:
        self._catalogue, self._file = catalogue, file
        self._lexicon = shared_lexicon(catalogue)

    def ratios(self) -> Iterator[tuple[Place, str]]:
        """Find ratios that are called as another figure, or can be computed of nothing."""
        seen: set[str] = set()
        for index, one in enumerate(self._file.figures):
            at = ("figures", index)
            if one.id in self._catalogue.metrics or one.id in seen:
                yield (*at, "id"), f"another figure is called {one.id}: name it anew"
            seen.add(one.id)
            parts = [(name, getattr(one, name)) for name in ("numerator", "denominator")]
            unknown = [(name, part) for name, part in parts if part not in self._catalogue.metrics]
            for name, part in unknown:
                yield (*at, name), _nearest("figure", part, self._catalogue.metrics)
            if not unknown:
                over, under = (self._catalogue.metrics[part] for _, part in parts)
                for name, reason in _unlike(one, over, under):
                    yield (*at, name), reason

    def known(self) -> Iterator[tuple[Place, str]]:
        """Find names of figures, dimensions and values that there are none of."""
        metrics = self._catalogue.metrics
        own = {one.id for one in self._file.figures}
        for name in self._file.words.metrics:
            if name not in metrics:
                yield ("words", "metrics", name), _nearest("figure", name, metrics)
        for index, one in enumerate(self._file.benchmarks):
            if one.metric not in metrics and one.metric not in own:
                reason = _nearest("figure", one.metric, (*metrics, *own))
                yield ("benchmarks", index, "metric"), reason
        yield from self._values()

    def _values(self) -> Iterator[tuple[Place, str]]:
        dimensions = self._catalogue.dimensions
        for name, values in self._file.words.values.items():
            place = ("words", "values", name)
            if name not in dimensions:
                yield place, _nearest("dimension", name, dimensions)
                continue
            there = [value.id for value in dimensions[name].values]
            for value in values:
                if value not in there:
                    yield (*place, value), _nearest(name.replace("_", " "), value, there)

    def words(self) -> Iterator[tuple[Place, str]]:
        """Find words that mean something already, twice, or nothing at all."""
        taken: dict[tuple[str, ...], object] = {}
        for place, text, meant in self._every_word():
            phrase = phrase_of(text)
            before = taken.setdefault(phrase, meant)
            if all(word in STOPS or word in PLACES for word in phrase):
                yield (
                    place,
                    f"{text!r} says nothing in a question: every word of it is passed over",
                )
            elif before != meant:
                yield place, f"{text!r} stands here for something else too: say it once"
            elif (known := self._lexicon.shared.get(phrase)) and not _means(known, meant):
                yield place, f"{text!r} means something already: choose other words"
            elif len(phrase) == 1 and phrase[0] in times.WORDS:
                yield place, f"{text!r} is a time in a question: choose other words"

    def _every_word(self) -> Iterator[tuple[Place, str, str]]:
        file = self._file
        said: list[tuple[Place, tuple[str, ...], str]] = [
            (("figures", index, "synonyms"), one.synonyms, one.id)
            for index, one in enumerate(file.figures)
        ]
        said += [
            (("words", "metrics", name), texts, name) for name, texts in file.words.metrics.items()
        ]
        said += [
            (("words", "values", name, value), texts, f"{name}: {value}")
            for name, values in file.words.values.items()
            for value, texts in values.items()
        ]
        said += [
            (("not_measured", index, "words"), one.words, f"missing: {one.id}")
            for index, one in enumerate(file.not_measured)
        ]
        for place, texts, meant in said:
            for at, text in enumerate(texts):
                yield (*place, at), text, meant


def _means(known: Iterable[Meaning], meant: str) -> bool:
    """Say whether words mean this very thing already, so that nothing is taken from another."""
    return all(meant in (getattr(one, "metric", None), _value(one)) for one in known)


def _value(meaning: Meaning) -> str | None:
    dimension, value = getattr(meaning, "dimension", None), getattr(meaning, "value", None)
    return f"{dimension}: {value}" if value is not None else None


def _unlike(one: OwnFigure, over: Metric, under: Metric) -> Iterator[tuple[str, str]]:
    """Find what keeps one figure from being divided by another."""
    for name, part in (("numerator", over), ("denominator", under)):
        if part.unit not in PARTS or part.kind is MetricKind.SURVEY:
            yield name, f"{part.id} is neither an amount nor a count: a ratio is made of those"
    if MetricKind.LOOKAHEAD in {over.kind, under.kind} and over.kind is not under.kind:
        yield "denominator", "one looks ahead and the other back: they share no time"
    over_is, under_is = (part.unit.startswith("money") for part in (over, under))
    if one.unit == "money" and (not over_is or under_is):
        yield "unit", "money is an amount over a count: write number or percent"
    if one.unit != "money" and over_is != under_is:
        yield "unit", "an amount over a count is money: write money"
    both = over.permissions & under.permissions
    if beyond := sorted(set(one.permissions) - both):
        said = ", ".join(sorted(both))
        yield "permissions", f"{', '.join(beyond)} may not ask for both parts: known: {said}"
    if not over.grains & under.grains:
        yield "denominator", "the two share no step of time"


def _nearest(what: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    meant = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known)[:12])}"
    return f"there is no {what} {name!r}: {meant}"
