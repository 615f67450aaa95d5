"""Writes the sample programme into an empty database, in short transactions."""

from datetime import date

from bot.every_table import METADATA
from bot.figures.rules.ages import Rows
from bot.people.store.tables import Partner
from bot.store.sessions import Database
from drumbeat.demo.sample.customers import write_customers
from drumbeat.demo.sample.goals import write_goals
from drumbeat.demo.sample.ledger import write_ledger
from drumbeat.demo.sample.money import write_money
from drumbeat.demo.sample.people import manager_of, partner_id, write_people
from drumbeat.demo.sample.programme import write_programme
from drumbeat.demo.sample.rows import Rows as SampleRows
from drumbeat.demo.sample.surveys import write_surveys
from drumbeat.demo.sample.touches import write_touches
from drumbeat.demo.sample.watching import write_watching
from drumbeat.demo.sample.world import PARTNERS

CHUNK = 2000
SEED = 7


async def fill(database: Database, *, today: date, seed: int = SEED) -> None:
    """Write the sample programme as it stands on `today` into an empty database."""
    rows = sample_rows(today, seed)
    for name in rows.tables():
        table, waiting = METADATA.tables[name], rows.of(name)
        for start in range(0, len(waiting), CHUNK):
            async with database.begin() as session:
                await session.execute(table.insert(), waiting[start : start + CHUNK])
    # Managers are contacts, and contacts belong to partners: one of them had to come first.
    async with database.begin() as session:
        for index, plan in enumerate(PARTNERS):
            partner = await session.get_one(Partner, partner_id(plan))
            partner.manager_id = manager_of(index)


def sample_rows(today: date, seed: int = SEED) -> SampleRows:
    """Make up every row, table by table in an order that can be written."""
    rows = SampleRows()
    write_people(rows, today, seed)
    write_customers(rows, today, seed)
    write_ledger(rows)
    write_money(rows, today, seed)
    write_touches(rows, today, seed)
    write_surveys(rows, today, seed)
    write_programme(rows, today, seed)
    write_goals(rows, today)
    write_watching(rows, today)
    for kind in Rows:
        rows.add("complete_until", id=f"age-{kind}", kind=kind.value, day=today, is_said=True)
    return rows
