import json
from functools import partial

import pytest
from hypothesis import given

from adapters.teams.forms import form_pieces, render_dialog
from adapters.teams.parts import wire
from adapters.teams.render import card_of
from adapters.teams.render import render as render_cards
from bot.action import ActionRef
from bot.errors import MessageRejected
from bot.form import Form, TextField
from bot.message import (
    Bold,
    Button,
    Buttons,
    Chart,
    Choice,
    Column,
    Divider,
    Fact,
    Facts,
    Figure,
    Heading,
    Image,
    Link,
    LinkButton,
    Message,
    Option,
    Paragraph,
    Poll,
    Scale,
    Series,
    Struck,
    Table,
    Video,
    paragraph,
    spans,
)
from content.wording import load_wording
from tests.contract.forms_filled import form as planning_form
from tests.fixtures import messages
from tests.stand_ins.teams.cards import judge_card, remarks_on_card

PRESS = ActionRef("press", {"id": "1"})

WORDING = load_wording()
render = partial(render_cards, wording=WORDING)


def drawn(*elements):
    return render(Message("", elements))[0].card["body"]


def objects(value):
    if isinstance(value, list):
        for inner in value:
            yield from objects(inner)
    elif isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)


def words_in(value):
    return "".join(one["text"] for one in objects(value) if isinstance(one.get("text"), str))


def drawn_or_refused(message):
    try:
        return render(message)
    except MessageRejected as refusal:
        return str(refusal)


@given(messages.messages)
def test_what_is_remembered_of_a_drawing_is_not_changed_by_it(message):
    first, again = (
        [drawn_or_refused(whole) for whole in messages.alone(message)] for _ in range(2)
    )

    assert first == again


@given(messages.forms)
def test_any_form_is_drawn_within_every_limit_or_refused(form):
    try:
        card = render_dialog(form, WORDING).card
    except MessageRejected:
        return

    assert [*judge_card(card), *remarks_on_card(card)] == []
    assert "Action.Execute" not in json.dumps(card)


def test_an_ordinary_heading_is_one_for_screen_readers_too():
    title, subtitle = render(Message("Thank you, Ada!", (Heading("What's new (47)? All."),)))[
        0
    ].card["body"]

    assert (title["type"], title["style"], title["size"]) == ("TextBlock", "heading", "large")
    assert (subtitle["style"], subtitle["size"]) == ("heading", "medium")


@pytest.mark.parametrize("words", ["1. first", "- x", "a_b_c", "*a*", "www.evil.example", "a\\b"])
def test_a_heading_that_might_be_markup_is_drawn_as_runs(words):
    assert drawn(Heading(words))[0]["type"] == "RichTextBlock"


def test_a_scale_from_zero_to_ten_has_eleven_buttons_in_rows_of_six():
    first, second, beside = drawn(Scale(PRESS, 0, 10, "not at all", "extremely", chosen=7))
    steps = [*first["actions"], *second["actions"]]

    assert [step["title"] for step in steps] == [str(n) for n in range(11)]
    assert [step["data"] for step in steps][7] == {"action": "press?id=1&value=7"}
    assert [step.get("style") for step in steps].index("positive") == 7
    assert [step.get("tooltip") for step in steps][::10] == ["0, not at all", "10, extremely"]
    assert words_in(beside) == "0 = not at all, 10 = extremely"


def test_a_card_is_as_wide_as_it_may_be():
    (part,) = render(Message("Title"))

    assert part.card["msteams"] == {"width": "Full"}
    assert (part.card["type"], part.card["version"]) == ("AdaptiveCard", "1.5")


def test_a_divider_is_a_line_between_two_things():
    body = drawn(Divider(), paragraph("a"), Divider(), Divider(), paragraph("b"), Divider())

    assert [item.get("separator", False) for item in body] == [False, True]
    assert not any("separator" in item for item in drawn(paragraph("a"), paragraph("b")))


