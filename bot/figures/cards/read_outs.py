"""What is shown of read-outs: how one was read, its figures, and the list of mine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.action import ActionRef
from bot.beat.rules.schedule_words.schedule import Schedule
from bot.beat.rules.schedule_words.sentence import sentence_of
from bot.figures.cards.offers import question_button
from bot.figures.cards.targets import say_pace_shortly
from bot.figures.cards.written import quantity_words, say_day, say_window
from bot.figures.context import FiguresContext
from bot.figures.rules.targets import Pace
from bot.figures.rules.windows import Window
from bot.figures.store.read_outs import PAUSED, cadence_of
from bot.figures.store.watch_tables import ReadOut
from bot.form import Form, TextField
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Divider,
    Element,
    Figure,
    Heading,
    Message,
    notice,
    paragraph,
    spans,
)
from bot.quantities import Quantity, difference

KEEP, CHANGE, DROP = "read_out_keep", "read_out_change", "read_out_drop"
PAUSE, RESUME, END, LIST = "read_out_pause", "read_out_go", "read_out_end", "readouts"
LONGEST = 500
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a read-out: what it comes to, of which days, and what it was last time.

    Without a `quantity` it cannot be worked out; its question says why.
    """

    question: str
    label: str
    quantity: Quantity | None
    window: Window | None
    until: date | None
    before: Quantity | None = None
    pace: Pace | None = None


def schedule_of(read_out: ReadOut) -> Schedule:
    """Return the schedule of a read-out."""
    return Schedule(cadence_of(read_out))


def when(context: FiguresContext, read_out: ReadOut) -> str:
    """Write when a read-out comes."""
    return sentence_of(schedule_of(read_out), context.wording.language.tag)


def confirm(
    context: FiguresContext,
    read_out: ReadOut,
    labels: Sequence[str],
    coming: Sequence[datetime],
    replaces: str = "",
) -> Message:
    """Say how a read-out was read, and when it comes first; nothing is kept yet."""
    say = context.wording.say
    mine = {"r": read_out.id, "o": replaces} if replaces else {"r": read_out.id}
    days = [say_day(context.wording, one.date()) for one in coming[:SHOWN]]
    buttons = (
        Button(say("read_out_keep"), ActionRef(KEEP, mine), primary=True),
        Button(say("read_out_change"), ActionRef(CHANGE, mine)),
        Button(say("read_out_drop"), ActionRef(DROP, {"r": read_out.id})),
    )
    return Message(
        say("read_out_confirm_title"),
        (
            paragraph(say("read_out_read")),
            Bullets(tuple(spans(label) for label in labels)),
            paragraph(when(context, read_out)),
            paragraph(say("read_out_coming", days=context.wording.language.all_of(days))),
            Buttons(buttons),
        ),
    )


def card(context: FiguresContext, read_out: ReadOut, lines: Sequence[Line], title: str) -> Message:
    """Draw the figures of a read-out as they are when it comes."""
    say = context.wording.say
    elements: list[Element] = [_figure(context, line) for line in lines]
    compared = [line for line in lines if line.before is not None]
    if compared and all(line.before == line.quantity for line in compared):
        elements.insert(0, paragraph(say("read_out_nothing_new")))
    asks = (question_button(line.label, line.question) for line in lines)
    elements.append(Buttons(tuple(button for button in asks if button is not None)))
    elements.append(paragraph(say("read_out_why", when=when(context, read_out)), quiet=True))
    elements.append(buttons_of(context, read_out))
    return Message(title, tuple(elements))


def buttons_of(context: FiguresContext, read_out: ReadOut) -> Buttons:
    """Return all that can be done with a read-out that was kept."""
    say = context.wording.say
    hold = (
        Button(say("read_out_go"), ActionRef(RESUME, {"r": read_out.id}))
        if read_out.state == PAUSED
        else Button(say("read_out_pause"), ActionRef(PAUSE, {"r": read_out.id}))
    )
    return Buttons(
        (
            hold,
            Button(say("read_out_change"), ActionRef(CHANGE, {"r": read_out.id})),
            Button(say("read_out_end"), ActionRef(END, {"r": read_out.id})),
        )
    )


def listed(context: FiguresContext, found: Sequence[ReadOut]) -> Message:
    """Show somebody their own read-outs, with when each comes next."""
    say = context.wording.say
    if not found:
        return notice(say("read_outs_title"), say("read_outs_none"))
    elements: list[Element] = []
    for one in found:
        elements += [Divider()] if elements else []
        elements += [Heading(", ".join(one.figures.split("\n"))), *_stands(context, one)]
        elements.append(buttons_of(context, one))
    return Message(say("read_outs_title"), tuple(elements))


def form(context: FiguresContext, action: ActionRef, figures: str, said: str) -> Form:
    """Ask for the figures, one a line, and for when."""
    say = context.wording.say
    fields = (
        TextField(
            "figures",
            say("read_out_figures"),
            LONGEST,
            required=True,
            hint=say("read_out_figures_hint"),
            initial=figures,
        ),
        TextField(
            "when",
            say("read_out_when"),
            LONGEST,
            required=True,
            multiline=False,
            hint=say("read_out_when_hint"),
            initial=said,
        ),
    )
    reopen = Button(say("read_out_me"), action)
    title = say("read_out_form_title")
    return Form(action, title, say("alert_form_submit"), fields, reopen)


def _stands(context: FiguresContext, read_out: ReadOut) -> Iterator[Element]:
    say = context.wording.say
    yield paragraph(when(context, read_out))
    if read_out.state == PAUSED:
        yield paragraph(say("read_out_is_paused"))


def _figure(context: FiguresContext, line: Line) -> Figure:
    say = context.wording.say
    if line.quantity is None:
        return Figure(line.label, say("read_out_not_now"))
    notes = [say_window(context.wording, line.window)] if line.window is not None else []
    if line.before is not None:
        step = difference(line.quantity, line.before)
        if step is not None and step.value:
            change = quantity_words(context.wording, step, signed=True)
            notes.append(say("read_out_changed", change=change))
        else:
            notes.append(say("read_out_unchanged"))
    if line.pace is not None:
        notes.append(say_pace_shortly(context, line.pace))
    if line.until is not None:
        notes.append(say("read_out_data", day=say_day(context.wording, line.until)))
    return Figure(line.label, quantity_words(context.wording, line.quantity), "; ".join(notes))
