"""Contacts are found on Slack and Teams before they speak; the first message says why it came."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

import bot.people.usecases.find_people as finding
from bot.people.store.place_tables import Address, LookUp
from bot.people.store.tables import Contact
from bot.store.tables import InboxRow
from tests.fixtures.program import run
from tests.journeys.conftest import says
from tests.stand_ins.teams import FakeTeams

TECHNICAL, MEMBER, ADMINISTRATOR = "acme-it-01", "cirrus-07", "cirrus-01"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST_WORDS = "this is my first message to you here"
NEWCOMER = "id,name,email,role,permission\nnew-1,Nea Newcomer,nea@cirrus.example,sales,member\n"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Let nobody wait for the pace of look-ups, nor for the minute between two bouts."""
    monkeypatch.setattr(finding, "BETWEEN", 0)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


async def contact_of(served, contact_id):
    async with served.house.database.read() as session:
        return await session.get_one(Contact, contact_id)


async def found_at(served, contact_id):
    """Return the ids under which somebody was found, with whether they were met."""
    statement = select(Address.external_id, Address.unmet).where(
        Address.contact_id == contact_id, Address.linked_by == "claim"
    )
    async with served.house.database.read() as session:
        return [tuple(row) for row in await session.execute(statement)]


def look_ups(slack):
    return [call.args["email"] for call in slack.calls if call.method == "users.lookupByEmail"]


@pytest.mark.both_databases
async def test_the_first_message_to_somebody_who_was_found_says_why_it_came(
    slack, slack_house, somebody, clock
):
    ada = await somebody(TECHNICAL)
    await slack_house.house.finder.find()
    found = await found_at(slack_house, TECHNICAL)
    clock.move_to(TUESDAY)
    await slack_house.house.drum.strike(clock.now())
    letter = await slack.wait_for_message(ada, says("CloudBackup Pro now restores"))

    assert found == [(ada.id, True)]
    assert FIRST_WORDS in letter.text
    assert "Acme IT Services" in letter.text
    assert "Type stop" in letter.text
    assert await found_at(slack_house, TECHNICAL) == [(ada.id, False)]
    assert look_ups(slack).count(ada.member.email) == 1


async def test_whoever_spoke_first_is_not_told_why(slack, slack_house, somebody, clock):
    ada = await somebody(TECHNICAL)
    await slack_house.house.finder.find()
    await ada.say_in_dm("home")
    await slack.wait_for_message(ada, says("you are here for"))
    clock.move_to(TUESDAY)
    await slack_house.house.drum.strike(clock.now())
    letter = await slack.wait_for_message(ada, says("CloudBackup Pro now restores"))

    assert FIRST_WORDS not in letter.text


async def test_who_comes_with_an_import_or_joins_later_is_found_and_a_guest_is_not(
    slack, slack_house, programme_url, tmp_path
):
    house = slack_house.house
    await house.finder.find()
    here = slack.user("nea", email="nea@cirrus.example")
    guest = slack.user("gus", email="gus@cirrus.example", is_restricted=True)
    file = tmp_path / "contacts.csv"
    file.write_text(NEWCOMER + "new-2,Gus,gus@cirrus.example,sales,member\n")
    with file.open("a") as more:
        more.write("new-3,Jo Joiner,jo@cirrus.example,sales,member\n")
    said = run(programme_url, "import", "contacts", str(file))
    assert said.returncode == 0, said.stdout + said.stderr
    await house.finder.find()
    shown = run(
        programme_url,
        "contacts",
        "unmatched",
        "--json",
        SLACK_SIGNING_SECRET="s" * 32,
        SLACK_BOT_TOKEN=slack.team.token,
    )
    jo = slack.user("jo", email="jo@cirrus.example")
    await slack.tell_of_joining(jo)
    await house.workers.idle()
    await house.finder.find()
    rows = {row["email"]: row["why"] for row in json.loads(shown.stdout)}

    async with house.database.read() as session:
        linked = set(await session.scalars(select(Address.external_id)))
        lost = set(await session.scalars(select(LookUp.email)))
    assert {here.id, jo.id} <= linked
    assert guest.id not in linked
    assert rows["gus@cirrus.example"] == "guest"
    assert rows["jo@cirrus.example"] == "not_here"
    assert "nea@cirrus.example" not in rows
    assert "jo@cirrus.example" not in lost


async def test_somebody_who_joins_and_is_no_contact_leaves_no_trace(slack, slack_house):
    house = slack_house.house
    stranger = slack.user("stranger", email="stranger@cirrus.example")
    before = await inbox_rows(house)
    await slack.tell_of_joining(stranger)
    await house.finder.find()

    assert await inbox_rows(house) == before
    assert stranger.member.email not in look_ups(slack)


async def test_a_limit_of_slacks_is_obeyed_and_a_missing_scope_is_no_disaster(
    slack, slack_house, somebody
):
    ada = await somebody(TECHNICAL)
    finder = slack_house.house.finder
    slack.throttle("users.lookupByEmail", retry_after=60)
    await finder.find()
    asked = len(look_ups(slack))
    await finder.find()
    resting = len(look_ups(slack))
    await ada.say_in_dm("home")
    await slack.wait_for_message(ada, says("you are here for"))

    assert resting == asked


async def inbox_rows(house):
    async with house.database.read() as session:
        return len(list(await session.scalars(select(InboxRow.id))))


async def test_people_of_our_own_tenant_are_found_on_the_roster_of_a_team(
    teams, teams_house, clock
):
    house = teams_house.house
    contact, member = (
        await contact_of(teams_house, TECHNICAL),
        await contact_of(teams_house, MEMBER),
    )
    ada = teams.person("ada", email=contact.email, zone=contact.zone)
    bob = teams.person("bob", email="nobody@elsewhere.example")
    gus = teams.person("gus", email=member.email, tenant=teams.add_tenant("Elsewhere"))
    group = teams.group("Partners", [ada, bob, gus])
    await bob.mention_in(group, "hello")
    await house.workers.idle()
    await house.finder.find()
    found = await found_at(teams_house, TECHNICAL)
    clock.move_to(TUESDAY)
    await house.drum.strike(clock.now())
    letter = await teams.wait_for_message(
        ada, lambda post: "CloudBackup Pro now restores" in str(post.card), timeout=20
    )

    assert found == [(ada.aad_id, True)]
    assert await found_at(teams_house, MEMBER) == []
    assert FIRST_WORDS in str(letter.card)
