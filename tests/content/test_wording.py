"""Sentences with places for values, in several languages, ours and a vendor's own."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContentInvalid
from content.wording import Phrasebook, load_wording


@given(value=st.text().filter(str.strip))
def test_a_value_is_said_as_it_is(value: str):
    phrases = Phrasebook({"en": {"hello": "Hello {name}, {name}!"}})

    assert phrases.say("hello", name=value) == f"Hello {value}, {value}!"


def test_a_value_is_never_read_as_a_placeholder():
    phrases = Phrasebook({"en": {"hello": "{a} {b}"}})

    assert phrases.say("hello", a="{b}", b="{a}") == "{b} {a}"


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("Acme Inc.", "You work at Acme Inc."),
        ("Acme", "You work at Acme."),
        ("Acme...", "You work at Acme..."),
    ],
)
def test_a_company_that_ends_in_a_full_stop_is_not_followed_by_two(company, said):
    phrases = Phrasebook(
        {"en": {"why": "You work at {company}.", "wait": "Looking at {company}..."}}
    )

    assert phrases.say("why", company=company) == said
    assert phrases.say("wait", company="Acme Inc.") == "Looking at Acme Inc...."


@pytest.mark.parametrize(("key", "values"), [("nothing", {}), ("hello", {})])
def test_a_key_or_value_that_is_missing_is_our_mistake(key, values):
    with pytest.raises(KeyError):
        Phrasebook({"en": {"hello": "Hello {name}!"}}).say(key, **values)


def test_what_a_language_does_not_say_is_said_in_english():
    phrases = Phrasebook({"en": {"yes": "Yes", "no": "No"}, "nl": {"yes": "Ja"}})

    dutch = phrases.in_language("nl-BE")

    assert [dutch.say("yes"), dutch.say("no")] == ["Ja", "No"]
    assert dutch.language.tag == "nl"


def test_numbers_and_days_go_with_the_sentences():
    september = date(2026, 9, 30)
    ours = Phrasebook({"en": {"yes": "Yes"}, "de": {"yes": "Ja"}})
    london = Phrasebook({"en": {"yes": "Yes"}, "en-GB": {}}).in_language("en-GB")

    assert ours.in_language("en-GB").language.day(september, "MMM") == "Sep"
    assert ours.in_language("de-CH").language.number(1234567) == "1.234.567"
    assert london.language.day(september, "MMM") == "Sept"
    assert london.say("yes") == "Yes"


@pytest.mark.parametrize("tag", ["fr", "", "nonsense", "de-!!!", "x" * 1000, "de_DE;drop"])
def test_a_language_we_do_not_have_reads_english(tag):
    phrases = Phrasebook({"en": {"yes": "Yes"}, "de": {"yes": "Ja"}}).in_language(tag)

    assert phrases.language.tag == "en"
    assert phrases.say("yes") == "Yes"


@pytest.mark.parametrize(
    ("tag", "number", "said"),
    [
        ("en", 1, "1 answer"),
        ("en", 1234, "1,234 answers"),
        ("de", 1234, "1.234 Antworten"),
        ("pl", 1, "1 odpowiedź"),
        ("pl", 3, "3 odpowiedzi"),
        ("pl", 12, "12 odpowiedzi (many)"),
        ("fr", 0, "0 answers"),  # in French nothing is one, but the sentence is English
    ],
)
def test_a_number_takes_the_form_of_the_language_the_sentence_is_in(tag, number, said):
    phrases = Phrasebook(
        {
            "en": {"n_one": "{count} answer", "n_other": "{count} answers"},
            "de": {"n_one": "{count} Antwort", "n_other": "{count} Antworten"},
            "pl": {
                "n_one": "{count} odpowiedź",
                "n_few": "{count} odpowiedzi",
                "n_many": "{count} odpowiedzi (many)",
                "n_other": "{count} odpowiedzi (other)",
            },
            "fr": {"another": "x"},
        }
    )

    assert phrases.in_language(tag).say_number("n", number) == said


def test_a_vendor_may_say_one_sentence_in_other_words(tmp_path):
    (tmp_path / "en.yaml").write_text('mute_topic: "Less {topic}"', encoding="utf-8")

    said = load_wording(tmp_path)

    assert said.say("mute_topic", topic="News") == "Less News"
    assert said.say("unmute_topic", topic="News") == "Bring back News"
    assert said.in_language("de").say("mute_topic", topic="News") == "News stummschalten"


def test_a_vendor_may_add_a_language_with_its_own_forms(tmp_path):
    (tmp_path / "pl.yaml").write_text(
        'ask_base_answers_few: "{count} odpowiedzi"\nask_base_answers_other: "{count} odpowiedzi"',
        encoding="utf-8",
    )

    polish = load_wording(tmp_path).in_language("pl")

    assert polish.say_number("ask_base_answers", 3) == "3 odpowiedzi"
    assert polish.say("help_title") == "What I can do for you"


def test_no_folder_of_their_own_is_no_mistake(tmp_path):
    assert load_wording(tmp_path / "missing").spoken() == ("de", "en")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('mute_all: "x"', ": unknown key 'mute_all'"),
        ('mute_topic: "Mute {name}"', ": unknown placeholder 'name'"),
        ('mute_topic: "Mute {topic"', ": a placeholder that cannot be read"),
        ('mute_topic: " "', ": an empty sentence"),
        ('Mute-Topic: "x"', ": 'Mute-Topic' is not a key"),
        ("mute_topic: [Mute]", ": mute_topic: words are wanted here"),
        ('pattern_day: "bbb nonsense"', ": no pattern for days"),
    ],
)
@pytest.mark.parametrize("name", ["en.yaml", "de.yaml"])
def test_a_bad_wording_file_is_named_with_its_line(tmp_path, name, line, reason):
    (tmp_path / name).write_text(f'help_title: "Help"\n{line}\n', encoding="utf-8")

    with pytest.raises(ContentInvalid) as refusal:
        load_wording(tmp_path)

    assert reason in str(refusal.value)
    assert refusal.value.line == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [("deutsch.yaml", "is no tag of a language"), ("DE.yaml", "write de.yaml")],
)
def test_a_file_of_no_language_is_refused(tmp_path, name, reason):
    (tmp_path / name).write_text('help_title: "Hilfe"\n', encoding="utf-8")

    with pytest.raises(ContentInvalid, match=reason):
        load_wording(tmp_path)
