"""Everybody a send was for is in one of four counts, and in no second one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.cards.reach import Seen, card
from bot.beat.rules.outcomes import State
from bot.beat.rules.reach import LEFT_OUT, four_counts
from bot.beat.rules.suppression import Skip
from bot.plain_text import plain_text
from content.wording import load_wording

REASONS = st.sampled_from(["", *Skip, "too late: the network was away", "Slack says: gone"])
OUTCOMES = st.lists(st.tuples(st.sampled_from(State), REASONS, st.integers(1, 500)))


@given(OUTCOMES)
def test_the_four_add_up_and_their_reasons_too(outcomes):
    four = four_counts(outcomes)

    assert four.everybody == sum(count for *_, count in outcomes)
    assert four.not_reached == sum(four.missed.values())
    assert four.left_out == sum(four.spared.values())
    assert four.reached == sum(count for state, _, count in outcomes if state is State.DELIVERED)
    assert four.unsure == four.missed.get("unknown", 0) <= four.not_reached
    assert set(four.spared) <= LEFT_OUT


def test_what_kept_somebody_back_is_counted_with_the_others_who_were_too_late():
    four = four_counts(
        [(State.SKIPPED, "too late: no network", 3), (State.SKIPPED, "too late", 2)]
    )

    assert four.missed == {"too late": 5}


@pytest.mark.parametrize(
    ("facts", "is_offered"),
    [
        ({"may_hold": True}, True),
        ({"may_hold": False}, False),
        ({"may_hold": True, "is_stopped": True}, False),
    ],
    ids=["theirs", "another's", "stopped"],
)
def test_resending_is_spoken_of_only_where_there_is_a_button_for_it(facts, is_offered):
    four = four_counts([(State.UNKNOWN, "", 2), (State.SKIPPED, Skip.TOO_LATE, 1)])
    seen = Seen("s" * 24, "Prices", datetime(2026, 12, 8, 9, tzinfo=UTC), four, **facts)

    said = plain_text(card(load_wording(), seen))

    assert ("Resend to 3" in said) is is_offered
    assert ("Resend asks whether it should be" in said) is is_offered
    assert ("Resend sends it again" in said) is is_offered
    assert "nobody knows whether it arrived" in said
