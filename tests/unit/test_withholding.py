from hypothesis import given
from hypothesis import strategies as st

from bot.voice.rules.withholding import Answered, withheld_groups

ROLES = ("sales", "technical", "marketing", "executive")
sizes_by_role = st.dictionaries(st.sampled_from(ROLES), st.integers(1, 20), min_size=1)


def everything(_: str) -> bool:
    return True


def only(*values):
    return lambda value: value in values


def without(*values):
    return lambda value: value not in values


def by_role(sizes, passes=everything):
    return withheld_groups(Answered({(role,): n for role, n in sizes.items()}, 1, [passes]))


def shown_of(sizes, passes):
    """Whom the one score over these roles tells of; nobody where it is withheld."""
    hidden = withheld_groups(Answered({(role,): n for role, n in sizes.items()}, 0, [passes]))
    return None if hidden else {role for role in sizes if passes(role)}


def test_a_small_group_is_withheld_with_the_next_smallest():
    assert by_role({"sales": 20, "technical": 2, "executive": 7}) == {
        ("technical",),
        ("executive",),
    }


def test_groups_of_five_and_more_are_told():
    assert by_role({"sales": 5, "technical": 9}) == frozenset()


def test_all_but_a_small_group_is_withheld():
    assert shown_of({"sales": 20, "technical": 2}, without("technical")) is None
    assert shown_of({"sales": 20, "technical": 2}, only("sales")) is None


def test_all_but_a_large_group_is_told():
    assert shown_of({"sales": 20, "technical": 6}, without("technical")) == {"sales"}


def test_where_two_groups_are_compared_a_small_third_one_is_not_betrayed():
    sizes = {"sales": 20, "technical": 9, "executive": 1}

    assert by_role(sizes, only("sales", "technical")) >= {("technical",)}


def test_a_cell_of_a_table_is_not_had_by_subtraction_along_its_other_side():
    sizes = {
        ("Gold", "EMEA"): 3,
        ("Gold", "NA"): 20,
        ("Silver", "EMEA"): 20,
        ("Silver", "NA"): 20,
    }

    assert len(withheld_groups(Answered(sizes, 2, [everything, everything]))) == 4


def test_two_filters_that_leave_few_out_are_withheld():
    sizes = {("Gold", "EMEA"): 20, ("Gold", "NA"): 1, ("Silver", "EMEA"): 1, ("Silver", "NA"): 1}
    answered = Answered(sizes, 0, [only("Gold"), only("EMEA")])

    assert withheld_groups(answered) == {()}


@given(sizes_by_role, st.sets(st.sampled_from(ROLES)), st.sets(st.sampled_from(ROLES)))
def test_no_two_scores_over_roles_differ_by_fewer_than_five_people(sizes, these, those):
    wide, narrow = shown_of(sizes, only(*these, *those)), shown_of(sizes, only(*these))
    if wide is not None and narrow is not None:
        between = sum(sizes[role] for role in wide - narrow)

        assert between == 0 or between >= 5
