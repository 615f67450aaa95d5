"""People as others call them, where somebody is to be found for a reading."""

import pytest
from sqlalchemy import update

from bot.people.store.called import example_of, people_called, tier_of, tiers
from bot.people.store.tables import Contact
from bot.principal import Role


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("ada@acme.example", {"ada"}),
        ("ADA@Acme.example", {"ada"}),
        ("Ada Example", {"ada"}),
        ("ada  example", {"ada"}),
        ("ada", {"ada"}),
        ("abe@private.example", {"abe"}),
        ("%", set()),
        ("_da", set()),
        ("", set()),
        ("Nobody", set()),
    ],
)
async def test_somebody_is_found_by_name_or_address_however_it_is_written(town, words, who):
    async with town.database.read() as session:
        found = await people_called(session, words)

    assert {one.contact_id for one in found} == who


async def test_who_left_is_not_found_and_several_of_one_name_are(town):
    async with town.database.begin() as session:
        abe = await session.get_one(Contact, "abe")
        abe.name = "Bob Example"
        await session.execute(update(Contact).where(Contact.id == "ada").values(active=False))
    async with town.database.read() as session:
        bobs = await people_called(session, "Bob Example")
        ada = await people_called(session, "Ada Example")

    assert {one.contact_id for one in bobs} == {"abe", "bob"}
    assert not ada


async def test_an_example_is_somebody_real_in_that_role_at_a_partner_of_that_tier(town):
    async with town.database.read() as session:
        technician = await example_of(session, Role.TECHNICAL, "Gold")
        nobody = await example_of(session, Role.TECHNICAL, "Silver")
        anywhere = await example_of(session, Role.SALES, "")
        known, hers = await tiers(session), await tier_of(session, "acme")

    assert technician.contact_id == "ada"
    assert nobody is None
    assert not anywhere.is_vendor
    assert (list(known), hers) == (["Gold"], "Gold")
