import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.form import TextField
from bot.harmless import harmless
from bot.message import Column, LinkButton, Message, Option, Table, Text, paragraph

DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
BACKWARDS = "Ada\u202eadA"


def acts(letter):
    return (
        (unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} and letter not in "\t\n")
        or unicodedata.bidirectional(letter) in DIRECTIONS
        or ord(letter) & 0xFFFE == 0xFFFE
        or "\ufdd0" <= letter <= "\ufdef"
    )


@given(st.text(st.characters()))
def test_what_remains_cannot_act_and_is_everything_else(text):
    kept = harmless(text)

    assert not any(map(acts, kept))
    assert kept.replace("\n", "") == "".join(x for x in text if not acts(x) and x != "\n")
    assert harmless(kept) == kept


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one(end):
    assert harmless(f"a{end}b") == "a\nb"


@pytest.mark.parametrize(
    "text",
    [
        "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} 12",
        "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}",
        "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}",
        "\N{ARABIC LETTER MEEM}\N{ZERO WIDTH NON-JOINER}\N{ARABIC LETTER YEH}",
        "a\N{RIGHT-TO-LEFT MARK}b",
        "e\N{COMBINING ACUTE ACCENT}",
    ],
)
def test_what_scripts_and_emoji_need_stays(text):
    assert harmless(text) == text


@pytest.mark.parametrize(
    "said",
    [
        Message(BACKWARDS),
        paragraph(BACKWARDS).spans[0],
        Table(BACKWARDS, (Column(BACKWARDS),), ((BACKWARDS, "b"),), BACKWARDS),
        LinkButton(BACKWARDS, "https://example.com"),
        Option(BACKWARDS, "a"),
        TextField("name", BACKWARDS, 10, hint=BACKWARDS, initial=BACKWARDS),
    ],
)
def test_no_part_of_a_message_holds_words_that_act(said):
    # Python writes what cannot be read as its number.
    assert "u202e" not in repr(said)
    assert "AdaadA" in repr(said)


def test_words_that_are_well_are_not_copied():
    rows = (("a", "b"), ("c", "d"))

    assert Table("x", (), rows, "y").rows is rows
    assert Text("a") == Text("\x00a")
