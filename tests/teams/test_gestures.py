import asyncio
import json

import pytest

from bot.action import UNREADABLE, ActionRef
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.form import ChoiceField, Form, TextField
from bot.message import Button, Buttons, Choice, Message, Option, Scale, notice, paragraph
from tests.teams.house import open_house

SCORE = ActionRef("score", {"i": "7"})
WHY = Button("Say why", ActionRef("why", {"i": "7"}))
THANKS = notice("Thank you, Ada!", "Your answer is saved.")
FORM = Form(
    ActionRef("reason", {"i": "7"}),
    "Why this score?",
    "Save",
    (TextField("reason", "What is the main reason?", 3000, required=True),),
    WHY,
)


def card(chosen=None):
    tail = (paragraph(f"Your {chosen} is saved."), Buttons((WHY,))) if chosen is not None else ()
    scale = Scale(SCORE, 0, 10, "not at all", "extremely", chosen=chosen)
    return Message("How likely?", (scale, *tail))


def survey(event):
    """Answer as the core does: a score is saved at once, then the reason is asked for."""
    match event:
        case ActionPressed(action=ActionRef(name="score", arguments=arguments)):
            return Reply(update=card(int(arguments["value"])), form=FORM)
        case ActionPressed(action=ActionRef(name="why")):
            return Reply(form=FORM)
        case FormSubmitted(values=values) if values.get("reason", "").startswith("bad"):
            return Reply(errors={"reason": "Please say it kindly."})
        case FormSubmitted():
            return Reply((THANKS,))
        case _:
            return Reply((card(),))


@pytest.fixture
async def posted(teams, house, ada):
    """The survey's card before Ada's eyes."""
    house.router.reply = survey
    await ada.say("nps")
    await house.workers.rest()
    return teams.messages(ada)[0]


def presses(house):
    kinds = (ActionPressed, FormSubmitted)
    return [event for event in house.router.events if isinstance(event, kinds)]


async def test_a_tap_changes_the_card_and_asks_why_right_below(teams, house, ada, posted):
    reaction = await ada.press(posted, "7")
    await house.workers.rest()

    assert presses(house)[0].action == SCORE.with_argument("value", "7")
    assert "Your 7 is saved." in json.dumps(reaction.card)
    assert ada.labels(posted)[-1] == "Save"
    assert "Say why" not in ada.labels(posted)
    assert posted.card == reaction.card
    assert (posted.edits, len(teams.messages(ada))) == (1, 1)


async def test_a_reason_that_was_saved_takes_the_form_off_and_says_thanks(
    teams, house, ada, posted
):
    await ada.press(posted, "7")
    reaction = await ada.press(posted, "Save", {"What is the main reason?": "Good people"})
    await house.workers.rest()

    assert presses(house)[-1].values == {"reason": "Good people"}
    assert "Thank you, Ada!" in json.dumps(reaction.card)
    assert "Your 7 is saved." in json.dumps(posted.card)
    assert (ada.labels(posted)[-1], posted.card) == ("Say why", reaction.card)
    assert len(teams.messages(ada)) == 1


async def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(house, ada, posted):
    await ada.press(posted, "7")
    reaction = await ada.press(posted, "Save", {"What is the main reason?": "bad words"})
    shown = json.dumps(reaction.card)

    assert '"value": "bad words"' in shown
    assert "Please say it kindly." in shown
    assert "Your 7 is saved." in shown
    again = await ada.press(posted, "Save", {"What is the main reason?": "kind words"})
    assert "Thank you, Ada!" in json.dumps(again.card)


async def test_after_a_restart_a_mistake_still_brings_the_form_back(teams, house, ada, posted):
    await ada.press(posted, "7")
    async with open_house(teams) as reopened:
        reopened.router.reply = survey
        wrong = await ada.press(posted, "Save", {"What is the main reason?": "bad words"})
        await ada.press(posted, "Save", {"What is the main reason?": "kind words"})

    assert '"value": "bad words"' in json.dumps(wrong.card)
    assert "Thank you, Ada!" in json.dumps(posted.card)


async def test_a_form_alone_takes_the_cards_place_until_it_is_sent(teams, house, ada, posted):
    house.router.reply = lambda event: (
        Reply((card(7),))
        if not isinstance(event, ActionPressed | FormSubmitted)
        else survey(event)
    )
    await ada.say("nps")
    await house.workers.rest()
    shown = teams.messages(ada)[-1]
    reaction = await ada.press(shown, "Say why")
    sent = await ada.press(shown, "Save", {"What is the main reason?": "Good people"})
    await house.workers.rest()

    assert "Why this score?" in json.dumps(reaction.card)
    assert "Thank you, Ada!" in json.dumps(sent.card)
    assert (shown.edits, "Say why" in json.dumps(shown.card)) == (0, True)


