"""Who takes us in on Teams is told once what we are good for; strangers are shown the way in."""

import asyncio

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Delivery
from bot.people.store.place_tables import Address, Conversation
from bot.people.store.tables import Contact, Mute
from bot.people.store.troubles import closed_places
from tests.fixtures.program import run
from tests.journeys.test_teams import TECHNICAL, TUESDAY, link, says
from tests.stand_ins.teams import FakeTeams, payloads

WELCOME = says("Good to meet you")


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
async def ada(teams, teams_house):
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, TECHNICAL)
    return teams.person("ada", email=contact.email, zone=contact.zone)


async def stands(house, where):
    async with house.house.database.read() as session:
        found = await session.execute(
            select(Conversation.kind, Conversation.state, Conversation.reason).where(
                Conversation.external_id == where.id
            )
        )
        return tuple(found.one())


async def test_who_installs_the_app_is_welcomed_once_with_value_limits_and_words(
    teams, teams_house, ada
):
    await ada.install()
    welcome = await teams.wait_for_message(ada, WELCOME)
    await teams_house.house.workers.idle()
    await ada.uninstall()
    await ada.install()
    told = payloads.installation(teams.world, ada.member, ada.chat, "add-upgrade")
    await teams.send_activity(told)
    await teams_house.house.workers.idle()

    assert len([post for post in ada.inbox if WELCOME(post)]) == 1
    assert ada.labels(welcome) == ["NPS", "our ARR by product last quarter", "What can I ask?"]
    for words in ("newsletters", "read only what is written to me", "type help", "type mute"):
        assert words in str(welcome.card)


async def test_the_news_of_one_arrival_may_come_in_the_other_order_and_twice(
    teams, teams_house, ada
):
    accounts = [payloads.account(ada.member), {"id": teams.world.bot_id}]
    at = teams.world, ada.member, ada.chat
    for told in (
        payloads.membership(*at, "membersAdded", accounts),
        payloads.installation(*at, "add"),
        payloads.installation(*at, "add"),
    ):
        await teams.send_activity(told)
    await teams.wait_for_message(ada, WELCOME)
    await teams_house.house.workers.idle()

    assert len([post for post in ada.inbox if WELCOME(post)]) == 1


async def test_a_stranger_is_told_what_we_are_good_for_and_how_to_be_known(teams, teams_house):
    eve = teams.person("eve", email="eve@elsewhere.example")
    await eve.install()
    welcome = await teams.wait_for_message(eve, WELCOME)
    await eve.say("help")
    help_ = await teams.wait_for_message(eve, says("We have not met yet"))

    for post in (welcome, help_):
        assert "answer questions about figures" in str(post.card)
        assert "please ask your partner manager" in str(post.card)


async def test_a_team_and_a_group_are_greeted_in_short_where_all_read_it(teams, teams_house, ada):
    grace = teams.person("grace")
    group, team = teams.group("Plans", [ada, grace]), teams.team("Gold", [ada, grace])
    for place in (group, team):
        await teams.install(place, ada)
    await teams.wait_for_message(group, WELCOME)
    await teams.wait_for_message(team.general, WELCOME)
    await teams_house.house.workers.idle()

    greeted = [teams.messages(group), teams.messages(team.general)]
    assert [len(posts) for posts in greeted] == [1, 1]
    assert "I show to whoever asks, alone" in str(greeted[0][0].card)


async def test_a_partner_who_installs_nothing_is_met_in_a_shared_channel(
    teams, teams_house, ada, programme_url
):
    partner = teams.add_tenant("Partner")
    async with teams_house.house.database.read() as session:
        email = (await session.get_one(Contact, TECHNICAL)).email
    bob = teams.person("bob", tenant=partner, installed=False, email=email)
    linus = teams.person("linus")
    channel = teams.shared_channel(teams.team("Gold", [linus]), "Joint plans", [linus, bob])
    await teams.install(channel, linus)
    await teams.wait_for_message(channel, WELCOME)
    await bob.mention_in(channel, "our ARR")
    unknown = await teams.wait_for_message(bob, says("We have not met yet"))
    async with teams_house.house.database.read() as session:
        claimed = (await session.scalars(select(Address.external_id))).all()
    await known(teams_house, programme_url, teams, bob)
    await bob.mention_in(channel, "our ARR")
    figure = await teams.wait_for_message(bob, says("as of"))
    pressed = await bob.press(figure, "By product") if "By product" in bob.labels(figure) else None

    # An email that another tenant tells links nobody.
    assert bob.aad_id not in claimed
    assert {unknown.conversation, figure.conversation} == {channel}
    assert [len(teams.messages(channel)), linus.inbox] == [1, []]
    assert pressed is None or pressed.error is None
    assert await stands(teams_house, channel) == ("team", "live", None)
    await teams.unshare(channel, partner, linus)
    await teams_house.house.workers.idle()
    assert (await stands(teams_house, channel))[1] == "disconnected"
    await teams.uninstall(channel, linus)
    await teams_house.house.workers.idle()
    assert (await stands(teams_house, channel))[1:] == (
        "not a member",
        "the app was removed there",
    )


async def known(house, url, teams, person):
    done = await asyncio.to_thread(link, url, teams, person)
    assert done.returncode == 0, done.stderr


async def test_who_blocks_us_gets_that_topic_nowhere_and_hears_again_when_back(
    teams, teams_house, ada, clock
):
    await ada.install()
    await teams.wait_for_message(ada, WELCOME)
    ada.block()
    clock.move_to(TUESDAY)
    await teams.until(lambda: any(h.status == 403 for h in teams.heard("send")))
    await teams_house.house.drum.strike(clock.now())

    async def of_ada(table, column, *more):
        async with teams_house.house.database.read() as session:
            wanted = select(column).where(table.contact_id == TECHNICAL, *more)
            return list(await session.scalars(wanted))

    async def address():
        return await of_ada(Address, Address.state, Address.platform == "teams")

    async def muted():
        return await of_ada(Mute, Mute.topic)

    while not await muted():  # the lane records what it met a moment later
        await teams_house.house.workers.idle()
    assert "has blocked us there" in await of_ada(Delivery, Delivery.reason)
    assert await address() == ["dead"]
    ada.unblock()
    await ada.say("help")
    await teams.wait_for_message(ada, says("What I can do for you"))

    assert await muted() == []
    assert await address() == ["live"]


async def test_a_tenant_that_blocks_the_app_is_named_in_plain_words(
    teams, teams_house, ada, clock, programme_url
):
    await ada.install()
    await teams.wait_for_message(ada, WELCOME)
    teams.tenant.bot_disabled = True
    clock.move_to(TUESDAY)
    await teams.until(lambda: any(h.status == 403 for h in teams.heard("send")))
    trouble = []
    while not trouble:  # the lane records what it met a moment later
        await teams_house.house.workers.idle()
        async with teams_house.house.database.read() as session:
            trouble = await closed_places(session)
    told = await asyncio.to_thread(run, programme_url, "doctor")

    assert "an administrator of this Teams tenant has blocked the app" in trouble[0].reason
    assert "an administrator of this Teams tenant has blocked the app" in " ".join(
        told.stdout.split()
    )