def test_half_a_character_does_not_keep_the_rest_from_travelling():
    assert wire({"text": "cut \ud83d"}) == b'{"text":"cut ?"}'


def test_lines_of_a_paragraph_stand_below_each_other():
    body = drawn(Paragraph(spans("one\ntwo ", Bold("and\nthree"))))

    assert [words_in(item) for item in body] == ["one", "two and", "three"]


def test_links_open_and_other_addresses_are_written_out():
    (block,) = drawn(paragraph(Link("here", "https://example.com"), Link("x", "javascript:y()")))

    opened = {"type": "Action.OpenUrl", "url": "https://example.com"}
    assert block["inlines"][0]["selectAction"] == opened
    assert block["inlines"][1]["text"] == "x (javascript:y())"


def chart(form, categories, *series):
    return Chart("ARR", form, "EUR", categories, tuple(series), "It grew.")


MONTHS = ("Jan 2026", "Feb 2026", "Mar 2026")


def test_a_line_over_months_is_drawn_with_its_table_to_fall_back_to():
    values = Series("All", (1.0, None, 3.5))
    shown, sentence = drawn(chart("line", MONTHS, values))

    assert (shown["type"], shown["fallback"]["type"]) == ("Chart.Line", "Table")
    points = [{"x": "Jan 2026", "y": 1.0}, {"x": "Mar 2026", "y": 3.5}]
    assert shown["data"] == [{"legend": "All", "values": points}]
    assert words_in(shown["fallback"]) == (
        "\N{EN DASH}All (EUR)Jan 20261Feb 2026\N{EN DASH}Mar 20263.50"
    )
    assert words_in(sentence) == "It grew."


@pytest.mark.parametrize(
    ("form", "categories", "count", "kind"),
    [
        ("line", MONTHS, 2, "Chart.Line"),
        ("line", ("2026-01", "2026-02", "2026-03"), 1, "Chart.Line"),
        ("line", ("Q1", "Q2", "Q3"), 1, "Chart.VerticalBar"),
        ("bar", MONTHS, 1, "Chart.VerticalBar"),
        ("bar", ("a", "b", "c"), 2, "Chart.VerticalBar.Grouped"),
        ("pie", MONTHS, 1, "Table"),
        ("bar", ("a", "a", "b"), 1, "Table"),
    ],
)
def test_a_chart_is_drawn_as_teams_can(form, categories, count, kind):
    series = (Series(str(n), (1.0, 2.0, 3.0)) for n in range(count))
    kinds = [item["type"] for item in drawn(chart(form, categories, *series))]

    assert kind in kinds


def test_a_series_without_any_value_is_shown_as_a_table():
    shown = drawn(chart("bar", ("a",), Series("x", (None,))))

    assert "Table" in [item["type"] for item in shown]


def test_a_table_has_its_head_and_its_numbers_to_the_right():
    table = Table("T", (Column("Name"), Column("ARR", numeric=True)), (("Ada",), ("B", "2")), "S")
    caption, shown, summary = drawn(table)

    assert shown["firstRowAsHeader"] is True
    assert [c.get("horizontalCellContentAlignment") for c in shown["columns"]] == [None, "right"]
    assert words_in(shown) == "NameARRAda\N{EN DASH}B2"
    assert (words_in(caption), words_in(summary)) == ("T", "S")


def test_a_column_is_as_wide_as_its_longest_word_so_that_none_is_broken():
    columns = (Column("Ends"), Column("Product"), Column("No"), Column("Why"))
    rows = (("3 Dec 2026", "EndpointGuard Pro", "1", "a" * 40), ("4 Jan 2027", "Mail", "2", ""))
    _, shown, _ = drawn(Table("T", columns, rows, "S"))

    assert [column["width"] for column in shown["columns"]] == [4, 13, 4, 16]


