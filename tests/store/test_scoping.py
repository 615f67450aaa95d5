"""A table says whose its rows are, and a partner's person is shown no others."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.figures.store.partner_tables import Certification, Deal, Payout
from bot.figures.store.renewal_tables import StoredRenewal
from bot.figures.store.source_tables import SourceState
from bot.figures.store.tables import Customer, RevenueLine, Term, Touch, Trial
from bot.figures.store.target_tables import KeptTarget
from bot.store.columns import Base, Open
from bot.store.scoping import scoped
from bot.store.sessions import Database
from bot.voice.store.case_tables import Case
from bot.voice.store.tables import ResponseValue
from tests.fixtures.moments import NOON
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    REGISTRY,
    partner_user,
    plan,
    sample,
)

TABLES = [mapper.class_ for mapper in Base.registry.mappers]
AIMED = {
    "dimension": "partner",
    "value": "1",
    "set_by": "c0",
    "set_at": NOON,
    **dict.fromkeys(("starts_on", "ends_on"), NOON.date()),
}
SAID = sorted(
    (table for table in TABLES if table.owned_by.__func__ is not Base.owned_by.__func__), key=str
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    world = sample()
    world.customer("emil", 2)
    moments = dict.fromkeys(("opened_at", "promised_at", "changed_at", "drawn_at"), NOON)
    for number, contact in ((1, "c0"), (2, "c1")):
        said = {"id": f"case-{number}", "source": "reply", "source_id": contact, **moments}
        world.add(Case, partner_id=f"p{number}", contact_id=contact, **said)
    for number, partner in ((0, "p1"), (6, "p2")):
        whose = {"response_id": f"r{number}", "contact_id": f"c{number}", "partner_id": partner}
        world.add(ResponseValue, id=f"v{number}", question="more", number=1, **whose)
    _renewals(world)
    worth = {"currency": "USD", "amount": 1, "amount_reporting": 1}
    registered = {"registered_on": NOON.date(), "state": "registered"}
    passed = {"person": "Bo", "name_key": "bo", "what": "Mail", "earned_on": NOON.date()}
    for number, partner in ((1, "p1"), (2, "p2"), (3, "p2")):
        whose = {"id": f"x{number}", "partner_id": partner}
        world.add(Deal, deal_id=f"d{number}", **whose, **registered, **worth)
        world.add(
            Payout, payout_id=f"o{number}", kind="mdf", earned_on=NOON.date(), **whose, **worth
        )
        world.add(Certification, reference=f"c{number}", **whose, **passed)
        world.add(KeptTarget, metric=f"m{number}", **whose, **AIMED)
    day = NOON.date()
    for number, customer in ((1, "anna"), (2, "emil")):
        whose = {"id": f"b{number}", "partner_id": f"p{number}", "customer_id": customer}
        sold = {**whose, "product_id": "mail"}
        bought = {**sold, "subscription_id": f"s{number}", "outcome": "open"}
        world.add(Term, **bought, term_start=day, term_end=day, annualised=1)
        world.add(Trial, **bought, started_on=day)
        world.add(RevenueLine, **sold, booked_on=day, kind="recurring", amount=1)
        world.add(Touch, **whose, at=NOON, direction="outbound")
    world.add(SourceState, id="billing", kind="subscriptions", since=NOON)
    async with opened.begin() as session:
        await world.store(session)
    yield opened
    await opened.close()


def _renewals(world):
    for number in (1, 2):
        drawn = {"changed_at": NOON, "drawn_at": NOON, "term_end": NOON.date()}
        whose = {"id": f"n{number}", "partner_id": f"p{number}"}
        world.add(StoredRenewal, subscription_id=f"s{number}", **whose, **drawn)


async def seen(database, table, asker):
    async with database.read() as session:
        return (await session.execute(select(scoped(table, asker)))).all()


@pytest.mark.parametrize("table", SAID, ids=lambda table: table.__tablename__)
async def test_a_partner_is_shown_their_own_rows_and_never_two_partners_the_same(database, table):
    everything = await seen(database, table, ADMINISTRATOR)
    first, second = [await seen(database, table, partner_user(number)) for number in (1, 2)]

    assert everything
    if issubclass(table, Open):
        assert first == second == everything
    else:
        assert set(first) < set(everything)
        assert not set(first) & set(second)


async def test_whoever_once_sold_to_a_customer_goes_on_seeing_who_it_is(database):
    async with database.begin() as session:
        anna = await session.get(Customer, "anna")
        anna.partner_id = "p2"

    assert "anna" in {row.id for row in await seen(database, Customer, partner_user(1))}
    assert "anna" in {row.id for row in await seen(database, Customer, partner_user(2))}


@pytest.mark.parametrize("table", SAID, ids=lambda table: table.__tablename__)
async def test_somebody_of_no_partner_is_shown_nothing(database, table):
    nobody = replace(partner_user(1), partner_id=None)

    assert await seen(database, table, nobody) == []


def test_a_table_that_does_not_say_is_refused():
    silent = [table for table in TABLES if table not in SAID]

    assert silent
    for table in silent:
        with pytest.raises(LookupError, match="nobody has settled who may see"):
            scoped(table, partner_user(1))


async def test_nothing_that_partners_may_ask_is_kept_in_a_table_without_an_owner(database):
    asker = partner_user(1)
    mine = [
        each
        for each in FOOTING.catalogue.metrics
        if FOOTING.catalogue.may_ask(each, asker.permission)
    ]
    async with database.read() as session:
        for metric in mine:
            found = await REGISTRY.answer(session, plan(metric), asker, FOOTING)
            assert found.figures[0].metric == metric

    assert "renewals_due_mrr" in mine
