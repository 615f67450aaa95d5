"""Each limit of Slack: what stands at it is taken, what goes beyond it is refused."""

from typing import Any

import pytest

from tests.stand_ins.slack.rules import judge_message, judge_response, judge_view
from tests.stand_ins_checked.slack_app import actions, button, modal, why, words


def message(*blocks: Any) -> str | None:
    verdict = judge_message({"text": "twin", "blocks": list(blocks)})
    return verdict.error if verdict else None


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", **more}


def row(**more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{**button(), **more}]}


def option(text: str = "One", value: str = "1", **more: Any) -> dict[str, Any]:
    return {"text": words(text), "value": value, **more}


def menu(kind: str, count: int, **more: Any) -> dict[str, Any]:
    options = [option(value=str(n)) for n in range(count)]
    return {"type": "actions", "elements": [{"type": kind, "options": options, **more}]}


def groups(count: int) -> dict[str, Any]:
    listed = [{"label": words("G"), "options": [option()]}] * count
    return {"type": "actions", "elements": [{"type": "static_select", "option_groups": listed}]}


def confirm(**more: int) -> dict[str, Any]:
    sizes = {"title": 1, "text": 1, "confirm": 1, "deny": 1, **more}
    return row(confirm={key: words("x" * size) for key, size in sizes.items()})


def image(**more: Any) -> dict[str, Any]:
    return {"type": "image", "image_url": "https://e.example/a.png", "alt_text": "a", **more}


def cells(rows: int, columns: int, text: str = "x") -> list[Any]:
    return [[{"type": "raw_text", "text": text}] * columns for _ in range(rows)]


def table(rows: int = 1, columns: int = 1, text: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "table", "rows": cells(rows, columns, text), **more}


def data_table(rows: int = 2, columns: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "data_table", "caption": "c", "rows": cells(rows, columns), **more}


def pie(segments: int = 1, label: str = "a", title: str = "t") -> dict[str, Any]:
    slices = [{"label": label, "value": 1}] * segments
    chart = {"type": "pie", "segments": slices}
    return {"type": "data_visualization", "title": title, "chart": chart}


def bars(series: int = 1, categories: int = 1, axis: str = "x", name: str = "") -> dict[str, Any]:
    labels = [f"c{n}" for n in range(categories)]
    data = [{"label": label, "value": 0} for label in labels]
    drawn = [{"name": name or f"s{n}", "data": data} for n in range(series)]
    axes = {"categories": labels, "x_label": axis}
    chart = {"type": "bar", "series": drawn, "axis_config": axes}
    return {"type": "data_visualization", "title": "t", "chart": chart}


def card(**more: int) -> dict[str, Any]:
    return {"type": "card", "title": words("t"), **{k: words("x" * n) for k, n in more.items()}}


def carousel(count: int) -> dict[str, Any]:
    return {"type": "carousel", "elements": [card()] * count}


def container(children: int, title: int = 1) -> dict[str, Any]:
    inner = [{"type": "divider"}] * children
    return {"type": "container", "title": words("x" * title), "child_blocks": inner}


def video(**more: Any) -> dict[str, Any]:
    url = "https://e.example/v"
    base = {"alt_text": "a", "title": words("t"), "thumbnail_url": url, "video_url": url}
    return {"type": "video", **base, **more}


def url(length: int) -> str:
    return "https://e.example/".ljust(length, "x")


