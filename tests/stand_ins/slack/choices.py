"""What a person can do with an element, and what it then holds."""

from typing import Any

from .state import Message, View, interactive_in, label_of

HOLDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
State = dict[str, dict[str, dict[str, Any]]]


class CannotDo(AssertionError):
    """A person in front of a real Slack could not do this."""


def find(shown: Message | View, what: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Find an element by action_id or by what a person reads on it, with its block."""
    pairs = list(interactive_in(shown.blocks))
    by_id = [(b, e) for b, e in pairs if e.get("action_id") == what]
    by_label = [(b, e) for b, e in pairs if what in (label_of(e), _block_label(b))]
    found = by_id or by_label
    if not found:
        seen = [label_of(e) or _block_label(b) or e["action_id"] for b, e in pairs]
        raise CannotDo(f"there is no {what!r} to press here, only {seen}")
    if len(found) > 1:
        raise CannotDo(f"{what!r} stands here {len(found)} times")
    return found[0]


def _block_label(block: dict[str, Any]) -> str:
    words = block.get("label") if block.get("type") == "input" else None
    return words["text"] if words else ""


def _option(element: dict[str, Any], wanted: Any) -> dict[str, Any]:
    if element["type"].endswith("external_select") and isinstance(wanted, dict):
        return wanted
    groups = (o for group in element.get("option_groups", []) for o in group["options"])
    options: list[dict[str, Any]] = [*element.get("options", []), *groups]
    for key in ("value", "text"):
        for option in options:
            shown = option["value"] if key == "value" else option["text"]["text"]
            if shown == str(wanted):
                return option
    shown = [option["text"]["text"] for option in options]
    raise CannotDo(f"{wanted!r} cannot be chosen, only {shown}")


def chosen(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """Return what the element holds once a person put this value in; None empties it."""
    kind = element["type"]
    key = HOLDS[kind]
    many = key == "selected_options"
    if value is None or value in ("", []):
        return {"type": kind, key: [] if many else None}
    if key == "selected_option":
        value = _option(element, value)
    elif many:
        value = [_option(element, one) for one in value]
        if len(value) > element.get("max_selected_items", len(value)):
            raise CannotDo(f"no more than {element['max_selected_items']} can be chosen")
    elif key == "value":
        _fits(element, str(value))
        value = str(value)
    return {"type": kind, key: value}


def _fits(element: dict[str, Any], words: str) -> None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if not low <= len(words) <= high:
        raise CannotDo(f"between {low} and {high} characters can be typed here")
    if element["type"] == "number_input":
        _is_number(element, words)


def _is_number(element: dict[str, Any], words: str) -> None:
    try:
        number = float(words)
    except ValueError:
        raise CannotDo(f"{words!r} is not a number") from None
    if not element["is_decimal_allowed"] and not number.is_integer():
        raise CannotDo("only whole numbers can be typed here")
    low = float(element.get("min_value", "-inf"))
    high = float(element.get("max_value", "inf"))
    if not low <= number <= high:
        raise CannotDo(f"only numbers from {low} to {high} can be typed here")


def initial(element: dict[str, Any]) -> dict[str, Any]:
    """Return what an untouched element holds."""
    kind = element["type"]
    key = HOLDS[kind]
    first = "initial_value" if "value" in key else key.replace("selected", "initial")
    empty: Any = [] if key in ("selected_options", "files") else None
    return {"type": kind, key: element.get(first, empty)}


def state_of(shown: Message | View) -> State:
    """Return `state.values`: each thing that can hold something, with what it holds."""
    values: State = {}
    for block, element in interactive_in(shown.blocks):
        if element["type"] not in HOLDS or element["type"] == "overflow":
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        held = shown.state.get(block_id, {}).get(action_id, initial(element))
        values.setdefault(block_id, {})[action_id] = held
    return values


def put(shown: Message | View, block: dict[str, Any], element: dict[str, Any], value: Any) -> None:
    """Let a person put a value into an element."""
    held = chosen(element, value)
    shown.state.setdefault(block["block_id"], {})[element["action_id"]] = held


def fill(view: View, values: dict[str, Any]) -> None:
    """Fill a form; each key is a block_id, an action_id or a label that a person reads."""
    for name, value in values.items():
        own = [(b, e) for b, e in interactive_in(view.blocks) if b["block_id"] == name]
        block, element = own[0] if len(own) == 1 else find(view, name)
        put(view, block, element, value)


def missing_in(view: View) -> list[str]:
    """Return the labels of what must be filled before the form can go."""
    held = state_of(view)
    asked = [b for b in view.blocks if b["type"] == "input" and not b.get("optional")]
    empty = []
    for block in asked:
        element = block["element"]
        value = held[block["block_id"]][element["action_id"]][HOLDS[element["type"]]]
        if value in (None, "", []):
            empty.append(block["label"]["text"])
    return empty


def action_of(block: dict[str, Any], element: dict[str, Any], ts: str) -> dict[str, Any]:
    """Return the part of an action that every element has."""
    return {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": ts,
    }
