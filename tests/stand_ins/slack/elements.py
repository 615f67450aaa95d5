"""What Slack demands of text objects, options and interactive elements."""

from collections.abc import Iterator, Mapping
from typing import Any

from .checks import (
    Problem,
    Rule,
    anything,
    both,
    each,
    exactly_one,
    flag,
    matching,
    number,
    one_of,
    record,
    tagged,
    text,
    whole,
)

KIND = {"type": anything}
URL = matching(r"[A-Za-z][A-Za-z0-9+.-]*:\S+$", "invalid url")
WEB_URL = matching(r"https?://\S+$", "invalid url: http or https wanted")
ACTION_ID = text(1, 255)
DATE = matching(r"\d{4}-\d\d-\d\d$", "must look like 2026-01-31")
TIME = matching(r"\d\d:\d\d$", "must look like 09:30")


def plain(high: int = 3000, low: int = 1) -> Rule:
    """Want a plain_text object."""
    return tagged(
        {"plain_text": record({**KIND, "text": text(low, high)}, {"emoji": flag})},
        "plain_text object",
    )


def rich(high: int = 3000, low: int = 1) -> Rule:
    """Want a text object, plain or mrkdwn."""
    words = text(low, high)
    return tagged(
        {
            "plain_text": record({**KIND, "text": words}, {"emoji": flag}),
            "mrkdwn": record({**KIND, "text": words}, {"verbatim": flag}),
        },
        "text object",
    )


