"""What Adaptive Cards 1.5 demands of each element."""

from collections.abc import Iterator
from typing import Any

from tests.stand_ins.checks import Problem, Rule, anything, both, each, flag, number, record, text

from .actions import ACTIONS, action, of_actions, tap
from .charts import CHARTS, MARKS
from .inputs import INPUTS
from .pieces import (
    BACKGROUND,
    COLOR,
    FONT,
    KIND,
    LONG,
    PIXELS,
    SIDEWAYS,
    SIZE,
    STYLE,
    UPDOWN,
    WEIGHT,
    either,
    element,
    or_null,
    picture,
    typed,
    width,
    word,
)

BEYOND = {*CHARTS, *MARKS, "Input.Rating"}


def any_element(value: Any, at: str) -> Iterator[Problem]:
    """Want an element that Teams can draw, or one that can fall back to another."""
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        yield Problem(at, "must be an element with a type")
        return
    kind = value["type"]
    if kind not in ELEMENTS:
        yield Problem(f"{at}/type", f"unknown element: {kind}")
        return
    yield from ELEMENTS[kind](value, at)
    yield from _ways_back(value, kind, at)


def _ways_back(value: dict[str, Any], kind: str, at: str) -> Iterator[Problem]:
    back = value.get("fallback")
    if kind in BEYOND and back is None:
        yield Problem(at, f"{kind} is not in version 1.5 and must have a fallback")
    elif isinstance(back, dict) and back.get("type") in BEYOND and "fallback" not in back:
        yield Problem(f"{at}/fallback", "must be something that every client draws")
    elif back is not None and back != "drop":
        yield from any_element(back, f"{at}/fallback")


def of_elements(low: int = 1) -> Rule:
    return each(any_element, low)


BOX: dict[str, Rule] = {
    "selectAction": tap,
    "style": STYLE,
    "verticalContentAlignment": UPDOWN,
    "bleed": flag,
    "backgroundImage": BACKGROUND,
    "minHeight": PIXELS,
    "rtl": or_null(flag),
}
TEXT_STYLE: dict[str, Rule] = {
    "color": COLOR,
    "fontType": FONT,
    "isSubtle": or_null(flag),
    "size": SIZE,
    "weight": WEIGHT,
}
RUN = record(
    {**KIND, "text": LONG},
    {
        **TEXT_STYLE,
        **dict.fromkeys(("highlight", "italic", "strikethrough", "underline"), flag),
        "selectAction": tap,
    },
)
COLUMN = element({}, {**BOX, **KIND, "items": of_elements(0), "width": width})
PICTURE = element(
    {"url": picture},
    {
        "altText": text(1, 2000),
        "backgroundColor": text(),
        "height": either("auto, stretch or pixels", word("auto", "stretch"), PIXELS),
        "width": PIXELS,
        "horizontalAlignment": SIDEWAYS,
        "selectAction": tap,
        "size": word("auto", "stretch", "small", "medium", "large"),
        "style": word("default", "person"),
        "msteams": record({}, {"allowExpand": flag}),
    },
)
CELL_SIDES: dict[str, Rule] = {
    "horizontalCellContentAlignment": SIDEWAYS,
    "verticalCellContentAlignment": UPDOWN,
}
CELL = record({**KIND, "items": of_elements(0)}, BOX)
ROW = record({**KIND, "cells": each(CELL)}, {"style": STYLE, **CELL_SIDES})


def rows_fit(value: Any, at: str) -> Iterator[Problem]:
    """Want no row of a table longer than its columns."""
    columns = value.get("columns")
    for index, row in enumerate(value.get("rows") or []):
        cells = row.get("cells") if isinstance(row, dict) else None
        if isinstance(columns, list) and isinstance(cells, list) and len(cells) != len(columns):
            yield Problem(f"{at}/rows/{index}", "must have as many cells as there are columns")


ELEMENTS: dict[str, Rule] = {
    **INPUTS,
    **CHARTS,
    **MARKS,
    "TextBlock": element(
        {"text": LONG},
        {
            **TEXT_STYLE,
            "horizontalAlignment": SIDEWAYS,
            "maxLines": number(above=0),
            "wrap": flag,
            "style": or_null(word("default", "heading")),
        },
    ),
    "RichTextBlock": element(
        {"inlines": each(either("a text run", text(0, 100_000), RUN))},
        {"horizontalAlignment": SIDEWAYS},
    ),
    "Image": PICTURE,
    "ImageSet": element({"images": each(PICTURE)}, {"imageSize": text()}),
    "Media": element(
        {"sources": each(record({"mimeType": text(), "url": picture}, KIND))},
        {"poster": picture, "altText": text()},
    ),
    "ActionSet": element({"actions": of_actions}),
    "Container": element({"items": of_elements(0)}, BOX),
    "ColumnSet": element(
        {},
        {
            **{key: BOX[key] for key in ("selectAction", "style", "bleed", "minHeight")},
            "columns": each(COLUMN, 1),
            "horizontalAlignment": SIDEWAYS,
        },
    ),
    "FactSet": element({"facts": each(record({"title": LONG, "value": LONG}, KIND))}),
    "Table": both(
        element(
            {
                "columns": each(record({}, {**KIND, "width": width, **CELL_SIDES})),
                "rows": each(ROW),
            },
            {
                "firstRowAsHeader": flag,
                "firstRowAsHeaders": flag,
                "showGridLines": flag,
                "gridStyle": STYLE,
                **CELL_SIDES,
            },
        ),
        rows_fit,
    ),
}
CARD = record(
    {"type": typed("AdaptiveCard"), "body": of_elements()},
    {
        "version": anything,  # judged for the outermost card
        "$schema": anything,
        "actions": of_actions,
        "selectAction": tap,
        "fallbackText": LONG,
        "backgroundImage": BACKGROUND,
        "minHeight": PIXELS,
        "rtl": or_null(flag),
        "speak": LONG,
        "lang": text(1, 20),
        "verticalContentAlignment": UPDOWN,
        "msteams": anything,
        "refresh": anything,
    },
)
ACTIONS["Action.ShowCard"] = action({"card": CARD})
