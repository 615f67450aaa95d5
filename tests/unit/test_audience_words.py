"""Whom the words of an audience mean, and the sentence that says so."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.audience import Audience, To
from bot.beat.rules.choosing.dimensions import AGREED, CORE, Dimension, with_brought
from bot.beat.rules.choosing.lexicon import lexicon
from bot.beat.rules.choosing.reading import read_audience
from bot.beat.rules.choosing.sentence import sentence
from bot.beat.rules.conditions import All, AnyOf, Fact, Not, any_of, holds, simplified
from bot.errors import AudienceUnreadable
from bot.name_keys import name_key

PRODUCT = Dimension(
    "product",
    "who sell {}",
    "who do not sell {}",
    "product",
    "partner",
    exclusive=False,
    asked_by=("sell", "sells"),
)
NAMES = {
    "tier": ["Gold", "Silver", "Or"],
    "region": ["EMEA", "APAC", "Depth"],
    "stage": ["Onboarding", "Depth"],
    "partner": [
        "Acme",
        "Bolt",
        "M\u00fcller & S\u00f6hne",
        "Backup",
        "Not Just Cloud",
        "And",
        "The Team",
    ],
    "country": ["DE", "FR", "US", "GB"],
    "language": ["de", "en", "pt-BR"],
    "product": ["Backup", "Mail"],
}
FIXED = {
    "role": ["sales", "marketing", "technical", "executive"],
    "permission": ["administrator", "manager"],
    "side": ["partner", "vendor"],
    "sponsor": ["partner", "vendor"],
    "platform": ["slack", "teams", "email"],
    "consent": ["given"],
}
DIMENSIONS = with_brought([PRODUCT])
LEXICON = lexicon(DIMENSIONS, NAMES, {"country": {"GB": ("UK",)}})
VALUES = NAMES | FIXED


def read(words):
    return read_audience(words, LEXICON)


def said(words):
    return sentence(read(words), LEXICON)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (
            "gold partners in EMEA, sales and marketing",
            "at Gold partners, in EMEA, in marketing or sales roles",
        ),
        (
            "everybody at Acme and Bolt except executives",
            "at Acme or Bolt, not in executive roles",
        ),
        (
            "all technical people of gold and silver partners in Germany who read German",
            "at Gold or Silver partners, in Germany, in technical roles, who read German",
        ),
        (
            "partners in onboarding that are not in APAC",
            "in stage Onboarding, not in APAC",
        ),
        ("not sales", "at partners, not in sales roles"),
        ("gold partners and not sales", "at Gold partners, not in sales roles"),
        ("not sales and marketing", "at partners, not in marketing or sales roles"),
        ("neither sales nor marketing", "at partners, not in marketing or sales roles"),
        ("everyone except sales in EMEA", "at partners, not (in EMEA, in sales roles)"),
        ("gold partners, except those in APAC", "at Gold partners, not in APAC"),
        ("people who agreed to mail", "at partners, who agreed to be written to"),
        ("those who haven't agreed", "at partners, who never agreed to be written to"),
        ("sponsors of gold partners", "at Gold partners, who are sponsors"),
        ("administrators", "with the permission administrator"),
        ("our own people", "of our own people"),
        ("only on Teams", "at partners, reached on Teams"),
        ("on email or teams", "at partners, reached on Email or Teams"),
        ("sales teams", "at partners, in sales roles"),
        ("in their conversations", "at partners, in their conversations"),
        ("partners who sell Backup and Mail", "who sell product Backup and Mail"),
        (
            "gold partners in EMEA and silver partners in APAC",
            "(at Silver partners, in APAC) or (at Gold partners, in EMEA)",
        ),
        ("gold partners or sales", "(at Gold partners) or (at partners, in sales roles)"),
        ("Gold partners and our own people", "(of our own people) or (at Gold partners)"),
        ("SALES at muller & sohne", "at \u201cM\u00fcller & S\u00f6hne\u201d, in sales roles"),
        ("Acme's technicians", "at Acme, in technical roles"),
        ("German-speaking sales", "at partners, in sales roles, who read German"),
        ("US partners", "at partners, in United States"),
        ("everybody", "at partners"),
        ("everyone including our own people", "at partners or of our own people"),
        ("everyone and our own people", "at partners or of our own people"),
        ("partners outside EMEA", "at partners, not in EMEA"),
        (
            "Acme: sales, Bolt: marketing",
            "(at Acme, in sales roles) or (at Bolt, in marketing roles)",
        ),
        ("tier: gold; region: EMEA; role: sales.", "at Gold partners, in EMEA, in sales roles"),
        ("gold OR (silver AND EMEA)", "(at Gold partners) or (at Silver partners, in EMEA)"),
        (
            "gold partners AND NOT (sales OR marketing)",
            "at Gold partners, not in marketing or sales roles",
        ),
        (
            "everyone not in sales and not in marketing",
            "at partners, not in marketing or sales roles",
        ),
        ("gold partners who do not sell Mail", "at Gold partners, who do not sell Mail"),
        ("UK", "at partners, in United Kingdom"),
        ("partners at \u201cAnd\u201d", "at \u201cAnd\u201d"),
    ],
)
def test_words_are_read_as_people_mean_them(words, meant):
    assert said(words) == f"all people {meant}"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("gold parters in EMEA", "\u201cparters\u201d"),
        ("Acmee", "\u201cAcme\u201d"),
        ("partners in Spain", "Who is in Spain?"),
        ("gold partners in EMEA with a red door", "\u201cred door\u201d"),
        ("not sales in EMEA", "\u201cnot sales in EMEA\u201d"),
        ("not sales and in EMEA", "wanted, or not wanted"),
        ("gold or not EMEA", "\u201cor not in EMEA\u201d"),
        ("gold partners, EMEA or sales", "Where does \u201cor\u201d begin"),
        (
            "gold partners except executives, Acme and Bolt",
            "\u201cAcme and Bolt\u201d left out too",
        ),
        ("partners but Acme", "left out, or wanted?"),
        ("administrators of gold partners", "our own people have no tier"),
        ("gold partners in EMEA, silver", "one tier only"),
        ("our technical people", "Whom does \u201cour\u201d mean?"),
        ("in depth", "more than one meaning"),
        ("Backup partners", "more than one meaning"),
        ("who sell", "\u201csell\u201d"),
        ("German sales", "\u201cwho read German\u201d"),
        ("in the browser", "\u201creached on Web\u201d"),
        ("!gold", "\u201c!\u201d"),
        ("gold partners -acme", "\u201c-\u201d"),
        ("partners who were gold", "\u201cwere\u201d"),
        ("gold partners including sales", "Do you add a group"),
        ("everyone not in sales or not in marketing", "or not in marketing"),
        ("Gold+ partners in EMEA", "+"),
        ("gold - sales", "-"),
        ("one sales person at each partner", "one"),
        ("all of us", "us"),
        ("people at partners without a sponsor", "not partners that have one"),
        ("gold partners and Acme", "or several groups?"),
        ("gold partners and partners in EMEA", "or several groups?"),
        ("gold partners and technical contacts", "or several groups?"),
        ("executives and sponsors", "or several groups?"),
        ("gold partners and", "end too early"),
        ("(gold partners", "never closed"),
        ("", "Whom do you mean?"),
        ("and", "Whom do you mean?"),
    ],
)
def test_what_is_not_clear_is_asked(words, asked):
    with pytest.raises(AudienceUnreadable) as refusal:
        read(words)
    assert asked.replace("in EMEA\u201d", "") in str(refusal.value)


FACTS = st.sampled_from([Fact(name, each) for name, values in VALUES.items() for each in values])
CONDITIONS = st.recursive(
    FACTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda each: All(tuple(each))),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: AnyOf(tuple(each))),
        inner.map(Not),
    ),
    max_leaves=8,
)
AUDIENCES = st.builds(
    lambda who, to: Audience(who=DIMENSIONS.bounded(who), to=to, vendor=True),
    CONDITIONS,
    st.sampled_from(To),
)


def naive(condition, person):
    """Say whether a condition is true, by the letter of the law."""
    match condition:
        case Fact(dimension, value):
            return value in person[dimension]
        case All(of):
            return False not in [naive(each, person) for each in of]
        case AnyOf(of):
            return True in [naive(each, person) for each in of]
        case Not(one):
            return not naive(one, person)


PEOPLE = st.fixed_dictionaries(
    {name: st.sets(st.sampled_from(values), max_size=2) for name, values in VALUES.items()}
)


def known(person):
    return {name: {name_key(each) for each in values} for name, values in person.items()}


@given(AUDIENCES)
def test_a_sentence_reads_back_to_the_rule_it_says(audience):
    again = read(sentence(audience, LEXICON))

    assert (again.to, again.vendor) == (audience.to, True)
    agreed = All((again.who, AGREED)) if again.consent else again.who
    assert simplified(agreed) == audience.who


@given(CONDITIONS, PEOPLE)
def test_all_any_and_not_mean_what_they_say(condition, person):
    expected = naive(condition, person)

    assert holds(condition, known(person)) == expected
    assert holds(simplified(condition), known(person)) == expected


@pytest.mark.parametrize(("sales", "gold"), list(product([True, False], repeat=2)))
@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("gold partners, sales", lambda sales, gold: sales and gold),
        ("gold partners and not sales", lambda sales, gold: gold and not sales),
        ("gold partners or sales", lambda sales, gold: gold or sales),
        ("everyone except sales at gold partners", lambda sales, gold: not (sales and gold)),
        ("not sales, not gold partners", lambda sales, gold: not sales and not gold),
        ("(not sales) or (gold partners)", lambda sales, gold: gold or not sales),
        ("except sales and gold partners", lambda sales, gold: not sales and not gold),
    ],
)
def test_joining_words_have_their_truth(words, meant, sales, gold):
    person = {
        "side": {"partner"},
        "role": {"sales" if sales else "marketing"},
        "tier": {"gold" if gold else "silver"},
    }

    assert holds(read(words).who, person) == meant(sales, gold)


def test_the_field_sets_of_today_are_such_rules_too():
    old = Audience(tiers=frozenset({"gold"}), roles=frozenset(), vendor=True)

    assert old.condition() == simplified(AnyOf((any_of("tier", ["gold"]), Fact("side", "vendor"))))
    assert {each.name for each in CORE} >= old.asks_for()
