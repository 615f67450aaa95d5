"""The customers of the sample programme and what they bought, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from drumbeat.demo.sample.dice import Dice, first_of_month, month_starts, months_later, share
from drumbeat.demo.sample.people import partner_id
from drumbeat.demo.sample.rows import Row, Rows
from drumbeat.demo.sample.subscriptions import Payer, Stretch, Subscription, try_out, whole_months
from drumbeat.demo.sample.world import (
    MONTHS,
    PARTNERS,
    PRODUCTS,
    SEGMENT_SIZES,
    SEGMENTS,
    PartnerPlan,
    ProductPlan,
)

FIRST_WORDS = (
    *("Amber", "Beacon", "Cedar", "Delta", "Elm", "Falcon", "Granite", "Harbour", "Iris"),
    *("Juniper", "Kestrel", "Linden", "Meadow", "North Star", "Orchard", "Pinecrest", "Quarry"),
    *("Riverside", "Silver Birch", "Thistle"),
)
LAST_WORDS = (
    *("Logistics", "Dental", "Foods", "Engineering", "Legal", "Schools", "Insurance", "Farms"),
    *("Clinics", "Printing", "Motors", "Architects", "Textiles", "Travel", "Brewery", "Housing"),
    *("Energy", "Media", "Furniture", "Pharmacy"),
)
_MOVES = {57: ("litware", 20), 191: ("wingtip", 11), 333: ("adatum", 7)}
"""Customers by number who changed their partner: to whom, and how many months ago."""


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer as planned: where, how large, from when."""

    id: str
    name: str
    partner: PartnerPlan
    segment: str
    currency: str
    joined: date
    moved: tuple[date, PartnerPlan] | None = None

    def partner_on(self, day: date) -> str:
        """Return the id of the partner this customer bought from on a day."""
        if self.moved is not None and day >= self.moved[0]:
            return partner_id(self.moved[1])
        return partner_id(self.partner)


def write_customers(rows: Rows, today: date, seed: int) -> None:
    """Add products, customers, their subscriptions, terms and trials."""
    for product in PRODUCTS:
        rows.add("product", id=product_id(product), name=product.name)
    for customer in _customers(Dice(seed, "customers"), today):
        rows.add(
            "customer",
            id=customer.id,
            partner_id=customer.partner_on(today),
            name=customer.name,
            segment=customer.segment,
        )
        for subscription in _subscriptions(customer, Dice(seed, customer.id), today):
            _add_subscription(rows, customer, subscription)


def product_id(product: ProductPlan) -> str:
    """Return the product's id."""
    return f"product-{product.slug}"


def reporting_rate(currency: str, day: date) -> int:
    """Return dollars for ten thousand of a currency; euros drift up and down over two years."""
    if currency == "USD":
        return 10_000
    step = (day.year * 12 + day.month) % 24
    return 10_500 + 60 * min(step, 24 - step)


def _customers(dice: Dice, today: date) -> Iterator[Customer]:
    plans = [plan for plan in PARTNERS for _ in range(plan.customers)]
    names = dice.shuffled([f"{first} {last}" for first in FIRST_WORDS for last in LAST_WORDS])
    by_slug = {plan.slug: plan for plan in PARTNERS}
    for number, (plan, name) in enumerate(zip(plans, names, strict=True), 1):
        slug, months_ago = _MOVES.get(number, ("", 0))
        euros = plan.region == "EMEA" and dice.chance(650)
        yield Customer(
            f"customer-{number:03}",
            name,
            plan,
            dice.weighed(SEGMENTS),
            "EUR" if euros else "USD",
            _joined(dice, today),
            (first_of_month(today, -months_ago), by_slug[slug]) if slug else None,
        )


def _joined(dice: Dice, today: date) -> date:
    # A third was there when the books begin; the others came one after the other.
    begin = first_of_month(today, -MONTHS)
    last = begin + timedelta(days=75) if dice.chance(330) else today - timedelta(days=2)
    return begin + timedelta(days=dice.between(0, (last - begin).days))


