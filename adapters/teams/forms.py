"""Draws a form as inputs of a card: under what was pressed, or in a dialog."""

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never
from urllib.parse import quote

from adapters.teams.elements import paragraph_pieces, title_pieces
from adapters.teams.limits import (
    BUTTON_TEXT,
    DIALOG_TITLE,
    INPUT_HINT,
    INPUT_LABEL,
    INPUT_LENGTH,
    INPUT_NAME,
    LIMITS,
    OPEN_OPTIONS,
    OPTION_VALUE,
)
from adapters.teams.parts import FORM, REOPEN, Part, Piece, lines, rich, run
from adapters.teams.render import UNNAMED, Rendered, render_whole
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
    written_time,
)
from bot.language import Wording
from bot.message import Message, Option, Text
from bot.plain_text import spans_text

FIELD, PICKS = "field-", "picks-"
"""How the names of a form's inputs begin; Teams sends several picks with commas between them,
so behind the second each is in its percent code."""
ONE_LINE = 50
"""So many characters of a hint an input shows on a narrow card; a longer one stands below it."""
Say = Callable[..., str]
NOTHING_YET: Mapping[str, str] = {}


def form_pieces(
    form: Form,
    wording: Wording,
    *,
    values: Mapping[str, str] = NOTHING_YET,
    errors: Mapping[str, str] = NOTHING_YET,
    is_dialog: bool = False,
) -> list[Piece]:
    """Draw a form; `values` were typed before, `errors` stand beside their fields.

    An error beside a field that the form does not have stands beside its first one.
    """
    say = wording.in_language(form.language).say
    names = [field.name for field in form.fields]
    if len(set(names)) < len(names):
        raise LIMITS.refusal("form", "has two fields of one name")
    beside: dict[str, list[str]] = {}
    for name, says in errors.items():
        beside.setdefault(name if name in names or not names else names[0], []).append(says)
    shown = () if is_dialog and fits_title(form.title) else title_pieces(form.title, "medium")
    return [
        *shown,
        *paragraph_pieces(form.intro),
        *(
            piece
            for field in form.fields
            for piece in _field(field, say, values.get(field.name), beside.get(field.name, ()))
        ),
        Piece("form button", ({"type": "ActionSet", "actions": [_send(form, is_dialog)]},)),
    ]


def render_dialog(
    form: Form,
    wording: Wording,
    values: Mapping[str, str] = NOTHING_YET,
    errors: Mapping[str, str] = NOTHING_YET,
) -> Rendered:
    """Draw a form as the card of a dialog."""
    pieces = form_pieces(form, wording, values=values, errors=errors, is_dialog=True)
    return render_whole(Message("", language=form.language), wording, pieces)


def dialog_title(title: str) -> str:
    """Return what stands in a dialog's title bar."""
    return title if fits_title(title) else UNNAMED


def fits_title(title: str) -> bool:
    """Whether a title can stand in the bar of a dialog."""
    return 0 < len(title.strip()) <= len(title) <= DIALOG_TITLE


def _field(field: Field, say: Say, typed: str | None, errors: object) -> list[Piece]:
    mark = PICKS if isinstance(field, MultiChoiceField) else FIELD
    drawn: Part = {
        "id": mark + LIMITS.within(field.name, INPUT_NAME, "field name"),
        "label": LIMITS.within(field.label, INPUT_LABEL, "field label"),
        "isRequired": field.required,
        **_input(field, say, typed),
    }
    return [Piece("field", (drawn, *_below(field), *_told(errors)))]


def _input(field: Field, say: Say, typed: str | None) -> Part:
    match field:
        case TextField():
            LIMITS.at_most(field.max_length, INPUT_LENGTH, "text field", "characters")
            if len(field.initial) > field.max_length:
                raise LIMITS.refusal("initial text", "too long", f"{field.max_length} characters")
            return {**_text_input(field, say, typed), "maxLength": field.max_length}
        case RichTextField():
            return _text_input(field, say, typed)
        case ChoiceField():
            chosen = field.initial if typed is None else typed
            return _choices(field, say, field.options, chosen)
        case MultiChoiceField():
            picks = field.initial if typed is None else several(typed)
            offered = LIMITS.picked(field.options, "choice field")
            coded = [Option(each.label, quote(each.value, safe="")) for each in offered]
            coded_picks = [quote(pick, safe="") for pick in picks]
            style = "expanded" if len(coded) <= OPEN_OPTIONS else "compact"
            return {
                **_choices(field, say, coded, *coded_picks),
                "isMultiSelect": True,
                "style": style,
            }
        case DateField():
            first = field.initial.isoformat() if field.initial else ""
            return _picker(field, say, typed if typed and day_of(typed) else first)
        case TimeField():
            first = written_time(field.initial) if field.initial else ""
            return _picker(field, say, typed if typed and time_of(typed) else first)
        case _:
            assert_never(field)


def _picker(field: DateField | TimeField, say: Say, value: str) -> Part:
    kind = "Input.Date" if isinstance(field, DateField) else "Input.Time"
    missing = {"errorMessage": say("field_missing")} if field.required else {}
    return {"type": kind, **missing, **({"value": value} if value else {})}


def _below(field: Field) -> list[Part]:
    """Return the hint that an input is too narrow for."""
    hint = _hint(field)
    if len(hint) <= ONE_LINE:
        return []
    return [rich(*run(hint, size="small", isSubtle=True), spacing="none")]


def _hint(field: Field) -> str:
    hint = field.hint if isinstance(field, TextField | RichTextField) else ""
    return LIMITS.within(hint, INPUT_HINT, "field hint") if hint else ""


def _told(errors: object) -> list[Part]:
    said = [Text(words) for words in errors] if isinstance(errors, list) else []
    return [
        rich(*run(spans_text(line), color="attention", weight="bolder"), spacing="small")
        for words in said
        for line in lines((words,))
    ]


def _text_input(field: TextField | RichTextField, say: Say, typed: str | None) -> Part:
    value = field.initial if typed is None else typed
    hint = _hint(field)
    return {
        "type": "Input.Text",
        "isMultiline": isinstance(field, RichTextField) or field.multiline,
        **({"errorMessage": say("field_missing")} if field.required else {}),
        **({"placeholder": hint} if 0 < len(hint) <= ONE_LINE else {}),
        **({"value": value} if value else {}),
    }


def _choices(
    field: ChoiceField | MultiChoiceField, say: Say, options: Sequence[Option], *chosen: str
) -> Part:
    drawn = [
        {
            "title": LIMITS.within(option.label, BUTTON_TEXT, "choice option label"),
            "value": LIMITS.within(option.value, OPTION_VALUE, "choice option value"),
        }
        for option in options
    ]
    values = {option["value"] for option in drawn}
    if not drawn or len(values) < len(drawn):
        raise LIMITS.refusal("choice field", "needs options with a value each")
    value = ",".join(each for each in chosen if each in values)
    return {
        "type": "Input.ChoiceSet",
        "style": "compact",
        "choices": drawn,
        **({"errorMessage": say("field_unpicked")} if field.required else {}),
        **({"value": value} if value else {}),
    }


def _send(form: Form, is_dialog: bool) -> Part:  # noqa: FBT001 - it says where the form stands
    return {
        "type": "Action.Submit" if is_dialog else "Action.Execute",
        "title": LIMITS.within(form.submit_label, BUTTON_TEXT, "submit label"),
        **({} if is_dialog else {"verb": form.action.name}),
        "data": {
            FORM: LIMITS.packed(form.action, "form"),
            REOPEN: LIMITS.packed(form.reopen.action, "reopen button"),
        },
        "style": "positive",
    }
