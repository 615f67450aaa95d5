import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.forms import render_form
from adapters.slack.render import FRAGILE_BLOCKS, NEW_BLOCKS, render, render_home
from bot.action import ActionRef
from bot.errors import MessageRejected
from bot.form import Form, TextField
from bot.message import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Choice,
    Column,
    Image,
    Link,
    LinkButton,
    Message,
    Option,
    Outline,
    Paragraph,
    Point,
    Poll,
    Scale,
    Series,
    Table,
    Video,
    paragraph,
    spans,
)
from tests.fixtures import messages
from tests.stand_ins.slack.rules import judge_message, judge_view

PRESS = ActionRef("press", {"id": "1"})


def judged(message, **options):
    return [
        judge_message({"text": part.text, "blocks": part.blocks}, update=True)
        for part in render(message, **options)
    ]


def drawn(*elements):
    return render(Message("", elements))[0].blocks


def words_in(blocks):
    if isinstance(blocks, list):
        return "".join(map(words_in, blocks))
    if not isinstance(blocks, dict):
        return ""
    own = blocks.get("text")
    rest = "".join(words_in(inner) for inner in blocks.values())
    return (own if isinstance(own, str) else "") + rest


@given(messages.messages)
def test_without_fragile_blocks_none_is_used(message):
    try:
        parts = render(message, without=FRAGILE_BLOCKS)
    except MessageRejected:
        return

    assert not any(part.is_fragile for part in parts)
    assert all(judge_message({"text": p.text, "blocks": p.blocks}) is None for p in parts)


@given(messages.messages)
def test_any_home_tab_is_drawn_within_every_limit_or_refused(message):
    try:
        view = render_home(message)
    except MessageRejected:
        return

    assert judge_view(view, "home") is None
    assert not {block["type"] for block in view["blocks"]} & NEW_BLOCKS


@given(messages.forms)
def test_any_form_is_drawn_within_every_limit_or_refused(form):
    try:
        view = render_form(form, "{}")
    except MessageRejected:
        return

    assert judge_view(view, "modal") is None


def test_a_scale_from_zero_to_ten_has_eleven_buttons_and_its_labels_beside():
    row, beside = drawn(Scale(PRESS, 0, 10, "not at all likely", "extremely likely", chosen=7))

    assert [step["text"]["text"] for step in row["elements"]] == [str(n) for n in range(11)]
    assert [step["value"] for step in row["elements"]][7] == "press?id=1&value=7"
    assert [step.get("style") for step in row["elements"]].index("primary") == 7
    assert len({step["action_id"] for step in row["elements"]}) == 11
    assert words_in(beside) == "0 = not at all likely, 10 = extremely likely"


def test_more_than_twenty_five_buttons_stand_in_several_rows():
    blocks = drawn(Buttons(tuple(Button(str(n), PRESS) for n in range(60))))

    assert [len(block["elements"]) for block in blocks] == [25, 25, 10]


def test_more_than_fifty_blocks_become_several_messages_in_order():
    message = Message("Many", tuple(paragraph(f"line {n}") for n in range(120)))
    parts = render(message)

    shown = [block["text"]["text"] for part in parts for block in part.blocks]
    assert shown == ["Many", *(f"line {n}" for n in range(120))]
    assert max(len(part.blocks) for part in parts) == limits.BLOCKS_IN_MESSAGE


