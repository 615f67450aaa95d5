"""A rule that was kept reads as it was written, by whatever program wrote it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.audience import Audience, Named, PartnerFacts, Reader, To, freeze, thaw
from bot.beat.rules.conditions import All, AnyOf, Fact, Not, may_hold
from bot.errors import AudienceUnreadable
from bot.principal import Permission, Role

OLD = (
    '{"Audience":{"roles":["sales"],"partners":["Acme"],"tiers":["Gold"],"regions":[],'
    '"stages":[],"vendor":true,"to":"either","consent":true}}'
)
FACTS = st.builds(Fact, st.sampled_from(["tier", "role"]), st.text(max_size=5))
CONDITIONS = st.recursive(
    FACTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: All(tuple(each))),
        st.lists(inner, max_size=3).map(lambda each: AnyOf(tuple(each))),
        inner.map(Not),
    ),
    max_leaves=6,
)


def test_what_was_kept_before_there_were_conditions_reads_as_ever():
    assert thaw(OLD) == Audience(
        roles=frozenset({Role.SALES}),
        partners=frozenset({"Acme"}),
        tiers=frozenset({"Gold"}),
        vendor=True,
        to=To.EITHER,
        consent=True,
    )
    assert thaw('{"Audience":{"tiers":["Gold"],"vendor":false}}') == Audience(
        tiers=frozenset({"Gold"})
    )
    named = '{"Named":{"contacts":["a"],"conversations":["b"]}}'
    assert thaw(named) == Named(frozenset({"a"}), frozenset({"b"}))


def test_a_rule_without_a_condition_is_kept_as_ever():
    assert msgspec.json.decode(freeze(thaw(OLD))) == msgspec.json.decode(OLD)


@given(CONDITIONS, st.sampled_from(To), st.booleans())
def test_a_condition_is_kept_as_it_is(who, to, consent):
    rule = Audience(vendor=True, who=who, to=to, consent=consent, words="as said")

    assert thaw(freeze(rule)) == rule


def test_an_older_program_never_takes_a_condition_for_none():
    kept = freeze(Audience(vendor=True, who=Fact("tier", "Gold")))

    assert "Audience" not in msgspec.json.decode(kept)


def test_words_that_were_not_read_are_kept_by_no_send():
    unread = Audience(words="gold partners")
    reader = Reader(role=Role.SALES, is_vendor=False)
    for use in (lambda: freeze(unread), lambda: unread.includes(reader)):
        with pytest.raises(AudienceUnreadable):
            use()


def test_who_works_at_a_partner_is_left_open_where_it_is_spoken_to_as_a_whole():
    gold, sales = Fact("tier", "Gold"), Fact("role", "sales")
    partner = PartnerFacts(partner="Acme", tier="gold", region="EMEA", stage="depth")

    for who, expected in (
        (All((gold, sales)), True),
        (All((gold, Not(sales))), True),
        (All((Not(gold), sales)), False),
        (AnyOf((Not(gold), sales)), True),
        (Fact("side", "vendor"), False),
    ):
        assert Audience(who=who, vendor=True).chooses(partner) is expected
    assert may_hold(Not(Fact("role", "sales")), {}) is True


def test_a_reader_is_known_by_all_that_may_be_asked():
    reader = Reader(
        role=Role.EXECUTIVE,
        is_vendor=True,
        permission=Permission.ADMINISTRATOR,
        language="de-AT",
        agreed=True,
    )
    for fact in (
        Fact("side", "vendor"),
        Fact("role", "executive"),
        Fact("permission", "administrator"),
        Fact("language", "de"),
        Fact("language", "de-AT"),
        Fact("consent", "given"),
    ):
        assert Audience(who=fact, vendor=True).includes(reader), fact
