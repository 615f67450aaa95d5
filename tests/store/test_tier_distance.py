"""How far a partner is from a tier: by rules in a file, over rows made by hand."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete

from bot.figures.rules.catalogue import with_tiers
from bot.figures.rules.figures import Note
from bot.figures.rules.plan import Filter
from bot.figures.rules.tiers import Requirement, Tier
from bot.figures.store.partner_tables import Certification, Deal
from bot.figures.store.tables import SubscriptionInterval
from bot.people.store.tables import PartnerHistory
from bot.quantities import Quantity
from bot.store.sessions import Database
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    REGISTRY,
    Programme,
    partner_user,
    plan,
)

pytestmark = pytest.mark.both_databases
TIERS = (
    Tier("Bronze"),
    Tier("Silver", (Requirement("arr", 1_000), Requirement("certified_people", 1))),
    Tier(
        "Gold",
        (
            Requirement("arr", 2_000),
            Requirement("certified_people", 3),
            Requirement("deals_won", 2),
        ),
        benefits="a seat",
        languages={"de": "einen Sitz"},
    ),
)
RULES = replace(FOOTING, catalogue=with_tiers(FOOTING.catalogue, TIERS))
GOLD = (Filter("partner_tier", ("Gold",)),)


def won(world: Programme, partner: int, closed: date) -> None:
    number = len(world.rows.get(Deal, []))
    told = {"id": f"d{number}", "deal_id": f"D{number}", "partner_id": f"p{partner}"}
    money = {"currency": "USD", "amount": 1, "amount_reporting": 1}
    days = {"registered_on": date(2025, 1, 1), "closed_on": closed, "state": "won"}
    world.add(Deal, **told, **money, **days)


def certified(world: Programme, partner: int, *names: str) -> None:
    for name in names:
        number = len(world.rows.get(Certification, []))
        told = {"id": f"t{number}", "reference": f"T{number}", "partner_id": f"p{partner}"}
        who = {"person": name, "name_key": name.casefold(), "what": "Mail"}
        world.add(Certification, earned_on=date(2026, 1, 1), **told, **who)


@pytest.fixture
async def filled(database_url: str) -> AsyncIterator[Database]:
    world = Programme()
    world.partner(1, tier="Silver")
    world.partner(2, tier="Gold", region="NA")
    world.partner(3, tier="Bronze", region="NA")
    world.partner(4, tier="Diamond")
    world.product("Mail")
    for name, partner, annual in (("anna", 1, 150_000), ("bert", 2, 900_000), ("cleo", 3, 99_999)):
        world.customer(name, partner)
        world.paid(name, "Mail", date(2026, 1, 1), None, annual, partner=partner)
    certified(world, 1, "Ann", "Bo", "Cy", "Di")
    certified(world, 3, "Ed")
    won(world, 1, date(2025, 11, 22))
    won(world, 1, date(2025, 11, 23))
    won(world, 2, date(2026, 5, 1))
    opened = Database(database_url)
    async with opened.begin() as session:
        await world.store(session)
    yield opened
    await opened.close()


async def figure(database, asker=ADMINISTRATOR, footing=RULES, **slots):
    async with database.read() as session:
        wanted = plan("distance_to_tier", **slots)
        return (await REGISTRY.answer(session, wanted, asker, footing)).figures[0]


def steps(path):
    return [
        (need.metric, need.have.value, need.least.value, need.missing.value) for need in path.needs
    ]


async def test_a_partner_sees_each_requirement_of_the_next_tier(filled):
    found = await figure(filled, partner_user(1))
    (cell,), (path,) = found.cells, found.paths

    assert (cell.quantity, cell.base) == (Quantity(2, "count"), 3)
    assert steps(path) == [
        ("arr", 150_000, 200_000, 50_000),
        ("certified_people", 4, 3, 0),
        ("deals_won", 1, 2, 1),
    ]
    assert path.needs[0].missing == Quantity(Decimal(50_000), "money_year", "USD")
    assert found.notes == (Note("ask_note_tier_today", {"tier": "Silver"}),)


async def test_a_tier_that_one_partner_names_is_where_it_wants_to_get(filled):
    found = await figure(filled, partner_user(3), filters=GOLD)
    one = (*GOLD, Filter("partner", ("Partner 3",)))
    same = await figure(filled, filters=one)

    assert found.paths == same.paths
    assert steps(found.paths[0]) == [
        ("arr", 99_999, 200_000, 100_001),
        ("certified_people", 1, 3, 2),
        ("deals_won", 0, 2, 2),
    ]


async def test_at_the_top_there_is_no_way_up(filled):
    found = await figure(filled, partner_user(2))

    assert [cell.quantity for cell in found.cells] == [Quantity(None, "count")]
    assert found.notes == (Note("ask_note_tier_top", {"tier": "Gold"}),)


async def test_a_tier_without_rules_is_told_as_such(filled):
    found = await figure(filled, partner_user(4))
    named = await figure(filled, partner_user(1), filters=(Filter("partner_tier", ("Platinum",)),))

    assert found.cells[0].quantity.value is None
    assert found.notes == (Note("ask_note_tier_none", {"tier": "Diamond"}),)
    assert named.notes == (Note("ask_note_tier_none", {"tier": "Platinum"}),)


async def test_the_vendor_sees_partners_side_by_side(filled):
    found = await figure(filled, group_by=("partner",))
    in_na = await figure(filled, group_by=("partner",), filters=(Filter("region", ("NA",)),))

    assert {cell.groups[0]: (cell.quantity.value, cell.base) for cell in found.cells} == {
        "Partner 1": (2, 3),
        "Partner 2": (0, 0),
        "Partner 3": (1, 2),
        "Partner 4": (0, 0),
    }
    assert {path.partner: path.missing for path in in_na.paths} == {"Partner 2": 0, "Partner 3": 1}


async def test_a_tier_named_for_many_partners_is_theirs_today(filled):
    found = await figure(
        filled, group_by=("partner",), filters=(Filter("partner_tier", ("Silver",)),)
    )

    assert [path.partner for path in found.paths] == ["Partner 1"]


async def test_all_together_are_counted_and_each_is_offered(filled):
    found = await figure(filled)

    assert (found.cells[0].quantity.value, found.cells[0].base) == (3, 5)
    assert found.paths == ()
    assert found.notes == (Note("ask_note_tier_by_partner"),)


async def test_without_rules_nothing_is_defined(filled):
    found = await figure(filled, partner_user(1), footing=FOOTING)

    assert found.cells[0].quantity.value is None
    assert found.notes == (Note("ask_note_no_tiers"),)


async def test_no_other_partner_changes_the_way_of_one(filled):
    asker = partner_user(1)
    before = repr(await figure(filled, asker)), repr(await figure(filled, asker, filters=GOLD))
    async with filled.begin() as session:
        for table in (SubscriptionInterval, Deal, Certification, PartnerHistory):
            await session.execute(delete(table).where(table.partner_id != "p1"))
    after = repr(await figure(filled, asker)), repr(await figure(filled, asker, filters=GOLD))

    assert before == after
    assert "Partner 2" not in str(before)
