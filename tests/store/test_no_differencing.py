"""No questions together tell of fewer than five answers: asked in words, of small worlds.

What a figure rests on is found from outside: one answer after the other is turned round, and a
figure that moves rests on it. So it does not matter by which way a figure was come to. Ranks are
not asked for: they show rows of tables that are.
"""

from collections.abc import Iterable
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.voice.store.tables import Response
from tests.fixtures.tiers import in_worlds
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    Programme,
    partner_user,
    questions,
)

QUESTIONS = questions()
LEAST = 5
WAVES = {"w1": date(2026, 3, 1), "w2": date(2026, 6, 1), "w3": date(2026, 9, 1)}
TIMES = ("", "in 2026", "h1 2026", "q1 2026", "q2 2026", "q3 2026", "last 6 months", "since may")
CUTS = ("", "by partner", "by tier", "by role", "by region", "by product", "by quarter in 2026")
FILTERS = (
    "for gold", "without gold", "for partner 1", "without partner 1",
    "for partner 1 and partner 2", "for sales", "without sales", "for sales and technical",
    "for emea", "for sales by tier",
    "for gold by role", "for partner 1 by role", "for mail", "without mail",
)  # fmt: skip
ASKED = {
    ADMINISTRATOR: (
        *(f"nps {time}" for time in TIMES),
        *(f"nps {time} {cut}" for time in ("in 2026", "q3 2026") for cut in CUTS[1:4]),
        *(f"nps in 2026 {only}" for only in FILTERS),
        *(f"nps {cut}" for cut in CUTS),
        "promoter share by partner", "detractor share without partner 1", "promoter share by role",
        "nps q3 2026 vs q2 2026", "nps by tier q3 2026 vs q2 2026", "partner 1 nps vs peers",
    ),
    partner_user(1): (
        *(f"our nps {time}" for time in TIMES),
        "our nps in 2026 by role", "our nps q3 2026 by role",
        "our nps for sales", "our nps without sales", "our promoter share", "our nps by quarter",
        "our nps q3 2026 vs q2 2026", "our nps by product", "our nps vs peers",
    ),
}  # fmt: skip

crowds = st.lists(
    st.tuples(
        st.sampled_from(sorted(WAVES)),
        st.integers(1, 3),
        st.sampled_from(["sales", "technical"]),
        st.integers(1, 7),
    ),
    min_size=2,
    max_size=5,
)


def world_of(crowd: Iterable[tuple[str, int, str, int]]) -> Programme:
    """Make a world of waves in which so many of a partner's people of a role answered."""
    world = Programme()
    world.product("Mail")
    world.partner(1)
    world.partner(2, region="NA")
    world.partner(3, tier="Silver")
    for number in (1, 2, 3):
        world.customer(f"k{number}", number)
        world.paid(f"k{number}", "Mail", date(2025, 1, 1), None, 12_000, partner=number)
    for name, day in WAVES.items():
        world.wave(name, day)
    for wave, partner, role, count in crowd:
        world.answers(wave, partner, [9] * count, WAVES[wave], role)
    return world


async def told(session, asker) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Ask everything, and return each figure that was told, with its base and its margin."""
    found: dict[tuple[str, ...], tuple[object, ...]] = {}
    for question in ASKED[asker]:
        answer = await QUESTIONS.answer(session, question, asker, FOOTING)
        for figure in answer.result.figures if answer.result else ():
            whole = figure.whole.cells if figure.whole else ()
            for part, cells in enumerate((figure.cells, figure.against, whole)):
                for cell in cells:
                    if cell.quantity.is_shown:
                        key = (question, str(part), str(cell.piece), *cell.groups)
                        found[key] = (cell.quantity, cell.base, cell.between)
    return found


async def rested_on(session, asker, answers: Iterable[str]) -> dict[frozenset[str], tuple]:
    """Return on which answers each figure rests that is told."""
    before = await told(session, asker)
    moved_by: dict[tuple[str, ...], set[str]] = {key: set() for key in before}
    for answer in answers:
        turned = update(Response).where(Response.id == answer)
        await session.execute(turned.values(score=0))
        now = await told(session, asker)
        await session.execute(turned.values(score=9))
        assert now.keys() == before.keys()  # what is told follows from how many, never from what
        for key, shown in now.items():
            if shown != before[key]:
                moved_by[key].add(answer)
    return {frozenset(some): key for key, some in moved_by.items() if some}


def isolated(found: dict[frozenset[str], tuple]) -> list[tuple]:
    """Return what tells of fewer than five: alone, from another, or two from a third."""
    alone = [(key, len(some)) for some, key in found.items() if len(some) < LEAST]
    pairs = [
        (found[one], found[other], len(one ^ other))
        for one, other in combinations(found, 2)
        if 0 < len(one ^ other) < LEAST
    ]
    sums = [
        (found[one], found[other], found[whole], len((one | other) ^ whole))
        for one, other in combinations(found, 2)
        if not one & other
        for whole in found
        if 0 < len((one | other) ^ whole) < LEAST
    ]
    return [*alone, *pairs, *sums]


CLOSE = (
    [("w1", 1, "sales", 5), ("w2", 1, "sales", 6), ("w2", 2, "technical", 5)],
    [
        ("w2", 1, "sales", 7),
        ("w2", 1, "technical", 2),
        ("w2", 2, "sales", 5),
        ("w3", 3, "sales", 5),
    ],
)
"""Worlds in which some are few beside others."""


def searched(ask, asker, crowd):
    """Search a world for figures that together tell of fewer than five."""
    world = world_of(crowd)
    answers = [row["id"] for row in world.rows.get(Response, [])]

    async def trial(session):
        assert isolated(await rested_on(session, asker, answers)) == []

    ask(world, trial)


@pytest.mark.parametrize(
    ("asker", "crowd"),
    [(ADMINISTRATOR, CLOSE[1]), (partner_user(1), CLOSE[0])],
    ids=["vendor", "partner"],
)
def test_where_some_are_few_no_questions_together_tell_of_them(ask, asker, crowd):
    searched(ask, asker, crowd)


@given(crowd=crowds, asker=st.sampled_from(list(ASKED)))
@in_worlds(1)
def test_no_questions_together_tell_of_fewer_than_five(ask, asker, crowd):
    searched(ask, asker, crowd)


def test_a_figure_of_a_few_would_be_found():
    five, six = frozenset("abcde"), frozenset("abcdef")
    assert isolated({frozenset("abcd"): ("few",)})
    assert isolated({five: ("five",), six: ("six",)}) == [(("five",), ("six",), 1)]
    other, whole = frozenset("ghijk"), frozenset("abcdeghijkl")
    assert isolated({five: ("five",), other: ("other",), whole: ("whole",)})
    assert isolated({five: ("five",), other: ("other",), five | other: ("both",)}) == []


def test_every_question_is_read_as_one_for_figures(ask):
    async def trial(session):
        for asker, asked in ASKED.items():
            for question in asked:
                answer = await QUESTIONS.answer(session, question, asker, FOOTING)
                assert answer.result or answer.places, (question, answer.reading)

    ask(world_of([("w1", 1, "sales", 6)]), trial)
