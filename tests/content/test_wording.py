"""Sentences with places for values, ours and a vendor's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContentInvalid
from content.wording import WORDING_FILE, Phrasebook, load_wording


@given(value=st.text())
def test_a_value_is_said_as_it_is(value: str):
    phrases = Phrasebook({"hello": "Hello {name}, {name}!"})

    assert phrases.say("hello", name=value) == f"Hello {value}, {value}!"


def test_a_value_is_never_read_as_a_placeholder():
    phrases = Phrasebook({"hello": "{a} {b}"})

    assert phrases.say("hello", a="{b}", b="{a}") == "{b} {a}"


@pytest.mark.parametrize(("key", "values"), [("nothing", {}), ("hello", {})])
def test_a_key_or_value_that_is_missing_is_our_mistake(key, values):
    with pytest.raises(KeyError):
        Phrasebook({"hello": "Hello {name}!"}).say(key, **values)


def test_a_vendor_may_say_the_same_in_other_words(tmp_path):
    own = tmp_path / "wording.yaml"
    ours = WORDING_FILE.read_text(encoding="utf-8")
    own.write_text(ours.replace('"Mute {topic}"', '"Less {topic}"'), encoding="utf-8")

    assert load_wording(own).say("mute_topic", topic="News") == "Less News"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('mute_topic: "Mute {topic}"', "", ": the key 'mute_topic' is missing"),
        ("mute_topic:", "mute_all:", ": unknown key 'mute_all'"),
        ("Mute {topic}", "Mute {name}", ": unknown placeholder 'name'"),
        ("Mute {topic}", "Mute {topic", ": a placeholder that cannot be read"),
        ("Mute {topic}", " ", ": an empty sentence"),
        ("mute_topic:", "Mute-Topic:", ": 'Mute-Topic' is not a key"),
        ('"Mute {topic}"', "[Mute]", ": mute_topic: Input should be a valid string"),
    ],
)
def test_a_bad_wording_file_is_named_with_its_line(tmp_path, old, new, reason):
    own = tmp_path / "wording.yaml"
    ours = WORDING_FILE.read_text(encoding="utf-8")
    own.write_text(ours.replace(old, new), encoding="utf-8")
    line = next(n for n, text in enumerate(ours.split("\n"), 1) if text.startswith("mute_topic"))

    with pytest.raises(ContentInvalid) as refusal:
        load_wording(own)

    assert reason in str(refusal.value)
    assert refusal.value.line == line or "missing" in reason
