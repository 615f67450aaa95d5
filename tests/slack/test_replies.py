import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.action import UNREADABLE, ActionRef
from bot.event import FormSubmitted, HomeOpened, Reply
from bot.form import ChoiceField, Form, TextField
from bot.message import Button, Buttons, Image, Message, Option, Scale, notice, paragraph

ANSWER = ActionRef("answer", {"id": "7"})
REOPEN = Button("Tell us why", ActionRef("reopen", {"id": "7"}))
WHY = Form(
    ActionRef("why", {"id": "7"}),
    "Why this score?",
    "Send",
    (
        TextField("reason", "Why?", 500, required=True),
        ChoiceField("again", "May we call?", (Option("Yes", "y"), Option("No", "n"))),
    ),
    REOPEN,
)
CARD = Message("How likely?", (Scale(ANSWER, 0, 10, "not at all", "extremely"),))


async def shown_card(slack, house, person, *, where=None):
    """Have a card stand in front of the person: in a room for their eyes only."""
    house.router.reply = Reply(messages=(CARD,))
    await person.command("/nps", where=where)
    found = await slack.wait_for_message(person, lambda m: "7" in m.labels())
    await house.workers.rest()
    return found


async def opened_form(slack, house, person, *, where=None):
    card = await shown_card(slack, house, person, where=where)
    house.router.reply = Reply(form=WHY)
    await person.press(card, "7")
    view = await slack.wait_for_view(person)
    await house.workers.rest()
    return card, view


async def test_an_answer_in_a_room_is_for_the_askers_eyes_only(slack, house, ada):
    room = slack.channel("gold", [ada, slack.user("bob")], bot_in=False)
    house.router.reply = Reply(messages=(notice("Churn", "5 %"),))
    await ada.command("/metrics", "churn", where=room)
    shown = await slack.wait_for_message(ada)

    assert shown.seen_only_by == ada.id
    assert slack.messages(room) == []


async def test_between_two_people_an_answer_is_for_the_askers_eyes_only(slack, house, ada):
    theirs = slack.direct_message(ada, slack.user("bob"))
    await shown_card(slack, house, ada, where=theirs)
    house.router.reply = Reply(messages=(notice("Churn", "5 %"),))
    await ada.press(ada.inbox[-1], "7")
    await house.workers.rest()

    assert [m.seen_only_by for m in theirs.messages] == [ada.id, ada.id]
    assert [event.origin.private for event in house.router.events] == [False, False]


async def test_an_answer_for_all_is_seen_by_all(slack, house, ada):
    room = slack.channel("gold", [ada], bot_in=False)
    house.router.reply = Reply(messages=(notice("Churn", "5 %"),), only_asker=False)
    await ada.command("/metrics", "churn", where=room)

    assert (await slack.wait_for_message(room)).text == "Churn\n\n5 %"


async def test_a_mention_in_a_thread_is_answered_in_that_thread(slack, house, ada):
    room = slack.channel("gold", [ada])
    root = slack.world.post(room, ada.id, {"text": "hello"})
    house.router.reply = Reply(messages=(notice("One"), notice("Two")))
    await ada.mention(room, "churn?", thread_ts=root.ts)
    await house.workers.rest()

    assert [(m.text, m.thread_ts, m.seen_only_by) for m in ada.inbox] == [
        ("One", root.ts, ada.id),
        ("Two", root.ts, ada.id),
    ]


async def test_a_mention_where_we_may_not_whisper_is_answered_in_private(slack, house, ada):
    room = slack.channel("gold", [ada])
    slack.fail("chat.postEphemeral", "not_in_channel")
    house.router.reply = Reply(messages=(notice("One"),))
    await ada.mention(room, "churn?")
    await house.workers.rest()

    assert [m.conversation_id for m in ada.inbox] == [ada.dm.id]