def test_a_fact_of_any_length_is_drawn_side_by_side_or_written_out():
    for length in range(8_600, 8_900):
        parts = render(Message("", (Facts((Fact("Name", "a" * length),)),)))

        assert sum(wire(part.card).count(b"a" * 1000) for part in parts) > 0


def test_the_first_facts_label_is_no_bolder_where_a_client_takes_it_for_a_head():
    (part,) = render(Message("", (Facts((Fact("Tier", "Gold"),)),)))
    (shown,) = part.card["body"]
    label = shown["rows"][0]["cells"][0]["items"][0]["inlines"][0]

    assert (label["text"], label["weight"]) == ("Tier", "default")


def test_a_long_table_is_parted_and_every_part_has_the_head():
    rows = tuple((f"row {n}", str(n)) for n in range(400))
    parts = render(Message("T", (Table("", (Column("Head"), Column("N")), rows, "sum"),)))
    tables = [one for part in parts for one in objects(part.card) if one.get("type") == "Table"]

    assert len(parts) > 1
    assert all(words_in(table).startswith("HeadN") for table in tables)
    shown = "".join(words_in(table) for table in tables)
    assert all(f"row {n}" in shown for n in range(400))


def test_two_choices_on_a_card_keep_their_picks_apart():
    options = (Option("A", "a"), Option("B", "b"))
    body = drawn(Choice(PRESS, "First", options), Choice(PRESS, "Second", options))
    menus = [item["id"] for item in body if item["type"] == "Input.ChoiceSet"]
    picks = [item["actions"][0]["data"]["pick"] for item in body if "actions" in item]

    assert menus == picks == ["choice-0", "choice-1"]


