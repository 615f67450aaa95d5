"""What reads random messages complains where it should."""

import pytest

from bot.action import ActionRef
from bot.message import Button, Buttons, Message, paragraph
from tests.fixtures.html import read, read_piece
from tests.fixtures.told import faults_of_refusal

PRESS = Message("Title", (Buttons((Button("Go", ActionRef("go")),)),))


@pytest.mark.parametrize(
    "html",
    [
        "<p>one<ul><li>two</li></ul></p>",
        "<p>never opened</b></p>",
        "<div>never closed",
        "<table><p>beside the cells</p></table>",
        "<table><tr><td>no body</td></tr></table>",
        "<a href='https://a.example'>one <a href='https://b.example'>two</a></a>",
        "<ul><p>no item</p></ul>",
        "<span><div>too large</div></span>",
        "<button><a href='https://a.example'>two in one</a></button>",
        "<fieldset><p>before</p><legend>its name</legend></fieldset>",
        "<p id='a' id='b'>two names</p>",
        "<p id='a'>one</p><p id='a'>name</p>",
        "<p>&unknown; letter</p>",
        "<p>control \x01</p>",
        "<p>nothing \0</p>",
        "<table cellpadding='0'><caption>old</caption></table>",
        "<div role='drum'>no role</div>",
        "<img src='https://a.example/a.png'>",
        "<script>alert(1)</script>",
        "<p><!-- aside --></p>",
    ],
)
def test_what_a_browser_would_have_to_mend_is_a_fault(html):
    assert read_piece(html).faults


def test_a_document_without_a_title_is_a_fault():
    assert read("<!doctype html><html lang='en'><head></head><body><p>x</p></body></html>").faults


def test_sound_html_has_no_fault_and_is_read_whole():
    page = read_piece('<p>a &lt; b <a href="https://a.example/?b&amp;c">c<br>d</a></p><hr>')

    assert (page.faults, page.words) == ([], "a < b cd")
    assert page.addresses == ["https://a.example/?b&c"]


@pytest.mark.parametrize(
    "says",
    [
        "button label has 76 characters, limit 75",
        "Slack: label has 76 characters, limit 75",
        "Slack: scale has 0 steps, limit 2 to 101",
        "Slack: button label has 76 characters",
        "Slack: button label is odd",
        "Slack: message says nothing",
    ],
)
def test_a_refusal_without_platform_element_or_limit_is_a_fault(says):
    assert [*faults_of_refusal("Slack", PRESS, says)]


@pytest.mark.parametrize(
    "says", ["button label has 76 characters, limit 75", "button label is empty"]
)
def test_a_refusal_that_names_everything_is_none(says):
    assert [*faults_of_refusal("Slack", PRESS, f"Slack: {says}")] == []


def test_a_message_that_says_nothing_may_be_refused_for_that():
    says = "Slack: message says nothing"

    assert [*faults_of_refusal("Slack", Message(" ", (paragraph(" "),)), says)] == []
