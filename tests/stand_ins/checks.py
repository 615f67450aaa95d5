"""Small rules that a JSON value either keeps or breaks, each saying where and how."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule at one place of a payload."""

    pointer: str
    says: str

    def __str__(self) -> str:
        return f"[ERROR] {self.says} [json-pointer:{self.pointer}]"


Rule = Callable[[Any, str], Iterator[Problem]]


def text(low: int = 1, high: int = 3000) -> Rule:
    """Want a string of this many characters."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) < low:
            yield Problem(at, f"must be more than {low - 1} characters")
        elif len(value) > high:
            yield Problem(at, f"must be less than {high + 1} characters")

    return rule


def matching(pattern: str, says: str, high: int = 3000) -> Rule:
    """Want a string of this shape."""
    shape = re.compile(pattern)

    def rule(value: Any, at: str) -> Iterator[Problem]:
        yield from text(1, high)(value, at)
        if isinstance(value, str) and value and not shape.match(value):
            yield Problem(at, says)

    return rule


def number(
    low: float | None = None, high: float | None = None, above: float | None = None
) -> Rule:
    """Want a number in this range; `above` shuts the lower end out."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield Problem(at, "must be a number")
        elif low is not None and value < low:
            yield Problem(at, f"must be at least {low}")
        elif high is not None and value > high:
            yield Problem(at, f"must be at most {high}")
        elif above is not None and value <= above:
            yield Problem(at, f"must be more than {above}")

    return rule


def whole(low: int | None = None, high: int | None = None) -> Rule:
    """Want a whole number in this range."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem(at, "must be an integer")
        else:
            yield from number(low, high)(value, at)

    return rule


def flag(value: Any, at: str) -> Iterator[Problem]:
    """Want true or false."""
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean")


def anything(value: Any, at: str) -> Iterator[Problem]:
    """Take whatever comes."""
    del value, at
    yield from ()


def one_of(*allowed: Any) -> Rule:
    """Want one of these values."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str | int | bool) or value not in allowed:
            yield Problem(at, f"must be one of {', '.join(map(str, allowed))}")

    return rule


def each(item: Rule, low: int = 1, high: int | None = None) -> Rule:
    """Want a list of this length whose every item keeps a rule."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) < low:
            yield Problem(at, f"no fewer than {low} items allowed")
        if high is not None and len(value) > high:
            yield Problem(at, f"no more than {high} items allowed")
        for index, inner in enumerate(value):
            yield from item(inner, f"{at}/{index}")

    return rule


def record(needs: Mapping[str, Rule], may: Mapping[str, Rule] | None = None) -> Rule:
    """Want an object with these keys and no others."""
    known = {**needs, **(may or {})}

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must be an object")
            return
        for key in needs:
            if key not in value:
                yield Problem(at, f"missing required field: {key}")
        for key, inner in value.items():
            if key in known:
                yield from known[key](inner, f"{at}/{key}")
            else:
                yield Problem(f"{at}/{key}", f"no more keys allowed, unknown: {key}")

    return rule


def tagged(kinds: Mapping[str, Rule], what: str) -> Rule:
    """Want an object whose `type` picks its rule."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, f"must be an object: a {what}")
        elif "type" not in value:
            yield Problem(at, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield Problem(f"{at}/type", f"unsupported type for a {what}: {value['type']}")
        else:
            yield from kinds[value["type"]](value, at)

    return rule


def both(*rules: Rule) -> Rule:
    """Want every rule kept."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        for single in rules:
            yield from single(value, at)

    return rule


def exactly_one(*keys: str) -> Rule:
    """Want exactly one of these keys."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and sum(key in value for key in keys) != 1:
            yield Problem(at, f"exactly one required of: {', '.join(keys)}")

    return rule


def at_least_one(*keys: str) -> Rule:
    """Want at least one of these keys."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, dict) and not any(key in value for key in keys):
            yield Problem(at, f"at least one required of: {', '.join(keys)}")

    return rule
