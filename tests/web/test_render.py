import itertools
import re
from functools import partial

import pytest

from adapters.web.controls import label_of
from adapters.web.render import render_html as draw
from bot.action import ActionRef
from bot.message import (
    Buttons,
    Chart,
    Choice,
    Image,
    Link,
    LinkButton,
    Message,
    Option,
    Paragraph,
    Poll,
    Series,
    Video,
)
from content.wording import load_wording
from tests.fixtures.html import read_piece
from tests.web.rich import EVERYTHING, survey

PRESS = ActionRef("press")

render_html = partial(draw, wording=load_wording())


def test_every_element_of_a_rich_conversation_is_drawn():
    for message in EVERYTHING:
        page = read_piece(render_html(message))

        assert page.faults == []
        assert message.title in page.words


def test_a_scale_has_all_its_numbers_and_marks_the_chosen_one():
    html = render_html(survey(9))

    assert html.count('class="step"') == 11
    assert html.count('aria-pressed="true"') == 1
    assert (
        'value="answer_survey?invitation=i-1&amp;value=9" class="step" aria-pressed="true"' in html
    )


def test_a_scale_says_what_its_ends_mean_to_those_who_only_hear_it():
    html = render_html(survey())

    assert "0 is “not at all likely”, 10 is “extremely likely”</legend>" in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/relative",
        "vbscript:x",
        "http:evil",
        "http://[broken",
        "",
    ],
)
def test_an_address_that_is_none_leaves_its_words_alone(url):
    html = render_html(
        Message(
            "",
            (
                Paragraph((Link("words", url),)),
                Buttons((LinkButton("door", url),)),
                Image(url, "a cat"),
                Video(url, "a film", url),
            ),
        )
    )

    assert read_piece(html).addresses == []
    assert all(words in html for words in ("words", "door", "a cat", "a film"))


def test_an_address_is_written_so_that_a_page_may_hold_it_and_leads_to_the_same_place():
    url = "https://example.com/a|b?c=<d>&e=100%&f=%20"

    html = render_html(Message("", (Paragraph((Link("words", url),)),)))

    assert read_piece(html).addresses == ["https://example.com/a%7Cb?c=%3Cd%3E&e=100%25&f=%20"]


def test_a_mail_address_can_be_written_to_but_is_no_picture():
    mail = "mailto:ada@example.com"

    html = render_html(Message("", (Paragraph((Link("write", mail),)), Image(mail, "a cat"))))

    assert html.count(mail) == 1


def test_a_chart_is_a_picture_a_sentence_and_a_table():
    chart = Chart(
        "ARR", "line", "EUR", ("Jan", "Feb"), (Series("All", (1500.0, None)),), "It stood still."
    )

    html = render_html(Message("", (chart,)))

    assert '<svg viewBox="0 0 400 230" role="img"><title>ARR</title>' in html
    assert "<desc>It stood still.</desc>" in html
    assert '<p class="summary" dir="auto">It stood still.</p>' in html
    assert '<td class="number">1,500</td>' in html
    assert '<td class="number">n/a</td>' in html


def test_labels_under_a_chart_stand_apart_and_inside_on_a_narrow_page():
    months = (*(f"{month:02d} in 2026" for month in range(1, 9)), "1 to 3 Sep")
    series = Series("All", tuple(float(place) for place in range(len(months))))
    chart = Chart("ARR", "line", "EUR", months, (series,), "It rose.")

    html = render_html(Message("", (chart,)))
    labels = re.findall(r'axis middle" x="([0-9.]+)" y="[0-9.]+">([^<]+)<', html)
    sides = [
        (float(middle) - len(text) * 4, float(middle) + len(text) * 4) for middle, text in labels
    ]

    assert labels[-1][1] == "1 to 3 Sep"
    assert sides[0][0] >= 0
    assert sides[-1][1] <= 400
    assert all(left[1] < right[0] for left, right in itertools.pairwise(sides))


@pytest.mark.parametrize("form", ["line", "bar"])
def test_every_label_under_a_chart_says_its_month_and_the_year_where_it_changes(form):
    names = [
        "Sep",
        "Oct",
        "Nov",
        "Dec",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
    ] * 2
    marks = tuple((name, f"{2025 + at // 8}") for at, name in enumerate(names))
    months = tuple(f"{name} {year}" for name, year in marks)
    series = Series("All", tuple(float(place) for place in range(len(months))))
    chart = Chart("ARR", form, "EUR", months, (series,), "It rose.", marks=marks)

    html = render_html(Message("", (chart,)))
    labels = re.findall(r'axis middle" x="([0-9.]+)" y="([0-9.]+)">([^<]+)<', html)
    below, line = labels[0][1], [text for _, at, text in labels if at == labels[0][1]]
    years = [text for _, at, text in labels if at != below]

    assert len(line) >= 8
    assert set(line) <= set(names)
    assert years == ["2025", "2026", "2027"]


@pytest.mark.parametrize("form", ["line", "bar"])
def test_a_chart_with_nothing_in_it_still_says_its_sentence(form):
    html = render_html(Message("", (Chart("ARR", form, "", (), (), "No data yet."),)))

    assert "No data yet." in html
    assert "<svg" not in html


def test_a_poll_shows_the_votes_it_has():
    poll = Poll(PRESS, "Which?", (Option("A", "a"), Option("B", "b")), (1, 3))

    html = render_html(Message("", (poll,)))

    assert 'width="25.0%"' in html
    assert "1 vote<" in html
    assert "4 votes<" in html


def test_a_poll_without_votes_shows_none():
    html = render_html(Message("", (Poll(PRESS, "Which?", (Option("A", "a"),)),)))

    assert "vote" not in html


def test_two_lists_in_one_message_are_told_apart():
    many = tuple(Option(str(n), str(n)) for n in range(9))

    html = render_html(Message("", (Choice(PRESS, "A", many), Choice(PRESS, "B", many))))

    assert 'name="picked-0"' in html
    assert 'name="picked-1"' in html


def test_a_label_is_found_by_what_its_control_means():
    assert label_of(survey(), "answer_survey?invitation=i-1&value=9") == "9"
    assert label_of(EVERYTHING[4], "vote?poll=p-1&value=tue") == "Tuesday morning"
    assert label_of(EVERYTHING[0], "register_deal") == "Register a deal"
    assert label_of(survey(), "something_else") is None
