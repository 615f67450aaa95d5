"""A partner who installs nothing: met in a shared channel of Teams, over its door."""

import asyncio
import json
import shutil

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Delivery, Send
from bot.people.rules.settling import LinkAddress
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Contact, Partner
from bot.voice.store.tables import Response
from drumbeat.reports.people import settle
from drumbeat.settings import SAMPLE_CONTENT, read_settings
from tests.fixtures.program import run
from tests.journeys.test_shared_with_a_partner import (
    ACME,
    ACMES,
    KEPT,
    LETTER,
    QUESTION,
    SURVEYED,
    for_the_room,
)
from tests.journeys.test_teams import TUESDAY, says
from tests.stand_ins.teams import FakeTeams

ADMINISTRATOR = "cirrus-01"
NAME = "Gold partners / Acme joint plans"
PATIENCE = 20


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
def teams_settings(teams_settings, tmp_path):
    """Teams, and texts for a channel shared with Acme."""
    content = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    for_the_room(content, "named", "either")
    given = teams_settings.model_dump() | {"content": content}
    return read_settings(**{name: value for name, value in given.items() if value is not None})


@pytest.fixture
async def root(teams, teams_house):
    """An administrator of ours, met once."""
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, ADMINISTRATOR)
    root = teams.person("root", email=contact.email, zone=contact.zone)
    await root.install()
    return root


@pytest.fixture
async def bob(teams):
    """Somebody of the partner's own tenant, who has installed nothing."""
    return teams.person("bob", tenant=teams.add_tenant("Acme"), installed=False)


@pytest.fixture
async def channel(teams, teams_house, root, bob):
    """A channel that a partner's person is in, and that the app was added to."""
    team = teams.team("Gold partners", [root])
    channel = teams.shared_channel(team, "Acme joint plans", [root, bob])
    await teams.install(channel, root)
    await teams_house.house.workers.idle()
    return channel


@pytest.fixture
async def matched(teams, root, channel):
    """The channel, settled to be Acme's by an administrator's press."""
    await root.say("conversations")
    screen = await teams.wait_for_message(root, says(NAME), timeout=PATIENCE)
    pressed = await root.press(screen, f"Yes, {ACME}")
    assert pressed.error is None
    await teams.until(lambda: "Matched to partners" in str(root.card(screen)), timeout=PATIENCE)
    return channel


async def link(house, teams, bob):
    """Say by hand who somebody of the partner's is."""
    [email] = await rows(house, select(Contact.email).where(Contact.id == ACMES))
    await house.tell_the_time()
    wanted = LinkAddress(email, bob.aad_id, "teams", teams.tenant.id)
    return await settle(house.house.settings, wanted)


async def rows(house, statement):
    async with house.house.database.read() as session:
        return list(await session.scalars(statement))


async def answers(house):
    found = await rows(house, select(Response).where(Response.answered_at >= TUESDAY))
    return {one.contact_id: (one.score, one.reason) for one in found}


async def commanded(teams, house, *words):
    """Run a command beside the running house."""
    more = {
        "TEAMS_APP_ID": teams.app_id,
        "TEAMS_APP_PASSWORD": teams.app_password,
        "TEAMS_TENANT_ID": teams.tenant.id,
        "TEAMS_SERVICE_HOSTS": teams.service_url.split("/")[2],
        "TEAMS_LOGIN_URL": teams.base,
        "TEAMS_OPENID_URL": teams.openid_url,
    }
    return await asyncio.to_thread(run, house.house.settings.database_url, *words, **more)


async def test_an_administrator_settles_a_shared_channel_in_chat(
    teams, teams_house, root, channel, bob
):
    await root.say("conversations")
    screen = await teams.wait_for_message(root, says(NAME), timeout=PATIENCE)
    first = str(root.card(screen))
    await root.press(screen, f"Yes, {ACME}")
    await teams.until(lambda: "Matched to partners" in str(root.card(screen)), timeout=PATIENCE)
    kept = (await rows(teams_house, select(Conversation).where(Conversation.name == NAME)))[0]
    [acme] = await rows(teams_house, select(Partner.id).where(Partner.name == ACME))

    assert f"It looks like {ACME}: its name says so" in first
    assert "shared with another company" in first
    assert (kept.partner_id, kept.shared, kept.state) == (acme, True, "live")
    assert (kept.external_id, kept.service_url) == (channel.id, teams.service_url)
    assert teams.unanswered == []


async def test_an_operator_settles_a_shared_channel_by_command(teams, teams_house, channel, bob):
    await link(teams_house, teams, bob)
    listed = await commanded(teams, teams_house, "conversations", "refresh", "--json")
    matched = await commanded(teams, teams_house, "conversations", "match", NAME, ACME)
    [told] = json.loads(listed.stdout)["conversations"]

    assert (told["name"], told["shared"], told["proposed"]) == (NAME, True, ACME)
    assert told["candidates"] == [{"partner": ACME, "because": ["name", "people"]}]
    assert f"{NAME} is the conversation of {ACME}" in matched.stdout


