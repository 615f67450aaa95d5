"""What may happen to a case: laws over every course that one can take."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.voice.rules.case_filter import UNCLOSED, CaseFilter, read_filter
from bot.voice.rules.cases import HIGHEST, OPENED, Deed, State, after, is_complaint

STEPS = st.lists(
    st.tuples(
        st.sampled_from([one for one in Deed if one is not Deed.OPENED]),
        st.sampled_from(["", " ", "price"]),
        st.sampled_from(["", "\n", "A person of your own"]),
    ),
    max_size=40,
)


def course(steps):
    """Every standing that a case goes through, with the deed that led to it."""
    standing = OPENED
    for deed, cause, action in steps:
        then = after(standing, deed, cause=cause, action=action)
        if then is not None:
            yield standing, deed, then
            standing = then


@given(STEPS)
def test_no_case_is_asked_about_or_closed_without_its_cause_and_what_was_done(steps):
    for _, _, then in course(steps):
        if then.state in (State.ASKED, State.CLOSED):
            assert then.cause.strip()
            assert then.action.strip()


@given(STEPS)
def test_a_case_is_closed_by_the_partner_alone_or_because_nobody_answered(steps):
    for before, deed, then in course(steps):
        if then.state is State.CLOSED and before.state is not State.CLOSED:
            assert before.state is State.ASKED
            assert deed in (Deed.SOLVED, Deed.NOT_CONFIRMED)
        assert (then.ending is not None) == (then.state is State.CLOSED)


@given(STEPS)
def test_a_no_opens_a_case_again_and_what_is_promised_then_is_not_kept_yet(steps):
    for _, deed, then in course(steps):
        if deed is Deed.NOT_SOLVED:
            assert (then.state, then.is_touched, then.level) == (State.OPEN, False, 0)


@given(STEPS)
def test_a_case_rises_one_step_at_a_time_and_comes_down_when_somebody_sees_to_it(steps):
    for before, deed, then in course(steps):
        if deed is Deed.ESCALATED:
            assert then.level == min(before.level + 1, HIGHEST)
        elif deed is not Deed.NOTED:
            assert then.level == 0


@pytest.mark.parametrize(
    ("measures", "worst"), [("nps", 6), ("csat", 2), ("ces", 3), ("custom", -1)]
)
def test_a_complaint_is_a_low_answer_to_a_question_that_has_a_good_end(measures, worst):
    assert [score for score in range(11) if is_complaint(measures, score)] == list(
        range(worst + 1)
    )
    assert not is_complaint(measures, None)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", CaseFilter()),
        ("all", CaseFilter(frozenset(State))),
        ("mine", CaseFilter(mine=True)),
        ("closed Acme IT", CaseFilter(frozenset({State.CLOSED}), None, "acme it")),
        ("older than 5 days", CaseFilter(UNCLOSED, timedelta(days=5))),
        (
            "Acme older than 2 weeks taken",
            CaseFilter(frozenset({State.TAKEN}), timedelta(days=14), "acme"),
        ),
        ("meine offene älter als 3 Tage", CaseFilter(UNCLOSED, timedelta(days=3), mine=True)),
    ],
)
def test_a_filter_is_read_out_of_words(words, wanted):
    assert read_filter(words) == wanted