@pytest.mark.parametrize(
    ("element", "named"),
    [
        (Buttons((Button("x" * 201, PRESS),)), "button label has 201 characters, limit 200"),
        (Buttons((Button(" ", PRESS),)), "button label is empty"),
        (
            Buttons((Button("Go", ActionRef("a" * 151)),)),
            "carries too much, limit 150",
        ),
        (Buttons((LinkButton("Go", "ftp://example.com"),)), "no web address"),
        (Image("https://example.com/a.png", ""), "image alt is empty"),
        (Image("http://example.com/a.png", "x"), "no https address"),
        (Video("https://example.com/v", "", ""), "video title is empty"),
        (Choice(PRESS, "Pick", ()), "choice has no options"),
        (
            Choice(PRESS, "Pick", (Option("x", "1"), Option("y", "1"))),
            "choice has two options of one value",
        ),
        (Scale(PRESS, 5, 1, "a", "b"), "scale has 0 steps, limit 2 to 101"),
        (Poll(PRESS, "Pick", ()), "poll has no options"),
        (Figure("x", "y" * 3001), "figure value has 3001 characters, limit 3000"),
        (Table("", (Column("x"),), (("a", "b"),), ""), "more cells than there are columns"),
        (Table("", (Column("x"),), (("a" * 9001,),), ""), "table row too long, limit 9000 bytes"),
        (chart("bar", ("a", "b"), Series("x", (1.0,))), "one value for each category"),
        (
            Choice(PRESS, "", tuple(Option(f"{n:0200}", str(n)) for n in range(200))),
            "choice too long, limit 25000 bytes in a card",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_name(element, named):
    with pytest.raises(MessageRejected, match=named):
        render(Message("Title", (element,)))


def test_a_message_that_says_nothing_is_refused():
    with pytest.raises(MessageRejected, match="says nothing"):
        render(Message("", (Divider(),)))


def test_a_poll_shows_its_votes_and_a_button_an_option():
    poll = Poll(PRESS, "Where?", (Option("Here", "h"), Option("There", "t")), (3, 4))
    question, votes, buttons = drawn(poll)

    assert words_in(question) == "Where?"
    assert words_in(votes) == "Here3There4"
    assert [one["data"]["action"] for one in buttons["actions"]] == [
        "press?id=1&value=h",
        "press?id=1&value=t",
    ]


def test_a_video_is_a_link_and_a_still_that_opens_it():
    link, still = drawn(Video("https://example.com/v", "Launch", "https://example.com/still.png"))

    assert link["inlines"][0]["selectAction"]["url"] == "https://example.com/v"
    assert (still["altText"], still["selectAction"]["url"]) == ("Launch", "https://example.com/v")


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong():
    field = TextField("reason", "Why?", 100, hint="a word", initial="before")
    form = Form(PRESS, "T", "Save", (field,), Button("Open", PRESS))
    fresh = card_of(form_pieces(form, WORDING))["body"]
    again = card_of(form_pieces(form, WORDING, values={"reason": ""}, errors={"other": "Wrong!"}))[
        "body"
    ]

    assert (fresh[1]["value"], fresh[1]["placeholder"]) == ("before", "a word")
    assert "value" not in again[1]
    assert words_in(again[2]) == "Wrong!"


def test_a_hint_that_an_input_would_cut_stands_below_it():
    hint = "In words: tomorrow at noon, Berlin time. Empty means now."
    form = Form(
        PRESS, "T", "Save", (TextField("when", "When", 100, hint=hint),), Button("x", PRESS)
    )
    _, field, below, _ = card_of(form_pieces(form, WORDING))["body"]

    assert "placeholder" not in field
    assert words_in(below) == hint


@pytest.mark.parametrize(
    ("form", "named"),
    [
        (Form(PRESS, "T", " ", (), Button("x", PRESS)), "submit label is empty"),
        (
            Form(PRESS, "T", "S", (TextField("a", "b", 5),) * 2, Button("x", PRESS)),
            "form has two fields of one name",
        ),
        (
            Form(PRESS, "T", "S", (TextField("a", "b", 5, initial="x" * 6),), Button("x", PRESS)),
            "initial text too long, limit 5 characters",
        ),
        (
            Form(
                PRESS,
                "T",
                "S",
                tuple(TextField(f"f{n}", "b" * 500, 5) for n in range(60)),
                Button("x", PRESS),
            ),
            "message with its form too long, limit 25000 bytes in a card",
        ),
    ],
)
def test_a_form_that_does_not_fit_is_refused_by_name(form, named):
    with pytest.raises(MessageRejected, match=named):
        render_dialog(form, WORDING)


def test_a_form_with_mistakes_keeps_what_was_picked_and_drops_what_no_picker_shows():
    values = {"roles": "sales\na, b%2C c\ngone", "day": "tomorrow", "at": "09:30"}
    card = render_dialog(planning_form(), WORDING, values, {"day": "That is no day."}).card
    drawn = {item["id"]: item for item in card["body"] if "id" in item}

    assert judge_card(card) == []
    assert drawn["picks-roles"]["value"] == "sales,a%2C%20b%252C%20c"
    assert "value" not in drawn["field-day"]
    assert drawn["field-at"]["value"] == "09:30"
    assert "That is no day." in json.dumps(card)


def test_a_line_over_time_stays_a_line_in_every_language():
    months = ("März 2026", "Apr. 2026")
    series = (Series("Wert", (1.5, 1234.5)),)
    chart = Chart("ARR", "line", "", months, series, "", "de", ("2026-03-01", "2026-04-01"))

    (line,) = (part for part in drawn(chart) if part["type"].startswith("Chart."))

    assert line["type"] == "Chart.Line"
    assert [point["x"] for point in line["data"][0]["values"]] == ["2026-03-01", "2026-04-01"]
    assert "1.234,50" in str(line["fallback"])
    assert "März 2026" in str(line["fallback"])


def test_a_line_of_nothing_but_an_empty_link_is_no_block():
    long = Struck("so much struck out " * 200)
    body = drawn(Paragraph((Link("\n\n", ""), long)))

    assert all(block["inlines"] for block in body)
    assert words_in(body).strip() == long.text.strip()
