"""How old the data of a figure is, in words: what was cut off, left out, or cannot be answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.figures.cards.offers import question_button
from bot.figures.cards.written import say_day, say_period, say_piece
from bot.figures.context import FiguresContext
from bot.figures.rules.ages import Age, covered_before, read_as
from bot.figures.rules.catalogue import MetricKind
from bot.figures.rules.figures import MetricFigure
from bot.figures.rules.plan import Plan
from bot.figures.rules.plan_text import question_for
from bot.message import Button
from bot.principal import Principal
from bot.rights import Right, may


def kinds_of(context: FiguresContext, age: Age) -> str:
    """Name the kinds of rows that end first."""
    return context.wording.language.all_of([context.wording.say(f"rows_{k}") for k in age.kinds])


def say_age(context: FiguresContext, figure: MetricFigure) -> Iterator[str]:
    """Say of a figure that is shown which of the days asked for are not in it."""
    age = figure.age
    if age is None or age.until is None:
        return
    say, kinds, day = (
        context.wording.say,
        kinds_of(context, age),
        say_day(context.wording, age.until),
    )
    metric = context.catalogue.metrics[figure.metric]
    if age.is_cut and read_as(metric) is MetricKind.BALANCE:
        yield say("ask_age_balance", kinds=kinds, day=day)
    elif age.is_cut:
        yield say("ask_age_cut", kinds=kinds, day=day)
    if age.left_out:
        pieces = context.wording.language.all_of(
            [say_piece(context.wording, piece) for piece in age.left_out]
        )
        yield say("ask_age_left_out", kinds=kinds, day=day, pieces=pieces)


def say_refused(context: FiguresContext, asker: Principal, figure: MetricFigure) -> Iterator[str]:
    """Say why there is no figure, and what can be done about it."""
    age = figure.age
    if age is None or not age.is_refused:
        return
    say, kinds = context.wording.say, kinds_of(context, age)
    metric = context.catalogue.metrics[figure.metric]
    if age.until is None:
        yield say("ask_age_never", metric=metric.label, kinds=kinds)
    else:
        period = say_period(context.wording, metric, age.asked)
        day = say_day(context.wording, age.until)
        yield say("ask_age_refused", metric=metric.label, kinds=kinds, day=day, period=period)
    if may(asker, Right.SEE_ALARMS):
        command = f"drumbeat import {age.kinds[0]} FILE --until DAY"
        yield say("ask_age_import", command=command)
    elif asker.is_vendor:
        yield say("ask_age_tell_administrator")
    else:
        yield say("ask_age_tell_vendor", vendor=context.programme.vendor)


def say_lacking(context: FiguresContext, figure: MetricFigure) -> Iterator[str]:
    """Say which sources of these rows are late, or failed, and when they came last."""
    say = context.wording.say
    for one in figure.lacking:
        kind = say(f"rows_{one.kind}")
        came = one.came_at
        last = (
            say("source_never") if came is None else say("source_last", moment=_at(context, came))
        )
        if one.due_by is not None:
            yield say("source_late", kind=kind, moment=_at(context, one.due_by), last=last)
        else:
            yield say("source_failed", kind=kind, last=last)


def _at(context: FiguresContext, moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(context.programme.zone))
    return context.wording.language.moment(local, context.wording.say("pattern_moment"))


def covered_button(
    context: FiguresContext, asker: Principal, plan: Plan, figure: MetricFigure
) -> Button | None:
    """Offer the last time of the same length that the data covers."""
    age = figure.age
    if age is None or not age.is_refused or age.until is None or plan.grain is not None:
        return None
    window = covered_before(age.asked, age.until)
    if window is None:
        return None
    other = replace(plan, window=window, default_period=False, compare=None)
    question = question_for(other, context.catalogue, (figure.metric,), asker.partner_name)
    label = context.catalogue.metrics[figure.metric].label
    return question_button(f"{label}, {say_piece(context.wording, window)}", question)
