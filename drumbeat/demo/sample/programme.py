"""What the programme gives and asks: deals, payouts and certifications, partner by partner."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from drumbeat.demo.sample.customers import LAST_WORDS, product_id
from drumbeat.demo.sample.dice import Dice, first_of_month, month_starts, months_later, share
from drumbeat.demo.sample.names import LAST
from drumbeat.demo.sample.people import contacts_of, partner_id
from drumbeat.demo.sample.rows import Row, Rows
from drumbeat.demo.sample.world import MONTHS, PARTNERS, PRODUCTS, SEGMENT_SIZES, PartnerPlan

PROTECTED = timedelta(days=90)
REBATES = {"Bronze": 2, "Silver": 4, "Gold": 6, "Platinum": 8}
"""Percent of what a partner's customers were billed in a quarter, by its tier today."""
COMMISSION = 5
"""Percent of a deal that was won."""
QUARTER = 3
_WINS = 520
"""Of a thousand deals that are decided so many are won, more where people are glad."""
_STUDIED = {"technical": 620, "sales": 300, "development": 350, "marketing": 80, "executive": 60}
_LEVELS = ("Associate", "Professional")


def write_programme(rows: Rows, today: date, seed: int) -> None:
    """Add deals of 36 months, what was earned by them and by revenue, and who is certified."""
    billed = _billed(rows)
    for index, plan in enumerate(PARTNERS):
        _add_deals(rows, plan, today, Dice(seed, f"deals {plan.slug}"))
        _add_rebates(rows, plan, today, (billed, Dice(seed, f"payouts {plan.slug}")))
        _add_what_waits(rows, plan, today, is_late=index % 3 == 0)
        _add_certifications(rows, plan, today, Dice(seed, f"certifications {plan.slug}"))


