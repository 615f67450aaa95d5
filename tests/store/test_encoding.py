"""A message survives being kept."""

from datetime import date, time

import pytest
from hypothesis import given

from bot.action import ActionRef
from bot.errors import MessageUnreadable
from bot.event import Reply
from bot.form import DateField, Form, TimeField
from bot.message import Bold, Bullets, Button, Column, Message, Table, spans
from bot.store.encoding import decode, decode_reply, encode
from tests.fixtures.messages import messages


@given(messages)
def test_a_message_that_was_kept_comes_back_as_it_was(message):
    kept = encode(message)

    # Compared as text, for a chart's "no number" is unequal to itself.
    assert encode(decode(kept)) == kept
    assert repr(decode(kept)) == repr(message)


def test_a_form_keeps_the_day_and_the_time_its_fields_begin_with():
    reopen = Button("Move", ActionRef("move"))
    fields = (
        DateField("day", "Day", initial=date(2026, 12, 1)),
        TimeField("time", "Time", initial=time(9, 30)),
        TimeField("other", "Other"),
    )
    reply = Reply(form=Form(ActionRef("move"), "Move", "Move", fields, reopen))

    assert decode_reply(encode(reply)) == reply


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