async def test_a_spent_response_address_does_not_lose_the_answer(slack, house, ada):
    house.router.reply = Reply(messages=tuple(notice(f"Part {n}") for n in range(7)))
    await ada.command("/nps")
    await house.workers.rest()

    assert [m.text for m in ada.inbox] == [f"Part {n}" for n in range(7)]


async def test_a_long_answer_comes_in_order(slack, house, ada):
    lines = tuple(paragraph(f"line {n:03}") for n in range(120))
    house.router.reply = Reply(messages=(Message("All", lines),))
    await ada.say_in_dm("all")
    await house.workers.rest()

    told = "\n\n".join(m.text for m in ada.inbox)
    assert told == "All\n\n" + "\n\n".join(f"line {n:03}" for n in range(120))


async def test_an_answer_that_does_not_fit_is_admitted(slack, house, ada):
    wide = Message("Too wide", (Buttons((Button("x" * 80, ANSWER),)),))
    house.router.reply = Reply(messages=(wide,))
    with capture_logs() as logs:
        await ada.say_in_dm("all")
        await house.workers.rest()

    assert "does not fit" in ada.inbox[0].text
    assert "in-1" in ada.inbox[0].text
    assert ("reply_not_delivered", "MessageRejected") in [
        (line["event"], line.get("error")) for line in logs
    ]
    assert house.inbox.closed == ["in-1"]


async def test_a_picture_slack_cannot_fetch_is_answered_as_a_link(slack, house, ada):
    slack.fail("chat.postMessage", "invalid_blocks")
    picture = Image("https://example.com/a.png", "A rising line")
    house.router.reply = Reply(messages=(Message("Look", (picture,)),))
    await ada.say_in_dm("look")
    await house.workers.rest()

    (message,) = ada.inbox
    assert [block["type"] for block in message.blocks] == ["header", "rich_text"]


async def test_pressing_in_a_direct_message_updates_that_message(slack, house, ada):
    house.router.reply = Reply(messages=(CARD,))
    await ada.say_in_dm("nps")
    card = await slack.wait_for_message(ada)
    await house.workers.rest()
    house.router.reply = Reply(update=notice("Thank you"))
    await ada.press(card, "9")
    await house.workers.rest()

    assert (card.text, card.edits) == ("Thank you", 1)


async def test_pressing_what_only_one_person_sees_updates_it(slack, house, ada):
    card = await shown_card(slack, house, ada, where=slack.channel("gold", [ada]))
    house.router.reply = Reply(update=notice("Thank you"))
    await ada.press(card, "9")
    await house.workers.rest()

    assert (card.text, card.seen_only_by) == ("Thank you", ada.id)


async def test_an_update_of_a_lost_message_is_said_instead(slack, house, ada):
    house.router.reply = Reply(messages=(CARD,))
    await ada.say_in_dm("nps")
    card = await slack.wait_for_message(ada)
    await house.workers.rest()
    house.workers.is_open = False
    house.router.reply = Reply(update=notice("Thank you"))
    await ada.press(card, "9")
    slack.world.remove(card)
    house.workers.run()
    await house.workers.rest()

    assert ada.inbox[-1].text == "Thank you"


async def test_a_form_opens_and_its_answers_come_back_with_their_place(slack, house, ada):
    room = slack.channel("gold", [ada])
    _, view = await opened_form(slack, house, ada, where=room)
    house.router.reply = Reply(messages=(notice("Saved"),))
    ack = await ada.submit(view, {"reason": "It is *slow* & <old>", "again": "No"})
    await house.workers.rest()

    event = house.router.last
    assert isinstance(event, FormSubmitted)
    assert event.action == WHY.action
    assert event.values == {"reason": "It is *slow* & <old>", "again": "n"}
    assert (event.origin.conversation, event.origin.private) == (room.id, False)
    assert (ack.body, ada.view) == (b"", None)
    assert (ada.inbox[-1].text, ada.inbox[-1].seen_only_by) == ("Saved", ada.id)


