"""A person is known by where they are at home, wherever we meet them."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.event import Origin
from bot.people.store import addresses
from bot.people.store.people import is_met_at
from bot.people.store.place_tables import Address, Installation
from bot.ports import Profile
from tests.fixtures.moments import NOON
from tests.people.conftest import ACME, LOOSE, OURS, profile_at


async def rows(town, user):
    found = await town.see(
        select(Address.installation_id, Address.home, Address.enterprise, Address.contact_id)
        .where(Address.external_id == user)
        .order_by(Address.installation_id)
    )
    return [tuple(row) for row in found]


async def link(town, origin: Origin, contact_id: str, how: str = addresses.CODE) -> None:
    async with town.database.begin() as session:
        assert await addresses.link(session, origin, contact_id, how, NOON)


async def test_a_person_is_known_by_their_home_wherever_we_meet_them(town):
    await link(town, town.at(ACME, "U1", home=ACME), "ada")

    assert await town.knows(town.at(OURS, "U1", home=ACME)) == "Ada"
    assert await town.knows(town.at(OURS, "U1", home=LOOSE)) is None
    assert await town.knows(town.at(LOOSE, "U1")) is None
    assert await rows(town, "U1") == [(f"i-{ACME}", ACME, "", "ada")]


async def test_a_request_that_names_no_home_is_understood_by_the_profile(town):
    await link(town, town.at(ACME, "U1", home=ACME), "ada")
    town.claims.profiles["U1"] = profile_at(ACME, "nobody@nowhere.example")

    assert await town.knows(town.at(OURS, "U1")) == "Ada"


async def test_a_person_of_an_organisation_is_known_in_all_its_workspaces(town):
    await link(town, town.at(OURS, "W1", home="T-A", enterprise="E1"), "mia")

    assert await town.knows(town.at(LOOSE, "W1", home="T-B", enterprise="E1")) == "Mia"
    assert await town.knows(town.at(LOOSE, "W1", home="T-B", enterprise="E2")) is None


async def test_a_claim_keeps_the_home_and_the_organisation_of_its_installation(town):
    async with town.database.begin() as session:
        (await session.get_one(Installation, f"i-{OURS}")).enterprise = "E1"
    town.claims.profiles["U1"] = Profile(
        "ada@acme.example", homes=frozenset({OURS, "T-OTHER", "E1"})
    )
    await town.knows(town.at(OURS, "U1", home="T-OTHER"))

    assert await rows(town, "U1") == [(f"i-{OURS}", OURS, "E1", "ada")]


async def test_a_person_linked_anew_is_the_new_contact_wherever_we_meet_them(town):
    await link(town, town.at(ACME, "U1", home=ACME), "ada")
    await link(town, town.at(OURS, "U1"), "abe")
    await link(town, town.at(OURS, "U1", home=ACME), "bob")

    assert {contact for *_, contact in await rows(town, "U1")} == {"bob"}
    assert await town.knows(town.at(ACME, "U1")) == "Bob"
    assert await town.knows(town.at(OURS, "U1")) == "Bob"


async def test_whoever_is_unlinked_in_one_place_is_known_by_their_home_in_no_other(town):
    await link(town, town.at(ACME, "U1", home=ACME), "ada")
    await link(town, town.at(OURS, "U1", home=ACME), "ada")
    root = town.at(OURS, "U-root")
    await town.says(root, "unlink ada@acme.example from U1")

    assert await town.knows(town.at(ACME, "U1", home=ACME)) is None
    assert await town.knows(town.at(OURS, "U1", home=ACME)) is None


async def of_old(town, user: str, contact_id: str, place: str = OURS) -> None:
    """Write a claim as it was kept before homes were looked at."""
    async with town.database.begin() as session:
        session.add(
            Address(
                id=f"a-{user}",
                contact_id=contact_id,
                platform="slack",
                installation_id=f"i-{place}",
                external_id=user,
                linked_at=NOON,
                linked_by="claim",
            )
        )


async def test_a_claim_of_old_is_proven_at_the_next_meeting(town):
    await of_old(town, "U1", "ada")
    town.claims.profiles["U1"] = profile_at(OURS, "another@acme.example")

    assert await town.knows(town.at(OURS, "U1")) == "Ada"
    assert await rows(town, "U1") == [(f"i-{OURS}", OURS, "", "ada")]


@pytest.mark.parametrize("homes", [(), (LOOSE,)])
async def test_a_claim_of_old_that_is_not_proven_is_taken_back(town, homes):
    await of_old(town, "U1", "root")
    town.claims.profiles["U1"] = Profile("root@cirrus.example", homes=frozenset(homes))
    known = [await town.knows(town.at(OURS, "U1", home=home)) for home in ("", OURS, LOOSE)]

    assert known == [None, None, None]
    assert await town.see(select(Address.state, Address.reason).where(Address.id == "a-U1")) == [
        ("dead", addresses.CLAIM_WITHDRAWN)
    ]


async def test_no_two_addresses_stand_for_one_person_at_home(town):
    await link(town, town.at(ACME, "U1", home=ACME), "ada")

    with pytest.raises(IntegrityError):
        async with town.database.begin() as session:
            session.add(
                Address(
                    id="second",
                    contact_id="bob",
                    platform="slack",
                    installation_id=f"i-{OURS}",
                    external_id="U1",
                    home=ACME,
                    linked_at=NOON,
                )
            )


async def test_a_look_up_is_served_by_an_index(town):
    if not town.database.is_sqlite:
        pytest.skip("PostgreSQL reads a small table from end to end, whatever its indexes")
    origin = town.at(OURS, "U1", home=ACME, enterprise="E1")
    wanted = select(Address.id).where(is_met_at(origin))
    async with town.database.read() as session:
        dialect = session.get_bind().dialect
        compiled = wanted.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        plan = (await session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))).all()

    assert "SEARCH address USING" in str(plan)
    assert "(platform=? AND external_id=?" in str(plan)
