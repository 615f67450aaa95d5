"""A message survives being kept."""

from hypothesis import given

from bot.store.encoding import decode, encode
from tests.fixtures.messages import messages


@given(messages)
def test_a_message_that_was_kept_comes_back_as_it_was(message):
    kept = encode(message)

    # Compared as text, for a chart's "no number" is unequal to itself.
    assert encode(decode(kept)) == kept
    assert repr(decode(kept)) == repr(message)
