"""Small rules of Adaptive Cards that elements, charts and actions have in common."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.stand_ins.checks import (
    Problem,
    Rule,
    anything,
    flag,
    matching,
    one_of,
    record,
    text,
)

KIND: dict[str, Rule] = {"type": anything}
LONG = text(0, 100_000)
WORDS = text(1, 100_000)
ID = text(1, 255)
PIXELS = matching(r"\d+px$", "must look like 40px")
DATE = matching(r"\d{4}-\d\d-\d\d$", "must look like 2026-01-31")
TIME = matching(r"\d\d:\d\d$", "must look like 09:30")
LINKS = ("https", "http", "mailto", "tel")


def word(*allowed: str) -> Rule:
    """Want one of these words; Teams does not mind their case."""
    known = {each.lower() for each in allowed}

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or value.lower() not in known:
            yield Problem(at, f"must be one of {', '.join(allowed)}")

    return rule


def or_null(inner: Rule) -> Rule:
    """Want this, or null where the schema lets nothing be said."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if value is not None:
            yield from inner(value, at)

    return rule


def either(says: str, *rules: Rule) -> Rule:
    """Want at least one of these rules kept."""

    def rule(value: Any, at: str) -> Iterator[Problem]:
        if not any(not list(each(value, at)) for each in rules):
            yield Problem(at, f"must be {says}")

    return rule


def picture(value: Any, at: str) -> Iterator[Problem]:
    """Want the public https address of a picture: clients fetch it themselves."""
    address = urlsplit(value) if isinstance(value, str) else None
    if address is None or address.scheme != "https" or not address.hostname:
        yield Problem(at, "must be a public https address")


def link(value: Any, at: str) -> Iterator[Problem]:
    """Want an address that a client opens."""
    address = urlsplit(value) if isinstance(value, str) else None
    if address is None or address.scheme not in LINKS or re.search(r"\s", value):
        yield Problem(at, f"must be an address that begins with {', '.join(LINKS)}")
    elif address.scheme.startswith("http") and not address.hostname:
        yield Problem(at, "must name a host")


def mapping(value: Any, at: str) -> Iterator[Problem]:
    """Want an object of any content."""
    if not isinstance(value, dict):
        yield Problem(at, "must be an object")


WIDTH = either("a weight, auto, stretch or pixels", matching(r"(auto|stretch|\d+px|\d+)$", ""))
SPACING = word("default", "none", "small", "medium", "large", "extraLarge", "padding")
SIDEWAYS = or_null(word("left", "center", "right"))
UPDOWN = or_null(word("top", "center", "bottom"))
STYLE = or_null(word("default", "emphasis", "good", "attention", "warning", "accent"))
COLOR = or_null(word("default", "dark", "light", "accent", "good", "warning", "attention"))
SIZE = or_null(word("default", "small", "medium", "large", "extraLarge"))
WEIGHT = or_null(word("default", "lighter", "bolder"))
FONT = or_null(word("default", "monospace"))
BACKGROUND = either(
    "a picture",
    picture,
    record(
        {"url": picture},
        {
            "fillMode": word("cover", "repeatHorizontally", "repeatVertically", "repeat"),
            "horizontalAlignment": SIDEWAYS,
            "verticalAlignment": UPDOWN,
        },
    ),
)


def width(value: Any, at: str) -> Iterator[Problem]:
    """Want a column's width: a weight, auto, stretch or pixels."""
    is_weight = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    if not is_weight:
        yield from WIDTH(value, at)


def element(needs: Mapping[str, Rule], may: Mapping[str, Rule] | None = None) -> Rule:
    """Want an element with its own keys and those that every element may have."""
    shared: dict[str, Rule] = {
        "id": ID,
        "isVisible": flag,
        "separator": flag,
        "spacing": SPACING,
        "height": word("auto", "stretch"),
        "requires": mapping,
        "fallback": anything,  # judged where all elements are known
    }
    return record({**KIND, **needs}, {**shared, **(may or {})})


def typed(name: str) -> Rule:
    """Want an object's type, where it is given, to be this one."""
    return one_of(name)
