"""What is shown of alerts: how one was read, that its line was crossed, and the list of mine."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.action import ActionRef
from bot.figures.cards.answers import draw
from bot.figures.cards.written import quantity_words, say_day, say_filter
from bot.figures.context import FiguresContext
from bot.figures.rules.alerts import COOL_DOWN, Word, usual_margin
from bot.figures.rules.answers import Answer
from bot.figures.rules.plan import Plan
from bot.figures.store.alerts import line_of
from bot.figures.store.watch_tables import Alert
from bot.form import ChoiceField, Field, Form, TextField
from bot.message import (
    Button,
    Buttons,
    Divider,
    Element,
    Heading,
    Message,
    Option,
    notice,
    paragraph,
    spans,
)
from bot.principal import Principal
from bot.quantities import Quantity, in_major_units, places_of

KEEP, CHANGE, DROP = "alert_keep", "alert_change", "alert_drop"
SNOOZE, END, LIST = "alert_snooze", "alert_end", "alerts"
WEEK, MONTH = "week", "month"
LONGEST = 40
FINEST = 3
LASTS = (1, 2, 3, 6)
QUIETS = (1, 3, 7, 14, 30)


def sentence(context: FiguresContext, plan: Plan, alert: Alert) -> str:
    """Write what is watched: "Customer churn, partner: Acme over 2 % for 2 months in a row"."""
    say = context.wording.say
    metric = context.catalogue.metrics[plan.metrics[0]]
    filters = [say_filter(context.wording, one, context.catalogue) for one in plan.filters]
    figure = ", ".join([metric.label, *filters])
    value = _written(context, alert, Decimal(alert.line))
    over = say(f"alert_{alert.side}", figure=figure, value=value)
    if alert.periods == 1:
        return over
    lasting = context.wording.say_number(f"alert_for_{alert.step}s", alert.periods)
    return say("alert_lasting", what=over, lasting=lasting)


def confirm(
    context: FiguresContext,
    plan: Plan,
    alert: Alert,
    newest: Quantity | None,
    told: Sequence[date] | None,
    replaces: str = "",
) -> Message:
    """Say how an alert was read, and how it would have behaved; nothing is kept yet."""
    say = context.wording.say
    mine = {"a": alert.id, "o": replaces} if replaces else {"a": alert.id}
    line = line_of(alert)
    what = sentence(context, plan, alert)
    back = _written(context, alert, line.back_at)
    elements: list[Element] = [
        paragraph(say("alert_read", what=what)),
        paragraph(_silence(context, alert)),
    ]
    now = quantity_words(context.wording, newest) if newest is not None else say("not_defined")
    elements.append(paragraph(say("alert_now", value=now)))
    if alert.told_on is None and alert.newest and line.is_beyond(Decimal(alert.newest)):
        elements.append(paragraph(say("alert_beyond_now", back=back)))
    elements.append(paragraph(_behaved(context, told)))
    buttons = (
        Button(say("alert_keep"), ActionRef(KEEP, mine), primary=True),
        Button(say("alert_change"), ActionRef(CHANGE, mine)),
        Button(say("alert_drop"), ActionRef(DROP, {"a": alert.id})),
    )
    return Message(say("alert_confirm_title"), (*elements, Buttons(buttons)))


def spoken(
    context: FiguresContext, reader: Principal, alert: Alert, answer: Answer, word: Word
) -> Message:
    """Say that a line was crossed, or that all is well again, above the figure's own card."""
    say = context.wording.say
    plan = answer.reading
    if not isinstance(plan, Plan):
        return ended(context, alert)
    what = sentence(context, plan, alert)
    back = _written(context, alert, line_of(alert).back_at)
    title = say(f"alert_{word.value}_title", what=what)
    said = paragraph(say(f"alert_{word.value}", what=what, back=back))
    card = draw(context, reader, answer)
    return Message(title, (said, *card.elements, buttons_of(context, alert)))


def ended(context: FiguresContext, alert: Alert) -> Message:
    """Say that an alert can be looked at no more."""
    say = context.wording.say
    return notice(say("alert_ended_title"), say("alert_ended", figure=alert.figure))


def buttons_of(context: FiguresContext, alert: Alert) -> Buttons:
    """Return all that can be done with an alert that goes on."""
    say = context.wording.say
    return Buttons(
        (
            Button(say("alert_snooze_week"), ActionRef(SNOOZE, {"a": alert.id, "w": WEEK})),
            Button(say("alert_snooze_month"), ActionRef(SNOOZE, {"a": alert.id, "w": MONTH})),
            Button(say("alert_change"), ActionRef(CHANGE, {"a": alert.id})),
            Button(say("alert_end"), ActionRef(END, {"a": alert.id})),
        )
    )


