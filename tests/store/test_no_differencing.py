"""No questions together tell of fewer than five answers: asked at every door, of small worlds.

Ranks are not asked for: they show rows of tables that are.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.figures.rules.changes import KINDS
from bot.voice.store.figures import OF_SURVEYS
from bot.voice.store.tables import Wave
from tests.fixtures.tiers import in_worlds
from tests.store.differencing import (
    DAYS,
    MANAGER,
    WAVES,
    Found,
    Told,
    all_told,
    found_of,
    groups_of,
    isolated,
    world_of,
)
from tests.store.small_programme import FOOTING, partner_user, questions

TIMES = ("", "in 2026", "h1 2026", "q1 2026", "q2 2026", "q3 2026", "last 6 months", "since may")
CUTS = ("", "by partner", "by tier", "by role", "by region", "by product", "by quarter in 2026")
FILTERS = (
    "for gold", "without gold", "for partner 1", "without partner 1",
    "for partner 1 and partner 2", "for sales", "without sales", "for sales and technical",
    "for emea", "for sales by tier",
    "for gold by role", "for partner 1 by role", "for mail", "without mail",
)  # fmt: skip
TALKS = (
    "nps in 2026 > and by role?", "nps in 2026 by partner > only gold > q3 2026 instead",
    "nps for sales > and technical?", "nps by tier in 2026 > remove gold",
)  # fmt: skip
REACH = ("response rate", "survey responses", "answer coverage")
ASKED = {
    MANAGER: (
        *(f"nps {time}" for time in TIMES),
        *(f"nps {time} {cut}" for time in ("in 2026", "q3 2026") for cut in CUTS[1:4]),
        *(f"nps in 2026 {only}" for only in FILTERS),
        *(f"nps {cut}" for cut in CUTS),
        "promoter share by partner", "detractor share without partner 1", "promoter share by role",
        "nps q3 2026 vs q2 2026", "nps by tier q3 2026 vs q2 2026", "partner 1 nps vs peers",
        *(f"csat {cut}" for cut in ("in 2026", "q2 2026", "q3 2026 by product", "by partner")),
        "csat in 2026 for mail", "csat in 2026 without partner 1", "csat on 5 august 2026",
        *(f"{metric} by partner" for metric in REACH),
        "time to first touch in 2026", "time to first touch on 2 september 2026 by partner",
        *TALKS,
    ),
    partner_user(1): (
        *(f"our nps {time}" for time in TIMES),
        "our nps in 2026 by role", "our nps q3 2026 by role",
        "our nps for sales", "our nps without sales", "our promoter share", "our nps by quarter",
        "our nps q3 2026 vs q2 2026", "our nps by product", "our nps vs peers",
        "our csat in 2026 by role", "our csat for sales", "our nps in 2026 > by role > only sales",
        *(f"our {metric} by role" for metric in REACH),
    ),
}  # fmt: skip

crowds = st.lists(
    st.tuples(
        st.sampled_from(list(DAYS)),
        st.integers(1, 3),
        st.sampled_from(["sales", "technical"]),
        st.integers(1, 7),
    ),
    min_size=2,
    max_size=5,
)
CLOSE = (
    [
        ("w1", 1, "sales", 5),
        ("w2", 1, "sales", 3),
        ("w2", 2, "technical", 5),
        ("w3", 1, "sales", 6),
    ],
    [
        ("w2", 1, "sales", 7),
        ("w2", 1, "technical", 2),
        ("w2", 2, "sales", 5),
        ("w3", 3, "sales", 5),
        ("e3", 1, "sales", 6),
        ("e3", 2, "sales", 2),
        ("w4", 2, "sales", 11),
    ],
)
"""Worlds in which some are few beside others."""
SEVEN = [("w3", number, "sales", n) for number, n in enumerate((9, 8, 7, 6, 6, 4, 3), 1)]
"""Partners enough for what is said of all of them, and for a place among them."""
NINE = [("w3", number, "sales", n) for number, n in enumerate((9, 8, 8, 8, 8, 8, 8, 6, 2), 1)]
"""A place among peers, of partners that are withheld for the sake of the last."""
LITTLE = (
    "nps in 2026", "nps in 2026 by partner", "nps in 2026 by region", "nps in 2026 by tier",
    "nps in 2026 for emea", *(f"partner {number} nps vs peers" for number in (1, 3, 8)),
)  # fmt: skip


def searched(ask, asker, crowd, *, asked=(), **more):
    """Search a world for what tells of fewer than five, and for what is said beside figures."""
    world = world_of(crowd, **more)
    groups = groups_of(world)
    sizes = {group: len(answers) for group, answers in groups.items()}

    async def trial(session):
        found = await found_of(session, asker, asked or ASKED[asker], groups)
        assert isolated(found.rested_on, sizes) == []
        assert found.betrayed() == []

    ask(world, trial)


here = pytest.mark.parametrize("ask", ["sqlite"], indirect=True)
"""The rules are the same on both databases: the random worlds are searched on each."""


@here
@pytest.mark.parametrize(
    ("asker", "crowd"),
    [(MANAGER, CLOSE[1]), (partner_user(1), CLOSE[0])],
    ids=["vendor", "partner"],
)
def test_where_some_are_few_no_questions_together_tell_of_them(ask, asker, crowd):
    searched(ask, asker, crowd)


@here
@pytest.mark.parametrize(("crowd", "tiers"), [(SEVEN, 3), (NINE, 10)], ids=["seven", "nine"])
def test_what_is_said_of_all_partners_tells_of_none_that_is_withheld(ask, crowd, tiers):
    searched(ask, MANAGER, crowd, asked=LITTLE, partners=len(crowd), tiers=tiers)


@given(crowd=crowds, asker=st.sampled_from(list(ASKED)))
@in_worlds(1)
@pytest.mark.every_change
def test_no_questions_together_tell_of_fewer_than_five(ask, asker, crowd):
    searched(ask, asker, crowd)


@here
def test_who_answered_in_confidence_is_counted_where_their_score_is_told(ask):
    """So whatever is searched for scores holds for counts of who answered."""
    cuts = ("", "by partner", "by role", "by tier", "without partner 1", "for sales", "for gold")
    cuts = (*cuts, "by partner in q3 2026", "in q2 2026", "for partner 1 by role")

    async def trial(session):
        reads = questions()
        await session.execute(update(Wave).values(promise="confidential"))
        counts, scores = [
            await all_told(session, MANAGER, [f"{metric} {cut}" for cut in cuts], reads)
            for metric in ("survey responses", "nps")
        ]
        told = {
            (key[0].replace("survey responses", "nps"), *key[1:])
            for key in counts.figures
            if key[0].startswith("survey responses")
        }
        assert told
        assert told <= scores.figures.keys()

    ask(world_of([one for one in CLOSE[1] if one[0] in WAVES]), trial)


def test_no_survey_has_changes_behind_it_that_name_anybody():
    assert not KINDS.keys() & {builder.metric for builder in OF_SURVEYS}


A, B, C, D = (("w1", f"p{number}", "sales") for number in range(4))
SIZES = {A: 5, B: 5, C: 1, D: 2}


def test_a_figure_of_a_few_would_be_found():
    def told(*sets):
        return isolated(map(frozenset, sets), SIZES)

    assert told({C}) == [(C,), (C, D)]
    assert told({A}, {A, D}) == [(D,), (C, D)]
    assert told({A}, {B}, {A, B, C, D}) == [(C, D)]
    assert told({A, C}, {A, D}) == [(C, D)]
    assert told({A, C}, {B, C}, {A}) == [(C,), (C, D)]
    assert told({A}, {B}, {A, B}) == told({A, C}, {B, D}, {A, B, C, D}) == []


def test_what_is_said_beside_figures_of_a_few_would_be_found():
    key, still, moved = ("nps",), (1,), (0,)
    of = {None: (still, "x"), A: (moved, "y"), B: (moved, "y"), C: (moved, "z"), D: (still, "x")}
    told = {group: Told({key: figure}, {"note": said}) for group, (figure, said) in of.items()}
    before = told.pop(None)

    assert Found(before, told).betrayed() == [(A, C, "note"), (B, C, "note")]
    del told[C]
    assert Found(before, told).betrayed() == []


@here
def test_every_question_is_read_as_one_for_figures(ask):
    async def trial(session):
        reads = questions()
        for asker, asked in {**ASKED, MANAGER: (*ASKED[MANAGER], *LITTLE)}.items():
            for question in asked:
                first = question.split(" > ")[0]
                answer = await reads.answer(session, first, asker, FOOTING)
                answered = answer.result or answer.places
                assert answered, (question, answer.reading)

    ask(world_of([("w1", 1, "sales", 6)], 9), trial)
