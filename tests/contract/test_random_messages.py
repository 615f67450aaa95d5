"""Any message there can be is drawn whole on every platform, or refused by name."""

from hypothesis import given

from tests.fixtures import messages
from tests.fixtures.drawn import PLATFORMS, faults_of


@given(messages.random_messages)
def test_a_random_message_is_drawn_whole_everywhere_or_refused_by_name(message):
    assert [fault for whole in messages.alone(message) for fault in faults_of(whole)] == []


@given(messages.tame_messages)
def test_no_ordinary_message_is_refused_however_long(message):
    drawn = {platform: draw(message) for platform, draw in PLATFORMS.items()}

    assert all(each.words for each in drawn.values())
