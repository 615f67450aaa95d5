"""Draws a form, and checks what came back before anybody is bothered with it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial
from typing import assert_never

from markupsafe import Markup

from adapters.web.limits import LIMITS
from adapters.web.markup import join
from adapters.web.spans import render_spans
from bot.form import (
    ChoiceField,
    DateField,
    Field,
    Form,
    MultiChoiceField,
    RichTextField,
    TextField,
    TimeField,
    day_of,
    several,
    time_of,
    together,
    written_time,
)
from bot.harmless import harmless
from bot.language import Wording

FEW_OPTIONS = 7
"""So many options stand open; more become a list, or boxes in a window of their own."""
Say = Callable[..., str]
NOTHING = Markup("")
REQUIRED = Markup(" required")
AUTOFOCUS = Markup(" autofocus")
INVALID = Markup(' aria-invalid="true"')
CHECKED = Markup(" checked")
SELECTED = Markup(" selected")
AREA = Markup(
    # A newline straight after the tag is swallowed by browsers, so one is given to them.
    '<textarea rows="3" dir="auto" id="field-{0}" name="field-{0}"{1}>\n{2}</textarea>'
)
INPUT = Markup(
    '<input type="{3}" dir="auto" autocomplete="off" id="field-{0}" name="field-{0}"{1} '
    'value="{2}">'
)
GROUP = Markup('<fieldset class="field" role="{}"{}><legend dir="auto">{}</legend>{}{}</fieldset>')
ABSENT = Markup('<input type="hidden" name="field-{}" value="">')
"""Says that a group was asked and nothing in it ticked: browsers say nothing of such boxes."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody wrote into a form, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def render_form(form: Form, wording: Wording, filled: Filled | None = None) -> str:
    """Draw the form's inside; it expects to stand in a form element that posts to the chat."""
    say = wording.in_language(form.language).say
    filled = filled or Filled()
    first = next((f.name for f in form.fields if f.name in filled.errors), "")
    first = first or (form.fields[0].name if form.fields else "")
    intro = (
        Markup('<p dir="auto">{}</p>').format(render_spans(form.intro)) if form.intro else NOTHING
    )
    fields = join(_field(each, say, filled, focus=each.name == first) for each in form.fields)
    return harmless(
        Markup(
            '<h2 id="form-title" dir="auto">{}</h2>{}{}{}'
            '<input type="hidden" name="action" value="{}">'
            '<p class="buttons"><button class="button primary">{}</button>'
            '<button class="button" name="cancel" value="1" formnovalidate>{}</button></p>'
        ).format(
            form.title,
            intro,
            _stray(form, filled),
            fields,
            LIMITS.packed(form.action, "form"),
            form.submit_label,
            say("control_cancel"),
        )
    )


def problems(form: Form, wording: Wording, values: Mapping[str, str]) -> dict[str, str]:
    """Return what the form itself can say against these values, by field."""
    ours = wording.in_language(form.language)
    found = {each.name: _problem(each, ours, values.get(each.name, "")) for each in form.fields}
    return {name: problem for name, problem in found.items() if problem}


def _problem(asked: Field, wording: Wording, value: str) -> str:
    say, write = wording.say, wording.language.number
    if not value.strip():
        return say("field_missing") if asked.required else ""
    match asked:
        case TextField(max_length=limit):
            over = len(value) - limit
            return say("field_too_long", over=write(over), limit=write(limit)) if over > 0 else ""
        case ChoiceField() | MultiChoiceField():
            return _picked_wrongly(asked, say, value)
        case DateField():
            return "" if day_of(value) else say("field_day")
        case TimeField():
            return "" if time_of(value) else say("field_time")
        case RichTextField():
            return ""
        case _:
            assert_never(asked)


def _picked_wrongly(asked: ChoiceField | MultiChoiceField, say: Say, value: str) -> str:
    offered = {option.value for option in asked.options}
    if isinstance(asked, ChoiceField):
        return "" if value in offered else say("field_unpicked")
    return "" if offered.issuperset(several(value)) else say("field_picked")


def _stray(form: Form, filled: Filled) -> Markup:
    """Show the errors that belong to no field of this form."""
    names = {each.name for each in form.fields}
    stray = [error for name, error in filled.errors.items() if name not in names]
    return join(
        Markup('<p class="error" role="alert" dir="auto">{}</p>').format(each) for each in stray
    )


