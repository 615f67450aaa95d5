"""Survey statistics, against numbers worked by hand and laws of any score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.voice.rules.clusters import Parts, interval_of, mean_of_partners
from bot.voice.rules.scores import (
    Tally,
    Verdict,
    cluster_error,
    mean_change,
    mean_interval,
    nps_change,
    nps_interval,
    paired_change,
    pooled_interval,
    response_rate,
    share_change,
    share_interval,
    standard_error,
    student_quantile,
    tally,
)

tallies = st.builds(Tally, st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)).filter(
    lambda counted: counted.n > 0
)


def test_seven_and_eight_stay_in_the_base():
    counted = tally([10, 9, 8, 7, 6, 0])

    assert counted == Tally(2, 2, 2)
    assert tally([9, 7]).nps == 50


def test_the_interval_adds_three_answers():
    interval = nps_interval(Tally(5, 3, 2))

    assert interval.centre == pytest.approx(100 * 3 / 13)
    assert interval.error == pytest.approx(100 * ((8.5 / 13 - (3 / 13) ** 2) / 13) ** 0.5)


def test_ten_promoters_of_ten_are_no_certainty():
    interval = nps_interval(Tally(10, 0, 0))

    assert interval.high == 100
    assert interval.low < 50


def test_one_loud_partner_widens_the_interval():
    clusters = [Tally(40, 8, 2), *[Tally(0, 1, 2)] * 10]
    whole = sum(clusters, Tally())

    assert cluster_error(clusters[:4]) is None
    assert cluster_error(clusters) > 2 * standard_error(whole)
    assert pooled_interval(clusters).error == cluster_error(clusters)


def test_the_cluster_error_of_five_partners_is_the_formula_s():
    clusters = [Tally(2, 0, 0), Tally(0, 2, 0), Tally(0, 0, 2), Tally(1, 1, 0), Tally(1, 0, 1)]
    score = 1 / 10
    squares = sum((y - 2 * score) ** 2 for y in (2, 0, -2, 1, 0))

    assert cluster_error(clusters) == pytest.approx(100 * (5 / 4 * squares) ** 0.5 / 10)


def test_of_partners_whose_score_is_not_told_only_their_sum_is_in_what_is_said_of_all():
    """So it follows from what is told: the whole, and the partners that are."""
    told = [Tally(5, 2, 1), Tally(1, 2, 6), Tally(9, 0, 0), Tally(2, 2, 2)]
    parts = Parts(told, Tally(3, 0, 3), [1, 5])

    assert interval_of(parts).error == cluster_error(told, Tally(3, 0, 3), parts.spread)
    assert mean_of_partners(parts) == pytest.approx((50 - 500 / 9 + 100 + 0 + 2 * 0) / 6)


def test_many_partners_of_a_few_answers_are_told_with_the_care_that_colleagues_want():
    parts = Parts([Tally(40, 8, 2)], Tally(0, 10, 20), [3] * 10)

    assert parts.spread == pytest.approx(1.4)
    assert interval_of(parts).error > 2 * standard_error(parts.whole)
    assert mean_of_partners(parts) == pytest.approx((76 - 10 * 200 / 3) / 11)


def test_each_of_the_others_is_a_cluster_by_itself():
    alone = [Tally(1), Tally(0, 1), Tally(0, 0, 1)]
    clusters = [Tally(2, 0, 3), Tally(4, 1, 0)]

    assert cluster_error(clusters, sum(alone, Tally())) == pytest.approx(
        cluster_error([*clusters, *alone])
    )
    assert interval_of(Parts(clusters, Tally(1), [1])) == nps_interval(Tally(7, 1, 3))


def test_a_change_is_named_by_its_probability():
    assert nps_change(Tally(30, 15, 5), Tally(20, 20, 10)).verdict is Verdict.CHANGE
    assert nps_change(Tally(60, 30, 10), Tally(50, 30, 20)).verdict is Verdict.NOISE


def test_a_share_has_wilson_s_interval():
    interval = share_interval(8, 10)

    assert (interval.low, interval.high) == pytest.approx((49.02, 94.33), abs=0.01)


def test_a_mean_has_student_s_interval():
    interval = mean_interval(5, 5 + 6 + 7 + 4 + 6, 25 + 36 + 49 + 16 + 36, (1, 7))

    assert interval.centre == pytest.approx(5.6)
    assert interval.low == pytest.approx(5.6 - 2.7764451 * (1.3 / 5) ** 0.5, abs=1e-6)
    assert interval.high == pytest.approx(7)


@pytest.mark.parametrize(("freedom", "expected"), [(1, 12.7062), (4, 2.7764), (30, 2.0423)])
def test_student_s_quantile_is_that_of_the_tables(freedom, expected):
    assert student_quantile(0.975, freedom) == pytest.approx(expected, abs=1e-4)


def test_nobody_asked_has_no_response_rate():
    assert response_rate(0, 0) is None
    assert response_rate(3, 12) == 25


def test_a_change_of_shares_is_that_of_agresti_and_caffo():
    change = share_change((8, 10), (2, 10))

    assert change.difference == pytest.approx(60)
    assert change.adjusted == pytest.approx(50)
    assert change.error == pytest.approx(100 * (2 * 0.75 * 0.25 / 12) ** 0.5)
    assert change.verdict is Verdict.CHANGE
    assert share_change((6, 10), (5, 10)).verdict is Verdict.NOISE


def test_a_step_of_the_same_people_is_student_s_paired_test():
    """As scipy's ttest_rel says of twelve who went up, six who stayed and two who went down."""
    change = paired_change(20, 10, 14)

    assert change.error == pytest.approx(0.5 / 3.248931448269655)
    assert change.p == pytest.approx(0.004223850948011493)
    assert change.verdict is Verdict.CHANGE
    assert paired_change(20, 0, 14).verdict is Verdict.NOISE
    assert paired_change(20, 0, 0).p == 1
    assert paired_change(20, -20, 20).p == 0


