"""Contacts are found before they speak, by the rule of a claim."""

import asyncio

import pytest
from sqlalchemy import insert, select, update

from bot.errors import InstallationGone, NotSent, RateLimited
from bot.people.store import addresses
from bot.people.store.place_tables import Address, Installation, LookUp
from bot.people.store.tables import Contact, PartnerDomain
from bot.people.usecases.find_people import PeopleFinder
from bot.ports import Listed, Profile
from drumbeat.housekeeping import StoredTurns
from tests.fixtures.moments import NOON
from tests.people.conftest import ACME, LOOSE, OURS, person, profile_at

pytestmark = pytest.mark.both_databases


class Workspaces:
    """What the workspaces of one platform say when they are asked for an email."""

    def __init__(self, town) -> None:
        self._town = town
        self.people, self.asked, self.trouble = {}, [], []

    def have(self, place, user, profile):
        self.people[place, profile.email] = user, profile

    async def profile(self, origin):
        return await self._town.claims.profile(origin)

    async def by_email(self, installation_id, email):
        installation = installation_id.removeprefix("i-")
        self.asked.append((installation, email))
        if self.trouble:
            raise self.trouble.pop()
        if (installation, email) not in self.people:
            return None
        user, profile = self.people[installation, email]
        return Listed(self._town.at(installation, user), profile)


@pytest.fixture
def slack(town):
    return Workspaces(town)


@pytest.fixture
def finder(town, slack):
    paused = []

    async def pause(seconds):
        paused.append(seconds)

    finder = PeopleFinder(
        town.database, town.context.clock, {"slack": slack}, system=town.system, pause=pause
    )
    finder.paused = paused
    return finder


async def no_pause(_seconds):
    pass


async def links(town):
    rows = await town.see(
        select(Address.contact_id, Address.external_id, Address.unmet)
        .where(Address.linked_by == "claim", Address.unlinked_at.is_(None))
        .order_by(Address.contact_id)
    )
    return [tuple(row) for row in rows]


async def reasons(town):
    rows = await town.see(
        select(LookUp.contact_id, LookUp.installation_id, LookUp.why).order_by(
            LookUp.contact_id, LookUp.installation_id
        )
    )
    return [tuple(row) for row in rows]


async def test_the_vendors_own_people_and_a_bound_partners_are_linked_before_they_speak(
    town, slack, finder
):
    slack.have(ACME, "U1", profile_at(ACME, "ada@acme.example", zone="Europe/Berlin"))
    slack.have(OURS, "U2", profile_at(OURS, "abe@private.example"))
    await finder.find()

    assert await links(town) == [("abe", "U2", True), ("ada", "U1", True)]
    assert await town.see(select(Contact.zone).where(Contact.id == "ada")) == [("Europe/Berlin",)]
    assert await town.knows(town.at(ACME, "U1")) == "Ada"
    assert await links(town) == [("abe", "U2", True), ("ada", "U1", False)]


async def test_a_place_that_nobody_vouches_for_is_never_asked(slack, finder):
    await finder.find()

    assert {place for place, _ in slack.asked} == {OURS, ACME}


async def test_a_bound_place_is_asked_only_for_its_own_partners_registered_domains(slack, finder):
    await finder.find()

    assert [email for place, email in slack.asked if place == ACME] == ["ada@acme.example"]


@pytest.mark.parametrize(
    ("profile", "why"),
    [
        (profile_at(OURS, "ada@acme.example", is_guest=True), "guest"),
        (Profile("ada@acme.example", homes=frozenset({LOOSE})), "elsewhere"),
        (Profile("ada@acme.example"), "elsewhere"),
    ],
)
async def test_guests_and_people_of_another_place_are_not_linked(
    town, slack, finder, profile, why
):
    slack.have(OURS, "U1", profile)
    await finder.find()

    assert await links(town) == []
    assert ("ada", f"i-{OURS}", why) in await reasons(town)


async def test_an_email_that_was_never_confirmed_links_nobody(town, slack, finder):
    slack.people[OURS, "ada@acme.example"] = "U1", Profile(None, homes=frozenset({OURS}))
    await finder.find()

    assert await links(town) == []
    assert ("ada", f"i-{OURS}", "unconfirmed") in await reasons(town)


async def test_a_hand_outweighs_what_a_place_says(town, slack, finder):
    slack.have(OURS, "U1", profile_at(OURS, "ada@acme.example"))
    await finder.find()
    async with town.database.begin() as session:
        await addresses.unlink(session, town.at(OURS, "U1"), "ada", NOON)
    town.system.forward(days=8)
    await finder.find()

    assert await links(town) == []
    assert ("ada", f"i-{OURS}", "unlinked") in await reasons(town)


async def test_somebody_elses_address_stays_theirs(town, slack, finder):
    slack.have(OURS, "U-bob", profile_at(OURS, "ada@acme.example"))
    await finder.find()

    assert await town.knows(town.at(OURS, "U-bob")) == "Bob"
    assert ("ada", f"i-{OURS}", "taken") in await reasons(town)


async def test_nobody_is_asked_for_twice_within_the_week(town, slack, finder):
    await finder.find()
    first = list(slack.asked)
    town.system.forward(days=6)
    await finder.find()
    again = PeopleFinder(town.database, town.context.clock, {"slack": slack}, system=town.system)
    await again.find()  # a start makes no difference
    within = list(slack.asked)
    town.system.forward(days=2)
    await finder.find()

    assert within == first
    assert sorted(slack.asked) == sorted(first + first)


