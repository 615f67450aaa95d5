from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.suppression import Skip, Standing, reason_to_skip

DAY = timedelta(days=1)
FINE = Standing()
standings = st.builds(
    Standing,
    active=st.booleans(),
    opted_out=st.booleans(),
    muted=st.booleans(),
    agreed=st.booleans(),
    objection=st.none() | st.just(Skip.ASKED_LATELY),
    reachable=st.booleans(),
    late=st.timedeltas(-DAY, 3 * DAY),
    pushes=st.integers(0, 9),
)


def why(standing: Standing) -> Skip | None:
    return reason_to_skip(standing, budget=5, catch_up=DAY)


def test_nothing_stands_against_somebody_reachable_and_willing():
    assert why(FINE) is None


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (replace(FINE, active=False), "inactive"),
        (replace(FINE, opted_out=True), "opted out"),
        (replace(FINE, muted=True), "muted topic"),
        (replace(FINE, agreed=False), "no consent"),
        (replace(FINE, objection=Skip.ASKED_LATELY), "asked lately"),
        (replace(FINE, late=DAY + timedelta(seconds=1)), "too late"),
        (replace(FINE, reachable=False), "no address"),
        (replace(FINE, pushes=5), "budget"),
    ],
)
def test_each_reason_has_its_word(standing: Standing, reason: str):
    assert why(standing) == reason


def test_the_limits_themselves_are_still_within():
    assert why(replace(FINE, late=DAY, pushes=4)) is None


@given(standings)
def test_the_persons_own_wish_comes_before_our_limits(standing: Standing):
    if standing.active and standing.opted_out:
        assert why(standing) is Skip.OPTED_OUT


@given(standings)
def test_a_message_leaves_only_if_nothing_stands_against_it(standing: Standing):
    if why(standing) is None:
        assert standing.active
        assert standing.agreed
        assert standing.reachable
        assert not any((standing.opted_out, standing.muted, standing.objection))
        assert standing.late <= DAY
        assert standing.pushes < 5
