"""Whose conversation one may be: proposed by its name and by who is in it, never decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules.matching import KnownPartner, Seen, Why, candidates, proposal

ACME, BOLT = (
    KnownPartner("acme", "Acme IT Services", frozenset({"T-ACME"})),
    KnownPartner("bolt", "Bolt & Söhne"),
)
CLOUD = KnownPartner("cloud", "Acme Cloud")
BOTH = (ACME, BOLT)


def proposed(seen: Seen, partners=BOTH, ours=("Cirrus Channel Cloud",)):
    found = proposal(candidates(seen, partners, ours))
    return found and (found.partner_id, sorted(found.whys))


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("ext-acme", "acme"),
        ("acme-cirrus", "acme"),
        ("Acme & us", "acme"),
        ("ACME_it", "acme"),
        ("acmeit-cirrus", "acme"),
        ("ext-acmeitservices", "acme"),
        ("\uff21cme", "acme"),
        ("bolt-und-wir", "bolt"),
        ("ext-bolt-söhne", "bolt"),
        ("ext-acmeco", None),
        ("general", None),
        ("it-services", None),
        ("", None),
    ],
)
def test_a_name_speaks_for_the_partner_whose_first_words_stand_in_it(name: str, whose):
    assert proposed(Seen(name)) == (whose and (whose, [Why.NAME]))


def test_of_two_partners_that_begin_alike_the_one_named_at_more_length_is_meant():
    partners = (ACME, CLOUD)

    assert proposed(Seen("ext-acme-cloud"), partners)[0] == "cloud"
    assert proposed(Seen("ext-acme-it"), partners)[0] == "acme"
    assert proposed(Seen("ext-acme"), partners) is None
    assert proposed(Seen("ext-acme"), (KnownPartner("short", "Acme"), *partners))[0] == "short"


def test_our_own_name_speaks_for_nobody():
    partners = (ACME, KnownPartner("other", "Cirrus Partners"))

    assert proposed(Seen("acme-cirrus"), partners)[0] == "acme"
    assert proposed(Seen("cirrus-partners"), partners)[0] == "other"


def test_who_is_in_it_speaks_for_a_partner_whatever_the_name_says():
    assert proposed(Seen("room", frozenset({"T-ACME"}))) == ("acme", [Why.HOME])
    assert proposed(Seen("room", people={"bolt": 2})) == ("bolt", [Why.PEOPLE])
    both = Seen("ext-acme", frozenset({"T-ACME"}), {"acme": 1})
    assert proposed(both) == ("acme", [Why.HOME, Why.NAME, Why.PEOPLE])


def test_where_anything_speaks_for_two_nobody_is_proposed_and_both_are_named():
    found = candidates(Seen("ext-acme", people={"bolt": 1}), BOTH)

    assert proposal(found) is None
    assert [one.name for one in found] == ["Acme IT Services", "Bolt & Söhne"]


words = st.text(st.sampled_from("abcxyzäé"), min_size=3, max_size=6)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
homes = st.frozensets(st.sampled_from(["T1", "T2", "T3"]), max_size=2)
partners = st.lists(st.tuples(names, homes), max_size=5).map(
    lambda found: [KnownPartner(f"p{n}", *one) for n, one in enumerate(found)]
)
seen = st.builds(
    Seen, names, homes, st.dictionaries(st.sampled_from(["p0", "p1", "p9"]), st.integers(0, 3))
)


@given(seen, partners, st.randoms(use_true_random=False))
def test_the_order_in_which_partners_are_known_changes_nothing(what, known, chance):
    shuffled = list(known)
    chance.shuffle(shuffled)

    assert candidates(what, known) == candidates(what, shuffled)


@given(seen, partners)
def test_nobody_is_proposed_for_whom_nothing_speaks(what, known):
    by_id = {one.id: one for one in known}
    for one in candidates(what, known):
        partner = by_id[one.partner_id]
        assert one.whys
        assert (Why.HOME in one.whys) == bool(partner.homes & what.homes)
        assert (Why.PEOPLE in one.whys) == (what.people.get(one.partner_id, 0) > 0)


@given(seen, partners)
def test_only_one_alone_is_ever_proposed(what, known):
    found = candidates(what, known)
    one = proposal(found)

    assert (one is None) == (len(found) != 1)


@given(names, partners)
def test_how_a_name_is_written_changes_nothing(name, known):
    loud = name.upper().replace(" ", "-")

    assert candidates(Seen(name), known) == candidates(Seen(loud), known)


@given(names, partners)
def test_a_conversation_that_bears_a_partners_whole_name_is_proposed_for_it_or_a_namesake(
    name, known
):
    mine = KnownPartner("mine", name)
    found = candidates(Seen(f"ext {name} and us"), [*known, mine])

    assert "mine" in {one.partner_id for one in found} or any(
        len(one.name.split()) >= len(name.split()) for one in found
    )
