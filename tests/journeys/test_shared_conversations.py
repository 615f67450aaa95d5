"""Conversations shared with partners, over HTTP: listed, matched, followed, and kept quiet."""

import asyncio
import json

import pytest
from sqlalchemy import select

from bot.action import ActionRef
from bot.beat.store.tables import Delivery, Send
from bot.event import ActionPressed, FormSubmitted, Origin
from bot.message import notice
from bot.people.store.place_tables import Conversation, Installation
from bot.people.store.tables import Partner
from bot.ports import Destination
from bot.store import audit
from bot.store.tables import InboxRow
from tests.fixtures.moments import NOON
from tests.fixtures.program import run
from tests.journeys.conftest import says

ADMINISTRATOR, MANAGER = "cirrus-01", "cirrus-03"
ACME, BLUEPEAK = "Acme IT Services", "Bluepeak Managed IT"
PATIENCE = 30
"""Seconds: a screen asks Slack about every conversation on it."""
CHATTER = "Between us, the other vendor is cheaper"


async def commanded(served_house, *words):
    """Run a command beside the running house, and return how it ended."""
    settings = served_house.house.settings
    more = {
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret.get_secret_value(),
        "SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "SLACK_API_URL": settings.slack_api_url,
    }
    return await asyncio.to_thread(run, settings.database_url, *words, **more)


async def rooms(served_house):
    """Return every conversation of several as the house knows it, by its name."""
    await served_house.house.workers.idle()
    async with served_house.house.database.read() as session:
        found = await session.scalars(select(Conversation).where(Conversation.kind == "group"))
        return {row.name: row for row in found}


async def stands(served_house, name):
    return (await rooms(served_house))[name].state


async def unreached(served_house):
    """Return what the reach report says of conversations that nothing reaches, by name."""
    done = await commanded(served_house, "sends", "--json")
    return {one["conversation"]: one for one in json.loads(done.stdout)["closed"]}


async def partner_id(served_house, name):
    async with served_house.house.database.read() as session:
        return await session.scalar(select(Partner.id).where(Partner.name == name))


async def acts(served_house):
    async with served_house.house.database.read() as session:
        lines = await audit.lines(session)
    return sorted((line.by, line.act) for line in lines if line.about_kind == "conversation")


def buttons_of(message):
    return [one for block in message.blocks for one in block.get("elements", []) if "value" in one]


@pytest.fixture
async def shared(slack, slack_house, somebody):
    """Three rooms with the bot in it, one of them shared, and one that stands open to it."""
    theirs = slack.add_team("Acme")
    eve = slack.user("eve", team=theirs, via=slack.team)
    root = await somebody(ADMINISTRATOR)
    return {
        "root": root,
        "eve": eve,
        "team": theirs,
        "acme": slack.channel("ext-acme", [root, eve], is_ext_shared=True),
        "bluepeak": slack.channel("bluepeak-cirrus", [root], is_private=True),
        "plans": slack.channel("plans", [root]),
        "open": slack.channel("ext-nimbus", [eve], bot_in=False, is_ext_shared=True),
        "own": slack.channel("lunch", [root], bot_in=False),
    }


@pytest.mark.both_databases
async def test_an_administrator_settles_conversations_in_chat_and_by_command(
    slack, slack_house, shared
):
    root = shared["root"]
    await root.say_in_dm("conversations")
    screen = await slack.wait_for_message(root, says("ext-acme"), timeout=PATIENCE)
    first = screen.text
    await root.press(screen, f"Yes, {ACME}")
    await slack.until(lambda: "Matched to partners" in screen.text, timeout=PATIENCE)
    await root.press(screen, "Join")
    await slack.until(lambda: slack.team.bot_user_id in shared["open"].members, timeout=PATIENCE)
    matched = await commanded(slack_house, "conversations", "match", "#bluepeak-cirrus", BLUEPEAK)
    ignored = await commanded(slack_house, "conversations", "ignore", "plans")
    unknown = await commanded(slack_house, "conversations", "match", "ext-acme", "Nobody Ltd")
    listed = await commanded(slack_house, "conversations", "refresh", "--json")
    kept = await rooms(slack_house)
    told = json.loads(listed.stdout)["conversations"]

    assert f"It looks like {ACME}: its name says so" in first
    assert f"It looks like {BLUEPEAK}: its name says so" in first
    assert kept["ext-acme"].partner_id == await partner_id(slack_house, ACME)
    assert kept["bluepeak-cirrus"].partner_id == await partner_id(slack_house, BLUEPEAK)
    assert f"bluepeak-cirrus is the conversation of {BLUEPEAK}" in matched.stdout
    assert (kept["plans"].ignored, "no partner's" in ignored.stdout) == (True, True)
    assert (unknown.returncode, "I know no partner of that name" in unknown.stderr) == (1, True)
    assert set(kept) == {"ext-acme", "bluepeak-cirrus", "plans", "ext-nimbus"}
    assert {one["name"]: (one["partner"], one["posted_in"]) for one in told} == {
        "ext-acme": (ACME, True),
        "bluepeak-cirrus": (BLUEPEAK, True),
        "plans": (None, False),
        "ext-nimbus": (None, False),
    }
    assert await acts(slack_house) == [
        (ADMINISTRATOR, "join conversation"),
        (ADMINISTRATOR, "match conversation"),
        ("operator", "ignore conversation"),
        ("operator", "match conversation"),
    ]
    assert slack.unanswered == []


