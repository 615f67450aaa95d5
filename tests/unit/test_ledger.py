"""Stretches and movements, held against what every single day says by itself."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.figures.rules.ledger import Movement, Paid, as_decided, ledger_of

FIRST, LAST = date(2024, 2, 20), date(2024, 3, 12)
"""Days around the 29th of a February."""
DAYS = [FIRST + timedelta(days=each) for each in range((LAST - FIRST).days)]
PARTNERS, PRODUCTS = ("acme", "north", "west"), ("mail", "siem")
JANUARY = date(2026, 1, 1)


@st.composite
def intervals(draw) -> Paid:
    # Few days, so that much happens on the same; some last for one day, and some have no end.
    start = draw(st.sampled_from(DAYS[1:-1]))
    ends = [None, start + timedelta(days=1), *(day for day in DAYS[::3] if day > start)]
    amount = draw(st.integers(1, 7))
    whose = draw(st.sampled_from(PARTNERS)), draw(st.sampled_from(PRODUCTS))
    return Paid(*whose, start, draw(st.sampled_from(ends)), amount, draw(st.integers(0, amount)))


HISTORIES = st.lists(intervals(), max_size=9)


def on(paid: list[Paid], day: date) -> dict[tuple[str, str], tuple[int, int]]:
    """What is paid at the end of a day through each partner for each product."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for each in paid:
        if each.start_date <= day and (each.end_date is None or each.end_date > day):
            amount, usage = sums.get(each[:2], (0, 0))
            sums[each[:2]] = amount + each.amount, usage + each.usage
    return sums


def at_partners(paid: list[Paid], day: date, product: str | None) -> Counter[str]:
    found: Counter[str] = Counter()
    for (partner, of), (amount, _) in on(paid, day).items():
        if product in (None, of):
            found[partner] += amount
    return found


def kind_of(before: int, after: int, *, ever: bool) -> str:
    if before == 0:
        return "reactivation" if ever else "new"
    if after == 0:
        return "churn"
    return "expansion" if after > before else "contraction"


@given(HISTORIES)
def test_stretches_say_of_every_day_what_its_subscriptions_say(paid: list[Paid]):
    stretches = ledger_of(paid).stretches

    for day in DAYS:
        standing = [each for each in stretches if on([Paid(*each)], day)]
        assert {each[:2]: each[4:] for each in standing} == on(paid, day)
        assert len({each[:2] for each in standing}) == len(standing)  # none overlap
    for one, other in pairwise(stretches):
        assert one[:3] < other[:3]
        if one.end_date == other.start_date and one[:2] == other[:2]:
            assert one[4:] != other[4:]  # what touches differs


@given(HISTORIES)
def test_movements_say_of_every_day_what_became_of_the_day_before(paid: list[Paid]):
    by_day = defaultdict(list)
    for each in ledger_of(paid).movements:
        by_day[each.level, each.product_id, each.day].append(each)
    seen = 0
    for level, product in (("customer", None), *(("product", each) for each in PRODUCTS)):
        ever = False
        for yesterday, day in pairwise(DAYS):
            before, after = (at_partners(paid, each, product) for each in (yesterday, day))
            found = by_day[level, product, day]
            seen += len(found)
            held_against(found, before, after, ever=ever)
            ever = ever or after.total() > 0

    assert seen == sum(map(len, by_day.values()))


def held_against(
    found: list[Movement], before: Counter[str], after: Counter[str], *, ever: bool
) -> None:
    """Hold a unit's movements of a day against what was paid before and after it."""
    change = {each: after[each] - before[each] for each in PARTNERS}
    gained = sum(each for each in change.values() if each > 0)
    lost = -sum(each for each in change.values() if each < 0)
    carried = min(gained, lost)
    kind = kind_of(before.total(), after.total(), ever=ever)
    for partner, amount in change.items():
        rows = {each.kind: each.amount for each in found if each.partner_id == partner}
        moved = rows.pop("transfer_in", 0) + rows.pop("transfer_out", 0)
        assert (moved > 0) is (amount > 0) or moved == 0
        whole = max(1, gained if amount > 0 else lost)
        assert abs(moved * whole - carried * amount) < whole  # off by less than one
        assert rows == ({kind: amount - moved} if amount != moved else {})
        assert (amount - moved) * amount >= 0
    for way, sign in (("transfer_in", 1), ("transfer_out", -1)):
        assert sum(each.amount for each in found if each.kind == way) == sign * carried
    assert all(each.amount for each in found)
    assert len({each[:5] for each in found}) == len(found)


@given(HISTORIES, st.randoms())
def test_the_order_of_rows_says_nothing(paid: list[Paid], chance):
    shuffled = list(paid)
    chance.shuffle(shuffled)

    assert ledger_of(shuffled) == ledger_of(paid)


@given(HISTORIES, st.sampled_from(DAYS))
def test_a_subscription_cut_in_two_at_one_price_is_the_same(paid: list[Paid], day: date):
    halves = []
    for each in paid:
        if each.start_date < day and (each.end_date is None or day < each.end_date):
            halves += [each._replace(end_date=day), each._replace(start_date=day)]
        else:
            halves.append(each)

    assert ledger_of(halves) == ledger_of(paid)


@given(HISTORIES, st.sampled_from(PARTNERS))
def test_what_was_decided_stays_when_the_rows_of_others_are_gone(paid: list[Paid], own: str):
    decided = [each for each in ledger_of(paid).movements if each.partner_id == own]
    alone = ledger_of([each for each in paid if each.partner_id == own]).movements

    assert sorted(as_decided(alone, decided), key=repr) == sorted(decided, key=repr)


def test_who_goes_elsewhere_takes_along_what_is_paid_and_pays_the_rest_there():
    paid = [
        Paid("acme", "mail", JANUARY, date(2026, 3, 1), 100, 0),
        Paid("north", "mail", date(2026, 3, 1), None, 130, 30),
    ]

    assert [each[2:] for each in ledger_of(paid).movements if each.level == "customer"] == [
        ("acme", None, "new", 100),
        ("acme", None, "transfer_out", -100),
        ("north", None, "transfer_in", 100),
        ("north", None, "expansion", 30),
    ]


def test_one_product_dropped_is_churn_of_it_and_contraction_of_the_customer():
    paid = [
        Paid("acme", "mail", JANUARY, None, 100, 0),
        Paid("acme", "siem", JANUARY, date(2026, 2, 1), 50, 0),
    ]
    moved = [each for each in ledger_of(paid).movements if each.day != JANUARY]

    assert [(each.level, each.kind, each.amount) for each in moved] == [
        ("customer", "contraction", -50),
        ("product", "churn", -50),
    ]