async def test_an_unanswered_field_comes_back_empty(slack, house, ada):
    _, view = await opened_form(slack, house, ada)
    await ada.submit(view, {"reason": "x"})

    assert house.router.last.values == {"reason": "x", "again": ""}


async def test_mistakes_stand_beside_their_fields_and_the_form_can_be_sent_again(
    slack, house, ada
):
    _, view = await opened_form(slack, house, ada)
    house.router.reply = Reply(errors={"again": "Please choose.", "nowhere": "And so on."})
    await ada.submit(view, {"reason": "short"})

    assert view.errors == {"again": "Please choose.", "reason": "And so on."}
    house.router.reply = Reply()
    await ada.submit(view)

    assert ada.view is None
    assert len(house.router.events) == 4
    assert slack.world.accepted == []


async def test_a_form_may_be_followed_by_the_next(slack, house, ada):
    _, view = await opened_form(slack, house, ada)
    more = Form(ActionRef("more"), "One more", "Send", (TextField("x", "X?", 50),), REOPEN)
    house.router.reply = Reply(form=more)
    await ada.submit(view, {"reason": "x"})

    assert ada.view is view
    assert view.title == "One more"
    house.router.reply = Reply(update=notice("Thank you"))
    await ada.submit(view, {"x": "y"})
    await house.workers.rest()
    assert house.router.last.action == ActionRef("more")


async def test_a_submission_may_update_the_message_its_form_came_from(slack, house, ada):
    house.router.reply = Reply(messages=(CARD,))
    await ada.say_in_dm("nps")
    card = await slack.wait_for_message(ada)
    await house.workers.rest()
    house.router.reply = Reply(form=WHY)
    await ada.press(card, "3")
    view = await slack.wait_for_view(ada)
    house.router.reply = Reply(update=notice("Thank you"))
    await ada.submit(view, {"reason": "x"})
    await house.workers.rest()

    assert (card.text, card.edits) == ("Thank you", 1)


async def test_a_slow_submission_closes_the_form_and_the_result_follows(slack, house, ada):
    house.room.door.deadline = 0.05
    _, view = await opened_form(slack, house, ada)
    house.router.gate.clear()
    house.router.reply = Reply(
        messages=(notice("Saved"),),
        errors={"reason": "Too short."},
        form=WHY,
    )
    ack = await ada.submit(view, {"reason": "x"})
    assert (ack.status, ack.body, ada.view) == (200, b"", None)
    house.router.gate.set()
    await house.workers.rest()

    texts = [m.text for m in ada.inbox]
    assert "Saved" in texts
    assert "Your answers were not saved\n\nToo short." in texts
    assert "Why this score?\n\n[Tell us why]" in texts
    assert len([e for e in house.router.events if isinstance(e, FormSubmitted)]) == 1


async def test_a_form_we_never_made_is_told_as_such(slack, house, ada):
    _, view = await opened_form(slack, house, ada)
    view.body["private_metadata"] = json.dumps({"action": "a?b"})
    ack = await ada.submit(view, {"reason": "x"})
    await house.workers.rest()

    assert ack.status == 200
    assert house.router.last.action == UNREADABLE


@pytest.mark.parametrize("late", ["here", "there"])
async def test_a_form_that_comes_too_late_is_offered_by_a_button(slack, house, ada, late):
    card = await shown_card(slack, house, ada)
    house.workers.is_open = False
    house.router.reply = Reply(form=WHY)
    await ada.press(card, "7")
    if late == "there":
        slack.advance(4)
    else:
        (entry,) = house.workers.pending
        object.__setattr__(entry, "received_at", entry.received_at.replace(year=2020))
    house.workers.run()
    await house.workers.rest()

    assert ada.view is None
    assert [m.labels() for m in ada.inbox][-1] == ["Tell us why"]
    assert [h.method for h in slack.calls].count("views.open") == (late == "there")