LIMITS = {
    "section text": (lambda n: section(text=words("x" * n, "mrkdwn")), 3000),
    "section field": (lambda n: section(fields=[words("x" * n)]), 2000),
    "section fields": (lambda n: section(fields=[words("x")] * n), 10),
    "header": (lambda n: {"type": "header", "text": words("x" * n)}, 150),
    "context elements": (lambda n: {"type": "context", "elements": [words("x")] * n}, 10),
    "block_id": (lambda n: {"type": "divider", "block_id": "x" * n}, 255),
    "action_id": (lambda n: row(action_id="x" * n), 255),
    "button text": (lambda n: row(text=words("x" * n)), 75),
    "button value": (lambda n: row(value="x" * n), 2000),
    "button url": (lambda n: row(url=url(n)), 3000),
    "button accessibility label": (lambda n: row(accessibility_label="x" * n), 75),
    "confirm title": (lambda n: confirm(title=n), 100),
    "confirm text": (lambda n: confirm(text=n), 300),
    "confirm confirm": (lambda n: confirm(confirm=n), 30),
    "confirm deny": (lambda n: confirm(deny=n), 30),
    "option text": (lambda n: _one(text=words("x" * n)), 75),
    "option value": (lambda n: _one(value="x" * n), 150),
    "option description": (lambda n: _one(description=words("x" * n)), 75),
    "static_select options": (lambda n: menu("static_select", n), 100),
    "static_select groups": (groups, 100),
    "radio_buttons options": (lambda n: menu("radio_buttons", n), 10),
    "checkboxes options": (lambda n: menu("checkboxes", n), 10),
    "overflow options": (lambda n: menu("overflow", n), 5),
    "placeholder": (lambda n: menu("static_select", 1, placeholder=words("x" * n)), 150),
    "image alt": (lambda n: image(alt_text="x" * n), 2000),
    "image title": (lambda n: image(title=words("x" * n)), 2000),
    "image url": (lambda n: image(image_url=url(n)), 3000),
    "input label": (lambda n: why(label=words("x" * n)), 2000),
    "input hint": (lambda n: why(hint=words("x" * n)), 2000),
    "input max_length": (lambda n: why(element=_typed(max_length=n)), 3000),
    "table rows": (lambda n: table(rows=n), 100),
    "table cells": (lambda n: table(columns=n), 20),
    "table column settings": (lambda n: table(column_settings=[{"align": "left"}] * n), 20),
    "table text": (lambda n: table(text="x" * n), 10_000),
    "data table rows": (lambda n: data_table(rows=n), 101),
    "data table columns": (lambda n: data_table(columns=n), 20),
    "data table page": (lambda n: data_table(page_size=n), 100),
    "pie segments": (pie, 6),
    "pie label": (lambda n: pie(label="x" * n), 20),
    "chart title": (lambda n: pie(title="x" * n), 50),
    "bar series": (lambda n: bars(series=n), 6),
    "bar categories": (lambda n: bars(categories=n), 20),
    "bar axis": (lambda n: bars(axis="x" * n), 50),
    "series name": (lambda n: bars(name="x" * n), 20),
    "card title": (lambda n: card(title=n), 150),
    "card subtitle": (lambda n: card(subtitle=n), 150),
    "card body": (lambda n: card(body=n), 200),
    "carousel cards": (carousel, 10),
    "container children": (container, 10),
    "container title": (lambda n: container(1, n), 150),
    "video alt": (lambda n: video(alt_text="x" * n), 200),
    "video title": (lambda n: video(title=words("x" * n)), 200),
    "video author": (lambda n: video(author_name="x" * n), 50),
}


def _one(**more: Any) -> dict[str, Any]:
    only = {"type": "static_select", "options": [{**option(), **more}]}
    return {"type": "actions", "elements": [only]}


