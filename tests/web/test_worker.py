import json
from dataclasses import asdict

import pytest

from adapters.intake import Intake
from bot.action import ActionRef
from bot.event import Origin, Reply
from bot.message import Button, Buttons, Message, notice
from bot.ports import Destination, InboxEntry, Profile
from content.wording import load_wording
from drumbeat.demo.chat.core import Core
from drumbeat.demo.chat.directory import WebDirectory
from drumbeat.demo.chat.posts import BEAT, PRESSED, SAID, SUBMITTED, Post
from drumbeat.demo.chat.room import open_web
from tests.fixtures.secrets import BOX
from tests.fixtures.small_house import MemoryDebts, MemoryInbox, Router
from tests.web.doubles import (
    DRAWINGS,
    KEY,
    MARTA,
    NOW,
    MemoryChatLog,
    MemoryStage,
)
from tests.web.rich import REASON, survey

WHO = MARTA.contact_id
TO = Destination("web", None, WHO)


@pytest.fixture
def core() -> Core:
    async def knows(_):
        return True

    intake = Intake(MemoryInbox(), lambda _: None, Router(), knows, BOX, MemoryDebts(None), knows)
    return Core(MemoryChatLog(), intake, MemoryStage(), DRAWINGS, load_wording())


@pytest.fixture
def room(core):
    return open_web(core, cookie_key=KEY, vendor="Cirrus")


def entry(post: Post) -> InboxEntry:
    return InboxEntry("e-1", "web", post.kind, json.dumps(asdict(post)), NOW)


async def test_what_was_filled_in_is_understood_as_it_was_kept(core, room):
    post = Post(WHO, SUBMITTED, "Send", "act?a=b", "line", {"reason": "ä\n"})
    await room.door.work(entry(post))
    filled = core.intake.dispatch.last

    assert (filled.action, filled.values) == (ActionRef("act", {"a": "b"}), {"reason": "ä\n"})


def test_how_the_chat_words_a_press_does_not_make_it_another_wish():
    assert Post(WHO, PRESSED, "9", "act").wish() == Post(WHO, PRESSED, "act", "act").wish()
    assert Post(WHO, SAID, "a").wish() != Post(WHO, SAID, "b").wish()


async def test_an_entry_left_over_from_a_crash_is_carried_out_without_a_browser(core, room):
    core.intake.dispatch.reply = Reply(messages=(notice("Here"),))

    await room.door.work(entry(Post(WHO, SAID, "nps")))

    assert core.chat_log.said(WHO) == ["nps"]
    assert core.chat_log.messages(WHO) == [notice("Here")]
    assert core.intake.inbox.closed == ["e-1"]


async def test_an_entry_carried_out_twice_leaves_one_trace(core, room):
    core.intake.dispatch.reply = Reply(messages=(notice("A"), notice("B")), update=survey(9))
    await core.chat_log.append(WHO, message=survey(), line_id="card")
    pressed = entry(Post(WHO, PRESSED, "9", "act?value=9", "card"))

    await room.door.work(pressed)
    await room.door.work(pressed)

    assert core.chat_log.said(WHO) == ["9"]
    assert core.chat_log.messages(WHO) == [survey(9), notice("A"), notice("B")]


async def test_a_beat_that_was_asked_for_comes_after_a_crash(core, room):
    await room.door.work(entry(Post(WHO, BEAT)))

    assert core.stage.beats == [WHO]
    assert core.chat_log.said(WHO) == []


async def test_a_form_with_errors_at_once_shows_them(core, room):
    core.intake.dispatch.reply = Reply(form=REASON, errors={"phone": "Too short."})

    await room.door.work(entry(Post(WHO, PRESSED, "x", "act")))

    assert core.chat_log.messages(WHO) == []


async def test_an_answer_no_page_could_draw_is_said_to_be_there(core, room):
    action = ActionRef("act", {"long": "x" * 200})
    core.intake.dispatch.reply = Reply(
        messages=(Message("", (Buttons((Button("Press", action),)),)),)
    )

    await room.door.work(entry(Post(WHO, SAID, "everything")))

    (said,) = core.chat_log.messages(WHO)
    assert said.title == "The answer does not fit into a message"
    assert core.intake.inbox.closed == ["e-1"]


async def test_the_web_knows_nothing_of_people():
    assert await WebDirectory().profile(Origin("web", "web", WHO)) == Profile()
