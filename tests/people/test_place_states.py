"""How a conversation stands, by what its platform tells of it."""

import pytest

from bot.people.rules.place_states import REASONS, PlaceState, state_of
from bot.ports import Place

ROOM = Place("C1", "ext-acme")
LIVE, POST_ONLY = PlaceState.LIVE, PlaceState.POST_ONLY


@pytest.mark.parametrize(
    ("told", "was_shared", "stands"),
    [
        (ROOM, False, LIVE),
        (None, True, PlaceState.NOT_A_MEMBER),
        (Place("C1", member=False), False, PlaceState.NOT_A_MEMBER),
        (Place("C1", archived=True, member=False), True, PlaceState.ARCHIVED),
        (Place("C1", pending=True), False, PlaceState.PENDING),
        (Place("C1", pending=True), True, PlaceState.PENDING),
        (Place("C1", pending=True, shared=True), True, LIVE),
        (Place("C1", shared=True), True, LIVE),
        (ROOM, True, PlaceState.DISCONNECTED),
        (Place("C1", restricted=True), False, POST_ONLY),
    ],
)
def test_what_is_told_decides_how_it_stands(told, was_shared, stands):
    assert state_of(told, LIVE, was_shared=was_shared) is stands
    assert state_of(told, PlaceState.ARCHIVED, was_shared=was_shared) is stands


@pytest.mark.parametrize(
    ("restricted", "stands"), [(None, POST_ONLY), (True, POST_ONLY), (False, LIVE)]
)
def test_what_a_refused_post_told_stays_where_no_list_says_otherwise(restricted, stands):
    told = Place("C1", restricted=restricted)

    assert state_of(told, POST_ONLY, was_shared=False) is stands


def test_every_state_in_which_we_may_not_speak_has_its_reason():
    assert set(REASONS) == set(PlaceState) - {LIVE}
