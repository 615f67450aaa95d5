"""Draws a form as a modal."""

import json
from typing import assert_never

from adapters.slack.blocks import Block, plain
from adapters.slack.elements import options, paragraph_pieces, title_pieces
from adapters.slack.limits import (
    BLOCK_ID,
    BLOCKS_IN_VIEW,
    BOXES,
    INPUT_HINT,
    INPUT_LABEL,
    INPUT_LENGTH,
    LIMITS,
    MODAL_BUTTON,
    MODAL_TITLE,
    PRIVATE_METADATA,
    VIEW_BYTES,
)
from adapters.slack.render import UNNAMED
from adapters.slack.rich_text import rich_text_of
from bot.form import (
    ChoiceField,
    DateField,
    Field,
    Form,
    MultiChoiceField,
    RichTextField,
    TextField,
    TimeField,
    written_time,
)

CALLBACK = "form"


def render_form(form: Form, private_metadata: str) -> Block:
    """Draw a form; `private_metadata` comes back with the submission."""
    names = [field.name for field in form.fields]
    if len(set(names)) < len(names):
        raise LIMITS.refusal("form", "has two fields of one name")
    is_short = 0 < len(form.title.strip()) <= len(form.title) <= MODAL_TITLE
    above = () if is_short else title_pieces(form.title)
    drawn = (*above, *paragraph_pieces(form.intro))
    blocks = [block for piece in drawn for block in piece.blocks]
    blocks += [_field(field) for field in form.fields]
    LIMITS.at_most(len(blocks), BLOCKS_IN_VIEW, "form", "blocks")
    view = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(form.title if is_short else UNNAMED),
        "submit": plain(LIMITS.within(form.submit_label, MODAL_BUTTON, "submit label")),
        "private_metadata": LIMITS.within(private_metadata, PRIVATE_METADATA, "private metadata"),
        "blocks": blocks,
    }
    LIMITS.at_most(len(json.dumps(view)), VIEW_BYTES, "form", "bytes")
    return view


def _field(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": LIMITS.within(field.name, BLOCK_ID, "field name"),
        "label": plain(LIMITS.within(field.label, INPUT_LABEL, "field label")),
        "optional": not field.required,
    }
    hint = field.hint if isinstance(field, TextField | RichTextField) else ""
    if hint:
        block["hint"] = plain(LIMITS.within(hint, INPUT_HINT, "field hint"))
    block["element"] = {**_element(field), "action_id": field.name}
    return block


def _element(field: Field) -> Block:
    match field:
        case TextField():
            return _text_input(field)
        case RichTextField():
            written = rich_text_of(field.initial)
            shown = written if written["elements"] else None
            return _with({"type": "rich_text_input"}, initial_value=shown)
        case ChoiceField():
            menu: Block = {"type": "static_select", "options": options(field.options)}
            chosen = _chosen(menu["options"], (field.initial,))
            return _with(menu, initial_option=chosen[0] if chosen else None)
        case MultiChoiceField():
            return _many(field)
        case DateField():
            first = field.initial.isoformat() if field.initial else ""
            return _with({"type": "datepicker"}, initial_date=first)
        case TimeField():
            first = written_time(field.initial) if field.initial else ""
            return _with({"type": "timepicker"}, initial_time=first)
        case _:
            assert_never(field)


def _many(field: MultiChoiceField) -> Block:
    """Draw boxes to be ticked; more of them than Slack takes are a list to pick from."""
    drawn = options(tuple(LIMITS.picked(field.options, "choice field")))
    chosen = _chosen(drawn, field.initial)
    kind = "checkboxes" if len(drawn) <= BOXES else "multi_static_select"
    return _with({"type": kind, "options": drawn}, initial_options=chosen)


def _with(element: Block, **initial: object) -> Block:
    """Add what stands there before anybody touches it; Slack takes no empty beginning."""
    return {**element, **{name: value for name, value in initial.items() if value}}


def _chosen(drawn: list[Block], values: tuple[str, ...]) -> list[Block]:
    return [option for option in drawn if option["value"] in values]


def _text_input(field: TextField) -> Block:
    LIMITS.at_most(field.max_length, INPUT_LENGTH, "text field", "characters")
    initial = (
        LIMITS.within(field.initial, field.max_length, "initial text") if field.initial else ""
    )
    return {
        "type": "plain_text_input",
        "multiline": field.multiline,
        "max_length": field.max_length,
        **({"initial_value": initial} if initial else {}),
    }