async def test_a_group_chat_is_called_by_what_is_known_of_it(teams, teams_house, root, bob):
    for name in ("", "Acme escalations"):
        await teams.install(teams.group(name, [root, bob]), root)
    await root.say("conversations")
    screen = await teams.wait_for_message(root, says("Acme escalations"), timeout=PATIENCE)
    known = await commanded(teams, teams_house, "conversations", "--json")
    anew = await commanded(teams, teams_house, "conversations", "refresh", "--json")
    ways = [json.loads(known.stdout), json.loads(anew.stdout)["conversations"]]
    names = [sorted(one["called"] for one in way) for way in ways]

    joined = "Group chat of 22 November 2026"
    assert f"'{joined}, 2 people in it'" in str(root.card(screen))
    assert names == [
        ["Acme escalations", joined],
        ["Acme escalations", f"{joined}, 2 people in it"],
    ]
    assert teams.unanswered == []


async def test_a_channel_is_matched_by_its_own_or_its_teams_name_where_one_is_called_so(
    teams, teams_house, root, channel
):
    other = teams.shared_channel(channel.team, "Quarter plans", [root])
    await teams.install(other, root)
    await teams_house.house.workers.idle()
    await commanded(teams, teams_house, "conversations", "refresh")
    several = await commanded(teams, teams_house, "conversations", "match", "gold partners", ACME)
    one = await commanded(teams, teams_house, "conversations", "match", "acme joint plans", ACME)
    await root.say("conversations match Gold partners to Acme IT Services")
    asked = await teams.wait_for_message(root, says("Several are called so"), timeout=PATIENCE)

    assert f"{NAME} is the conversation of {ACME}" in one.stdout
    assert several.returncode == 1
    for said in (several.stderr, str(root.card(asked))):
        assert f"{NAME} ({channel.id}); Gold partners / Quarter plans ({other.id})" in said


async def test_where_the_app_was_taken_out_of_a_channel_the_way_back_is_teams_own(
    teams, teams_house, matched, root
):
    await teams.uninstall(matched, root)
    await teams_house.house.workers.idle()
    listed = await commanded(teams, teams_house, "conversations", "--json")
    reach = await commanded(teams, teams_house, "sends", "--json")
    [told], [closed] = json.loads(listed.stdout), json.loads(reach.stdout)["closed"]

    assert (told["state"], closed["conversation"]) == ("not a member", NAME)
    assert told["next"] == closed["next"]
    assert told["next"].startswith("Add the app to it again")


async def test_a_partner_s_person_reads_taps_says_why_and_asks_in_a_shared_channel(
    teams, teams_house, matched, root, bob, clock
):
    await link(teams_house, teams, bob)
    clock.move_to(SURVEYED)
    letter = await teams.wait_for_message(matched, says(LETTER), timeout=PATIENCE)
    card = await teams.wait_for_message(matched, says(QUESTION), timeout=PATIENCE)
    before = [str(post.card) for post in teams.messages(matched)]
    others = len(root.inbox)
    await bob.press(card, "9")
    thanks = await teams.wait_for_message(bob, says("Your 9 is saved"), timeout=PATIENCE)
    await bob.press(thanks, "Say why")
    await bob.press(thanks, "Save", {"field-reason": "Support answers before lunch"})
    await teams_house.house.workers.idle()
    await bob.press(letter, "Your annual recurring revenue today…")
    figure = await teams.wait_for_message(bob, says("USD"), timeout=PATIENCE)
    await bob.mention_in(matched, "our ARR by product last quarter")
    asked = await teams.wait_for_message(bob, says("as of 30 Sep 2026"), timeout=PATIENCE)
    meant = select(Delivery).join(Send, Send.id == Delivery.send_id)
    meant = meant.where(Send.kind.in_(("edition", "wave")), Delivery.due_at >= TUESDAY)
    kept = await rows(teams_house, meant)

    for role in ("Sales", "Technical", "Marketing", "Development", "Executive"):
        assert f"'{role}'" in str(letter.card)
    assert "'Good morning '" in str(letter.card)
    assert "'everyone'" in str(letter.card)
    assert "USD" not in str(letter.card)
    assert await answers(teams_house) == {ACMES: (9, "Support answers before lunch")}
    assert "before lunch" not in str([post.card for post in teams.messages(matched)])
    assert {post.conversation for post in (thanks, figure, asked)} == {matched}
    assert {post.seen_only_by for post in (thanks, figure, asked)} == {bob.id}
    assert [str(post.card) for post in teams.messages(matched)] == before
    assert len(root.inbox) == others
    assert {one.contact_id for one in kept} == {None}
    assert teams.unanswered == []


async def test_who_is_unknown_is_asked_alone_and_counts_once_they_are_linked(
    teams, teams_house, matched, bob, clock
):
    clock.move_to(SURVEYED)
    card = await teams.wait_for_message(matched, says(QUESTION), timeout=PATIENCE)
    await bob.press(card, "9")
    asked = await teams.wait_for_message(bob, says(KEPT), timeout=PATIENCE)
    before = await answers(teams_house)
    await link(teams_house, teams, bob)

    assert (asked.conversation, asked.seen_only_by) == (matched, bob.id)
    assert (before, await answers(teams_house)) == ({}, {ACMES: (9, None)})