def _field(asked: Field, say: Say, filled: Filled, *, focus: bool) -> Markup:
    error = filled.errors.get(asked.name, "")
    hint = asked.hint if isinstance(asked, TextField | RichTextField) else ""
    notes = _note(asked.name, "hint", hint) + _note(asked.name, "error", error)
    told = _told(asked.name, hint=hint, error=error)
    wanted = REQUIRED if asked.required else NOTHING
    focused = AUTOFOCUS if focus else NOTHING
    value = filled.values.get(asked.name, _initial(asked))
    alone = told + wanted + focused
    label = _label(asked, say)
    labelled = partial(_labelled, asked.name, label, notes)
    match asked:
        case TextField(multiline=False):
            return labelled(INPUT.format(asked.name, alone, value, "text"))
        case TextField() | RichTextField():
            return labelled(AREA.format(asked.name, alone, value))
        case DateField():
            return labelled(INPUT.format(asked.name, alone, value, "date"))
        case TimeField():
            return labelled(INPUT.format(asked.name, alone, value, "time"))
        case ChoiceField() if len(asked.options) > FEW_OPTIONS:
            return labelled(_list(asked, value, alone, say))
        case ChoiceField() | MultiChoiceField():
            return _group(asked, value, (told, label, notes), (wanted, focused))
        case _:
            assert_never(asked)


def _group(
    asked: ChoiceField | MultiChoiceField,
    value: str,
    around: tuple[Markup, Markup, Markup],
    first: tuple[Markup, Markup],
) -> Markup:
    """Draw options that stand open: radio buttons, or boxes of which any number is ticked."""
    told, label, notes = around
    if isinstance(asked, ChoiceField):
        # A single radio button cannot be invalid; its group can.
        inputs = _boxes(asked, (value,), "radio", first)
        return GROUP.format("radiogroup", told, label, notes, inputs)
    LIMITS.picked(asked.options, "choice field")
    # A browser would want a required box itself to be ticked, not any one of them.
    inputs = _boxes(asked, several(value), "checkbox", (NOTHING, first[1]))
    if len(asked.options) > FEW_OPTIONS:
        inputs = Markup('<div class="many">{}</div>').format(inputs)
    absent = ABSENT.format(asked.name)
    return GROUP.format("group", told, label, notes, absent + inputs)


def _initial(asked: Field) -> str:
    """Return what stands in a field before anybody wrote into it."""
    match asked.initial:
        case str() as words:
            return words
        case tuple() as picks:
            return together(picks)
        case date() as day:
            return day.isoformat()
        case time() as moment:
            return written_time(moment)
        case None:
            return ""
        case _:
            assert_never(asked.initial)


def _told(name: str, *, hint: str, error: str) -> Markup:
    """Tie hint and error to their field, for those who do not see where they stand."""
    notes = [kind for kind, text in (("hint", hint), ("error", error)) if text]
    by = " ".join(f"field-{name}-{kind}" for kind in notes)
    described = Markup(' aria-describedby="{}"').format(by) if by else NOTHING
    return described + (INVALID if error else NOTHING)


def _note(name: str, kind: str, text: str) -> Markup:
    if not text:
        return NOTHING
    return Markup('<p class="{1}" id="field-{0}-{1}" dir="auto">{2}</p>').format(name, kind, text)


def _label(asked: Field, say: Say) -> Markup:
    word = say("control_optional")
    mark = "" if asked.required else Markup(' <span class="optional">{}</span>').format(word)
    return Markup("{}{}").format(asked.label, mark)


def _labelled(name: str, label: Markup, notes: Markup, control: Markup) -> Markup:
    return Markup(
        '<div class="field"><label for="field-{0}" dir="auto">{1}</label>{2}{3}</div>'
    ).format(name, label, notes, control)


def _boxes(
    asked: ChoiceField | MultiChoiceField,
    chosen: Collection[str],
    kind: str,
    first: tuple[Markup, Markup],
) -> Markup:
    """Draw options to tick; `first` is what every one says, and what only the first does."""
    wanted, focused = first
    return join(
        Markup(
            '<label class="radio"><input type="{}" name="field-{}" value="{}"{}{}>'
            '<span dir="auto">{}</span></label>'
        ).format(
            kind,
            asked.name,
            option.value,
            CHECKED if option.value and option.value in chosen else NOTHING,
            wanted if place else wanted + focused,
            option.label,
        )
        for place, option in enumerate(asked.options)
    )


def _list(asked: ChoiceField, value: str, common: Markup, say: Say) -> Markup:
    options = join(
        Markup('<option value="{}"{}>{}</option>').format(
            option.value, SELECTED if value and option.value == value else NOTHING, option.label
        )
        for option in asked.options
    )
    return Markup(
        '<select id="field-{0}" name="field-{0}"{1}><option value="">{3}</option>{2}</select>'
    ).format(asked.name, common, options, say("control_unpicked"))


def filled_in(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in a form's own fields."""
    return {
        name.removeprefix("field-"): value
        for name, value in fields.items()
        if name.startswith("field-")
    }
