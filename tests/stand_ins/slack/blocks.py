"""What Slack demands of each block, and where each block may stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from .checks import (
    Problem,
    Rule,
    at_least_one,
    both,
    each,
    exactly_one,
    flag,
    number,
    one_of,
    record,
    tagged,
    text,
    whole,
)
from .elements import (
    BUTTON,
    ELEMENTS,
    IMAGE,
    KIND,
    MULTI_SELECTS,
    PICTURE_SOURCE,
    PRESSED,
    RAW_NUMBER,
    SELECTS,
    URL,
    WEB_URL,
    elements,
    plain,
    rich,
)

MESSAGE, MODAL, HOME = "message", "modal", "home"
SERIES = 6  # a newer source says 12; the lower number is safe
DATA_ROWS = 101  # a header and a hundred; one source says 201
PICKERS = ["datepicker", "timepicker"]


def block(needs: Mapping[str, Rule], may: Mapping[str, Rule] | None = None) -> Rule:
    """Want a block with its own keys and an optional block_id."""
    return record({**KIND, **needs}, {"block_id": text(1, 255), **(may or {})})


STYLE = record(
    {}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), flag)
)


def part(needs: Mapping[str, Rule], may: Mapping[str, Rule] | None = None) -> Rule:
    """Want one styled piece of rich text."""
    return record({**KIND, **needs}, {"style": STYLE, **(may or {})})


PARTS = tagged(
    {
        "text": part({"text": text(1, 3000)}),
        "link": part({"url": URL}, {"text": text(0), "unsafe": flag}),
        "user": part({"user_id": text()}),
        "channel": part({"channel_id": text()}),
        "team": part({"team_id": text()}),
        "usergroup": part({"usergroup_id": text()}),
        "emoji": part({"name": text()}, {"unicode": text(), "skin_tone": whole(1, 6)}),
        "date": part({"timestamp": whole(0), "format": text()}, {"url": URL, "fallback": text()}),
        "broadcast": part({"range": one_of("here", "channel", "everyone")}),
        "color": part({"value": text()}),
    },
    "rich text piece",
)
RICH_SECTION = record({**KIND, "elements": each(PARTS, 0)})
RICH_KINDS: dict[str, Rule] = {
    "rich_text_section": RICH_SECTION,
    "rich_text_preformatted": record(
        {**KIND, "elements": each(PARTS, 0)}, {"border": whole(0, 1), "language": text()}
    ),
    "rich_text_quote": record({**KIND, "elements": each(PARTS, 0)}, {"border": whole(0, 1)}),
    "rich_text_list": record(
        {
            **KIND,
            "elements": each(tagged({"rich_text_section": RICH_SECTION}, "list item")),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": whole(0, 8), "offset": whole(0), "border": whole(0, 1)},
    ),
}
RICH_TEXT = block({"elements": each(tagged(RICH_KINDS, "rich text element"))})
RAW_TEXT = record({**KIND, "text": text(1, 10_000)})
HEADER_CELL = tagged({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER}, "header cell")
CELL = tagged(
    {"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH_TEXT}, "table cell"
)
COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def data_rows(value: Any, at: str) -> Iterator[Problem]:
    """Want a header row, then rows of its length."""
    yield from each(each(CELL, 1, 20), 2, DATA_ROWS)(value, at)
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        return
    for index, cell in enumerate(value[0] if value else []):
        yield from HEADER_CELL(cell, f"{at}/0/{index}")
    for index, row in enumerate(value[1:], start=1):
        if len(row) != len(value[0]):
            yield Problem(f"{at}/{index}", "must have as many cells as the header row")


POINT = record({"label": text(1, 20), "value": number()})
SLICE = record({"label": text(1, 20), "value": number(above=0)})
ONE_SERIES = record({"name": text(1, 20), "data": each(POINT, 1, 20)})
AXES = record(
    {"categories": each(text(1, 20), 1, 20)}, {"x_label": text(1, 50), "y_label": text(1, 50)}
)
DRAWN = record({**KIND, "series": each(ONE_SERIES, 1, SERIES), "axis_config": AXES})


def one_value_per_category(value: Any, at: str) -> Iterator[Problem]:
    """Want each series, named once, to have one value for each category."""
    try:
        wanted = sorted(value["axis_config"]["categories"])
        found = [(one["name"], sorted(p["label"] for p in one["data"])) for one in value["series"]]
    except (KeyError, TypeError):
        return  # the shape is already complained about
    for index, (_, labels) in enumerate(found):
        if labels != wanted:
            yield Problem(f"{at}/series/{index}/data", "must have one value for each category")
    if len({name for name, _ in found}) < len(found):
        yield Problem(f"{at}/series", "series names must be unique")


CHART = tagged(
    {
        "pie": record({**KIND, "segments": each(SLICE, 1, SERIES)}),
        **{kind: both(DRAWN, one_value_per_category) for kind in ("bar", "area", "line")},
    },
    "chart",
)
ACTION_NAMES = (*PRESSED, *SELECTS, *PICKERS, "datetimepicker")
INPUT_NAMES = [n for n in ELEMENTS if n.endswith("_input") and n != "file_input"]
INPUT_NAMES += [*SELECTS, *MULTI_SELECTS, *PICKERS, "datetimepicker"]
INPUT_NAMES += ["checkboxes", "radio_buttons"]
SECTION = both(
    block(
        {},
        {
            "text": rich(3000),
            "fields": each(rich(2000), 1, 10),
            "accessory": elements(*PRESSED, *SELECTS, *MULTI_SELECTS, *PICKERS, "image"),
            "expand": flag,
        },
    ),
    at_least_one("text", "fields"),
)
CARD = both(
    block(
        {},
        {
            "hero_image": IMAGE,
            "icon": IMAGE,
            "title": rich(150),
            "subtitle": rich(150),
            "body": rich(200),
            "subtext": rich(200),
            "actions": each(tagged({"button": BUTTON}, "card action"), 1, 3),
        },
    ),
    at_least_one("hero_image", "title", "actions", "body"),
)
VIDEO = block(
    {
        "alt_text": text(1, 200),
        "title": plain(200),
        "thumbnail_url": WEB_URL,
        "video_url": WEB_URL,
    },
    {
        "title_url": WEB_URL,
        "description": plain(200),
        "provider_icon_url": WEB_URL,
        "provider_name": text(1, 50),
        "author_name": text(1, 50),
    },
)


def fields_of_input(*names: str) -> Rule:
    """Want a labelled input holding one of the named elements."""
    return block(
        {"label": plain(2000), "element": elements(*names)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    )


def collapsing_makes_sense(value: Any, at: str) -> Iterator[Problem]:
    """Want a container folded only where it can be, and no divider where it folds."""
    folds = value.get("is_collapsible") is True
    if value.get("default_collapsed") is True and not folds:
        yield Problem(f"{at}/default_collapsed", "requires is_collapsible")
    if value.get("has_header_divider") is True and folds:
        yield Problem(f"{at}/has_header_divider", "cannot stand with is_collapsible")


EVERYWHERE: dict[str, Rule] = {
    "section": SECTION,
    "divider": block({}),
    "header": block({"text": plain(150)}),
    "rich_text": RICH_TEXT,
    "card": CARD,
    "video": VIDEO,
    "image": both(
        block({"alt_text": text(1, 2000)}, {"title": plain(2000), **PICTURE_SOURCE}),
        exactly_one("image_url", "slack_file"),
    ),
    "actions": block({"elements": each(elements(*ACTION_NAMES), 1, 25)}),
    "context": block(
        {
            "elements": each(
                tagged(
                    {"image": IMAGE, "plain_text": rich(), "mrkdwn": rich()}, "context element"
                ),
                1,
                10,
            )
        }
    ),
    "input": fields_of_input(*INPUT_NAMES),
}
CAROUSEL = block({"elements": each(tagged({"card": CARD}, "carousel card"), 1, 10)})
IN_MESSAGES: dict[str, Rule] = {
    **EVERYWHERE,
    "carousel": CAROUSEL,
    "markdown": block({"text": text(1, 12_000)}),
    "file": block({"external_id": text(1, 255), "source": one_of("remote")}),
    "context_actions": block(
        {"elements": each(elements("feedback_buttons", "icon_button"), 1, 5)}
    ),
    "table": block(
        {"rows": each(each(CELL, 1, 20), 1, 100)}, {"column_settings": each(COLUMN, 1, 20)}
    ),
    "data_table": block(
        {"caption": text(1, 3000), "rows": data_rows},
        {"page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
    ),
    "data_visualization": block({"title": text(1, 50), "chart": CHART}),
}
IN_MESSAGES["container"] = both(
    block(
        {"child_blocks": each(tagged(dict(IN_MESSAGES), "child block"), 1, 10)},
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": rich(150),
            "icon": IMAGE,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
    ),
    at_least_one("title", "rich_text_title"),
    collapsing_makes_sense,
)
ALERT_LEVELS = ("default", "info", "warning", "error", "success")
BLOCKS: dict[str, dict[str, Rule]] = {
    MESSAGE: IN_MESSAGES,
    MODAL: {
        **EVERYWHERE,
        "alert": block({"text": rich(200)}, {"level": one_of(*ALERT_LEVELS)}),
        "input": fields_of_input(*INPUT_NAMES, "file_input"),
    },
    HOME: {**EVERYWHERE, "carousel": CAROUSEL},
}
