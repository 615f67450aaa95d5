"""Figures as a brief tells them: a line each, with its day, its margin, and what it was before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.entries import BriefPart
from bot.figures.cards.aging import kinds_of, say_lacking
from bot.figures.cards.peers import metric_label, say_side
from bot.figures.cards.tables import base
from bot.figures.cards.written import quantity_words, say_day, say_note, say_period, say_piece
from bot.figures.context import FiguresContext
from bot.figures.rules.ages import Rows
from bot.figures.rules.briefing import READ, Line
from bot.figures.rules.catalogue import MetricKind
from bot.figures.rules.figures import FigureResult, MetricFigure
from bot.figures.rules.peers import Place
from bot.figures.rules.plan import Plan
from bot.figures.rules.renewals import Renewal, Status
from bot.figures.store.certified import CERTIFIED, LAPSING
from bot.message import Element, Fact, Facts, paragraph
from bot.quantities import difference

TOLD = frozenset({*CERTIFIED, *LAPSING})
"""The notes that are told in a brief: the others stand on the card of the figure itself."""
OF_SOME = frozenset({"percent", "score", "ratio"})
"""The units of figures that are worth as much as what they are taken of."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure of a brief, with what was asked for, and what stands beside it."""

    line: Line
    plan: Plan
    result: FigureResult
    place: Place | None = None
    renewals: tuple[Renewal, ...] = ()

    @property
    def figure(self) -> MetricFigure:
        """The one figure that was asked for."""
        return self.result.figures[0]


def part(context: FiguresContext, heading: str, found: Sequence[Drawn]) -> BriefPart:
    """Draw the figures below one heading."""
    metrics = context.catalogue.metrics
    known = [one for one in found if not _has_nothing(one.figure)]
    facts = tuple(Fact(_label(context, one), _in_a_row(_told(context, one))) for one in known)
    small = [words for one in known for words in _caveats(context, one)]
    lacking = (metrics[one.figure.metric].label for one in found if one not in known)
    elements: tuple[Element, ...] = (Facts(facts),) if facts else ()
    elements += tuple(paragraph(words, quiet=True) for words in _joined(small))
    return BriefPart(
        context.wording.say(f"brief_{heading}"), elements, tuple(dict.fromkeys(lacking))
    )


def ages(context: FiguresContext, known: Mapping[Rows, date]) -> tuple[Element, ...]:
    """Say up to which day which rows are complete, the oldest first."""
    say, wording = context.wording.say, context.wording
    days = sorted({known[kind] for kind in READ if kind in known})
    lines = (
        say(
            "brief_ages",
            day=say_day(wording, day),
            kinds=wording.language.all_of(
                [say(f"rows_{kind}") for kind in READ if known.get(kind) == day]
            ),
        )
        for day in days
    )
    return tuple(paragraph(line, quiet=True) for line in lines)


def _in_a_row(told: Iterable[str]) -> str:
    """Put what is told of a figure in a row; behind a whole sentence no semicolon stands."""
    row = ""
    for words in told:
        row += f"{'' if not row else ' ' if row.endswith('.') else '; '}{words}"
    return row


def _joined(sentences: Sequence[str]) -> tuple[str, ...]:
    """Put the small print into one paragraph; what two figures share is said once."""
    return (" ".join(dict.fromkeys(sentences)),) if sentences else ()


def _label(context: FiguresContext, one: Drawn) -> str:
    label = context.catalogue.metrics[one.figure.metric].label
    if one.plan.default_period:
        return label
    return f"{label}, {say_piece(context.wording, one.plan.window)}"


def _has_nothing(figure: MetricFigure) -> bool:
    """Say whether nothing was ever known of it, or it is not defined."""
    if figure.age is not None and figure.age.is_refused:
        return figure.age.until is None
    if not figure.cells:
        return True
    quantity = figure.cells[0].quantity
    return quantity.value is None and not quantity.withheld


def _told(context: FiguresContext, one: Drawn) -> Iterator[str]:
    """Say a figure, and all that it takes to rely on it."""
    say, wording, figure = context.wording.say, context.wording, one.figure
    age = figure.age
    if age is not None and age.is_refused and age.until is not None:
        day = say_day(wording, age.until)
        yield say("brief_too_old", kinds=kinds_of(context, age), day=day)
        return
    cell = figure.cells[0]
    yield _valued(context, one, quantity_words(wording, cell.quantity))
    if cell.between is not None:
        low, high = (quantity_words(wording, end) for end in cell.between)
        yield say("ask_between", low=low, high=high)
    yield from _against(context, figure)
    over = base(context, figure, cell)
    if over and cell.quantity.unit in OF_SOME:
        yield over
    if one.place is not None:
        metric = metric_label(context, one.place.metric)
        yield say("brief_peers", metric=metric, side=say_side(context, one.place))
    yield from _words(context, one.renewals)
    for path in figure.paths[:1]:
        if path.tier is not None:
            yield say("brief_tier", tier=path.tier.name)
    yield from (say_note(wording, note) for note in figure.notes if note.key in TOLD)


def _words(context: FiguresContext, found: Sequence[Renewal]) -> Iterator[str]:
    """Say how many contracts come due, and what either side last said of how many."""
    if not found:
        return
    say, number = context.wording.say, context.wording.language.number
    yield context.wording.say_number("brief_terms", len(found))
    counts = Counter(one.stands[-1].status for one in found if one.stands)
    for status in Status:
        if counts[status]:
            told = say(f"renewal_status_{status.value}")
            yield say("brief_terms_said", status=told, count=number(counts[status]))


def _valued(context: FiguresContext, one: Drawn, value: str) -> str:
    """Write a figure with its days, and how far its data reaches where that is not today."""
    say, figure = context.wording.say, one.figure
    metric = context.catalogue.metrics[figure.metric]
    until = one.result.until(figure)
    if metric.kind is MetricKind.LOOKAHEAD:
        period = ""
    else:
        period = say_period(context.wording, metric, figure.pieces[-1], said=say_piece)
    is_older = until is not None and until < one.result.today
    if is_older and until is not None and metric.kind is not MetricKind.BALANCE:
        told = say("brief_until", day=say_day(context.wording, until))
        period = f"{period}, {told}" if period else told
    return say("brief_valued", value=value, period=period) if period else value


def _against(context: FiguresContext, figure: MetricFigure) -> Iterator[str]:
    if figure.compare is None or not figure.against:
        return
    say, now, then = context.wording.say, figure.cells[0].quantity, figure.against[0].quantity
    before = quantity_words(context.wording, then)
    step = difference(now, then)
    if step is None:
        yield say("brief_before", value=before)
    else:
        change = quantity_words(context.wording, step, signed=True)
        yield say("brief_changed", value=before, change=change)


def _caveats(context: FiguresContext, one: Drawn) -> Iterator[str]:
    metric = context.catalogue.metrics[one.figure.metric]
    for caveat in metric.caveats[:1] if not one.line.is_plain else ():
        yield context.wording.say("brief_caveat", metric=metric.label, caveat=caveat)
    yield from say_lacking(context, one.figure)
