import pytest
from sqlalchemy import select, update

from bot.event import InstallationRemoved
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.ports import Profile
from tests.contract.hostile_texts import HOSTILE
from tests.people.conftest import ACME, LOOSE, OURS, profile_at


async def test_the_vendors_own_workspace_links_by_email(town):
    town.claims.profiles["U1"] = profile_at(OURS, "Ada@Acme.example", zone="Europe/Berlin")

    assert await town.knows(town.at(OURS, "U1")) == "Ada"
    assert await town.see(select(Contact.zone).where(Contact.id == "ada")) == [("Europe/Berlin",)]


async def test_a_guest_of_our_own_workspace_is_vouched_for_by_nobody(town):
    town.claims.profiles["U1"] = profile_at(OURS, "ada@acme.example", is_guest=True)
    town.claims.profiles["U2"] = profile_at(OURS, "ada@acme.example")

    assert await town.knows(town.at(OURS, "U1")) is None
    assert await town.knows(town.at(OURS, "U2", home=LOOSE)) is None


@pytest.mark.parametrize(
    ("told", "homes"),
    [
        ("", ()),  # nothing says where they belong
        ("", (LOOSE,)),
        (OURS, ()),
        (OURS, (LOOSE,)),  # the request says that they are ours
        (LOOSE, (LOOSE,)),
        ("", ("E-THEIRS", LOOSE)),
    ],
)
async def test_a_person_of_elsewhere_with_our_administrators_email_is_a_stranger(
    town, told, homes
):
    town.claims.profiles["U1"] = Profile("root@cirrus.example", homes=frozenset(homes))

    assert await town.knows(town.at(OURS, "U1", home=told)) is None
    assert await town.see(select(Address).where(Address.external_id == "U1")) == []


async def test_a_person_of_several_workspaces_of_one_organisation_is_ours_where_one_is(town):
    homes = frozenset({"E-OURS", "T-OTHER", OURS})
    town.claims.profiles["U1"] = Profile("ada@acme.example", homes=homes)

    assert await town.knows(town.at(OURS, "U1", home="T-OTHER")) == "Ada"


async def test_a_person_of_elsewhere_is_no_bound_partners_own_either(town):
    town.claims.profiles["U1"] = profile_at(LOOSE, "ada@acme.example")

    assert await town.knows(town.at(ACME, "U1")) is None


async def test_a_bound_workspace_links_its_partners_people_in_a_registered_domain(town):
    town.claims.profiles["U1"] = profile_at(ACME, "ada@acme.example")

    assert await town.knows(town.at(ACME, "U1")) == "Ada"


@pytest.mark.parametrize(
    ("place", "email"),
    [
        (ACME, "abe@private.example"),  # the partner's own person, in another domain
        (ACME, "bob@bolt.example"),  # another partner's person
        (ACME, "root@cirrus.example"),  # the vendor's administrator
        (LOOSE, "ada@acme.example"),  # a workspace nobody bound
        ("T-NOWHERE", "ada@acme.example"),
    ],
)
async def test_any_other_claim_gets_the_reply_of_an_unknown_person(town, place, email):
    town.claims.profiles["U1"] = profile_at(place, email)
    town.claims.profiles["U2"] = profile_at(LOOSE, "stranger@nowhere.example")

    assert await town.say(town.at(place, "U1"), "our ARR") == await town.say(
        town.at(LOOSE, "U2"), "our ARR"
    )
    linked = await town.see(select(Address).where(Address.external_id == "U1"))
    assert linked == []


async def test_a_zone_nobody_knows_is_not_kept(town):
    town.claims.profiles["U1"] = profile_at(OURS, "ada@acme.example", zone="Mars/Olympus")
    await town.knows(town.at(OURS, "U1"))

    assert await town.see(select(Contact.zone).where(Contact.id == "ada")) == [("UTC",)]


async def test_the_people_of_a_workspace_that_removed_us_are_unknown_again(town):
    bob = town.at(OURS, "U-bob")
    before = await town.knows(bob)
    await town.router.dispatch(InstallationRemoved(town.at(OURS, "")))

    assert before == "Bob"
    assert await town.knows(bob) is None


