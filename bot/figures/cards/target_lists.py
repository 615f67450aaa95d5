"""What is shown of targets: how one was read, the list of them, and the form of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.action import ActionRef
from bot.figures.aiming import Aimed, Held, Sought
from bot.figures.cards.targets import say_pace
from bot.figures.cards.written import quantity_words, say_day, say_filter, say_piece
from bot.figures.context import FiguresContext
from bot.figures.rules.targets import Target
from bot.form import DateField, Form, TextField
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Divider,
    Element,
    Heading,
    Message,
    notice,
    paragraph,
    spans,
)
from bot.quantities import Quantity, in_major_units

SET, CHANGE, KEEP = "target_set", "target_change", "target_keep"
DROP, END, LIST = "target_drop", "target_end", "targets"
LONGEST = 120
LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands on the form of a target before somebody fills it in."""

    figure: str = ""
    value: str = ""
    first: date | None = None
    last: date | None = None


def figure_of(context: FiguresContext, target: Target) -> str:
    """Write of which figure a target is: "Annual recurring revenue (ARR), partner: Acme"."""
    label = context.catalogue.metrics[target.metric].label
    only = [say_filter(context.wording, each, context.catalogue) for each in target.filters]
    return ", ".join([label, *only])


def sentence(context: FiguresContext, target: Target) -> str:
    """Write a target in one line, with its days."""
    return context.wording.say(
        "target_sentence",
        figure=figure_of(context, target),
        value=quantity_words(context.wording, value_of(context, target)),
        period=say_piece(context.wording, target.window),
    )


def value_of(context: FiguresContext, target: Target) -> Quantity:
    """Return what is to be reached, with its unit."""
    unit = context.catalogue.metrics[target.metric].unit
    currency = context.programme.currency if unit.startswith("money") else ""
    return Quantity(target.value, unit, currency)


def confirm(
    context: FiguresContext, target: Target, was: Sequence[Target], replaces: str = ""
) -> Message:
    """Say how a target was read, and what it takes the place of; nothing is kept yet."""
    say = context.wording.say
    mine = {"t": target.id, "o": replaces} if replaces else {"t": target.id}
    elements: list[Element] = [
        paragraph(say("target_read", what=sentence(context, target))),
        paragraph(_days(context, target)),
    ]
    elements += [paragraph(say("target_instead", what=sentence(context, one))) for one in was]
    elements.append(paragraph(say(f"target_seen_{target.dimension or 'all'}"), quiet=True))
    buttons = (
        Button(say("target_keep"), ActionRef(KEEP, mine), primary=True),
        Button(say("target_change"), ActionRef(CHANGE, mine)),
        Button(say("target_drop"), ActionRef(DROP, {"t": target.id})),
    )
    return Message(say("target_confirm_title"), (*elements, Buttons(buttons)))


def listed(
    context: FiguresContext, sought: Sought, found: Sequence[Held], *, may_set: bool
) -> Message:
    """Show targets with their paces: those of the file, then those that were set in chat."""
    say = context.wording.say
    filed = [one for one in found if not one.target.id]
    kept = [one for one in found if one.target.id]
    left_out = len(sought.found) - len(found)
    elements = list(_lacking(context, sought))
    if filed:
        if may_set:
            elements.append(paragraph(say("targets_filed")))
        elements.append(Bullets(tuple(spans(_stands(context, one)) for one in filed)))
    if kept and not may_set:
        elements.append(Bullets(tuple(spans(_stands(context, one)) for one in kept)))
    elif kept:
        elements += _kept(context, kept)
    if left_out:
        elements.append(paragraph(context.wording.say_number("targets_more", left_out)))
    if may_set:
        elements += [Divider()] if kept else []
        elements.append(paragraph(say("targets_how"), quiet=True))
        elements.append(Buttons((set_button(context),)))
    return Message(say("targets_title"), tuple(elements))


def _lacking(context: FiguresContext, sought: Sought) -> Iterator[Element]:
    if sought.lacks_whole:
        yield paragraph(context.wording.say("targets_none_of_all"))
    elif not sought.found:
        yield paragraph(context.wording.say("targets_none"))


