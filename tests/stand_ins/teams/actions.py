"""What Teams demands of the buttons of a card."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.stand_ins.checks import Problem, Rule, each, flag, record, text

from .pieces import ID, KIND, either, link, mapping, picture, typed, word

ACTIONS_SHOWN = 6
MOVES = ("task/fetch", "messageBack", "imBack", "signin", "invoke")


def any_action(value: Any, at: str) -> Iterator[Problem]:
    """Want an action with a title to press."""
    yield from _action(value, at, ACTIONS)
    if isinstance(value, dict) and not value.get("title"):
        yield Problem(at, "missing required field: title")


def tap(value: Any, at: str) -> Iterator[Problem]:
    """Want an action for touching an element; it cannot show a card."""
    yield from _action(value, at, {k: v for k, v in ACTIONS.items() if k != "Action.ShowCard"})


def _action(value: Any, at: str, known: Mapping[str, Rule]) -> Iterator[Problem]:
    if not isinstance(value, dict) or value.get("type") not in known:
        kind = value.get("type") if isinstance(value, dict) else value
        yield Problem(f"{at}/type", f"unknown action: {kind}")
        return
    yield from known[value["type"]](value, at)


def action(needs: Mapping[str, Rule], may: Mapping[str, Rule] | None = None) -> Rule:
    """Want an action with its own keys and those that every action may have."""
    shared: dict[str, Rule] = {
        "title": text(1, 200),
        "iconUrl": picture,
        "id": ID,
        "style": word("default", "positive", "destructive"),
        "fallback": either("an action or drop", typed("drop"), any_action),
        "tooltip": text(1, 500),
        "isEnabled": flag,
        "mode": word("primary", "secondary"),
        "requires": mapping,
    }
    return record({**KIND, **needs}, {**shared, **(may or {})})


def data_to_send(value: Any, at: str) -> Iterator[Problem]:
    """Want the data of a button: an object, or words; `msteams` says what the button does."""
    yield from either("an object or words", mapping, text(0, 10_000))(value, at)
    move = value.get("msteams") if isinstance(value, dict) else None
    if move is None:
        return
    if not isinstance(move, dict):
        yield Problem(f"{at}/msteams", "must be an object")
    elif "type" in move and move["type"] not in MOVES:
        yield Problem(f"{at}/msteams/type", f"must be one of {', '.join(MOVES)}")
    elif move.get("type") in ("messageBack", "imBack"):
        key = "value" if move["type"] == "imBack" else "text"
        if not isinstance(move.get(key), str):
            yield Problem(f"{at}/msteams", f"missing required field: {key}")


def of_actions(value: Any, at: str) -> Iterator[Problem]:
    """Want a row of buttons, all of them shown."""
    yield from each(any_action, 1, ACTIONS_SHOWN)(value, at)


TARGET = either("an id", ID, record({"elementId": ID}, {"isVisible": flag, **KIND}))
SENDING: dict[str, Rule] = {"data": data_to_send, "associatedInputs": word("auto", "none")}
ACTIONS: dict[str, Rule] = {
    "Action.Execute": action({}, {**SENDING, "verb": text(1, 255)}),
    "Action.OpenUrl": action({"url": link}),
    "Action.Submit": action({}, SENDING),
    "Action.ToggleVisibility": action({"targetElements": each(TARGET)}),
}