async def test_a_press_that_brings_messages_says_them_in_the_chat(teams, house, ada, posted):
    house.router.reply = Reply((THANKS,))
    reaction = await ada.press(posted, "7")
    await house.workers.rest()

    assert reaction.message == "Thank you, Ada!"
    assert [post.activity["summary"] for post in teams.messages(ada)][-1] == "Thank you, Ada!"


async def test_what_takes_too_long_follows_as_a_message(teams, house, ada, posted):
    house.room.door.deadline = 0.01
    house.router.gate.clear()
    reaction = await ada.press(posted, "7")
    house.router.gate.set()
    await house.workers.rest()

    assert "follows here" in reaction.message
    assert "Your 7 is saved." in json.dumps(posted.card)
    opener = teams.messages(ada)[-1]
    assert ada.labels(opener) == ["Say why"]


async def test_a_form_that_came_late_opens_as_a_dialog(teams, house, ada, posted):
    house.room.door.deadline = 0.01
    house.router.gate.clear()
    await ada.press(posted, "7")
    house.router.gate.set()
    await house.workers.rest()
    house.room.door.deadline = 2.0
    opened = await ada.press(teams.messages(ada)[-1], "Say why")
    wrong = await ada.submit(values={"What is the main reason?": "bad words"})
    done = await ada.submit(values={"What is the main reason?": "kind words"})

    assert opened.dialog.title == "Why this score?"
    assert "Please say it kindly." in json.dumps(wrong.dialog.card)
    assert '"value": "bad words"' in json.dumps(wrong.dialog.card)
    assert done.message.startswith("Thank you, Ada!")
    assert presses(house)[-1].values == {"reason": "kind words"}


async def test_a_dialog_that_cannot_open_says_why(teams, house, ada, posted):
    house.router.reply = lambda event: (
        Reply(form=FORM) if not isinstance(event, ActionPressed) else Reply((THANKS,))
    )
    await ada.say("why")
    await house.workers.rest()
    reaction = await ada.press(teams.messages(ada)[-1], "Say why")

    assert reaction.message.startswith("Thank you, Ada!")


async def test_what_has_buttons_stands_in_the_chat_and_in_no_dialog(teams, house, ada, posted):
    house.router.reply = lambda event: (
        Reply(form=FORM) if not isinstance(event, ActionPressed) else Reply((card(),))
    )
    await ada.say("why")
    await house.workers.rest()
    reaction = await ada.press(teams.messages(ada)[-1], "Say why")

    assert reaction.dialog is None
    assert "0" in ada.labels(teams.messages(ada)[-1])


async def test_more_than_one_message_after_a_dialog_stands_in_the_chat(teams, house, ada, posted):
    house.router.reply = lambda event: (
        Reply((THANKS, THANKS)) if isinstance(event, FormSubmitted) else Reply(form=FORM)
    )
    await ada.say("why")
    await house.workers.rest()
    await ada.press(teams.messages(ada)[-1], "Say why")
    reaction = await ada.submit(values={"What is the main reason?": "words"})
    await house.workers.rest()

    assert reaction.ack.json() == {}
    assert [post.activity["summary"] for post in teams.messages(ada)[-2:]] == [THANKS.title] * 2


@pytest.mark.parametrize("new_id", [False, True])
@pytest.mark.parametrize("times", [1, 3])
async def test_a_press_that_comes_again_is_answered_and_harmless(
    teams, house, ada, posted, times, new_id
):
    await ada.press(posted, "7")
    sent = teams.sent[-1]
    acks = []
    for _ in range(times):
        activity = {**sent.activity, **({"id": teams.world.ids.gesture()} if new_id else {})}
        acks.append(await teams.send_activity(activity))
    await house.workers.rest()

    assert {ack.status for ack in acks} == {200}
    assert len(presses(house)) == (1 + times if new_id else 1)
    assert all(ack.json()["statusCode"] == 200 for ack in acks)
    assert len(teams.messages(ada)) == 1


