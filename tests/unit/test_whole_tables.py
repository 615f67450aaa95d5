"""What tables tell together: a search through small worlds for rows that add up to a few."""

from itertools import combinations

from hypothesis import example, given

from bot.voice.rules.beside import Beside, Table
from bot.voice.rules.wanted import Only
from bot.voice.rules.whole_tables import rows_told
from bot.voice.rules.withholding import World
from tests.fixtures.tiers import in_worlds
from tests.unit.test_withholding import PLACES, WAVES, crowd, only, people, world_of

EVERY_PLACE = (*PLACES, 5)


def but(value):
    return Only(frozenset({value}), negated=True)


def rests(answers):
    """Return for whom a table may be asked: for everybody, for some, for all but some."""
    yield {}
    for place in EVERY_PLACE:
        for value in sorted({alike.values[place] for alike in answers}):
            yield {place: only(value)}
            yield {place: but(value)}


def tables(answers):
    """Return every table of one dimension, and every score, with its time and for whom it is."""
    world, found = World(answers), {}
    for span in combinations(range(WAVES + 1), 2):
        first, last = span[0], span[1] - 1
        for rest in rests(answers):
            for place in ((), *((place,) for place in EVERY_PLACE if place not in rest)):
                told = rows_told(world, (first, last), rest, place)
                rows = {str(values): row for values, row in told.items() if row}
                sets = frozenset(frozenset(map(id, row)) for row in rows.values())
                found.setdefault(sets, (first, last, rest, rows))
    return found.values()


def is_of_several(rest):
    return any(not wanted.is_single for wanted in rest.values())


@given(people)
@example(
    crowd(
        (7, "acme", "sales", (1, 2)),
        (6, "cato", "sales", (0, 1)),
        (4, "bree", "sales", (1,)),
        (8, "bree", "technical", (1,)),
        (8, "bree", "sales", (0,)),
    )
)
@example(
    crowd(
        (8, "acme", "sales", (0, 1)),
        (2, "acme", "technical", (0,)),
        (3, "acme", "technical", (0, 2)),
        (7, "cato", "sales", (2,)),
        (1, "cato", "sales", (0, 1)),
        (2, "bree", "technical", (0,)),
        (8, "bree", "technical", (0, 1)),
    )
)
@in_worlds(12)
def test_no_rows_of_two_tables_add_up_to_what_differs_by_one_to_four_answers(people):
    """But for tables of other people and of another time at once: `docs/decisions` says how often.

    One that several values choose is in no such pair, whatever the other is of.
    """
    for one, other in combinations(tables(world_of(people)), 2):
        rows = other[3]
        assert not Beside(Table(one[3]), rows).comes_close(rows.keys()), (one, other)


def test_of_all_but_some_only_rows_are_told_that_add_up_to_nothing_small():
    people = crowd(
        (7, "acme", "sales", (0,)), (8, "bree", "technical", (0,)), (6, "cato", "sales", (0,))
    )
    world = World(world_of(people))

    told = rows_told(world, (0, 0), {0: but("acme")}, (4,))
    assert {values: row and len(row) for values, row in told.items()} == {
        ("sales",): 6,
        ("technical",): 8,
    }


def test_a_table_of_single_values_is_what_its_rows_are_by_themselves():
    people = crowd((7, "acme", "sales", (0,)), (3, "bree", "sales", (0,)))
    world = World(world_of(people))

    told = rows_told(world, (0, 0), {}, (0,))
    assert told[("acme",)] == world.told(0, 0, {0: only("acme")})
    assert told[("bree",)] is None
