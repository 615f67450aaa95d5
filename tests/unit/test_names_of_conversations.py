"""By which words a conversation is found: its whole name, or one part of it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules.conversations import is_called, is_called_in_part
from bot.ports import NESTED

WORDS = st.text("abcäß 12-", min_size=1, max_size=12).filter(str.strip)


@given(place=WORDS, own=WORDS)
def test_the_whole_name_and_each_part_of_it_find_a_conversation(place: str, own: str):
    name = f"{place}{NESTED}{own}"

    assert is_called(name, name.upper())
    assert is_called_in_part(name, f" #{own}")
    assert is_called_in_part(name, place)
    assert not is_called(name, own)


@given(name=WORDS, longer=WORDS)
def test_a_piece_of_a_word_finds_none(name: str, longer: str):
    assert not is_called_in_part(f"{name}x{longer.strip()}", name)
    assert not is_called(name, " # ")
    assert not is_called_in_part("", "")