@pytest.mark.parametrize(
    ("element", "named"),
    [
        (Buttons((Button("x" * 76, PRESS),)), "button label has 76 characters, limit 75"),
        (
            Buttons((Button("Go", ActionRef("a" * 151)),)),
            "carries too much, limit 150",
        ),
        (Buttons((LinkButton("Go", "ftp://example.com"),)), "no web address"),
        (Image("https://example.com/a.png", ""), "image alt is empty"),
        (Choice(PRESS, "Pick", ()), "choice has 0 options, limit 1 to 100"),
        (
            Choice(PRESS, "Pick", (Option("x", "1"),) * 101),
            "has 101 options, limit 1 to 100",
        ),
        (
            Choice(PRESS, "Pick", (Option("x" * 76, "1"),)),
            "option label has 76 characters",
        ),
        (Bullets((spans("x" * 3001),)), "bullet too long, limit 3000 characters"),
        (Scale(PRESS, 5, 1, "a", "b"), "scale has 0 steps, limit 2 to 101"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(element, named):
    with pytest.raises(MessageRejected, match=named):
        render(Message("Title", (element,)))


def test_a_message_that_says_nothing_is_refused():
    with pytest.raises(MessageRejected, match="says nothing"):
        render(Message("", ()))


def test_small_print_is_small_unless_its_words_would_be_read_as_marks():
    tame, wild = (
        drawn(paragraph("as of ", Bold(name), quiet=True)) for name in ("today", ":smile: *a*")
    )

    assert tame[0]["elements"][0]["text"] == "as of *today*"
    assert wild[0]["type"] == "rich_text"


def test_a_link_is_a_link_and_an_odd_address_is_only_written():
    good, odd = drawn(
        Paragraph((Link("our page", "https://example.com/?a=1&b=|"),)),
        Paragraph((Link("click", "javascript:alert(1)"),)),
    )

    link = good["elements"][0]["elements"][0]
    assert link == {"type": "link", "url": "https://example.com/?a=1&b=|", "text": "our page"}
    assert odd["elements"][0]["elements"][0]["text"] == "click (javascript:alert(1))"


CHART = Chart(
    "Churn",
    "line",
    "%",
    ("Jan", "Feb"),
    (Series("Gold", (1.5, 2.0)), Series("Silver", (3.0, 4.25))),
    "Gold rose to 2 %.",
)


def test_a_chart_is_drawn_natively_with_its_sentence():
    chart, summary = drawn(CHART)

    assert chart["type"] == "data_visualization"
    assert chart["chart"]["series"][1]["data"][1] == {"label": "Feb", "value": 4.25}
    assert words_in(summary) == "Gold rose to 2 %."


def test_a_chart_of_too_many_months_becomes_a_table_with_its_sentence():
    months = tuple(f"{n:02}/24" for n in range(1, 37))
    series = (Series("ARR", tuple(float(n) for n in range(36))),)
    caption, table, summary = drawn(Chart("ARR", "bar", "EUR", months, series, "It grew."))

    assert words_in(caption) == "ARR"
    assert table["rows"][36][1] == {"type": "raw_text", "text": "35"}
    assert words_in(summary) == "It grew."


def test_a_chart_in_plain_words_keeps_its_numbers():
    (part,) = render(Message("", (CHART,)), without=FRAGILE_BLOCKS)

    assert "4.25" in words_in(part.blocks)
    assert "Gold rose to 2 %." in part.text


def test_a_table_says_the_same_in_its_text():
    table = Table(
        "Partners", (Column("Name"), Column("ARR", numeric=True)), (("Acme", "5"),), "One."
    )
    (part,) = render(Message("", (table, table)))[:1]

    assert [b["type"] for b in part.blocks].count("table") == 1
    assert len(render(Message("", (table, table)))) == 2
    assert part.text == "Partners\n\n- Acme: 5\n\nOne."


def test_the_rows_of_a_long_table_are_read_in_its_cells_alone():
    rows = tuple((f"Partner {n}", "5") for n in range(99))
    (part,) = render(Message("", (Table("All", (Column("Name"), Column("ARR")), rows, "Many."),)))

    assert part.text == "All\n\nMany."
    assert len(part.blocks[1]["rows"]) == 100


def test_a_caption_stays_with_its_table_where_another_message_begins():
    table = Table("ARR", (Column("Product"),), (("CloudBackup",),), "One product.")

    first, second = render(Message("", (table, replace(table, caption="Churn"))))

    assert [b["type"] for b in first.blocks] == ["rich_text", "table", "section"]
    assert [b["type"] for b in second.blocks] == ["rich_text", "table", "section"]
    assert second.text == "Churn\n\n- CloudBackup\n\nOne product."


def test_a_wide_table_is_written_as_rows_of_text():
    columns = tuple(Column(f"c{n}") for n in range(21))
    (part,) = render(Message("", (Table("Wide", columns, (("x",) * 21,), "Wide."),)))

    assert [block["type"] for block in part.blocks] == ["rich_text", "rich_text", "section"]
    assert "c20" in words_in(part.blocks)


def test_a_poll_shows_its_votes():
    blocks = drawn(Poll(PRESS, "Lunch?", (Option("Yes", "y"), Option("No", "n")), (3, 1)))

    assert words_in(blocks[:2]) == "Lunch?Yes3No1"
    assert [b["value"] for b in blocks[2]["elements"]] == [
        "press?id=1&value=y",
        "press?id=1&value=n",
    ]


def test_a_video_is_a_link_and_a_picture():
    link, picture = drawn(Video("https://example.com/v", "Tour", "https://example.com/v.png"))

    assert link["elements"][0]["elements"][0]["url"] == "https://example.com/v"
    assert picture["alt_text"] == "Tour"


def test_a_form_keeps_a_long_title_above_its_fields():
    title = "Why did you give us this score this time?"
    reopen = Button("Open", PRESS)
    form = Form(PRESS, title, "Send", (TextField("why", "Why?", 500, required=True),), reopen)
    view = render_form(form, json.dumps({"action": "x"}))

    assert view["blocks"][0] == {
        "type": "header",
        "text": {"type": "plain_text", "text": title, "emoji": False},
    }
    assert len(view["title"]["text"]) <= limits.MODAL_TITLE
    assert view["blocks"][1]["block_id"] == "why"
    assert view["blocks"][1]["optional"] is False


def shown_numbers(blocks):
    """Yield depth and number of each point as Slack counts them."""
    for part in (part for block in blocks for part in block["elements"]):
        if part["type"] == "rich_text_list":
            start = part.get("offset", 0) + 1
            for number, item in enumerate(part["elements"], start):
                is_counted = part["style"] == "ordered"
                words = item["elements"][0]["text"]
                yield part.get("indent", 0), number if is_counted else None, words


@given(
    st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(1, 5)), min_size=1, max_size=12)
)
def test_every_point_of_a_list_keeps_its_depth_and_its_number(looks):
    points = tuple(
        Point(spans(f"w{place}"), depth, number) for place, (depth, number) in enumerate(looks)
    )

    drawn = [block for part in render(Message("", (Outline(points),))) for block in part.blocks]

    told = [(point.depth, point.number, point.spans[0].text) for point in points]
    assert [*shown_numbers(drawn)] == told


def test_a_link_in_a_cell_with_an_address_that_slack_takes_nowhere_is_refused_by_name():
    link = Link("price list", f"https://cirrus.example/{'x' * 3000}")
    table = Table("Prices", (Column("Where"),), (((link,),),), "Where the prices are.")

    with pytest.raises(MessageRejected, match="link with its address"):
        render(Message("T", (table,)))
