"""Whether rows of two tables may add up to nearly the same, against trying every choice."""

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from bot.voice.rules.beside import Beside, Table
from bot.voice.rules.nearness import NEVER, Alike, Counts
from tests.fixtures.tiers import in_worlds

shares = st.dictionaries(
    st.tuples(st.sampled_from([None, *"abcd"]), st.sampled_from([None, *"wxyz"])),
    st.integers(1, 8),
    max_size=12,
)
"""How many answers each row of one table has in common with each of another."""


def choices(values):
    return (set(some) for size in range(len(values) + 1) for some in combinations(values, size))


@given(shares, st.sets(st.sampled_from("abcd")))
@in_worlds(200)
def test_a_cut_by_few_is_found_where_some_choice_of_rows_comes_close(shares, told):
    rows, others = {}, {}
    for (row, other), n in shares.items():
        alike = Alike(0, NEVER, (), Counts(n))
        rows.setdefault(row, []).append(alike)
        others.setdefault(other, []).append(alike)
    rows.pop(None, None)
    others.pop(None, None)
    shown = sorted(told & rows.keys())

    apart = {
        sum(n for (row, other), n in shares.items() if (row in some) is not (other in different))
        for some, different in product(choices(shown), choices(sorted(others)))
    }
    assert Beside(Table(others), rows).comes_close(told) is any(0 < n < 5 for n in apart)