async def test_an_unbound_workspace_vouches_for_nobody_until_it_is_bound_again(town):
    town.claims.profiles["U1"] = profile_at(ACME, "ada@acme.example")
    ada, root = town.at(ACME, "U1"), town.at(OURS, "U-root")
    known = [await town.knows(ada)]
    said = await town.says(root, f"unbind {ACME}")
    known.append(await town.knows(ada))
    await town.says(root, f"bind {ACME} to acme")
    known.append(await town.knows(ada))

    assert known == ["Ada", None, "Ada"]
    assert "Links taken back: 1." in said


async def test_a_workspace_bound_to_another_partner_takes_nobody_along(town):
    town.claims.profiles["U1"] = profile_at(ACME, "ada@acme.example")
    ada = town.at(ACME, "U1")
    await town.knows(ada)
    await town.says(town.at(OURS, "U-root"), f"bind {ACME} to Bolt")

    assert await town.knows(ada) is None


async def test_a_domain_that_is_struck_off_proves_nobody_any_more(town):
    town.claims.profiles["U1"] = profile_at(ACME, "ada@acme.example")
    ada = town.at(ACME, "U1")
    await town.knows(ada)
    await town.says(town.at(OURS, "U-root"), "domains Acme remove acme.example")

    assert await town.knows(ada) is None


async def test_two_contacts_whose_emails_differ_in_letter_case_are_not_guessed_between(town):
    async with town.database.begin() as session:
        (await session.get(Contact, "abe")).email = "ADA@acme.example"
    town.claims.profiles["U1"] = profile_at(OURS, "ada@acme.example")

    assert await town.knows(town.at(OURS, "U1")) is None


# fmt: off
NASTY = [
    "\x00", "\ud800", "\u202e", "'; DROP TABLE contact; --", "%", "_", "*", "{email}",
    "<!channel>", "<@U-root>", "\r\nBcc: x@y.example", "\u0130", "\u212a", "\uff20", "a" * 5000,
    " ", "\u200b", "\\", '"', "@",
]
# fmt: on


@pytest.mark.both_databases
async def test_two_hundred_hostile_names_and_emails_are_harmless(town):
    shapes = (
        "{}", "ada@acme.example{}", "{}ada@acme.example", "ada{}@acme.example", "ada@{}.example",
        "ada@acme.example@{}", "{}@acme.example", "root@cirrus.example{}", "{0}{0}", "mailto:{}",
    )  # fmt: skip
    # Each engine meets every nasty part in every second shape, and the other the rest.
    half = int(town.database.is_sqlite)
    every = [(s, n) for s in shapes for n in NASTY]
    for number, (shape, nasty) in enumerate(every):
        if (shapes.index(shape) + NASTY.index(nasty)) % 2 == half:
            continue
        email = shape.format(nasty)
        name = HOSTILE[number]
        town.claims.profiles[f"U{number}"] = profile_at(ACME, email, name=name, zone=name)
        reply = await town.say(town.at(ACME, f"U{number}"), "our ARR")
        again = await town.ask_code(town.at(LOOSE, f"U{number}"), email)
        assert reply.messages[0].title == "We have not met yet" or email.strip() == (
            "ada@acme.example"
        ), email
        assert again.form or again.errors, email
    linked = await town.see(
        select(Address.contact_id).where(Address.contact_id.not_in(["root", "mia", "max", "bob"]))
    )

    assert {contact for (contact,) in linked} <= {"ada"}
    assert {to.external_id for to, _, _ in town.mailbox.letters} <= {
        "ada@acme.example", "root@cirrus.example",
    }  # fmt: skip


async def test_whoever_speaks_where_they_were_given_up_is_reached_there_again(town):
    town.claims.profiles["U1"] = profile_at(OURS, "ada@acme.example")
    await town.knows(town.at(OURS, "U1"))
    async with town.database.begin() as session:
        gone = {"state": "dead", "reason": "Slack: user_disabled"}
        await session.execute(update(Address).where(Address.external_id == "U1").values(gone))

    assert await town.knows(town.at(OURS, "U1")) == "Ada"

    here = select(Address.state, Address.reason).where(Address.external_id == "U1")
    assert await town.see(here) == [("live", None)]