def _typed(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", **more}


@pytest.mark.parametrize("what", LIMITS)
def test_a_block_at_its_limit_is_taken_and_one_beyond_it_is_refused(what):
    make, limit = LIMITS[what]

    assert (message(make(limit)), message(make(limit + 1))) == (None, "invalid_blocks")


PAYLOADS = {
    "blocks of a message": (lambda n: {"blocks": [{"type": "divider"}] * n}, 50, "invalid_blocks"),
    "buttons of a row": (
        lambda n: {"blocks": actions(*(button(f"b{k}") for k in range(n)))},
        25,
        "invalid_blocks",
    ),
    "text of a message": (lambda n: {"text": "x" * n}, 40_000, "msg_too_long"),
    "markdown text": (lambda n: {"text": None, "markdown_text": "x" * n}, 12_000, "msg_too_long"),
    "text over all blocks": (
        lambda n: {"blocks": [section(text=words("x" * (n // 4)))] * 4 + _rest(n % 4)},
        10_000,
        "msg_blocks_too_long",
    ),
    "attachments": (lambda n: {"attachments": [{}] * n}, 100, "too_many_attachments"),
    "charts": (lambda n: {"blocks": [pie()] * n}, 2, "invalid_blocks"),
    "tables": (lambda n: {"blocks": [table()] * n}, 1, "invalid_blocks"),
    "metadata": (
        lambda n: {"metadata": {"event_type": "e", "event_payload": {"k": "x" * (n - 47)}}},
        8_000,
        "metadata_too_large",
    ),
}


def _rest(count: int) -> list[dict[str, Any]]:
    return [section(text=words("x"))] * count


@pytest.mark.parametrize("what", PAYLOADS)
def test_a_message_at_its_limit_is_taken_and_one_beyond_it_is_refused(what):
    make, limit, error = PAYLOADS[what]
    fits, beyond = (judge_message({"text": "twin", **make(n)}) for n in (limit, limit + 1))

    assert fits is None
    assert beyond is not None
    assert beyond.error == error


def test_an_update_takes_four_thousand_characters_of_text_and_no_more():
    fits = judge_message({"text": "x" * 4000}, update=True)
    beyond = judge_message({"text": "x" * 4001}, update=True)

    assert (fits, beyond and beyond.error) == (None, "msg_too_long")


def test_markdown_is_counted_over_all_its_blocks():
    half = {"type": "markdown", "text": "x" * 6001}
    verdict = judge_message({"text": "twin", "blocks": [half, half]})

    assert verdict is not None
    assert "12000 characters over all markdown blocks" in verdict.messages[0]


VIEWS = {
    "blocks": (lambda n: modal(*[{"type": "divider"}] * n), 100),
    "title": (lambda n: modal(title=words("x" * n)), 24),
    "submit": (lambda n: modal(submit=words("x" * n)), 24),
    "close": (lambda n: modal(close=words("x" * n)), 24),
    "private_metadata": (lambda n: modal(private_metadata="x" * n), 3000),
    "callback_id": (lambda n: modal(callback_id="x" * n), 255),
    "external_id": (lambda n: modal(external_id="x" * n), 255),
    "alert": (lambda n: modal({"type": "alert", "text": words("x" * n)}), 200),
    "file_input": (lambda n: modal(why(element={"type": "file_input", "max_files": n})), 10),
}


@pytest.mark.parametrize("what", VIEWS)
def test_a_modal_at_its_limit_is_taken_and_one_beyond_it_is_refused(what):
    make, limit = VIEWS[what]
    beyond = judge_view(make(limit + 1), "modal")

    assert judge_view(make(limit), "modal") is None
    assert beyond is not None
    assert beyond.error == "invalid_arguments"


def test_a_view_of_more_than_250_kb_is_too_large():
    wide = [section(fields=[words("x" * 2000)] * 10, block_id=f"b{n}") for n in range(13)]
    verdict = judge_view({"type": "home", "blocks": wide}, "home")

    assert verdict is not None
    assert verdict.error == "view_too_large"


BROKEN = {
    "an unknown block": {"type": "marquee"},
    "a block without a type": {"text": words("x")},
    "an unknown key": {"type": "divider", "colour": "red"},
    "an unknown element": {"type": "actions", "elements": [{"type": "slider"}]},
    "a missing key": {"type": "header"},
    "mrkdwn where plain text is wanted": {"type": "header", "text": words("x", "mrkdwn")},
    "empty text": section(text=words("")),
    "a null": section(text=None),
    "a section of nothing": section(),
    "no elements": {"type": "actions", "elements": []},
    "an alert in a message": {"type": "alert", "text": words("x")},
    "a text input in an actions row": {"type": "actions", "elements": [_typed()]},
    "two sources of a picture": image(slack_file={"id": "F1"}),
    "a picture by a wrong scheme": image(image_url="ftp://e.example/a.png"),
    "a style that is none": row(style="loud"),
    "options and groups": menu("static_select", 1, option_groups=[]),
    "an initial option of its own": menu("static_select", 1, initial_option=option("Other", "9")),
    "mrkdwn in a select": _one(text=words("x", "mrkdwn")),
    "a slice of nothing": {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]},
    },
    "two series of one name": bars(series=2, name="same"),
    "ragged rows": {**data_table(), "rows": [*cells(1, 2), *cells(1, 1)]},
    "a header row alone": data_table(rows=1),
    "a container in a container": {**container(1), "child_blocks": [container(1)]},
    "a container folded for good": {**container(1), "default_collapsed": True},
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_message_is_refused_for(what):
    assert message(BROKEN[what]) == "invalid_blocks"


def test_series_need_one_value_for_each_category():
    chart = bars(categories=2)
    chart["chart"]["series"][0]["data"].pop()

    assert message(chart) == "invalid_blocks"


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}],
        [row(), row()],
        [
            why(element=_typed(focus_on_load=True)),
            why(block_id="c", element=_typed(focus_on_load=True)),
        ],
    ],
)
def test_what_must_stand_once_may_not_stand_twice(blocks):
    assert message(*blocks) == "invalid_blocks"


@pytest.mark.parametrize(
    ("kind", "surface"),
    [("table", "modal"), ("markdown", "home"), ("container", "modal"), ("data_table", "home")],
)
def test_blocks_of_messages_are_refused_in_views(kind, surface):
    blocks = {"table": table(), "container": container(1), "data_table": data_table()}
    shown = blocks.get(kind, {"type": "markdown", "text": "x"})
    view = modal(shown) if surface == "modal" else {"type": "home", "blocks": [shown]}

    assert judge_view(view, surface) is not None


def test_a_modal_that_asks_needs_a_submit_button():
    view = modal()
    del view["submit"]

    assert judge_view(view, "modal") is not None


def test_a_home_tab_has_no_title():
    assert judge_view({"type": "home", "title": words("x"), "blocks": []}, "home") is not None


def test_blocks_without_text_are_refused():
    verdict = judge_message({"blocks": [{"type": "divider"}]})

    assert verdict is not None
    assert verdict.error == "no_text"


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({}, "no_text"),
        ({"text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"text": "a", "blocks": {}}, "invalid_blocks_format"),
        ({"text": "a", "metadata": {"event_type": "e"}}, "invalid_metadata_format"),
        (
            {"text": "a", "metadata": {"event_type": "e", "event_payload": []}},
            "invalid_metadata_format",
        ),
        ({"text": "a", "attachments": [{"blocks": [{"type": "x"}]}]}, "invalid_blocks"),
    ],
)
def test_a_message_of_the_wrong_shape_is_refused_in_slacks_word(payload, error):
    verdict = judge_message(payload)

    assert verdict is not None
    assert verdict.error == error


@pytest.mark.parametrize(
    "payload",
    [
        [],
        {"text": "a", "channel": "C1"},
        {"text": "a", "response_type": "loud"},
        {"text": "a", "replace_original": "yes"},
        {"response_type": "in_channel"},
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused(payload):
    assert judge_response(payload) is not None


def test_a_problem_names_its_place():
    verdict = judge_message({"text": "a", "blocks": [{"type": "divider"}, row(style="loud")]})

    assert verdict is not None
    assert "[json-pointer:/blocks/1/elements/0/style]" in verdict.messages[0]
