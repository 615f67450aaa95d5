"""Two writings of one name have one key, and nothing else has."""

# ruff: noqa: RUF001 - letters that look alike are the point

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.name_keys import email_key, kept, name_key, shows_nothing

NAMES = st.text()
SPACES = st.text(" \t\n\u00a0\u2003\u3000\u2800\u3164", min_size=1)
SAME = {
    "letter case": ("Acme", "ACME"),
    "sharp s": ("Straße", "STRASSE"),
    "capital sharp s": ("GROẞ", "groß"),
    "final sigma": ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    "Turkish capitals": ("Işık İnşaat", "IŞIK İNŞAAT"),
    "Turkish small letters": ("IŞIK İNŞAAT", "ışık inşaat"),
    "capitals made elsewhere": ("Işık İnşaat", "ışık inşaat".upper()),
    "composed or not": ("Zürich", "Zu\u0308rich"),
    "marks in another order": ("q\u0307\u0323", "q\u0323\u0307"),
    "no-break space": ("Acme Ltd", "Acme\u00a0Ltd"),
    "two spaces": ("Acme Ltd", " Acme  Ltd\t"),
    "blank of Braille": ("Acme Ltd", "Acme\u2800Ltd"),
    "Hangul filler": ("Acme Ltd", "\u3164Acme\u3164Ltd"),
    "full width": ("ACME", "ＡＣＭＥ"),
    "half-width kana": ("ガーデン", "ｶﾞｰﾃﾞﾝ"),
    "zero width": ("Acme", "Ac\u200bme\ufeff"),
    "soft hyphen": ("Donaudampf", "Donau\u00addampf"),
    "direction marks": ("שלום", "\u200fשלום\u200e"),
    "joiner": ("می\u200cخواهم", "میخواهم"),
    "variation": ("❤ Ltd", "❤\ufe0f Ltd"),
}
OTHERS = {
    "a mark": ("Zurich", "Zürich"),
    "a space": ("Acme Ltd", "AcmeLtd"),
    "a sign": ("Acme", "Acme™"),
    "a raised digit": ("M2", "M²"),
    "a circled digit": ("Studio 1", "Studio ①"),
    "another script": ("Acme", "Асme"),
    "a point": ("Acme Inc", "Acme Inc."),
    "flags": ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0063\U000e007f"),
}


@pytest.mark.parametrize("case", SAME)
def test_writings_of_one_name_have_one_key(case: str):
    one, other = SAME[case]

    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_read_otherwise_is_another_name(case: str):
    one, other = OTHERS[case]

    assert name_key(one) != name_key(other)


@given(NAMES)
def test_the_key_of_a_key_is_itself(name: str):
    assert name_key(name_key(name)) == name_key(name)


@given(NAMES)
def test_what_we_keep_has_the_key_of_what_was_given_and_is_kept_as_it_is(name: str):
    assert name_key(kept(name)) == name_key(name)
    assert kept(kept(name)) == kept(name)


@given(NAMES, st.sampled_from(["NFC", "NFD"]))
def test_composed_or_in_pieces_a_name_is_the_same(name: str, form: str):
    assert name_key(unicodedata.normalize(form, name)) == name_key(name)


@given(NAMES)
def test_letter_case_makes_no_strangers(name: str):
    keys = {name_key(each) for each in (name, name.upper(), name.lower(), name.title())}

    assert keys == {name_key(name)}


@given(st.lists(st.text("abÄö.1", min_size=1), min_size=1), SPACES, SPACES)
def test_spaces_make_no_strangers(words: list[str], one: str, other: str):
    assert name_key(one.join(words)) == name_key(f"{one}{other.join(words)}{other}")


def test_of_every_character_there_is_the_laws_hold():
    """A few thousand characters fold in a way of their own: none of them may break a law."""
    broken = [
        f"U+{place:04X}"
        for place in range(sys.maxunicode + 1)
        if (letter := f"a{chr(place)}b") and not _obeys(letter)
    ]

    assert broken == []


def _obeys(text: str) -> bool:
    key = name_key(text)
    writings = (key, text.upper(), text.lower(), unicodedata.normalize("NFD", text), kept(text))
    return all(name_key(each) == key for each in writings)


UNSEEN = (
    *("", " \t", "\u00a0", "\u200b", "\u2800", "\u3164\u3164", "\uffa0", "\u200f\u200e"),
    *("\ufeff", "\u00ad", "\u115f", "\u2800 \u200b", "\ufe0f", "\x07"),
    *("\U000e0067\U000e0062", "\U0001d159"),
)


@pytest.mark.parametrize("name", UNSEEN)
def test_nobody_can_see_such_a_name(name: str):
    assert shows_nothing(name)


@pytest.mark.parametrize("name", ["A", "🚀", "👩\u200d💻", "株", "-", "!", "ی", "❤\ufe0f"])
def test_a_name_needs_one_character_that_shows(name: str):
    assert not shows_nothing(name)


def test_what_joins_letters_and_emoji_is_kept_inside_a_name():
    assert kept("\ufeff 👩\u200d💻  می\u200cخواهم \u200b") == "👩\u200d💻 می\u200cخواهم"


def test_an_email_is_the_same_in_any_letter_case_and_composition():
    assert email_key("Zu\u0308@Example.COM ") == email_key("zü@example.com")


@pytest.mark.parametrize(
    "other", ["ad\u0131n@x.example", "adin\u200b@x.example", "ａdin@x.example"]
)
def test_an_email_that_only_looks_alike_is_another_one(other: str):
    assert email_key(other) != email_key("adin@x.example")


@given(st.emails())
def test_the_key_of_an_emails_key_is_itself(email: str):
    assert email_key(email_key(email)) == email_key(email) == email_key(email.upper())
