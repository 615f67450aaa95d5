from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules.ladder import LADDER, Obstacle, Step, climb, obstacle

START = datetime(2026, 1, 1, tzinfo=UTC)
PLATFORMS = (*LADDER, "carrier pigeon")

steps = st.lists(
    st.builds(
        Step,
        address_id=st.text("abcdef", min_size=1, max_size=6),
        platform=st.sampled_from(PLATFORMS),
        linked_at=st.integers(0, 5).map(lambda days: START + timedelta(days=days)),
        installation_id=st.sampled_from([None, "i1", "i2"]),
        live=st.booleans(),
        installed=st.booleans(),
        linked=st.booleans(),
    ),
    unique_by=lambda step: step.address_id,
    max_size=8,
)
choices = st.sampled_from([None, *PLATFORMS])
opened = st.sets(st.sampled_from(PLATFORMS))


@given(steps, choices, opened)
def test_every_address_is_either_a_rung_or_has_an_obstacle(found, preferred, platforms):
    order = climb(found, preferred, platforms)

    assert len(set(order)) == len(order)
    assert set(order) == {step for step in found if obstacle(step, platforms) is None}


@given(steps, choices, opened, st.randoms())
def test_the_order_does_not_depend_on_how_the_addresses_were_read(
    found, preferred, platforms, random
):
    shuffled = random.sample(found, len(found))

    assert climb(shuffled, preferred, platforms) == climb(found, preferred, platforms)


@given(steps, choices, opened)
def test_the_preferred_platform_comes_first_where_it_can_be_used(found, preferred, platforms):
    order = climb(found, preferred, platforms)
    usable = {step.platform for step in order}

    assert preferred not in usable or order[0].platform == preferred


@given(steps, choices, opened)
def test_the_others_follow_the_ladder_and_the_newest_link_leads_on_each(
    found, preferred, platforms
):
    others = [step for step in climb(found, preferred, platforms) if step.platform != preferred]
    heights = [PLATFORMS.index(step.platform) for step in others]
    pairs = pairwise(others)

    assert heights == sorted(heights)
    assert all(a.linked_at >= b.linked_at for a, b in pairs if a.platform == b.platform)


@given(steps, choices, opened)
def test_when_the_first_address_dies_the_next_rung_is_the_one_that_was_shown(
    found, preferred, platforms
):
    order = climb(found, preferred, platforms)
    buried = [step for step in found if step not in order[:1]]

    assert climb(buried, preferred, platforms) == order[1:]


def test_what_a_person_undid_is_named_before_what_happened_by_itself():
    step = Step("a", "slack", START, "i1", live=False, installed=False, linked=False)

    assert obstacle(step, {"slack"}) is Obstacle.UNLINKED
