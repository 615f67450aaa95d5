"""Whom a round asks: quotas, roles, turns, whatever order and whoever comes and goes."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.voice.rules.sampling import NEVER, Candidate, Sample, draw

ROLES = ("technical", "sales", "executive", "marketing", "development")
FIRST = datetime(2026, 2, 11, 10, tzinfo=UTC)
QUARTER = timedelta(days=91)
samples = st.integers(1, 4).map(Sample) | st.integers(2, 4).map(lambda n: Sample(rounds=n))
programmes = st.lists(st.lists(st.sampled_from(ROLES), min_size=1, max_size=9), max_size=6)


def people(programme: list[list[str]]) -> list[Candidate]:
    return [
        Candidate(f"p{partner}-{number}", f"p{partner}", role)
        for partner, roles in enumerate(programme)
        for number, role in enumerate(roles)
    ]


@st.composite
def worlds(draw_one) -> list[Candidate]:
    """People of whom some were asked before, some lately, and some must not be asked."""
    moments = st.sampled_from([NEVER, *(FIRST + n * QUARTER for n in range(4))])
    return [
        replace(one, may=draw_one(st.booleans()), asked_at=draw_one(moments))
        for one in people(draw_one(programmes))
    ]


def by_partner(some: list[Candidate]) -> dict[str, list[Candidate]]:
    found: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in some:
        found[one.partner_id].append(one)
    return found


@given(samples, worlds(), st.text(max_size=5))
def test_no_quota_is_exceeded_and_every_partner_is_heard_that_can_be(sample, world, seed):
    chosen = draw(sample, world, seed)

    for theirs in by_partner(world).values():
        may = [one for one in theirs if one.may]
        asked = [one for one in may if one.contact_id in chosen]
        assert len(asked) == min(len(may), sample.places(len(theirs)))
        assert not chosen & {one.contact_id for one in theirs if not one.may}


@given(samples, worlds())
def test_nobody_is_asked_before_somebody_who_waits_longer(sample, world):
    chosen = draw(sample, world, "nps 3")

    for theirs in by_partner(world).values():
        asked = [one.asked_at for one in theirs if one.contact_id in chosen]
        waits = [one.asked_at for one in theirs if one.may and one.contact_id not in chosen]
        assert not (asked and waits) or max(asked) <= min(waits)


@given(samples, programmes)
def test_each_role_comes_before_one_comes_twice(sample, programme):
    world = people(programme)
    chosen = draw(sample, world, "nps 0")

    for theirs in by_partner(world).values():
        counts = Counter(one.role for one in theirs if one.contact_id in chosen)
        there = {one.role for one in theirs}
        assert set(counts) == there or set(counts.values()) == {1}


@given(samples, worlds(), st.data())
def test_the_order_does_not_matter_and_a_replay_draws_the_same(sample, world, data):
    shuffled = data.draw(st.permutations(world))

    assert draw(sample, world, "nps 1") == draw(sample, shuffled, "nps 1")


@given(samples, programmes, st.data())
def test_everybody_has_a_turn_in_as_many_rounds_as_it_takes(sample, programme, data):
    """Where somebody leaves, the others have theirs no later."""
    world, turns = people(programme), Counter[str]()
    most = max((len(theirs) for theirs in by_partner(world).values()), default=0)
    sizes = {key: len(theirs) for key, theirs in by_partner(world).items()}
    leaves = data.draw(st.sampled_from([one.contact_id for one in world] or [""]))
    for number in range(most):
        here = [one for one in world if number < 1 or one.contact_id != leaves]
        chosen = draw(sample, here, f"nps {number}")
        turns.update(chosen)
        opened = FIRST + number * QUARTER
        world = [
            replace(one, asked_at=opened, turns=one.turns + 1) if one.contact_id in chosen else one
            for one in here
        ]
        for key, theirs in by_partner(world).items():
            counts = [turns[one.contact_id] for one in theirs]
            rounds = sample.rounds or -(-sizes[key] // sample.per_partner)
            assert max(counts) - min(counts) <= 1
            assert number + 1 < rounds or min(counts) >= 1


@given(programmes, st.sampled_from(ROLES))
def test_who_joins_comes_with_the_first_who_wait(programme, role):
    world = [replace(one, asked_at=FIRST) for one in people(programme)]
    joined = Candidate("new", "p0", role)

    assert "new" in draw(Sample(1), [*world, joined], "nps 1")


def test_a_role_that_was_not_heard_yet_in_a_round_is_heard_where_it_can_be():
    many = people([["sales", "technical"]] * 8 + [["sales", "development"]])
    chosen = draw(Sample(1), many, "nps 0")
    roles = Counter(one.role for one in many if one.contact_id in chosen)

    assert set(roles) == {"sales", "technical", "development"}
    assert max(roles["sales"], roles["technical"]) <= 5
