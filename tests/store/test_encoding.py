"""A message survives being kept."""

from hypothesis import given

from bot.store.encoding import decode, encode
from tests.fixtures.messages import messages


@given(messages)
def test_a_message_that_was_kept_comes_back_as_it_was(message):
    assert decode(encode(message)) == message