def set_button(context: FiguresContext) -> Button:
    """Return the button that opens the form of a new target."""
    return Button(context.wording.say("target_set"), ActionRef(SET))


def done(context: FiguresContext, key: str, what: str, **values: str) -> Message:
    """Say that something became of a target, and lead to the list."""
    say = context.wording.say
    said = notice(say(f"{key}_title"), say(key, what=what, **values))
    lead = Buttons((Button(say("targets_title"), ActionRef(LIST)),))
    return Message(said.title, (*said.elements, lead))


def kept(context: FiguresContext, target: Target) -> Message:
    """Say that a target holds, and from when on cards tell of it."""
    what, first = sentence(context, target), target.window.start
    if first <= context.today():
        return done(context, "target_kept", what)
    return done(context, "target_kept_later", what, day=say_day(context.wording, first))


def form(context: FiguresContext, action: ActionRef, filled: Filled) -> Form:
    """Ask for the figure, the value and the days; what was said stands there already."""
    say = context.wording.say
    fields = (
        TextField(
            "figure",
            say("target_figure"),
            LONGEST,
            required=True,
            multiline=False,
            hint=say("target_figure_hint"),
            initial=filled.figure,
        ),
        TextField(
            "value",
            say("target_value"),
            LONGEST_NUMBER,
            required=True,
            multiline=False,
            hint=say("target_value_hint"),
            initial=filled.value,
        ),
        DateField("first", say("target_first"), required=True, initial=filled.first),
        DateField("last", say("target_last"), required=True, initial=filled.last),
    )
    reopen = Button(say("target_set"), action)
    title = say("target_form_title" if action.name == SET else "target_change_title")
    return Form(action, title, say("alert_form_submit"), fields, reopen)


def filled_of(context: FiguresContext, target: Target, figure: str) -> Filled:
    """Return a target as it stands on its form."""
    number = f"{in_major_units(value_of(context, target)).normalize():f}"
    return Filled(figure, number, target.window.start, target.window.last)


def refused(context: FiguresContext, key: str, values: Mapping[str, str]) -> Message:
    """Say why there is no such target."""
    say = context.wording.say
    lead = Buttons((Button(say("targets_title"), ActionRef(LIST)),))
    return Message(say("target_refused_title"), (paragraph(say(key, **values)), lead))


def _kept(context: FiguresContext, kept: Sequence[Held]) -> Iterator[Element]:
    say = context.wording.say
    for one in kept:
        yield Divider()
        yield Heading(figure_of(context, one.target))
        yield paragraph(_how_far(context, one))
        mine = {"t": one.target.id}
        yield Buttons(
            (
                Button(say("target_change"), ActionRef(CHANGE, mine)),
                Button(say("target_end"), ActionRef(END, mine)),
            )
        )


def _stands(context: FiguresContext, one: Held) -> str:
    figure = figure_of(context, one.target)
    if one.aimed is None:
        return f"{figure}. {_how_far(context, one)}"
    now = context.wording.say("target_now", figure=figure, value=_now(context, one.aimed))
    return f"{now} {say_pace(context, one.aimed.pace)}"


def _now(context: FiguresContext, aimed: Aimed) -> str:
    return quantity_words(context.wording, aimed.result.figures[0].cells[0].quantity)


def _how_far(context: FiguresContext, one: Held) -> str:
    """Write where a figure is on the way; of what has not begun, or is over, what was wanted."""
    say, target = context.wording.say, one.target
    if one.aimed is not None:
        now = say("alert_now", value=_now(context, one.aimed))
        return f"{now} {say_pace(context, one.aimed.pace)}"
    value = quantity_words(context.wording, value_of(context, target))
    wanted = say("target_wanted", target=value, period=say_piece(context.wording, target.window))
    today = context.today()
    if one.is_overruled:
        return f"{wanted} {say('target_overruled')}"
    if target.window.start > today:
        return f"{wanted} {say('target_ahead_of_time')}"
    return f"{wanted} {say('target_over' if target.window.end <= today else 'target_unknown')}"


def _days(context: FiguresContext, target: Target) -> str:
    first, last = target.window.start, target.window.last
    say, wording = context.wording.say, context.wording
    return say("target_days", first=say_day(wording, first), last=say_day(wording, last))
