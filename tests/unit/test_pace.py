"""How fast a lane may go: as fast as is said, or as fast as its platform lets it."""

import pytest

from scheduler.pace import PACES, SLOWER, TRUST, Bucket, Pace, paces_with

GROWING = Pace(rate=1.0, burst=4, most=8.0)


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def pressed(bucket: Bucket, arrived: int) -> None:
    """Let so many arrive while more wanted to leave."""
    bucket.take(1_000)
    bucket.arrived(arrived)


def test_a_lane_gets_faster_while_nothing_is_refused_and_never_too_fast():
    bucket = Bucket(GROWING, Hand())

    pressed(bucket, 100)
    assert bucket.rate == pytest.approx(2.0)

    pressed(bucket, 10_000)
    assert bucket.rate == 8.0


def test_a_lane_that_had_little_to_say_has_shown_nothing():
    bucket = Bucket(GROWING, Hand())

    assert bucket.take(3) == 3
    bucket.arrived(3)

    assert bucket.rate == 1.0


def test_a_refusal_slows_a_lane_down_and_is_remembered():
    bucket = Bucket(GROWING, Hand())
    pressed(bucket, 500)

    bucket.refused()
    assert bucket.rate == pytest.approx(6.0 * SLOWER)

    pressed(bucket, 1)
    pressed(bucket, 100)
    slowly = bucket.rate - 6.0 * SLOWER
    assert 0 < slowly < 0.1 * 100 * 0.01


def test_after_long_without_a_refusal_a_lane_is_trusted_as_at_first():
    bucket = Bucket(Pace(1.0, 4, most=1_000.0), Hand())
    bucket.refused()
    pressed(bucket, TRUST)
    before = bucket.rate

    pressed(bucket, 100)

    assert bucket.rate == pytest.approx(before + 1.0)


def test_no_lane_is_slower_than_it_started():
    bucket = Bucket(GROWING, Hand())

    for _ in range(10):
        pressed(bucket, 1)
        bucket.refused()

    assert bucket.rate == 1.0


def test_refusals_in_a_row_are_one():
    bucket = Bucket(GROWING, Hand())
    pressed(bucket, 500)

    for _ in range(3):
        bucket.refused()

    assert bucket.rate == pytest.approx(6.0 * SLOWER)


def test_what_a_platform_says_in_numbers_is_kept_whatever_happens():
    bucket = Bucket(Pace(rate=40.0, burst=16), Hand())

    pressed(bucket, 10_000)
    bucket.refused()

    assert bucket.rate == 40.0


def test_what_passed_is_counted_at_the_rate_that_held_then():
    clock = Hand()
    bucket = Bucket(GROWING, clock)
    pressed(bucket, 0)
    clock.seconds = 2.0

    bucket.arrived(300)

    assert bucket.take(16) == 2
    assert bucket.delay() == pytest.approx(1 / 4)


def test_after_a_refusal_a_rest_is_not_made_up_for_at_once():
    clock = Hand()
    bucket = Bucket(GROWING, clock)
    bucket.take(4)
    bucket.refused()

    clock.seconds = 60.0

    assert bucket.take(16) == 1


@pytest.mark.parametrize(
    ("mail", "pace"), [(0.5, Pace(0.5, 1)), (10, PACES["email"]), (60, Pace(60, 16))]
)
def test_a_relay_has_the_pace_that_its_operator_says(mail, pace):
    assert paces_with(mail=mail) == {**PACES, "email": pace}
