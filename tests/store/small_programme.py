"""A small programme to compute figures over: few rows, every answer known by hand."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import delete, insert, select

from bot.figures.rules.ages import Rows
from bot.figures.rules.cohorts import Totals, first_of, totals
from bot.figures.rules.figures import Footing
from bot.figures.rules.ledger import Paid, ledger_of
from bot.figures.rules.plan import Plan
from bot.figures.rules.sharing import shared_days
from bot.figures.rules.windows import Calendar, Unit, Window
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.figures import MetricRegistry
from bot.figures.store.ledger_tables import CohortTotal, Movement, SharedCustomer, Stretch
from bot.figures.store.questions import Questions
from bot.figures.store.tables import Customer, Product, SubscriptionInterval
from bot.metrics import METRICS
from bot.people.store.tables import Contact, Partner, PartnerHistory
from bot.principal import Permission, Principal, Role
from bot.store.sessions import AsyncSession
from bot.voice.store.tables import Invitation, Response, Wave
from content.catalogue import load_catalogue

TODAY = date(2026, 11, 22)
CALENDAR = Calendar(TODAY)
FOOTING = Footing(CALENDAR, load_catalogue())
REGISTRY = MetricRegistry(METRICS, FOOTING.catalogue)
ADMINISTRATOR = Principal("v1", "Vera", Permission.ADMINISTRATOR, Role.EXECUTIVE, "UTC")
OCTOBER = Window(date(2026, 10, 1), date(2026, 11, 1))
NOW = CALENDAR.unit(Unit.DAY)


def questions() -> Questions:
    """What questions are read with, as new as after a start."""
    return Questions(FOOTING.catalogue, METRICS)


def plan(*metrics: str, window: Window = NOW, **slots: object) -> Plan:
    return Plan(metrics, window, **slots)


def partner_user(number: int) -> Principal:
    identifier = f"p{number}"
    return Principal(
        f"u{number}",
        "Paula",
        Permission.PARTNER,
        Role.SALES,
        "UTC",
        identifier,
        f"Partner {number}",
    )


@dataclass
class Programme:
    """Rows by table, in an order that keeps every reference."""

    rows: dict[type, list[dict[str, object]]] = field(default_factory=dict)
    ages: dict[Rows, date] = field(default_factory=lambda: dict.fromkeys(Rows, TODAY))

    def add(self, table: type, **values: object) -> None:
        self.rows.setdefault(table, []).append(values)

    def partner(
        self, number: int, tier: str = "Gold", region: str = "EMEA", name: str | None = None
    ) -> None:
        identifier = f"p{number}"
        self.add(
            Partner,
            id=identifier,
            name=name or f"Partner {number}",
            tier=tier,
            region=region,
            stage="build",
        )
        self.add(
            PartnerHistory,
            partner_id=identifier,
            valid_from=date(2024, 1, 1),
            valid_to=None,
            tier=tier,
            stage="build",
            region=region,
        )

    def product(self, name: str) -> None:
        self.add(Product, id=name.lower(), name=name)

    def customer(self, name: str, partner: int, segment: str = "SMB") -> None:
        self.add(Customer, id=name, partner_id=f"p{partner}", name=name, segment=segment)

    def paid(
        self,
        customer: str,
        product: str,
        start: date,
        end: date | None,
        annual: int,
        *,
        partner: int,
        kind: str = "paid",
        usage: int = 0,
    ) -> None:
        number = len(self.rows.get(SubscriptionInterval, []))
        self.add(
            SubscriptionInterval,
            id=f"i{number}",
            subscription_id=f"s{number}",
            customer_id=customer,
            partner_id=f"p{partner}",
            product_id=product.lower(),
            start_date=start,
            end_date=end,
            kind=kind,
            currency="USD",
            annualised=annual,
            usage_annualised=usage,
            annualised_reporting=annual,
            usage_annualised_reporting=usage,
        )

    def wave(self, name: str, day: date, kind: str = "relationship") -> None:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        self.add(
            Wave,
            id=name,
            survey="nps",
            score="nps",
            kind=kind,
            promise="named",
            opens_at=moment,
            closes_at=moment.replace(day=28),
            state="closed",
        )

    def answers(
        self, wave: str, partner: int, scores: list[int], day: date, role: str = "sales"
    ) -> None:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        for score in scores:
            number = len(self.rows.get(Response, []))
            contact, invitation = f"c{number}", f"n{number}"
            self.add(
                Contact,
                id=contact,
                partner_id=f"p{partner}",
                name=contact,
                role=role,
                permission="partner",
                zone="UTC",
                active=True,
            )
            self.add(
                Invitation, id=invitation, wave_id=wave, contact_id=contact, invited_at=moment
            )
            self.add(
                Response,
                id=f"r{number}",
                wave_id=wave,
                invitation_id=invitation,
                contact_id=contact,
                partner_id=f"p{partner}",
                role=role,
                score=score,
                answered_at=moment,
            )

    def complete_until(self, day: date = TODAY, *kinds: Rows) -> None:
        """Say up to which day rows are complete; what nobody says of is complete to today."""
        for kind in kinds or Rows:
            self.ages[kind] = day

    async def store(self, session: AsyncSession, *, backwards: bool = False) -> None:
        order = (
            Partner, PartnerHistory, Product, Customer, SubscriptionInterval,
            Contact, Wave, Invitation, Response,
        )  # fmt: skip
        for table in (*order, *(table for table in self.rows if table not in order)):
            rows = self.rows.get(table, [])
            if rows:
                await session.execute(insert(table), rows[::-1] if backwards else rows)
        for kind, day in self.ages.items():
            told = {"id": f"age-{kind}", "kind": kind.value, "day": day, "is_said": True}
            await session.execute(insert(CompleteUntil).values(**told))
        await store_ledger(session, self.rows.get(SubscriptionInterval, []))


async def store_ledger(session: AsyncSession, intervals: list[dict[str, object]]) -> None:
    """Store what follows from intervals, as an import does."""
    paid = defaultdict(list)
    for one in intervals:
        if one["kind"] == "paid":
            usage = one["usage_annualised_reporting"]
            place = (one[name] for name in ("partner_id", "product_id", "start_date", "end_date"))
            amount = one["annualised_reporting"] + usage
            paid[one["customer_id"]].append(Paid(*place, amount=amount, usage=usage))
    number, sums = 0, Totals()
    for customer, rows in sorted(paid.items()):
        ledger = ledger_of(rows)
        shared = shared_days(ledger.movements)
        stored = {Stretch: ledger.stretches, Movement: ledger.movements, SharedCustomer: shared}
        for table, found in stored.items():
            for row in found:
                number += 1
                values = {"id": number, "customer_id": customer, **row._asdict()}
                await session.execute(insert(table), [values])
        sums.take(ledger.movements)
    for group, steps in sums.steps().items():
        for since, until, found in totals(steps.items()):
            number += 1
            days = {"start_date": first_of(since), "end_date": until and first_of(until)}
            values = {"id": number, **group._asdict(), **days, **found._asdict()}
            await session.execute(insert(CohortTotal), [values])


def sample() -> Programme:
    """Four customers: one leaves in October, one halves, one comes, one only tries."""
    world = Programme()
    world.partner(1)
    world.partner(2, tier="Silver", region="NA")
    for name in ("Mail", "Backup"):
        world.product(name)
    world.customer("anna", 1)
    world.customer("bert", 1, segment="Enterprise")
    world.customer("cleo", 2)
    world.customer("dora", 2)
    world.paid("anna", "Mail", date(2026, 1, 1), None, 120_000, partner=1)
    world.paid(
        "anna", "Backup", date(2026, 1, 1), date(2026, 10, 15), 60_000, partner=1, usage=1_000
    )
    world.paid("bert", "Mail", date(2026, 2, 1), date(2026, 10, 20), 240_000, partner=1)
    world.paid("cleo", "Mail", date(2026, 3, 1), None, 50, partner=2)
    world.paid("dora", "Mail", date(2026, 10, 5), None, 36_000, partner=2)
    world.paid(
        "dora", "Backup", date(2026, 9, 1), date(2026, 10, 1), 12_000, partner=2, kind="trial"
    )
    world.wave("w1", date(2026, 9, 1))
    world.answers("w1", 1, [10, 9, 9, 8, 3, 10], date(2026, 9, 3))
    world.answers("w1", 2, [0, 7, 10, 9, 9], date(2026, 9, 4), role="executive")
    return world


async def forget_everyone_but(session: AsyncSession, partner_id: str) -> None:
    """Delete every row of every other partner."""
    await session.execute(delete(Response).where(Response.partner_id != partner_id))
    answered = select(Response.invitation_id)
    await session.execute(delete(Invitation).where(Invitation.id.not_in(answered)))
    for table in (Contact, SubscriptionInterval, Stretch, Movement, Customer, PartnerHistory):
        await session.execute(delete(table).where(table.partner_id != partner_id))
    whole = CohortTotal.partner_id.is_(None)
    await session.execute(
        delete(CohortTotal).where(whole | (CohortTotal.partner_id != partner_id))
    )
    await session.execute(delete(Partner).where(Partner.id != partner_id))