CONFIRM = record(
    {"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
SLACK_FILE = both(record({}, {"id": text(1, 255), "url": URL}), exactly_one("id", "url"))
PICTURE_SOURCE = {"image_url": WEB_URL, "slack_file": SLACK_FILE}
IMAGE = both(
    record({**KIND, "alt_text": text(1, 2000)}, PICTURE_SOURCE),
    exactly_one("image_url", "slack_file"),
)


def option(*, mrkdwn: bool = False, url: bool = False) -> Rule:
    """Want one option of a select, of boxes or of a menu."""
    words = rich if mrkdwn else plain
    return record(
        {"text": words(75), "value": text(1, 150)},
        {"description": words(75), **({"url": URL} if url else {})},
    )


OPTION = option()
BOX = option(mrkdwn=True)
GROUP = record({"label": plain(75), "options": each(OPTION, 1, 100)})
DISPATCH = record(
    {},
    {"trigger_actions_on": each(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
)
FILTER = record(
    {},
    {
        "include": each(one_of("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def initials_are_options(value: Any, at: str) -> Iterator[Problem]:
    """Want every option chosen beforehand to be one of the options, to the letter."""
    groups = value.get("option_groups") if isinstance(value.get("option_groups"), list) else []
    lists = [value.get("options"), *(g.get("options") for g in groups if isinstance(g, dict))]
    known = [item for items in lists if isinstance(items, list) for item in items]
    if "initial_option" in value and value["initial_option"] not in known:
        yield Problem(f"{at}/initial_option", "must exactly match one of the options")
    chosen = value.get("initial_options", [])
    for index, item in enumerate(chosen if isinstance(chosen, list) else []):
        if item not in known:
            yield Problem(f"{at}/initial_options/{index}", "must exactly match one of the options")


def rich_text(value: Any, at: str) -> Iterator[Problem]:
    """Want a rich text block, whose rules stand where all blocks are known."""
    from .blocks import RICH_TEXT  # noqa: PLC0415 - blocks are made of elements

    yield from RICH_TEXT(value, at)


def interactive(needs: Mapping[str, Rule], may: Mapping[str, Rule]) -> Rule:
    """Want an element with an optional action_id, confirmation and focus."""
    common = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag}
    return record({**KIND, **needs}, {**common, **may})


def typed_into(may: Mapping[str, Rule], initial: Rule, needs: Mapping[str, Rule]) -> Rule:
    """Want an element that a person types into."""
    common = {
        "action_id": ACTION_ID,
        "placeholder": plain(150),
        "initial_value": initial,
        "dispatch_action_config": DISPATCH,
        "focus_on_load": flag,
    }
    return record({**KIND, **needs}, {**common, **may})


def select(initial: Mapping[str, Rule], may: Mapping[str, Rule] | None = None) -> Rule:
    """Want a menu that Slack or we fill at the moment of opening."""
    return interactive({}, {"placeholder": plain(150), **initial, **(may or {})})


CHOICES = {"options": each(OPTION, 1, 100), "option_groups": each(GROUP, 1, 100)}
MANY = {"max_selected_items": whole(1)}
CONVERSATIONS = {"default_to_current_conversation": flag, "filter": FILTER}
RESPONSE = {"response_url_enabled": flag}
VISIBLE = {"visible_to_user_ids": each(text(1, 255), 1, 10)}

BUTTON = interactive(
    {"text": plain(75)},
    {
        "url": URL,
        "value": text(1, 2000),
        "style": one_of("primary", "danger"),
        "accessibility_label": text(1, 75),
        **VISIBLE,
    },
)
FEEDBACK = record(
    {"text": plain(75), "value": text(1, 2000)}, {"accessibility_label": text(1, 75)}
)
ELEMENTS: dict[str, Rule] = {
    "image": IMAGE,
    "button": BUTTON,
    "workflow_button": record(
        {**KIND, "text": plain(75), "workflow": anything, "action_id": ACTION_ID},
        {"style": one_of("primary", "danger"), "accessibility_label": text(1, 75)},
    ),
    "overflow": interactive({"options": each(option(url=True), 1, 5)}, {}),
    "checkboxes": both(
        interactive({"options": each(BOX, 1, 10)}, {"initial_options": each(BOX, 1, 10)}),
        initials_are_options,
    ),
    "radio_buttons": both(
        interactive({"options": each(BOX, 1, 10)}, {"initial_option": BOX}),
        initials_are_options,
    ),
    "static_select": both(
        select({"initial_option": OPTION}, CHOICES),
        exactly_one("options", "option_groups"),
        initials_are_options,
    ),
    "multi_static_select": both(
        select({"initial_options": each(OPTION, 1, 100)}, {**CHOICES, **MANY}),
        exactly_one("options", "option_groups"),
        initials_are_options,
    ),
    "external_select": select({"initial_option": OPTION}, {"min_query_length": whole(0)}),
    "multi_external_select": select(
        {"initial_options": each(OPTION, 1, 100)}, {"min_query_length": whole(0), **MANY}
    ),
    "users_select": select({"initial_user": text()}),
    "multi_users_select": select({"initial_users": each(text())}, MANY),
    "conversations_select": select(
        {"initial_conversation": text()}, {**CONVERSATIONS, **RESPONSE}
    ),
    "multi_conversations_select": select(
        {"initial_conversations": each(text())}, {**CONVERSATIONS, **MANY}
    ),
    "channels_select": select({"initial_channel": text()}, RESPONSE),
    "multi_channels_select": select({"initial_channels": each(text())}, MANY),
    "datepicker": interactive({}, {"placeholder": plain(150), "initial_date": DATE}),
    "timepicker": interactive(
        {}, {"placeholder": plain(150), "initial_time": TIME, "timezone": text()}
    ),
    "datetimepicker": interactive({}, {"initial_date_time": whole(10**9, 10**10 - 1)}),
    "plain_text_input": typed_into(
        {"multiline": flag, "min_length": whole(0, 3000), "max_length": whole(1, 3000)},
        text(0, 3000),
        {},
    ),
    "email_text_input": typed_into({}, text(0), {}),
    "url_text_input": typed_into({}, text(0), {}),
    "number_input": typed_into(
        {"min_value": text(), "max_value": text()}, text(0), {"is_decimal_allowed": flag}
    ),
    "rich_text_input": typed_into({"min_lines": whole(1), "max_lines": whole(1)}, rich_text, {}),
    "file_input": record(
        {**KIND}, {"action_id": ACTION_ID, "filetypes": each(text()), "max_files": whole(1, 10)}
    ),
    "feedback_buttons": record(
        {**KIND, "positive_button": FEEDBACK, "negative_button": FEEDBACK},
        {"action_id": ACTION_ID},
    ),
    "icon_button": record(
        {**KIND, "icon": text(), "text": plain(75)},
        {
            "action_id": ACTION_ID,
            "accessibility_label": text(1, 75),
            "value": text(1, 2000),
            "confirm": CONFIRM,
            **VISIBLE,
        },
    ),
}
RAW_NUMBER = record({**KIND, "value": number()}, {"text": text()})
SELECTS = [name for name in ELEMENTS if name.endswith("_select") and "multi" not in name]
MULTI_SELECTS = [name for name in ELEMENTS if name.startswith("multi_")]
PRESSED = ["button", "workflow_button", "overflow", "checkboxes", "radio_buttons"]


def elements(*names: str) -> Rule:
    """Want one of the named elements."""
    return tagged({name: ELEMENTS[name] for name in names}, "block element")