async def test_a_form_asked_for_in_words_is_offered_by_a_button(slack, house, ada):
    house.router.reply = Reply(form=WHY)
    await ada.say_in_dm("nps")
    await house.workers.rest()

    assert ada.inbox[0].labels() == ["Tell us why"]


async def test_a_press_on_the_home_tab_is_answered_in_private(slack, house, ada):
    home = Message("Home", (Buttons((Button("Go", ANSWER),)),))
    house.router.reply = Reply(home=home)
    await ada.open_home()
    view = await slack.wait_for_home(ada)
    house.router.reply = Reply(
        home=notice("Changed"), messages=(notice("Done"),), update=notice("New")
    )
    await ada.press(view, "Go")
    await house.workers.rest()

    assert house.router.last.origin.conversation == ""
    assert house.router.last.origin.private
    assert [m.text for m in ada.inbox] == ["New", "Done"]
    assert "Changed" in json.dumps(ada.home.body)


async def test_a_part_that_fails_keeps_no_other_back(slack, house, ada):
    slack.fail("views.publish", "not_enabled")
    house.router.reply = Reply(home=notice("Home"), messages=(notice("Done"),))
    await ada.say_in_dm("x")
    await house.workers.rest()

    assert [m.text for m in ada.inbox] == ["Done"]


async def test_an_answer_with_an_unknown_outcome_is_given_again_the_same_way(slack, house, ada):
    room = slack.channel("gold", [ada])
    slack.drop_after_accepting("chat.postEphemeral")
    house.router.reply = Reply(messages=(notice("One"), notice("Two")))
    await ada.mention(room, "churn?")
    await house.workers.rest()

    assert [m.text for m in ada.inbox] == ["One"]
    assert house.inbox.closed == []
    house.workers.try_again()
    await house.workers.rest()
    assert [m.text for m in ada.inbox] == ["One", "One", "Two"]
    assert {m.seen_only_by for m in ada.inbox} == {ada.id}
    assert house.inbox.closed == ["in-1"]


async def test_many_presses_at_once_are_all_answered(slack, house):
    people = [slack.user(f"person{n}") for n in range(10)]
    house.router.reply = lambda event: Reply(messages=(notice(event.origin.user),))
    await asyncio.gather(*(person.command("/nps") for person in people))
    await house.workers.rest()

    assert [[m.text for m in person.inbox] for person in people] == [[p.id] for p in people]


async def test_home_is_drawn_again_after_a_press_that_changed_it(slack, house, ada):
    done = []

    def reply(event):
        if isinstance(event, HomeOpened):
            state = "Done" if done else "Open"
            return Reply(home=Message(state, (Buttons((Button("Go", ANSWER),)),)))
        done.append(event)
        return Reply(messages=(notice("Thanks"),))

    house.router.reply = reply
    await ada.open_home()
    view = await slack.wait_for_home(ada)
    await house.workers.rest()
    assert "Open" in json.dumps(view.body)
    await ada.press(view, "Go")
    await house.workers.rest()

    assert "Done" in json.dumps(ada.home.body)
    assert [m.text for m in ada.inbox] == ["Thanks"]


async def test_home_is_drawn_again_after_a_form_that_was_opened_there(slack, house, ada):
    done = []

    def reply(event):
        match event:
            case HomeOpened():
                state = "Done" if done else "Open"
                return Reply(home=Message(state, (Buttons((Button("Go", ANSWER),)),)))
            case FormSubmitted():
                done.append(event)
                return Reply(messages=(notice("Thanks"),))
            case _:
                return Reply(form=WHY)

    house.router.reply = reply
    await ada.open_home()
    await ada.press(await slack.wait_for_home(ada), "Go")
    await slack.wait_for_view(ada)
    await ada.submit(values={"reason": "slow"})
    await house.workers.rest()

    assert "Done" in json.dumps(ada.home.body)