async def test_another_email_is_asked_for_at_once(town, slack, finder):
    await finder.find()
    slack.asked.clear()
    async with town.database.begin() as session:
        await session.execute(
            update(Contact)
            .where(Contact.id == "ada")
            .values(email="ada2@acme.example", email_key="ada2@acme.example")
        )
        session.add(PartnerDomain(partner_id="bolt", domain="bolt.example", registered_at=NOON))
    await finder.find()

    assert sorted(slack.asked) == [(ACME, "ada2@acme.example"), (OURS, "ada2@acme.example")]


async def test_who_came_with_an_import_is_asked_for(town, slack, finder):
    await finder.find()
    slack.asked.clear()
    async with town.database.begin() as session:
        await session.execute(insert(Contact), [person("new", "acme")])
        await session.execute(
            update(Installation).where(Installation.external_id == LOOSE).values(own=True)
        )
    await finder.find()

    assert (ACME, "new@acme.example") in slack.asked
    assert (OURS, "ada@acme.example") not in slack.asked


async def test_a_limit_lets_a_place_rest_as_long_as_it_says_and_goes_on_after_it(
    town, slack, finder
):
    slack.trouble = [RateLimited(120)]
    await finder.find()
    asked = len(slack.asked)
    limited = slack.asked[0][0]
    await finder.find()
    early = [place for place, _ in slack.asked[asked:]]
    town.system.forward(seconds=121)
    await finder.find()

    assert limited not in early
    assert sorted(set(slack.asked)) == sorted(
        [(ACME, "ada@acme.example"), (OURS, "ada@acme.example"), (OURS, "abe@private.example")]
    )
    assert len(slack.asked) == 4  # the one that met the limit comes again, and no other


@pytest.mark.parametrize("problem", [NotSent("away"), InstallationGone("gone"), OSError("odd")])
async def test_a_bad_hour_of_one_place_leaves_the_others_alone(town, slack, finder, problem):
    slack.have(ACME, "U1", profile_at(ACME, "ada@acme.example"))
    slack.have(OURS, "U2", profile_at(OURS, "abe@private.example"))
    slack.trouble = [problem]
    await finder.find()
    town.system.forward(hours=2)
    await finder.find()

    assert [who for who, _, _ in await links(town)] == ["abe", "ada"]


async def test_look_ups_keep_slacks_pace(finder):
    await finder.find()

    assert len(finder.paused) == 3
    assert all(60 / seconds < 50 for seconds in finder.paused)


async def test_a_finder_that_is_stopped_half_way_is_taken_up_where_it_was(town, slack):
    both_rest, waits = asyncio.Barrier(3), asyncio.Event()

    async def pause(_seconds):
        await both_rest.wait()
        await waits.wait()

    system = town.system
    first = PeopleFinder(
        town.database, town.context.clock, {"slack": slack}, system=system, pause=pause
    )
    await first.look(NOON)
    await both_rest.wait()
    await first.stop()
    half = list(slack.asked)
    second = PeopleFinder(
        town.database, town.context.clock, {"slack": slack}, system=system, pause=no_pause
    )
    await second.find()

    assert len(half) == 2
    assert len(slack.asked) == len(set(slack.asked)) == 3


async def test_of_several_processes_one_at_a_time_looks_people_up(town, slack):
    turns = StoredTurns(town.database, "finding")
    both_rest, waits = asyncio.Barrier(3), asyncio.Event()

    async def pause(_seconds):
        await both_rest.wait()
        await waits.wait()

    def finder(pause):
        return PeopleFinder(
            town.database,
            town.context.clock,
            {"slack": slack},
            turns,
            system=town.system,
            pause=pause,
        )

    one, other = finder(pause), finder(no_pause)
    await one.look(NOON)
    await both_rest.wait()
    asked = list(slack.asked)
    await other.find()
    meanwhile = list(slack.asked)
    await one.stop()
    town.system.forward(minutes=11)
    await other.find()

    assert meanwhile == asked
    assert len(slack.asked) == len(set(slack.asked)) == 3


async def test_whoever_ticks_waits_for_no_look_up(town, slack, finder):
    await finder.look(NOON)
    assert slack.asked == []
    await finder.stop()


async def test_of_people_who_are_no_contacts_nothing_is_kept(town, slack, finder):
    slack.have(OURS, "U-STRANGER", profile_at(OURS, "someone@cirrus.example"))
    await finder.find()

    kept = await town.see(select(Address.external_id))
    assert "U-STRANGER" not in {row[0] for row in kept}
    assert {email for _, email in slack.asked} == {"ada@acme.example", "abe@private.example"}


async def test_administrators_are_told_who_was_not_found_and_why(town, slack, finder):
    slack.have(OURS, "U1", profile_at(OURS, "ada@acme.example", is_guest=True))
    async with town.database.begin() as session:
        people = [person("nea", None), person("noa", None, email=None), person("abi", "acme")]
        people[2]["email"] = "abi@other.example"
        await session.execute(insert(Contact), people)
    before = await town.says(town.at(OURS, "U-root"), "unmatched")
    await finder.find()
    after = await town.says(town.at(OURS, "U-root"), "unmatched")

    lines = [line for line in after.splitlines() if "@" in line or "Noa" in line]
    assert "not looked up yet" in before
    assert "Nea Example" in after
    assert {"nobody there has", "a guest there", "no email address", "domain is not"} == {
        words
        for words in ("nobody there has", "a guest there", "no email address", "domain is not")
        if any(words in line for line in lines)
    }
    assert "2 people of partners are not in our own places" in after
    assert "link EMAIL to MEMBER-ID" in after


async def test_whoever_is_no_administrator_is_not_told(town):
    assert "Example" not in await town.says(town.at(OURS, "U-mia"), "unmatched")
