"""A message survives being kept."""

import pytest
from hypothesis import given

from bot.errors import MessageUnreadable
from bot.message import Bold, Bullets, Column, Message, Table, spans
from bot.store.encoding import decode, encode
from tests.fixtures.messages import messages


@given(messages)
def test_a_message_that_was_kept_comes_back_as_it_was(message):
    kept = encode(message)

    # Compared as text, for a chart's "no number" is unequal to itself.
    assert encode(decode(kept)) == kept
    assert repr(decode(kept)) == repr(message)


EARLIER = '{"":"Message","title":"Hello","elements":[],"language":"en"}'
UNREADABLE = (
    "",
    "{",
    "[]",
    "null",
    '"words"',
    "{}",
    '{"":"Gone"}',
    '{"":"Message","headline":"Hello"}',
    '{"":"Text","text":"Hello"}',
    '{"version":99,"message":{"":"Message","title":"Hello"}}',
    '{"version":[1],"message":{"":"Message","title":"Hello"}}',
    '{"version":1}',
)


BEFORE_OUTLINES = (
    '{"version":1,"message":{"":"Message","title":"Hello","elements":['
    '{"":"Bullets","items":[[{"":"Text","text":"a"},{"":"Bold","text":"b"}]]},'
    '{"":"Table","caption":"c","columns":[{"":"Column","title":"d","numeric":false}],'
    '"rows":[["e"]],"summary":"f"}],"language":"en"}}'
)


def test_a_message_of_the_first_version_is_read():
    assert decode(EARLIER) == Message("Hello")


def test_a_list_and_a_table_from_before_there_were_outlines_are_read():
    assert decode(BEFORE_OUTLINES).elements == (
        Bullets((spans("a", Bold("b")),)),
        Table("c", (Column("d"),), (("e",),), "f"),
    )


@pytest.mark.parametrize("kept", UNREADABLE)
def test_what_cannot_be_read_is_one_error_we_know(kept):
    with pytest.raises(MessageUnreadable):
        decode(kept)
