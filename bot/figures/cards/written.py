"""Figures, days and readings in a reader's words: every number on a card is written here."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from bot.currencies import minor_digits
from bot.figures.rules.catalogue import Catalogue, Metric, MetricKind
from bot.figures.rules.figures import Note, NoteValue, Step, Verdict
from bot.figures.rules.plan import Filter, Plan
from bot.figures.rules.windows import MONTHS_A_YEAR, Window
from bot.language import Wording
from bot.quantities import Quantity, in_major_units, places_of


def quantity_words(wording: Wording, quantity: Quantity, *, signed: bool = False) -> str:
    """Write a figure out; `signed` puts a plus before a gain."""
    if quantity.withheld:
        return wording.say("withheld")
    if quantity.value is None:
        return wording.say("not_defined")
    value, places = in_major_units(quantity), places_of(quantity.unit)
    signed = signed or quantity.unit == "score"
    if quantity.unit == "percent":
        return wording.language.percent(value, places, signed=signed)
    return _with_unit(wording, quantity, _amount(wording, quantity, value, signed=signed))


def edge_words(wording: Wording, edge: Quantity) -> str:
    """Write where a band begins or ends: of a share that is whole."""
    if edge.unit == "percent":
        return wording.language.percent(edge.value or 0, 0)
    return quantity_words(wording, edge)


def unit_words(wording: Wording, quantity: Quantity) -> str:
    """Write only the unit: "USD a year", "%", or nothing for a count."""
    if quantity.unit == "percent":
        return "%"
    return _with_unit(wording, quantity, quantity.currency).strip()


def say_day(wording: Wording, day: date) -> str:
    """Write a day: 30 Sep 2026."""
    return wording.language.day(day, wording.say("pattern_day"))


def say_long_day(wording: Wording, day: date) -> str:
    """Write a day with its month in full: 30 September 2026."""
    return wording.language.day(day, wording.say("pattern_long_day"))


def say_window(wording: Wording, window: Window) -> str:
    """Write a window by its first and last day."""
    if window.days == 1:
        return say_day(wording, window.start)
    first, last = say_day(wording, window.start), say_day(wording, window.last)
    return wording.say("between", first=first, last=last)


def say_piece(wording: Wording, window: Window) -> str:
    """Write one step of a series as short as it can be read: Jan 2026, Jan to Mar 2026, 2026."""
    say, write = wording.say, wording.language.day
    first, last = window.start, window.last
    if window.months == MONTHS_A_YEAR and first.month == 1:
        return f"{first.year}"
    if window.months == 1:
        return write(first, say("pattern_month"))
    if window.days == 1:
        return say_day(wording, first)
    if window.months is not None:
        start, end = "pattern_bare_month", "pattern_month"
    else:
        start = "pattern_bare_day" if first.month == last.month else "pattern_day_of_month"
        end = "pattern_day"
    start = end if first.year != last.year else start
    return say("between", first=write(first, say(start)), last=write(last, say(end)))


def say_mark(wording: Wording, window: Window) -> tuple[str, str]:
    """Write one step of a series for an axis, with its year apart: Jan and 2026."""
    say, write = wording.say, wording.language.day
    first, last = window.start, window.last
    if window.months == MONTHS_A_YEAR and first.month == 1:
        return f"{first.year}", ""
    bare = say("pattern_bare_month" if window.months else "pattern_day_of_month")
    if window.months == 1 or window.days == 1:
        return write(first, bare), f"{first.year}"
    if first.year != last.year:
        return say_piece(wording, window), ""
    joined = say("between", first=write(first, bare), last=write(last, bare))
    return joined, f"{last.year}"


def say_period(
    wording: Wording,
    metric: Metric,
    window: Window,
    *,
    series: bool = False,
    said: Callable[[Wording, Window], str] = say_window,
) -> str:
    """Write the time of a figure: a balance is as of a day, everything else over days."""
    if metric.kind is MetricKind.BALANCE and not series:
        return wording.say("read_as_of", day=say_day(wording, window.last))
    return said(wording, window)


def say_filter(wording: Wording, chosen: Filter, catalogue: Catalogue) -> str:
    """Write a filter: "partner tier: Gold or Silver", "partner: not Acme"."""
    label = catalogue.dimensions[chosen.dimension].label
    values = wording.language.one_of(chosen.values)
    if chosen.negated:
        return wording.say("read_without", dimension=label, values=values)
    return wording.say("read_only", dimension=label, values=values)


def say_note(wording: Wording, note: Note) -> str:
    """Write what else is true of a figure."""
    return wording.say(
        note.key, **{name: _note_value(wording, value) for name, value in note.values.items()}
    )


def _note_value(wording: Wording, value: NoteValue) -> str:
    match value:
        case Quantity():
            return quantity_words(wording, value)
        case Step():
            return quantity_words(wording, value.by, signed=True)
        case Verdict():
            return wording.say(f"verdict_{value.value}")
        case Window():
            return say_piece(wording, value)
        case date():
            return say_day(wording, value)
        case str():
            return value


def benchmark_words(wording: Wording, metric: Metric, currency: str) -> str:
    """Say what others come to, by whose word; empty where nothing is known."""
    known = metric.benchmark
    if known is None:
        return ""
    is_money = metric.unit.startswith("money")
    value = known.value.scaleb(minor_digits(currency)) if is_money else known.value
    quantity = Quantity(value, metric.unit, currency if is_money else "")
    return wording.say(
        "ask_benchmark_known",
        metric=metric.label,
        value=quantity_words(wording, quantity),
        source=known.source,
        year=str(known.year),
    )


def headline(
    wording: Wording, plan: Plan, metric: Metric, window: Window, catalogue: Catalogue
) -> str:
    """Say how the question was read: metric, cut, filters and dates."""
    parts = [metric.label]
    cuts = [catalogue.dimensions[dimension].label for dimension in plan.group_by]
    if plan.grain is not None:
        cuts.append(wording.say(f"grain_{plan.grain.value}"))
    if cuts:
        joined = wording.language.all_of(cuts)
        parts = [wording.say("read_cut", metric=metric.label, cuts=joined)]
    parts += [say_filter(wording, chosen, catalogue) for chosen in plan.filters]
    series = plan.grain is not None
    parts.append(say_period(wording, metric, window, series=series, said=say_piece))
    return ", ".join(parts)


def _amount(wording: Wording, quantity: Quantity, value: Decimal, *, signed: bool) -> str:
    language, places = wording.language, places_of(quantity.unit)
    if quantity.currency:
        return language.money(value, quantity.currency, places, signed=signed)
    return language.number(value, places, signed=signed)


def _with_unit(wording: Wording, quantity: Quantity, amount: str) -> str:
    """Put an amount into the words of its unit, where it has any."""
    key = _UNITS.get(quantity.unit)
    return wording.say(key, amount=amount) if key else amount


_UNITS = {
    "money": "unit_money",
    "money_month": "unit_money_month",
    "money_year": "unit_money_year",
    "points": "unit_points",
    "whole points": "unit_points",
    "months": "unit_months",
    "hours": "unit_hours",
}
