"""What a person can do with a card: which buttons there are, and what its inputs hold."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .state import Json

UNDRAWN = ("data", "fallback", "refresh", "msteams")


class CannotDo(AssertionError):
    """A person in front of a real Teams could not do this."""


Found = tuple[Json, tuple[Json, ...]]


def actions_in(card: Json, within: tuple[Json, ...] = ()) -> Iterator[Found]:
    """Yield each button that can be seen, with the cards whose inputs it sends."""
    scope = (*within, card)
    for part in _seen(card):
        if str(part.get("type", "")).startswith("Action."):
            yield part, scope
            if part["type"] == "Action.ShowCard":
                yield from actions_in(part["card"], scope)


def _seen(part: Json) -> Iterator[Json]:
    """Yield every visible object of a card, but not those of a card behind a button."""
    yield part
    for key, inner in part.items():
        if key in UNDRAWN or (key == "card" and part.get("type") == "Action.ShowCard"):
            continue
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict) and one.get("isVisible", True):
                yield from _seen(one)


def inputs_in(card: Json) -> list[Json]:
    """Return the inputs that can be seen, top to bottom."""
    return [part for part in _seen(card) if str(part.get("type", "")).startswith("Input.")]


def labels(card: Json | None) -> list[str]:
    """Return what stands on the buttons, top to bottom."""
    found = (action.get("title") for action, _ in actions_in(card)) if card else ()
    return [title for title in found if title]


def find(card: Json | None, what: str) -> Found:
    """Find a button by its title, its id or its verb."""
    buttons = list(actions_in(card)) if card else []
    for key in ("title", "id", "verb"):
        found = [(action, scope) for action, scope in buttons if action.get(key) == what]
        if len(found) > 1:
            raise CannotDo(f"{what!r} stands here {len(found)} times")
        if found:
            action = found[0][0]
            if action.get("isEnabled", True) is False:
                raise CannotDo(f"{what!r} cannot be pressed now")
            return found[0]
    raise CannotDo(f"there is no {what!r} to press here, only {labels(card)}")


def filled(scope: Sequence[Json], values: dict[str, Any]) -> dict[str, str]:
    """Return what the inputs send once a person filled them, by id or by label."""
    asked = [one for card in scope for one in inputs_in(card)]
    given: dict[str, Any] = {}
    for name, value in values.items():
        fits = [one for one in asked if name in (one["id"], one.get("label"), one.get("title"))]
        if len(fits) != 1:
            raise CannotDo(f"there is no single {name!r} to fill, only {[o['id'] for o in asked]}")
        given[fits[0]["id"]] = value
    held = {one["id"]: _held(one, given.get(one["id"], _first(one))) for one in asked}
    empty = [o.get("label") or o["id"] for o in asked if o.get("isRequired") and not held[o["id"]]]
    if empty:
        raise CannotDo(f"this cannot go while these are empty: {empty}")
    return {name: value for name, value in held.items() if value}


def _first(one: Json) -> Any:
    if one["type"] == "Input.Toggle":
        return one.get("value", one.get("valueOff", "false"))
    return one.get("value", "")


def _held(one: Json, value: Any) -> str:
    """Return the words an input sends for a value; whatever it is, words are sent."""
    if one["type"] == "Input.ChoiceSet":
        return _chosen(one, value)
    if one["type"] == "Input.Toggle":
        on, off = one.get("valueOn", "true"), one.get("valueOff", "false")
        return str(on if value is True or value == on else off)
    words = "" if value is None else str(value)
    if words:
        _must_fit(one, words)
    return words


def _chosen(one: Json, value: Any) -> str:
    if "choices.data" in one or value in (None, ""):
        return str(value or "")
    untouched = value == one.get("value") and isinstance(value, str)
    wanted = value if isinstance(value, list) else value.split(",") if untouched else [value]
    if len(wanted) > 1 and not one.get("isMultiSelect"):
        raise CannotDo("only one can be chosen")
    return ",".join(_choice(one, str(each)) for each in wanted)


def _choice(one: Json, wanted: str) -> str:
    for key in ("value", "title"):
        for choice in one["choices"]:
            if choice[key] == wanted:
                return str(choice["value"])
    raise CannotDo(f"{wanted!r} cannot be chosen, only {[c['title'] for c in one['choices']]}")


def _must_fit(one: Json, words: str) -> None:
    if len(words) > one.get("maxLength", len(words)):
        raise CannotDo(f"no more than {one['maxLength']} characters can be typed here")
    shape = {"Input.Date": r"\d{4}-\d\d-\d\d", "Input.Time": r"\d\d:\d\d"}.get(one["type"])
    if not re.fullmatch(one.get("regex") or shape or r"[\s\S]*", words):
        raise CannotDo(f"{words!r} does not fit here: {one.get('errorMessage', '')}")
    if one["type"] in ("Input.Number", "Input.Rating"):
        _must_be_within(one, words)


def _must_be_within(one: Json, words: str) -> None:
    try:
        number = float(words)
    except ValueError:
        raise CannotDo(f"{words!r} is not a number") from None
    if not one.get("min", number) <= number <= one.get("max", number):
        raise CannotDo(f"{words} is out of range")


def to_send(action: Json, scope: Sequence[Json], values: dict[str, Any]) -> Any:
    """Return what a button sends: its own data, and over it what the inputs hold."""
    if str(action.get("associatedInputs", "auto")).lower() == "none":
        if values:
            raise CannotDo(f"{action.get('title')!r} sends no inputs")
        return action.get("data", {})
    held = filled(scope, values)
    data = action.get("data")
    if isinstance(data, str):
        return data
    return {**(data or {}), **held}


def toggle(card: Json, action: Json) -> None:
    """Show what is hidden and hide what is shown, as a button says."""
    targets = [t if isinstance(t, dict) else {"elementId": t} for t in action["targetElements"]]
    wanted = {target["elementId"]: target.get("isVisible") for target in targets}
    for part in _all(card):
        if part.get("id") in wanted:
            shown = wanted[part["id"]]
            part["isVisible"] = not part.get("isVisible", True) if shown is None else shown


def _all(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _all(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _all(inner)