def test_a_change_of_means_is_weighed_by_how_far_answers_are_spread():
    assert mean_change((6, 36, 218), (6, 24, 98)).verdict is Verdict.CHANGE
    assert mean_change((5, 30, 182), (5, 29, 175)).verdict is Verdict.NOISE
    assert mean_change((5, 30, 180), (5, 30, 180)).verdict is Verdict.NOISE


@given(tallies)
def test_a_score_and_its_interval_stay_on_the_scale(counted):
    interval = nps_interval(counted)

    assert -100 <= counted.nps <= 100
    assert -100 <= interval.low <= interval.high <= 100


@given(st.lists(st.integers(0, 10), min_size=1), st.randoms())
def test_the_order_of_answers_is_of_no_matter(scores, chance):
    shuffled = list(scores)
    chance.shuffle(shuffled)

    assert tally(scores) == tally(shuffled)


@given(tallies, tallies)
def test_a_change_read_backwards_has_the_other_sign(now, then):
    forth, back = nps_change(now, then), nps_change(then, now)

    assert forth.difference == pytest.approx(-back.difference)
    assert forth.p == pytest.approx(back.p)


@given(st.lists(tallies, max_size=12), st.lists(tallies, min_size=1, max_size=12), st.randoms())
def test_partners_counted_alike_stay_on_the_scale_in_any_order(told, others, chance):
    shuffled = list(told)
    chance.shuffle(shuffled)
    rest = sum(others, Tally()), [each.n for each in others]
    mean = mean_of_partners(Parts(told, *rest))

    assert -100 - 1e-9 <= mean <= 100 + 1e-9
    assert mean_of_partners(Parts(shuffled, *rest)) == pytest.approx(mean)


@given(tallies, st.integers(1, 12))
def test_clusters_that_are_all_alike_have_the_score_of_each(cluster, number):
    """So what they are weighed with adds up to one."""
    assert mean_of_partners(Parts([cluster] * number)) == pytest.approx(cluster.nps)
