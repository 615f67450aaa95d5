"""By which name somebody is greeted, and how a greeting reads without one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.principal import first_name_of
from content.compose import fill_spans
from content.markdown import parse_body
from content.stops import filled
from content.wording import load_wording


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ada Byte", "Ada"),
        ("Ada", "Ada"),
        ("Byte, Ada", "Ada"),
        ("Ada Byte, MBA", "Ada"),
        ("Dr. Ada Byte", "Ada"),
        ("Prof. Dr.-Ing. Ada Byte", "Ada"),
        ("Byte, Dr. Ada", "Ada"),
        ("Anne-Marie O\u2019Neil", "Anne-Marie"),
        ("李 小龍", ""),
        ("Dr. Byte", ""),
        ("Frau Byte", ""),
        ("A. Byte", ""),
        ("ada@acme.example", ""),
        ("ada.byte", ""),
        ("ada_byte42", ""),
        ("---", ""),
        ("42", ""),
        (",", ""),
        ("  ", ""),
        ("", ""),
    ],
)
def test_somebody_is_greeted_by_what_is_surely_their_first_name(name, first):
    assert first_name_of(name) == first


GREETINGS = [
    ("Good morning {{ first_name }},", "Good morning,"),
    ("Hello {{ first_name }}!", "Hello!"),
    ("Hello {{ first_name }}", "Hello"),
    ("Dear {{ first_name }},", "Hello,"),
    ("Liebe {{ first_name }},", "Hallo,"),
    ("Lieber {{ first_name }}, schön", "Hallo, schön"),
    ("Dear {{ first_name }} at Acme,", "Dear at Acme,"),
    ("{{ first_name }}, welcome", "Welcome"),
    ("Good news. {{ first_name }}, look", "Good news. Look"),
    ("Thank you, {{ first_name }}!", "Thank you!"),
    ("Thank you, {{ first_name }}.", "Thank you."),
    ("Good morning {{ first_name }} and welcome", "Good morning and welcome"),
    ("Hello **{{ first_name }}**, see", "Hello, see"),
    ("Hello {{ first_name }}, **see**", "Hello, see"),
    ("**{{ first_name }}**, welcome", "Welcome"),
]


@pytest.mark.parametrize(("text", "said"), GREETINGS)
def test_a_greeting_reads_well_without_a_first_name(text, said):
    (part,) = parse_body(Path("e.md"), text)
    spans = fill_spans(part.spans, {"first_name": ""})

    assert "".join(span.text for span in spans) == said
    assert all(span.text for span in spans)


@pytest.mark.parametrize(("text", "said"), [one for one in GREETINGS if "*" not in one[0]])
def test_a_title_or_a_sentence_of_ours_reads_as_well(text, said):
    before, after = text.split("{{ first_name }}")

    assert filled((before, "name", after), {"name": " "}) == said


@given(before=st.text(), after=st.text(), name=st.text(min_size=1).filter(str.strip))
def test_with_a_name_every_word_stays(before, after, name):
    said = filled((before, "name", after), {"name": name})

    assert said.startswith(before + name)
    assert said.removeprefix(before + name) in (after, after.removeprefix("."))


@pytest.mark.parametrize("key", ["home_intro", "small_hello_reply", "first_words", "thanks_title"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_we_say_ourselves_greets_without_a_name(key, language):
    wording = load_wording().in_language(language)
    said = wording.say(key, name="", company="Acme", vendor="Cirrus")

    assert " ," not in said
    assert "  " not in said
    assert said[0].isupper()
