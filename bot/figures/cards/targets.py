"""How far on its way to a target a figure is: the same words and numbers to both sides."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.figures.cards.written import quantity_words, say_day, say_piece
from bot.figures.context import FiguresContext
from bot.figures.rules.figures import MetricFigure
from bot.figures.rules.targets import Pace
from bot.message import Element, Fact, Facts, paragraph
from bot.quantities import Quantity, in_major_units, places_of


def on_the_way(context: FiguresContext, figure: MetricFigure) -> Iterator[Element]:
    """Say what a figure is to reach, where it should stand by now, and how far off it is."""
    if figure.pace is not None:
        yield paragraph(say_pace(context, figure.pace))


def say_pace(context: FiguresContext, pace: Pace) -> str:
    """Write a pace in one line."""
    wording = context.wording
    return wording.say(
        "target_pace",
        target=quantity_words(wording, pace.target),
        period=say_piece(wording, pace.window),
        pace=quantity_words(wording, pace.pace),
        day=say_day(wording, pace.day),
        stands=_stands(context, pace),
    )


def say_pace_shortly(context: FiguresContext, pace: Pace) -> str:
    """Write a pace in few words: what is to be reached, and how far off the pace it is."""
    target = quantity_words(context.wording, pace.target)
    return context.wording.say("target_shortly", target=target, stands=_stands(context, pace))


def _stands(context: FiguresContext, pace: Pace) -> str:
    wording, say = context.wording, context.wording.say
    off = Quantity(abs(Decimal(pace.ahead.value or 0)), pace.ahead.unit, pace.ahead.currency)
    if round(in_major_units(off), places_of(off.unit)) == 0:
        return say("target_even")
    key = "target_ahead" if (pace.ahead.value or 0) > 0 else "target_behind"
    return say(key, off=quantity_words(wording, off))


def aimed(
    context: FiguresContext, found: Sequence[tuple[str, MetricFigure, Pace]]
) -> tuple[Element, ...]:
    """Draw targets in a line each: what is there, and how it stands to the pace."""
    facts = []
    for metric, figure, pace in found:
        now = quantity_words(context.wording, figure.cells[0].quantity)
        label = context.catalogue.metrics[metric].label
        facts.append(Fact(label, f"{now}. {say_pace(context, pace)}"))
    return (Facts(tuple(facts)),)
