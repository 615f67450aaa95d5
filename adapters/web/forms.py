"""Draws a form, and checks what came back before anybody is bothered with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from markupsafe import Markup

from adapters.web.limits import LIMITS
from adapters.web.markup import join
from adapters.web.spans import render_spans
from bot.domain.harmless import harmless
from bot.message import ChoiceField, Field, Form, TextField

FEW_OPTIONS = 7
"""So many options stand open as radio buttons; more become a list."""
NOTHING = Markup("")
REQUIRED = Markup(" required")
AUTOFOCUS = Markup(" autofocus")
INVALID = Markup(' aria-invalid="true"')
CHECKED = Markup(" checked")
SELECTED = Markup(" selected")
AREA = Markup(
    # A newline straight after the tag is swallowed by browsers, so one is given to them.
    '<textarea rows="3" id="field-{0}" name="field-{0}"{1}>\n{2}</textarea>'
)
INPUT = Markup(
    '<input type="text" autocomplete="off" id="field-{0}" name="field-{0}"{1} value="{2}">'
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody wrote into a form, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def render_form(form: Form, filled: Filled | None = None) -> str:
    """Draw the form's inside; it expects to stand in a form element that posts to the chat."""
    filled = filled or Filled()
    first = next((f.name for f in form.fields if f.name in filled.errors), "")
    first = first or (form.fields[0].name if form.fields else "")
    intro = Markup("<p>{}</p>").format(render_spans(form.intro)) if form.intro else NOTHING
    fields = join(_field(each, filled, focus=each.name == first) for each in form.fields)
    return harmless(
        Markup(
            '<h2 id="form-title">{}</h2>{}{}{}<input type="hidden" name="action" value="{}">'
            '<p class="buttons"><button class="button primary">{}</button>'
            '<button class="button" name="cancel" value="1" formnovalidate>Cancel</button></p>'
        ).format(
            form.title,
            intro,
            _stray(form, filled),
            fields,
            LIMITS.packed(form.action, "form"),
            form.submit_label,
        )
    )


def problems(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """Return what the form itself can say against these values, by field."""
    found = {each.name: _problem(each, values.get(each.name, "")) for each in form.fields}
    return {name: problem for name, problem in found.items() if problem}


def _problem(asked: Field, value: str) -> str:
    if not value.strip():
        return "Please answer this one." if asked.required else ""
    match asked:
        case TextField(max_length=limit):
            over = len(value) - limit
            return f"Too long by {over:,}: {limit:,} characters fit." if over > 0 else ""
        case ChoiceField(options=options):
            offered = any(option.value == value for option in options)
            return "" if offered else "Please pick one of the list."
        case _:
            assert_never(asked)


def _stray(form: Form, filled: Filled) -> Markup:
    """Show the errors that belong to no field of this form."""
    names = {each.name for each in form.fields}
    stray = [error for name, error in filled.errors.items() if name not in names]
    return join(Markup('<p class="error" role="alert">{}</p>').format(each) for each in stray)


def _field(asked: Field, filled: Filled, *, focus: bool) -> Markup:
    error = filled.errors.get(asked.name, "")
    hint = asked.hint if isinstance(asked, TextField) else ""
    notes = _note(asked.name, "hint", hint) + _note(asked.name, "error", error)
    told = _told(asked.name, hint=hint, error=error)
    wanted = REQUIRED if asked.required else NOTHING
    focused = AUTOFOCUS if focus else NOTHING
    match asked:
        case TextField():
            value = filled.values.get(asked.name, asked.initial)
            return _text(asked, value, told + wanted + focused, notes)
        case ChoiceField(options=options) if len(options) <= FEW_OPTIONS:
            inputs = _radios(asked, filled.values.get(asked.name, ""), wanted, focused)
            # A single radio button cannot be invalid; its group can.
            return Markup(
                '<fieldset class="field" role="radiogroup"{}><legend>{}</legend>{}{}</fieldset>'
            ).format(told, _label(asked), notes, inputs)
        case ChoiceField():
            value = filled.values.get(asked.name, "")
            return _list(asked, value, told + wanted + focused, notes)
        case _:
            assert_never(asked)


def _told(name: str, *, hint: str, error: str) -> Markup:
    """Tie hint and error to their field, for those who do not see where they stand."""
    notes = [kind for kind, text in (("hint", hint), ("error", error)) if text]
    by = " ".join(f"field-{name}-{kind}" for kind in notes)
    described = Markup(' aria-describedby="{}"').format(by) if by else NOTHING
    return described + (INVALID if error else NOTHING)


def _note(name: str, kind: str, text: str) -> Markup:
    if not text:
        return NOTHING
    return Markup('<p class="{1}" id="field-{0}-{1}">{2}</p>').format(name, kind, text)


def _label(asked: Field) -> Markup:
    mark = "" if asked.required else Markup(' <span class="optional">optional</span>')
    return Markup("{}{}").format(asked.label, mark)


def _text(asked: TextField, value: str, common: Markup, notes: Markup) -> Markup:
    control = AREA if asked.multiline else INPUT
    return Markup('<div class="field"><label for="field-{0}">{1}</label>{2}{3}</div>').format(
        asked.name, _label(asked), notes, control.format(asked.name, common, value)
    )


def _radios(asked: ChoiceField, value: str, wanted: Markup, focused: Markup) -> Markup:
    return join(
        Markup(
            '<label class="radio"><input type="radio" name="field-{}" value="{}"{}{}>'
            "<span>{}</span></label>"
        ).format(
            asked.name,
            option.value,
            CHECKED if value and option.value == value else NOTHING,
            wanted + focused if place == 0 else wanted,
            option.label,
        )
        for place, option in enumerate(asked.options)
    )


def _list(asked: ChoiceField, value: str, common: Markup, notes: Markup) -> Markup:
    options = join(
        Markup('<option value="{}"{}>{}</option>').format(
            option.value, SELECTED if value and option.value == value else NOTHING, option.label
        )
        for option in asked.options
    )
    return Markup(
        '<div class="field"><label for="field-{0}">{1}</label>{2}<select id="field-{0}" '
        'name="field-{0}"{3}><option value="">Please choose</option>{4}</select></div>'
    ).format(asked.name, _label(asked), notes, common, options)


def filled_in(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in a form's own fields."""
    return {
        name.removeprefix("field-"): value
        for name, value in fields.items()
        if name.startswith("field-")
    }
