"""Addresses that count: whose they are, whether they are ours, and who is surely no person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import ActionRef
from bot.beat.rules.taps import TOKEN_LENGTH, Visit, button_of, led_through, read_token, token_of
from bot.message import Button, Buttons, LinkButton, Message, paragraph

KEY, OTHER = b"k" * 32, b"o" * 32
IDS = st.text("0123456789abcdef", min_size=24, max_size=24)
SEND, DELIVERY = "5" * 24, "d" * 24
PAGE = "https://cirrus.example/guide?a=1&b=2"


@given(send=IDS, delivery=IDS, url=st.text())
def test_a_token_says_whose_it_is_and_names_nobody(send, delivery, url):
    token = token_of(KEY, send, delivery, url)
    told = read_token([OTHER, KEY], token)

    assert len(token) == TOKEN_LENGTH
    assert told is not None
    assert (told.send_id, told.delivery_id, told.button) == (send, delivery, button_of(url))
    assert told.is_proven


@given(place=st.integers(0, TOKEN_LENGTH - 1), letter=st.sampled_from("AZaz09-_"))
def test_a_token_that_was_changed_proves_nothing(place, letter):
    token = token_of(KEY, SEND, DELIVERY, PAGE)
    changed = token[:place] + letter + token[place + 1 :]
    told = read_token([KEY], changed)

    assert changed == token or told is None or not told.is_proven


@pytest.mark.parametrize("token", ["", "short", "ä" * TOKEN_LENGTH, "!" * TOKEN_LENGTH, "x" * 999])
def test_what_is_no_token_says_nothing(token):
    assert read_token([KEY], token) is None


def test_only_buttons_to_pages_lead_through_us_and_always_by_the_same_address():
    ask = Button("Ask", ActionRef("ask", {"q": "arr"}))
    message = Message("T", (paragraph(PAGE), Buttons((LinkButton("Open", PAGE), ask))))
    led = led_through(message, KEY, "https://beat.example", (SEND, DELIVERY))
    token = token_of(KEY, SEND, DELIVERY, PAGE)
    button = LinkButton("Open", f"https://beat.example/r/{token}")

    assert led == Message("T", (paragraph(PAGE), Buttons((button, ask))))
    assert led_through(message, KEY, "https://beat.example", ("draft", "d-1")) == message


@pytest.mark.parametrize(
    ("agent", "is_robot"),
    [
        ("", True),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", True),
        ("python-requests/2.32", True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", False),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT X50) AppleWebKit/537.36 Chrome/140.0", False),
    ],
)
def test_a_program_that_says_what_it_is_is_no_person(agent, is_robot):
    assert Visit(agent).is_robot is is_robot
    assert Visit(agent, is_glance=True).is_robot
