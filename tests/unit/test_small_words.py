"""Small words of people, and what they are."""

import pytest

from bot.small_words import KINDS, small_word
from bot.subjects import COMMANDS
from content.wording import load_wording

WORDING = load_wording()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("thanks!", "thanks"),
        ("Thanks a lot, everyone \U0001f64f", "thanks"),
        ("THANK YOU SO MUCH", "thanks"),
        ("thaaaanks!!!", "thanks"),
        ("ok, thanks for the update", "thanks"),
        ("Vielen Dank!", "thanks"),
        ("danke euch allen", "thanks"),
        (":pray::skin-tone-3:", "thanks"),
        ("ok", "agreed"),
        ("Okkk.", "agreed"),
        ("*ok*", "agreed"),
        ("no thanks", "agreed"),
        ("got it \u2705", "agreed"),
        ("alles klar", "agreed"),
        ("Good morning!", "hello"),
        ("hi", "hello"),
        ("Heyyy team", "hello"),
        ("Guten Morgen zusammen", "hello"),
        ("moin", "hello"),
        ("bye", "bye"),
        ("see you later!", "bye"),
        ("Tsch\u00fcss", "bye"),
        ("lol", "laugh"),
        ("hahahaha", "laugh"),
        ("\U0001f602\U0001f602", "laugh"),
        (":+1:", "glad"),
        (":+1::skin-tone-2:", "glad"),
        ("\U0001f44d", "glad"),
        ("\U0001f44d\U0001f3fd", "glad"),
        (":tada: :tada:", "glad"),
        ("\u2764\ufe0f", "glad"),
        ("great", "glad"),
        (":)", "glad"),
        ("\U0001f622", "sad"),
        ("sorry, wrong chat", "sorry"),
        (":company_parrot:", "sign"),
        ("\U0001f98a", "sign"),
        # what says more is none
        ("thanks, and what is our ARR?", None),
        ("our ARR", None),
        ("great churn", None),
        ("9", None),
        ("nps", None),
        ("your prices are too high", None),
        ("so", None),
        ("?", None),
        ("", None),
        ("thanks " * 40, None),
    ],
)
def test_a_small_word_is_known_however_it_is_written(said: str, kind: str | None):
    assert small_word(said, WORDING) == kind


@pytest.mark.parametrize("tag", ["en", "de"])
def test_it_is_known_in_every_language_to_every_reader(tag: str):
    assert small_word("danke", WORDING.in_language(tag)) == "thanks"
    assert small_word("thanks", WORDING.in_language(tag)) == "thanks"


def test_no_command_is_a_small_word():
    words = {word for each in COMMANDS for word in (each.word, *each.also)}

    assert {word for word in words if small_word(word, WORDING)} == set()


@pytest.mark.parametrize("tag", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_kind_word_in_every_language(kind: str, tag: str):
    said = WORDING.in_language(tag).say(f"small_{kind}_reply", name="Ada")

    assert "Ada" in said
    assert len(said) < 90