def _add_deals(rows: Rows, plan: PartnerPlan, today: date, dice: Dice) -> None:
    for month in month_starts(first_of_month(today, -MONTHS), today):
        days = (min(first_of_month(month, 1), today) - month).days
        for _ in range(dice.between(0, 1 + plan.customers // 18) if days > 0 else 0):
            registered = month + timedelta(days=dice.between(0, days - 1))
            _add_deal(rows, plan, (registered, today), dice)


def _add_deal(rows: Rows, plan: PartnerPlan, days: tuple[date, date], dice: Dice) -> None:
    registered, today = days
    product, size = dice.one_of(PRODUCTS), dice.one_of(tuple(SEGMENT_SIZES.values()))
    years, haggled = dice.between(1, 3), dice.between(60, 140)
    amount = share(product.price * size * years, haggled, 100) * 100
    closed = registered + timedelta(days=dice.between(20, 150))
    won = dice.chance(_WINS + 10 * plan.mood)
    is_open = closed >= today
    number = len(rows.of("deal")) + 1
    customer = f"{dice.one_of(LAST[plan.tongue])} {dice.one_of(LAST_WORDS)}"
    rows.add(
        "deal",
        id=f"deal-{number:04}",
        deal_id=f"D-{number:04}",
        partner_id=partner_id(plan),
        customer_name=customer,
        product_id=product_id(product) if dice.chance(900) else None,
        registered_on=registered,
        state="registered" if is_open else "won" if won else "lost",
        currency="USD",
        amount=amount,
        amount_reporting=amount,
        protected_until=registered + PROTECTED,
        closed_on=None if is_open else closed,
    )
    if won and not is_open:
        earned = share(amount, COMMISSION, 100)
        _pay(rows, plan, "commission", (closed, 30, earned, today), dice)


def _billed(rows: Rows) -> Counter[tuple[str, date]]:
    """Add up what was billed for each partner in each quarter, by its first day."""
    sums: Counter[tuple[str, date]] = Counter()
    for line in rows.of("revenue_line"):
        sums[line["partner_id"], _quarter(line["booked_on"])] += line["amount"]
    return sums


def _add_rebates(
    rows: Rows, plan: PartnerPlan, today: date, made: tuple[Counter[tuple[str, date]], Dice]
) -> None:
    billed, dice = made
    percent = REBATES[plan.history[-1].tier]
    for first in month_starts(_quarter(first_of_month(today, -MONTHS)), today):
        last = first_of_month(first, QUARTER) - timedelta(days=1)
        if first != _quarter(first) or last >= today:
            continue
        amount = share(billed[partner_id(plan), first], percent, 100)
        _pay(rows, plan, "rebate", (last, 60, amount, today), dice)
        if dice.chance(400):
            kind, amount = ("mdf", dice.between(2, 12) * 50_000)
            day = first + timedelta(days=dice.between(5, 80))
            _pay(rows, plan, kind, (day, 30, amount, today), dice)


def _pay(
    rows: Rows, plan: PartnerPlan, kind: str, owed: tuple[date, int, int, date], dice: Dice
) -> None:
    """Add a payout; most are paid in time, and some have to be asked after."""
    earned, days, amount, today = owed
    due = earned + timedelta(days=days)
    paid = due + timedelta(days=dice.between(25, 70) if dice.chance(90) else -dice.between(0, 9))
    _owe(rows, plan, kind, (earned, due, amount), paid if paid < today else None)


def _add_what_waits(rows: Rows, plan: PartnerPlan, today: date, *, is_late: bool) -> None:
    """Add what nobody has paid yet, so that there is always something to ask after."""
    earned = first_of_month(today) - timedelta(days=1)
    _owe(rows, plan, "other", (earned, earned + timedelta(days=45), 75_000), None)
    if is_late:
        day = today - timedelta(days=50)
        _owe(rows, plan, "mdf", (day, day + timedelta(days=30), 300_000), None)


def _owe(
    rows: Rows, plan: PartnerPlan, kind: str, owed: tuple[date, date, int], paid: date | None
) -> None:
    earned, due, amount = owed
    number = len(rows.of("payout")) + 1
    rows.add(
        "payout",
        id=f"payout-{number:04}",
        payout_id=f"P-{number:04}",
        partner_id=partner_id(plan),
        kind=kind,
        earned_on=earned,
        currency="USD",
        amount=amount,
        amount_reporting=amount,
        due_on=due,
        paid_on=paid,
    )


def _add_certifications(rows: Rows, plan: PartnerPlan, today: date, dice: Dice) -> None:
    for asked in contacts_of(plan):
        for level in _passed(asked.role, dice):
            _certify(rows, plan, today, dice, {"contact_id": asked.contact_id, "level": level})
    # Nobody here: somebody who works there, and whom the programme has no contact for.
    name = f"Sam {dice.one_of(LAST[plan.tongue])}"
    unknown = {"person": name, "name_key": name.casefold(), "level": _LEVELS[0]}
    _certify(rows, plan, today, dice, unknown)


def _passed(role: str, dice: Dice) -> Iterator[str]:
    if dice.chance(_STUDIED[role]):
        yield _LEVELS[0]
        if dice.chance(350):
            yield _LEVELS[1]


def _certify(rows: Rows, plan: PartnerPlan, today: date, dice: Dice, who: Row) -> None:
    product = dice.one_of(PRODUCTS)
    earned = today - timedelta(days=dice.between(10, 900))
    number = len(rows.of("certification")) + 1
    rows.add(
        "certification",
        id=f"certification-{number:04}",
        reference=f"C-{number:04}",
        partner_id=partner_id(plan),
        contact_id=who.get("contact_id"),
        person=who.get("person"),
        name_key=who.get("name_key"),
        what=f"{product.name} {who['level']}",
        earned_on=earned,
        valid_until=months_later(earned, 24) - timedelta(days=1),
    )


def _quarter(day: date) -> date:
    """Return the first day of a day's quarter."""
    return day.replace(month=(day.month - 1) // QUARTER * QUARTER + 1, day=1)