def listed(
    context: FiguresContext, found: Sequence[tuple[Alert, Plan | None]], today: date
) -> Message:
    """Show somebody their own alerts, each with how it stands and what can be done."""
    say = context.wording.say
    if not found:
        return notice(say("alerts_title"), say("alerts_none"))
    elements: list[Element] = []
    for alert, plan in found:
        what = sentence(context, plan, alert) if plan is not None else alert.figure
        elements += [Divider()] if elements else []
        elements += [Heading(what), paragraph(_stands(context, alert, today))]
        elements.append(paragraph(_silence(context, alert), quiet=True))
        elements.append(buttons_of(context, alert))
    return Message(say("alerts_title"), tuple(elements))


def form(context: FiguresContext, action: ActionRef, figure: str, alert: Alert | None) -> Form:
    """Ask for side, value and how long; what an alert has already stands there."""
    say = context.wording.say
    sides = tuple(Option(say(f"alert_side_{one}"), one) for one in ("over", "under"))
    step, periods = (alert.step, alert.periods) if alert is not None else ("month", 1)
    lasts = tuple(
        Option(context.wording.say_number(f"alert_for_{step}s", count), str(count))
        for count in sorted({*LASTS, periods})
    )
    value = _plain(context, alert, Decimal(alert.line)) if alert is not None else ""
    fields = (
        ChoiceField(
            "side",
            say("alert_side"),
            sides,
            required=True,
            initial=alert.side if alert else "over",
        ),
        TextField(
            "value", say("alert_value"), LONGEST, required=True, multiline=False, initial=value
        ),
        ChoiceField(
            "lasts",
            say("alert_lasts"),
            lasts,
            required=True,
            initial=str(periods),
        ),
        *_silence_fields(context, alert),
    )
    reopen = Button(say("alert_me"), action)
    intro = spans(say("alert_form_intro", figure=figure))
    return Form(action, say("alert_form_title"), say("alert_form_submit"), fields, reopen, intro)


def _silence_fields(context: FiguresContext, alert: Alert | None) -> tuple[Field, ...]:
    """Ask where the figure is back, and how far apart two crossings are told."""
    say, back, quiet = context.wording.say, "", COOL_DOWN.days
    if alert is not None:
        line, quiet = line_of(alert), alert.quiet_days
        is_usual = line.margin == usual_margin(line.at)
        back = "" if is_usual else _plain(context, alert, line.back_at)
    days = tuple(
        Option(context.wording.say_number("alert_quiet_days", count), str(count))
        for count in sorted({*QUIETS, quiet})
    )
    return (
        TextField(
            "back",
            say("alert_back_field"),
            LONGEST,
            multiline=False,
            hint=say("alert_back_hint"),
            initial=back,
        ),
        ChoiceField("quiet", say("alert_quiet"), days, required=True, initial=str(quiet)),
    )


def _silence(context: FiguresContext, alert: Alert) -> str:
    """Say how long it is silent after it spoke; of one that is silent that is said already."""
    say = context.wording.say
    apart = context.wording.say_number("alert_apart", alert.quiet_days)
    if alert.state == "crossed":
        return apart
    return say("alert_silence", back=_written(context, alert, line_of(alert).back_at), apart=apart)


def _written(context: FiguresContext, alert: Alert, value: Decimal) -> str:
    """Write a line as finely as it was drawn: 2.25 % is not 2.3 %."""
    quantity = _quantity(context, alert, value)
    if quantity.unit != "percent":
        return quantity_words(context.wording, quantity)
    finest = -int(value.normalize().as_tuple().exponent)
    places = min(max(finest, places_of("percent")), FINEST)
    return context.wording.language.percent(value, places)


def _quantity(context: FiguresContext, alert: Alert, value: Decimal) -> Quantity:
    unit = context.catalogue.metrics[alert.metric].unit
    currency = context.programme.currency if unit.startswith("money") else ""
    return Quantity(value, unit, currency)


def _plain(context: FiguresContext, alert: Alert, value: Decimal) -> str:
    number = in_major_units(_quantity(context, alert, value)).normalize()
    return f"{number:f}"


def _behaved(context: FiguresContext, told: Sequence[date] | None) -> str:
    if told is None:
        return context.wording.say("alert_not_tried")
    if not told:
        return context.wording.say("alert_would_not")
    pattern = context.wording.say("pattern_month")
    months = [context.wording.language.day(day, pattern) for day in told]
    joined = context.wording.language.all_of(months)
    return context.wording.say_number("alert_would", len(told), months=joined)


def _stands(context: FiguresContext, alert: Alert, today: date) -> str:
    say = context.wording.say
    if alert.dark_since is not None:
        return say("alert_is_dark", day=say_day(context.wording, alert.dark_since))
    if alert.snoozed_until is not None and today < alert.snoozed_until:
        return say("alert_is_snoozed", day=say_day(context.wording, alert.snoozed_until))
    back = _written(context, alert, line_of(alert).back_at)
    if alert.state == "crossed":
        return say("alert_is_crossed", back=back)
    return say("alert_is_armed")
