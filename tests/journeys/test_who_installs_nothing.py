"""A partner who installs nothing: from a matched room to an answer that stands in it."""

import re

import pytest
from sqlalchemy import select

from bot.store.tables import InboxRow
from tests.journeys.conftest import says
from tests.journeys.replying import name_of
from tests.journeys.test_shared_with_a_partner import (
    ACME,
    ACMES,
    ADMINISTRATOR,
    KEPT,
    LETTER,
    MANAGER,
    QUESTION,
    SURVEYED,
    Shared,
    left_out,  # noqa: F401
    promise,  # noqa: F401
    sink,  # noqa: F401
    slack_settings,  # noqa: F401
    to,  # noqa: F401
)
from tests.stand_ins.slack.rewriting import change, take_back

CHATTER = "Between us, the other vendor is cheaper"


@pytest.fixture
def shared(slack, slack_house):
    """A room of Acme's own workspace and ours that nobody has matched yet."""
    team = slack.add_team("Acme")
    ada, bob = (
        slack.user(name, team=team, via=slack.team, email=f"{name}@somewhere.example")
        for name in ("ada", "bob")
    )
    room = slack.channel("ext-acme", [ada, bob], is_ext_shared=True)
    return Shared(slack, slack_house, room, ada, bob)


async def match(shared, slack, root):
    await root.say_in_dm("conversations")
    screen = await slack.wait_for_message(root, says("ext-acme"), timeout=30)
    await root.press(screen, f"Yes, {ACME}")
    await slack.until(lambda: "Matched to partners" in screen.text, timeout=30)


async def come_in(shared, slack, sink):  # noqa: F811
    ada, email = shared.ada, await shared.email_of(ACMES)
    await ada.say_in_dm(email)
    letter = await sink.wait_for(email)
    await ada.say_in_dm("WRONGC0D")
    await slack.wait_for_message(ada, says("not a code I can take"))
    await ada.say_in_dm(re.search(r"Your code is (\w{8})", letter.text)[1])
    await slack.wait_for_message(ada, says("Your 9 is saved"))


async def answered_in_the_room(shared, slack, mia, letter):
    """Let Ada answer the letter in its thread, and the manager answer there; return the answer."""
    ada, room = shared.ada, shared.room
    await ada.say(room, "The old price hurts", thread_ts=letter.ts)
    said = room.messages[-1]
    await slack.wait_for_message(mia, says("The old price hurts"))
    await change(ada, said, "The new price hurts", room)
    asked = await slack.wait_for_message(mia, says("The new price hurts"))
    assert "changed since" in asked.text
    await mia.press(asked, "Answer")
    await mia.submit(await slack.wait_for_view(mia, bool), {"words": "I call you tomorrow"})
    return await shared.card("I call you tomorrow")


async def taken_back(shared, slack, mia, letter):
    """Let Ada say more in the thread and take it back; return what the manager sees then."""
    ada, room = shared.ada, shared.room
    await ada.say(room, "Forget this at once", thread_ts=letter.ts)
    said = room.messages[-1]
    await slack.wait_for_message(mia, says("Forget this at once"))
    await take_back(ada, said, room)
    return await slack.wait_for_message(mia, says("taken back"))


async def chat_among_themselves(shared, slack_house):
    ada, room = shared.ada, shared.room
    await ada.say(room, CHATTER)
    await shared.bob.say(room, CHATTER, thread_ts=room.messages[-1].ts)
    await slack_house.house.workers.idle()


@pytest.mark.both_databases
async def test_who_installs_nothing_is_reached_counts_asks_answers_and_is_answered(
    shared,
    slack,
    slack_house,
    somebody,
    clock,
    sink,  # noqa: F811
):
    root, mia, ada = await somebody(ADMINISTRATOR), await somebody(MANAGER), shared.ada
    await mia.say_in_dm("help")
    await slack.wait_for_message(mia, says("What I can do"))
    await match(shared, slack, root)
    clock.move_to(SURVEYED)
    letter, card = await shared.card(LETTER), await shared.card(QUESTION)
    await ada.press(card, "9")
    await shared.alone(ada, KEPT)
    await come_in(shared, slack, sink)
    await ada.say_in_dm("Support answers before lunch")
    await slack.wait_for_message(ada, says("a person reads it"))
    before = shared.read_by_all()
    await ada.mention(shared.room, "our ARR last quarter")
    await shared.alone(ada, "as of 30 Sep 2026")
    kept = await shared.rows(select(InboxRow.id).order_by(InboxRow.id))
    await chat_among_themselves(shared, slack_house)

    assert await shared.answers() == {ACMES: (9, "Support answers before lunch")}
    assert await shared.rows(select(InboxRow.id).order_by(InboxRow.id)) == kept
    assert shared.read_by_all() == before

    back = await answered_in_the_room(shared, slack, mia, letter)
    gone = await taken_back(shared, slack, mia, letter)

    assert (back.thread_ts, await name_of(slack_house.house.database, MANAGER) in back.text) == (
        letter.ts,
        True,
    )
    assert "Forget this" not in gone.text
    assert slack.unanswered == []