async def test_only_administrators_see_and_settle_conversations(
    slack, slack_house, shared, somebody
):
    root, mia = shared["root"], await somebody(MANAGER)
    await root.say_in_dm("conversations")
    screen = await slack.wait_for_message(root, says("ext-acme"), timeout=PATIENCE)
    offered = [ActionRef.read(one["value"]) for one in buttons_of(screen)]
    await mia.say_in_dm("conversations")
    refused = await slack.wait_for_message(mia, bool, timeout=PATIENCE)
    origin = Origin("slack", slack.team.id, mia.id, home=slack.team.id)
    dispatch = slack_house.house.router.dispatch
    pressed = [await dispatch(ActionPressed(origin, action)) for action in offered]
    whose = {"partner": ACME}
    filled = [
        await dispatch(FormSubmitted(origin, action, whose))
        for action in offered
        if action.name == "place_choose"
    ]

    assert "ext-acme" not in refused.text
    assert {action.name for action in offered} >= {"place_match", "place_choose", "place_ignore"}
    assert [one for one in (*pressed, *filled) if one.update or one.form or one.errors] == []
    kept = await rooms(slack_house)
    assert {(row.partner_id, row.ignored) for row in kept.values()} == {(None, False)}
    assert await acts(slack_house) == []


async def test_whose_it_is_can_be_named_on_a_form(slack, slack_house, shared):
    root = shared["root"]
    await root.say_in_dm("conversations")
    screen = await slack.wait_for_message(root, says("ext-acme"), timeout=PATIENCE)
    choose = next(one for one in buttons_of(screen) if "place_choose" in one["value"])
    await root.press(screen, choose["action_id"])
    form = await slack.wait_for_view(root, bool, timeout=PATIENCE)
    wrong = await root.submit(form, {"partner": "Nobody Ltd"})
    await root.submit(form, {"partner": BLUEPEAK.lower()})
    told = await slack.wait_for_message(
        root, says(f"is the conversation of {BLUEPEAK}"), timeout=PATIENCE
    )
    kept = await rooms(slack_house)
    name = told.text.split("\n\n")[1].split(" is the conversation")[0]

    assert "I know no partner of that name" in str(wrong.body)
    assert kept[name].partner_id == await partner_id(slack_house, BLUEPEAK)


async def test_a_conversation_keeps_its_partner_however_it_changes(slack, slack_house, shared):
    root, room = shared["root"], shared["bluepeak"]
    theirs = slack.add_team("Bluepeak")
    await root.say_in_dm("conversations")
    await slack.wait_for_message(root, says("bluepeak-cirrus"), timeout=PATIENCE)
    await root.say_in_dm(f"conversations match bluepeak-cirrus to {BLUEPEAK}")
    await slack.wait_for_message(root, says("is the conversation of"), timeout=PATIENCE)
    before = (await rooms(slack_house))["bluepeak-cirrus"]
    slack.invite_company(room, theirs)
    await commanded(slack_house, "conversations", "refresh")
    waiting = await unreached(slack_house)
    await slack.accept_invitation(room, theirs, new_id=True)
    after = (await rooms(slack_house))["bluepeak-cirrus"]
    seen = {}
    for name, change, back in (
        ("archived", slack.archive, slack.unarchive),
        ("not a member", slack.take_out, slack.bring_in),
    ):
        slack.duplicate_next_event()
        await change(room)
        seen[name] = (await unreached(slack_house))["bluepeak-cirrus"]
        await back(room)
        assert await stands(slack_house, "bluepeak-cirrus") == "live"
    await slack.disconnect(room, theirs)
    seen["disconnected"] = (await unreached(slack_house))["bluepeak-cirrus"]

    assert waiting["bluepeak-cirrus"]["state"] == "pending"
    assert "accept the invitation" in waiting["bluepeak-cirrus"]["next"]
    assert (after.id, after.partner_id) == (before.id, before.partner_id)
    assert (after.external_id, after.state) == (room.id, "live")
    assert after.external_id != before.external_id
    assert {name: one["state"] for name, one in seen.items()} == {name: name for name in seen}
    assert all(one["reason"] and one["next"] for one in seen.values())
    assert {one["partner"] for one in seen.values()} == {BLUEPEAK}


