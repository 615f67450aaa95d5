"""Draws a form as a modal."""

import json
from typing import assert_never

from adapters.slack.blocks import Block, plain
from adapters.slack.elements import options, paragraph_pieces, title_pieces
from adapters.slack.limits import (
    BLOCK_ID,
    BLOCKS_IN_VIEW,
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
from bot.message import ChoiceField, Field, Form, TextField

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
    match field:
        case TextField():
            if field.hint:
                block["hint"] = plain(LIMITS.within(field.hint, INPUT_HINT, "field hint"))
            block["element"] = _text_input(field)
        case ChoiceField():
            menu = {"type": "static_select", "options": options(field.options)}
            block["element"] = {**menu, "action_id": field.name}
        case _:
            assert_never(field)
    return block


def _text_input(field: TextField) -> Block:
    LIMITS.at_most(field.max_length, INPUT_LENGTH, "text field", "characters")
    initial = (
        LIMITS.within(field.initial, field.max_length, "initial text") if field.initial else ""
    )
    return {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.multiline,
        "max_length": field.max_length,
        **({"initial_value": initial} if initial else {}),
    }
