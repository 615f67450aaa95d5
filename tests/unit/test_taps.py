"""What a tap is kept as, whose it is, and what strangers write when they have no form."""

from dataclasses import replace

import pytest

from bot.event import Origin
from bot.people.rules.linking import email_alone, may_be_code
from bot.voice.rules.taps import KeptTap, kept_of

THERE = Origin("slack", "T-OURS", "U-ada", "C-room", private=False, home="T-ACME", language="de")


def test_a_tap_comes_back_as_it_was_kept_without_what_is_nobody_s_business():
    kept = kept_of(THERE, "9")

    assert KeptTap.read(kept.write()) == kept
    assert (kept.value, kept.origin.user, kept.origin.language) == ("9", "U-ada", "")


@pytest.mark.parametrize(
    ("met", "is_theirs"),
    [
        (THERE, True),
        (replace(THERE, home=""), True),
        (replace(THERE, installation="T-ACME", conversation="D-1"), True),
        (replace(THERE, installation="T-ELSE", home=""), False),
        (replace(THERE, installation="T-ELSE", home="T-ELSE"), False),
        (replace(THERE, user="U-bob"), False),
        (replace(THERE, platform="teams"), False),
    ],
)
def test_a_tap_is_counted_for_whoever_gave_it_and_for_nobody_else(met: Origin, is_theirs):
    assert kept_of(THERE, "9").is_of(met) is is_theirs


def test_only_people_of_the_place_where_we_stand_are_sure_of_a_form():
    assert not THERE.opens_forms
    assert replace(THERE, home="T-OURS").opens_forms
    assert replace(THERE, home="").opens_forms


def test_where_forms_are_for_all_people_of_elsewhere_are_sure_of_one_too():
    assert replace(THERE, forms_for_all=True).opens_forms


@pytest.mark.parametrize(
    ("words", "email"),
    [
        ("ada@acme.example", "ada@acme.example"),
        (" Ada@acme.example.", "ada@acme.example"),
        ("I am ada@acme.example", None),
        ("link ada@acme.example to U1", None),
        ("<ada@acme.example>", "ada@acme.example"),
        ("ada@acme.example or bob@acme.example", None),
        ("help", None),
    ],
)
def test_an_address_is_taken_where_nothing_stands_beside_it(words: str, email: str | None):
    assert email_alone(words) == email


@pytest.mark.parametrize(
    ("words", "may_be"),
    [
        ("ABCD2345", True),
        ("abcd-2345", True),
        ("WRONGC0D", True),
        ("ABCD234", True),
        ("hi", False),
        ("what is our ARR", False),
        ("a b c d e f g h", False),
    ],
)
def test_what_may_be_meant_as_a_code_is_taken_for_one(words: str, may_be):
    assert may_be_code(words) is may_be