async def test_a_choice_returns_what_was_picked(teams, house, ada):
    options = (Option("Gold", "gold"), Option("Silver & co", "s&c"))
    house.router.reply = Reply((Message("Tier", (Choice(ActionRef("tier"), "Which?", options),)),))
    await ada.say("tier")
    await house.workers.rest()
    await ada.press(teams.messages(ada)[0], "Choose", {"Which?": "Silver & co"})
    await house.workers.rest()

    assert presses(house)[-1].action == ActionRef("tier", {"value": "s&c"})


async def test_a_choice_without_a_pick_reaches_the_router_as_unreadable(teams, house, ada):
    options = (Option("Gold", "gold"),)
    house.router.reply = Reply((Message("Tier", (Choice(ActionRef("tier"), "Which?", options),)),))
    await ada.say("tier")
    await house.workers.rest()
    await ada.press(teams.messages(ada)[0], "Choose")
    await house.workers.rest()

    assert presses(house)[-1].action == UNREADABLE


@pytest.mark.parametrize("data", [None, "words", {}, {"action": "Not Ours"}, {"form": 5}])
async def test_a_button_that_is_not_ours_is_the_routers_business(teams, house, ada, posted, data):
    await ada.press(posted, "7")
    told = json.loads(json.dumps(teams.sent[-1].activity))
    told["value"]["action"]["data"] = data
    ack = await teams.send_activity({**told, "id": "another"})

    assert ack.status == 200
    assert presses(house)[-1].action == UNREADABLE


async def test_a_submitted_card_of_older_clients_is_read_too(teams, house, ada, posted):
    await ada.press(posted, "7")
    told = {
        **teams.sent[-1].activity,
        "type": "message",
        "id": "another",
        "text": "",
        "value": {"action": SCORE.with_argument("value", "9").pack()},
    }
    await teams.send_activity(told)
    await house.workers.rest()

    assert presses(house)[-1].action == SCORE.with_argument("value", "9")
    assert "Your 9 is saved." in json.dumps(posted.card)
    assert ada.labels(teams.messages(ada)[-1]) == ["Say why"]


async def test_a_card_that_is_gone_is_said_anew(teams, house, ada, posted):
    await ada.press(posted, "7")
    teams.fail(404, "ActivityNotFoundInConversation", call="update")
    sent = {**teams.sent[-1].activity, "type": "message", "id": "another", "text": ""}
    sent["value"] = {"action": SCORE.with_argument("value", "9").pack()}
    await teams.send_activity(sent)
    await house.workers.rest()

    assert "Your 9 is saved." in json.dumps([post.card for post in teams.messages(ada)[1:]])


async def test_in_a_group_a_form_is_seen_by_whoever_pressed_and_nobody_else(teams, house, ada):
    house.router.reply = lambda event: (
        survey(event) if isinstance(event, ActionPressed) else Reply((card(),), only_asker=False)
    )
    grace = teams.person("grace")
    room = teams.group("Plans", [ada, grace])
    await ada.mention_in(room, "nps")
    await house.workers.rest()
    (shown,) = teams.messages(room)
    await ada.press(shown, "7")
    await house.workers.rest()

    assert ada.labels(shown)[-1] == "Save"
    assert "Save" not in grace.labels(shown)
    assert shown.edits == 0


async def test_a_form_with_a_choice_brings_back_every_field(teams, house, ada, posted):
    fields = (
        ChoiceField("cause", "Cause", (Option("Price", "p"), Option("Other", "o")), required=True),
        TextField("more", "More", 100),
    )
    form = Form(ActionRef("close"), "x" * 80, "Close it", fields, WHY)
    house.router.reply = lambda event: (
        Reply((THANKS,)) if isinstance(event, FormSubmitted) else Reply(form=form)
    )
    await ada.say("close")
    await house.workers.rest()
    opened = await ada.press(teams.messages(ada)[-1], "Say why")
    await ada.submit(values={"Cause": "Price", "More": "Too dear"})

    assert (opened.dialog.title, "x" * 80 in json.dumps(opened.dialog.card)) == ("Drumbeat", True)
    assert presses(house)[-1].values == {"cause": "p", "more": "Too dear"}


async def test_many_people_press_at_once_and_each_gets_their_own_answer(teams, house):
    house.router.reply = lambda event: Reply((notice(event.origin.user, "for you"),))
    people = [teams.person(f"person{number}") for number in range(8)]
    await asyncio.gather(*(person.say("hello") for person in people))
    await house.workers.rest()

    for person in people:
        (post,) = teams.messages(person)
        assert post.activity["summary"] == person.aad_id
