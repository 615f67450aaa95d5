"""What a score costs over many responses: of every month, by tier and month, and by partner."""

import random
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import insert

from bot.figures.rules.plan import Plan
from bot.figures.rules.windows import Unit, Window, add_months
from bot.figures.store.figures import MetricRegistry
from bot.figures.store.ledger_tables import Stretch
from bot.figures.store.tables import Customer, Product, SubscriptionInterval
from bot.metrics import METRICS
from bot.people.store.tables import Contact, Partner
from bot.principal import Role
from bot.store.sessions import Database
from bot.voice.store.tables import Invitation, Response, Wave
from tests.bench.storage import new_database
from tests.store.small_programme import ADMINISTRATOR, FOOTING, TODAY

SIZES = (12_000, 100_000)
MONTHS, WAVES_EACH = 36, 12
"""A wave a quarter; each asks who was not asked by the one before."""
A_PARTNER = 50
PRODUCTS = ("Mail", "Backup", "Voice", "Guard", "Office", "Logs")
SOLD_EACH = 20
"""Subscriptions of a partner."""
BAR_SECONDS = 1.0
AT_A_TIME = 10_000
WHOLE = Window(add_months(TODAY.replace(day=1), -MONTHS), TODAY.replace(day=1))
ASKED = {
    "headline of 36 months": Plan(("nps",), WHOLE, grain=Unit.MONTH),
    "by tier and month": Plan(("nps",), WHOLE, grain=Unit.MONTH, group_by=("partner_tier",)),
    "by partner": Plan(("nps",), WHOLE, group_by=("partner",)),
    "by product": Plan(("nps",), WHOLE, group_by=("product",)),
}


class Scored(NamedTuple):
    """Seconds of processor for one figure at one size."""

    responses: int
    asked: str
    seconds: float


async def measure(rounds: int) -> list[Scored]:
    """Measure every figure at every size."""
    found = []
    for size in SIZES:
        async with new_database() as database:
            await _fill(database, size)
            for asked, plan in ASKED.items():
                seconds = [await _seconds(database, plan) for _ in range(min(rounds, 3))]
                found.append(Scored(size, asked, median(seconds)))
    return found


async def _seconds(database: Database, plan: Plan) -> float:
    registry = MetricRegistry(METRICS, FOOTING.catalogue)
    began = time.process_time()
    async with database.read() as session:
        result = await registry.answer(session, plan, ADMINISTRATOR, FOOTING)
    assert result.figures[0].cells
    return time.process_time() - began


async def _fill(database: Database, responses: int) -> None:
    chance = random.Random(7)  # noqa: S311 - made-up answers
    people = responses * 2 // WAVES_EACH
    async with database.begin() as session:
        partners = [_partner(number, chance) for number in range(max(people // A_PARTNER, 1))]
        await session.execute(insert(Partner), partners)
        await session.execute(insert(Product), [{"id": each, "name": each} for each in PRODUCTS])
        waves = [_wave(number) for number in range(WAVES_EACH)]
        await session.execute(insert(Wave), waves)
    sold = [_sold(number, len(partners), chance) for number in range(len(partners) * SOLD_EACH)]
    await _write(database, Customer, [customer for customer, _ in sold])
    await _write(database, SubscriptionInterval, [interval for _, interval in sold])
    held = [_held(number, interval) for number, (_, interval) in enumerate(sold)]
    await _write(database, Stretch, held)
    contacts = [_contact(number, chance, len(partners)) for number in range(people)]
    await _write(database, Contact, contacts)
    asked = [
        (wave, contacts[person])
        for wave in waves
        for person in range(people)
        if person % 2 == int(wave["id"][1:]) % 2
    ]
    await _write(database, Invitation, [_invitation(*each) for each in asked])
    await _write(database, Response, [_response(*each, chance) for each in asked])


async def _write(database: Database, table: Any, rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), AT_A_TIME):
        async with database.begin() as session:
            await session.execute(insert(table), rows[first : first + AT_A_TIME])


def _partner(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "name": f"Harbour {number}",
        "tier": chance.choice(["Platinum", "Gold", "Silver", "Bronze"]),
        "region": chance.choice(["NA", "EMEA", "APAC", "LATAM"]),
        "stage": chance.choice(["build", "breadth", "depth", "scale"]),
    }


def _sold(
    number: int, partners: int, chance: random.Random
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make a customer and what it pays for from some day of these years on."""
    partner, amount = f"p{number % partners}", chance.randint(1, 9) * 1000
    customer = {"id": f"k{number}", "partner_id": partner, "name": f"K {number}", "segment": "SMB"}
    interval = {
        "id": f"i{number}",
        "subscription_id": f"s{number}",
        "customer_id": customer["id"],
        "partner_id": partner,
        "product_id": chance.choice(PRODUCTS),
        "start_date": add_months(WHOLE.start, chance.randint(-MONTHS, MONTHS)),
        "kind": "paid",
        "currency": "USD",
        "annualised": amount,
        "annualised_reporting": amount,
    }
    return customer, interval


def _wave(number: int) -> dict[str, Any]:
    day: date = add_months(WHOLE.start, 3 * number)
    opened = datetime(day.year, day.month, 1, tzinfo=UTC)
    return {
        "id": f"w{number}",
        "survey": "partner-nps",
        "score": "nps",
        "kind": "relationship",
        "promise": "named",
        "opens_at": opened,
        "closes_at": opened + timedelta(days=14),
        "state": "closed",
    }


def _held(number: int, interval: dict[str, Any]) -> dict[str, Any]:
    places = ("customer_id", "partner_id", "product_id", "start_date")
    amount = {"amount": interval["annualised_reporting"], "usage": 0}
    return {"id": number, **{name: interval[name] for name in places}, **amount}


def _contact(number: int, chance: random.Random, partners: int) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        # A few partners have many people, as it is.
        "partner_id": f"p{int(chance.random() ** 2 * partners)}",
        "name": f"Ada {number}",
        "role": chance.choice(list(Role)).value,
        "permission": "partner",
        "zone": "UTC",
    }


def _invitation(wave: dict[str, Any], contact: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{wave['id']}-{contact['id']}",
        "wave_id": wave["id"],
        "contact_id": contact["id"],
        "invited_at": wave["opens_at"],
        "delivered_at": wave["opens_at"],
    }


def _response(
    wave: dict[str, Any], contact: dict[str, Any], chance: random.Random
) -> dict[str, Any]:
    return {
        "id": f"r{wave['id']}-{contact['id']}",
        "wave_id": wave["id"],
        "invitation_id": f"{wave['id']}-{contact['id']}",
        "contact_id": contact["id"],
        "partner_id": contact["partner_id"],
        "role": contact["role"],
        "score": chance.choice([2, 5, 7, 8, 9, 9, 10]),
        "answered_at": wave["opens_at"] + timedelta(days=2),
    }
