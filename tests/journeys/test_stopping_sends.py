"""Sends are stopped, resumed and sent again beside the running bot: in chat and by commands."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.action import ActionRef
from bot.beat.store import standstill
from bot.beat.store.tables import Delivery
from bot.event import ActionPressed, Origin
from bot.people.store.tables import Contact
from bot.store import audit
from tests.fixtures.program import run
from tests.journeys.conftest import says
from tests.stand_ins.teams import FakeTeams

TECHNICAL, ADMINISTRATOR = "acme-it-01", "cirrus-01"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


async def is_stopped(house):
    async with house.database.read() as session:
        return await standstill.since(session) is not None


async def states(house):
    async with house.database.read() as session:
        rows = await session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
        return dict(rows.all())


async def acts(house):
    async with house.database.read() as session:
        lines = await audit.lines(session)
    return sorted((line.by, line.act) for line in lines if "sends" in line.act)


async def readiness(served_house):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{served_house.url}/readyz") as response,
    ):
        return response.status, await response.json()


@pytest.mark.both_databases
@pytest.mark.every_change
async def test_all_sends_are_stopped_and_resumed_on_slack(slack, slack_house, somebody, clock):
    house = slack_house.house
    root, ada = await somebody(ADMINISTRATOR), await somebody(TECHNICAL)
    await ada.say_in_dm("help")  # so that there is an address to send to
    await slack.wait_for_message(ada, says("What I can do"))
    await root.say_in_dm("stop all sends")
    card = await slack.wait_for_message(root, says("Nothing more leaves until"))
    asked_only = await is_stopped(house)
    await root.press(card, "Stop all sends")
    stopped = await slack.wait_for_message(root, says("All sends are stopped"))
    before = await states(house)
    clock.move_to(TUESDAY)
    await house.drum.strike(clock.now())
    waiting, warned = await states(house), await readiness(slack_house)
    await root.press(stopped, "Resume all sends")
    await slack.until(lambda: any("Sends go out" in message.text for message in root.inbox))
    resumed = not await is_stopped(house)
    await house.drum.strike(clock.now())
    after = await states(house)

    assert not asked_only
    assert waiting["planned"] > 0
    assert waiting.get("delivered", 0) == before.get("delivered", 0)
    assert warned[0] == 200
    said = warned[1]["checks"]["sends"]
    assert not said["ok"]
    assert said["said"].startswith("all sends are stopped since 2026-11-2")
    assert resumed
    assert after["delivered"] > waiting.get("delivered", 0)
    assert (await readiness(slack_house))[1]["checks"]["sends"] == {"ok": True, "said": "go out"}
    assert await acts(house) == [
        (ADMINISTRATOR, "resume all sends"),
        (ADMINISTRATOR, "stop all sends"),
    ]


async def test_who_asks_what_comes_next_hears_that_nothing_does(slack, slack_house, somebody):
    root, ada = await somebody(ADMINISTRATOR), await somebody(TECHNICAL)
    await root.say_in_dm("stop all sends")
    card = await slack.wait_for_message(root, says("No send is under way just now."))
    await root.press(card, "Stop all sends")
    await slack.wait_for_message(root, says("All sends are stopped"))
    await ada.say_in_dm("schedule")

    told = await slack.wait_for_message(ada, says("What comes next"))
    assert "Cirrus Channel Cloud stopped all sends on" in told.text


async def test_a_press_of_somebody_else_stops_nothing(slack, slack_house, somebody):
    house = slack_house.house
    ada = await somebody(TECHNICAL)
    await ada.say_in_dm("help")
    await slack.wait_for_message(ada, says("What I can do"))
    origin = Origin("slack", slack.team.id, ada.id, home=slack.team.id)

    reply = await house.router.dispatch(ActionPressed(origin, ActionRef("stop_all_sends")))

    assert "Only administrators at Cirrus Channel Cloud" in str(reply.messages)
    assert not await is_stopped(house)


async def test_all_sends_are_stopped_and_resumed_on_teams(teams, teams_house):
    house = teams_house.house
    async with house.database.read() as session:
        known = await session.get_one(Contact, ADMINISTRATOR)
    root = teams.person("root", email=known.email, zone=known.zone)
    await root.install()
    await root.say("stop all sends")
    card = await teams.wait_for_message(root, lambda post: "Stop all sends?" in str(post.card))
    await root.press(card, "Stop all sends")
    stopped = await is_stopped(house)
    await root.say("resume all sends")
    held = await teams.wait_for_message(
        root, lambda post: "All sends are stopped" in str(post.card) and post is not card
    )
    await root.press(held, "Resume all sends")

    assert stopped
    assert not await is_stopped(house)


@pytest.mark.both_databases
async def test_commands_beside_the_running_bot_are_obeyed_by_it(
    slack, slack_house, somebody, clock, programme_url
):
    house = slack_house.house
    ada = await somebody(TECHNICAL)
    await ada.say_in_dm("help")
    await slack.wait_for_message(ada, says("What I can do"))

    async def command(*words):
        secret = slack.door.signing_secret
        done = await asyncio.to_thread(
            run, programme_url, "sends", *words, SLACK_SIGNING_SECRET=secret
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    before = await states(house)
    await command("stop-all")
    clock.move_to(TUESDAY)
    await house.drum.strike(clock.now())
    stopped = await states(house)
    slack.fail("chat.postMessage", "invalid_blocks", times=9, where=is_for(ada))
    await command("resume-all")
    await house.drum.strike(clock.now())
    failed = await outcomes(house)
    slack.calm()
    send = next(send_id for send_id, who, state in failed if (who, state) == (TECHNICAL, "failed"))
    said = await command("resend", send, "--failed", "--yes")
    clock.move_to(datetime.now(UTC) + timedelta(minutes=1))
    await house.drum.strike(clock.now())
    after = await outcomes(house)

    assert stopped.get("delivered", 0) == before.get("delivered", 0)
    assert "1 delivery planned anew." in said
    assert (send, TECHNICAL, "delivered") in after
    assert sum(send_id == send for send_id, *_ in after) == sum(
        send_id == send for send_id, *_ in failed
    )


def is_for(person):
    return lambda args: args.get("channel") in {person.id, person.dm.id}


async def outcomes(house):
    async with house.database.read() as session:
        rows = await session.execute(select(Delivery.send_id, Delivery.contact_id, Delivery.state))
        return {tuple(row) for row in rows}