async def test_what_was_missed_is_found_by_the_next_look(slack, slack_house, shared):
    root, room = shared["root"], shared["acme"]
    await root.say_in_dm("conversations")
    await slack.wait_for_message(root, says("ext-acme"), timeout=PATIENCE)
    await root.say_in_dm(f"conversations match ext-acme to {ACME}")
    await slack.wait_for_message(root, says("is the conversation of"), timeout=PATIENCE)
    known = (await rooms(slack_house))["ext-acme"].id
    other = slack.add_team("Other")
    await slack.accept_invitation(room, other, new_id=True, tell=False)
    await slack.archive(shared["plans"], tell=False)
    await commanded(slack_house, "conversations", "refresh")
    moved = await rooms(slack_house)
    await slack.take_out(room, tell=False)
    await slack.unarchive(shared["plans"], tell=False)
    await commanded(slack_house, "conversations", "refresh")
    out = await rooms(slack_house)

    assert (moved["ext-acme"].id, moved["ext-acme"].external_id) == (known, room.id)
    assert (moved["ext-acme"].state, moved["plans"].state) == ("live", "archived")
    assert (out["ext-acme"].state, out["plans"].state) == ("not a member", "live")


async def inbox(served_house):
    await served_house.house.workers.idle()
    async with served_house.house.database.read() as session:
        return list(await session.scalars(select(InboxRow)))


async def test_of_a_shared_conversation_only_what_is_said_to_us_is_kept(
    slack, slack_house, shared, capsys
):
    house, eve, room = slack_house.house, shared["eve"], shared["acme"]
    await shared["root"].say_in_dm("conversations")
    await slack.wait_for_message(shared["root"], says("ext-acme"), timeout=PATIENCE)
    posted = await delivered(slack_house, room)
    theirs = await eve.say(room, CHATTER)
    root_of_theirs = room.messages[-1].ts
    before = {row.id for row in await inbox(slack_house)}
    await eve.say(room, CHATTER)
    await eve.say(room, CHATTER, thread_ts=root_of_theirs)
    dropped = {row.id for row in await inbox(slack_house)} - before
    await eve.say(room, "Thank you, that helps", thread_ts=posted)
    in_ours = {row.id for row in await inbox(slack_house)} - before
    await eve.mention(room, "help")
    mentioned = {row.id for row in await inbox(slack_house)} - before - in_ours
    await eve.mention(room, "help", thread_ts=posted)
    again = {row.id for row in await inbox(slack_house)} - before - in_ours - mentioned

    assert theirs.ok
    assert dropped == set()
    assert [len(each) for each in (in_ours, mentioned, again)] == [1, 1, 1]
    assert CHATTER not in capsys.readouterr().out
    assert house.database.trouble is None
    assert slack.unanswered == []


async def delivered(served_house, room):
    """Post to a room as a send does, and write it into the ledger; return its timestamp."""
    house = served_house.house
    async with house.database.begin() as session:
        here = await session.scalar(select(Installation.id))
        place = (
            await session.scalars(select(Conversation).where(Conversation.external_id == room.id))
        ).one()
        to = Destination("slack", here, room.id, room.id)
        receipt = await house.messengers["slack"].deliver(to, notice("Pulse", "Hello"), "d-1")
        session.add(
            Send(
                id="send-1",
                kind="edition",
                subject="pulse",
                title="Pulse",
                topic="pulse",
                state="ended",
                due_at=NOON,
                created_at=NOON,
            )
        )
        await session.flush()
        session.add(
            Delivery(
                id="d-1",
                send_id="send-1",
                conversation_id=place.id,
                lane=f"slack:{here}",
                due_at=NOON,
                state="delivered",
                message_id=receipt.message_id,
                conversation=room.id,
            )
        )
    return receipt.message_id