def _subscriptions(customer: Customer, dice: Dice, today: date) -> Iterator[Subscription]:
    weights = {product: product.weight for product in PRODUCTS}
    first = Subscription(f"{customer.id}-1", dice.weighed(weights), today)
    start = customer.joined
    if dice.chance(400):
        began = try_out(first, dice, start)
        if began is None:
            yield first
            return
        start = began
    leaves = _leaving_day(customer, dice, start, today)
    annual = dice.chance(550)
    price = _price(customer, first.product, dice)
    reason = "trial_converted" if first.trial is not None else "new"
    Payer(first, dice, annual, leaves).pay(start, price, reason)
    ended = first.stretches[-1].end
    if ended is not None and ended <= today and dice.chance(320):
        _come_back(first, dice, months_later(ended, dice.between(2, 7)), today)
    yield first
    del weights[first.product]
    for number in range(2, 2 + dice.weighed({0: 52, 1: 32, 2: 16})):
        product = dice.weighed(weights)
        del weights[product]
        further = Subscription(f"{customer.id}-{number}", product, today)
        began = months_later(start, dice.weighed({0: 45, 3: 15, 9: 20, 18: 20}))
        until = min(leaves or today, today)
        if began < until:
            dropped = months_later(began, dice.between(8, 30)) if dice.chance(220) else leaves
            if leaves is not None and dropped is not None:
                dropped = min(dropped, leaves)
            price = _price(customer, product, dice)
            Payer(further, dice, annual, dropped).pay(began, price, "new")
            yield further


def _come_back(subscription: Subscription, dice: Dice, day: date, today: date) -> None:
    if day < today:
        price = whole_months(share(subscription.stretches[-1].price, dice.between(75, 105), 100))
        Payer(subscription, dice, annual=False, leaves=None).pay(day, price, "reactivation")


def _leaving_day(customer: Customer, dice: Dice, start: date, today: date) -> date | None:
    horizon = months_later(today, 3)
    for month in range(2, 2 * MONTHS):
        day = months_later(start, month)
        if day > horizon:
            return None
        if dice.chance(customer.partner.loss):
            return day
    return None


def _price(customer: Customer, product: ProductPlan, dice: Dice) -> int:
    typical = product.price * 100 * SEGMENT_SIZES[customer.segment]
    return whole_months(share(typical, dice.between(60, 165), 100))


def _add_subscription(rows: Rows, customer: Customer, subscription: Subscription) -> None:
    shared = {
        "subscription_id": subscription.id,
        "customer_id": customer.id,
        "product_id": product_id(subscription.product),
    }
    for number, stretch in enumerate(_split(customer, subscription.stretches), 1):
        rows.add(
            "subscription_interval",
            id=f"{subscription.id}-i{number:02}",
            **shared,
            **_priced(customer, stretch),
        )
    for number, term in enumerate(subscription.terms, 1):
        rows.add(
            "term",
            id=f"{subscription.id}-t{number:02}",
            **shared,
            partner_id=customer.partner_on(term.start),
            term_start=term.start,
            term_end=term.end,
            outcome=term.outcome,
            annualised=term.price,
            renewed_annualised=term.renewed,
        )
    if subscription.trial is not None:
        rows.add(
            "trial",
            id=f"{subscription.id}-trial",
            **shared,
            partner_id=customer.partner_on(subscription.trial.start),
            started_on=subscription.trial.start,
            ended_on=subscription.trial.end,
            outcome=subscription.trial.outcome,
        )


def _priced(customer: Customer, stretch: Stretch) -> Row:
    paid = stretch.kind == "paid"
    price, usage = (stretch.price, stretch.usage) if paid else (0, 0)
    rate = reporting_rate(customer.currency, stretch.start)
    return {
        "partner_id": customer.partner_on(stretch.start),
        "start_date": stretch.start,
        "end_date": stretch.end,
        "kind": stretch.kind,
        "currency": customer.currency,
        "annualised": price,
        "usage_annualised": usage,
        "annualised_reporting": share(price, rate, 10_000),
        "usage_annualised_reporting": share(usage, rate, 10_000),
        "reason": stretch.reason,
    }


def _split(customer: Customer, stretches: list[Stretch]) -> Iterator[Stretch]:
    """Cut the stretch that runs on the day a customer changes partner."""
    day = customer.moved[0] if customer.moved is not None else date.max
    for stretch in stretches:
        if stretch.start < day and (stretch.end is None or stretch.end > day) and day != date.max:
            yield replace(stretch, end=day)
            yield replace(stretch, start=day, reason="transfer")
        else:
            yield stretch


def paid_months(rows: Rows, today: date) -> Iterator[tuple[date, Row]]:
    """Walk every first of a month on which an interval was paid for, with that interval."""
    tomorrow = today + timedelta(days=1)
    for interval in rows.of("subscription_interval"):
        if interval["kind"] == "paid":
            end = min(interval["end_date"] or tomorrow, tomorrow)
            for day in month_starts(interval["start_date"], end):
                yield day, interval
