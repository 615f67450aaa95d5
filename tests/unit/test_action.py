"""What a button carries comes back as it went, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import PACKED_LIMIT, ActionRef
from bot.errors import ActionUnreadable

names = st.from_regex(r"[a-z][a-z0-9_]{0,15}", fullmatch=True)
arguments = st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=20))


@given(names, arguments)
def test_an_action_that_packs_unpacks_to_itself(name, given_arguments):
    action = ActionRef(name, given_arguments)
    try:
        packed = action.pack()
    except ActionUnreadable:
        return

    assert ActionRef.unpack(packed) == action
    assert hash(ActionRef.unpack(packed)) == hash(action)
    assert len(packed) <= PACKED_LIMIT


def test_an_action_over_the_limit_is_refused_instead_of_cut():
    with pytest.raises(ActionUnreadable):
        ActionRef("ask", {"q": "x" * PACKED_LIMIT}).pack()


@given(st.text(max_size=200))
def test_any_text_from_outside_is_read_or_refused_and_never_crashes(text):
    try:
        action = ActionRef.unpack(text)
    except ActionUnreadable:
        return

    assert action.name


@pytest.mark.parametrize(
    "forged", ["", "?i=1", "score?i=1&i=2", "score?i", "a b", "score?i=%ff", "../x", "é" * 200]
)
def test_a_forged_value_is_refused(forged):
    with pytest.raises(ActionUnreadable):
        ActionRef.unpack(forged)
