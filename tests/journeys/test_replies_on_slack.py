"""A partner answers in words on Slack: their manager gets it, and the answer comes back."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from tests.fixtures.program import run
from tests.journeys.conftest import says
from tests.journeys.replying import (
    MANAGER,
    PERSON,
    give_to,
    kept_words,
    name_of,
)
from tests.journeys.small_send import all_answered
from tests.stand_ins.slack.rewriting import change, said_last, say_with_file, take_back

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def both(slack_house, slack, somebody, clock):
    """A partner's person with an edition in hand, and the manager who looks after them."""
    await give_to(slack_house.house.database)
    ada, bob = await somebody(PERSON), await somebody(MANAGER)
    for person in (ada, bob):
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    clock.move_to(TUESDAY)
    edition = await slack.wait_for_message(ada, says("CloudBackup"))
    return ada, bob, edition


@pytest.mark.both_databases
@pytest.mark.every_change
async def test_an_answer_in_the_thread_reaches_the_manager_and_the_answer_comes_back_there(
    slack_house, slack, both
):
    ada, bob, edition = both
    database = slack_house.house.database
    await ada.say_in_dm("We lost two deals\nbecause of the price", thread_ts=edition.ts)
    card = await slack.wait_for_message(bob, says("because of the price"))
    await bob.press(card, "Answer")
    form = await slack.wait_for_view(bob, bool)
    await bob.submit(form, {"words": "I call you tomorrow"})
    back = await slack.wait_for_message(ada, says("I call you tomorrow"))
    await ada.say_in_dm("That would be great", thread_ts=edition.ts)
    again = await slack.wait_for_message(bob, says("That would be great"))

    assert back.thread_ts == edition.ts
    assert await name_of(database, MANAGER) in back.text
    assert "CloudBackup" in card.text or "In answer to" in card.text
    assert "I call you tomorrow" in again.text
    assert [words for _, words, _ in await kept_words(database)] == [
        "We lost two deals\nbecause of the price",
        "I call you tomorrow",
        "That would be great",
    ]
    assert slack.unanswered == []


async def test_the_first_words_within_a_day_are_an_answer_and_the_next_are_offered(
    slack_house, slack, both
):
    ada, bob, _ = both
    await ada.say_in_dm("Could somebody call me about this?")
    await slack.wait_for_message(bob, says("call me about this"))
    await ada.say_in_dm("We have another worry altogether")
    offer = await slack.wait_for_message(ada, says("Send this to"))
    before = len(await kept_words(slack_house.house.database))
    await ada.press(offer, f"Send this to {await name_of(slack_house.house.database, MANAGER)}")
    card = await slack.wait_for_message(bob, says("another worry"))
    await bob.press(card, "Done")
    await slack.until(lambda: "said that this is done" in card.text)

    assert before == 1
    assert [words for _, words, _ in await kept_words(slack_house.house.database)] == [
        "Could somebody call me about this?",
        "We have another worry altogether",
    ]


async def test_a_question_in_the_thread_gets_its_figure_and_a_way_to_a_person(
    slack_house, slack, both
):
    ada, bob, edition = both
    await ada.say_in_dm("our ARR last quarter", thread_ts=edition.ts)
    await slack.wait_for_message(ada, says("as of 30 Sep 2026"))
    offer = await slack.wait_for_message(ada, says("meant for a person"))
    nobody = await kept_words(slack_house.house.database)
    await ada.press(offer, f"Send this to {await name_of(slack_house.house.database, MANAGER)}")
    card = await slack.wait_for_message(bob, says("our ARR last quarter"))

    assert nobody == []
    assert "In answer to" in card.text


async def test_what_is_changed_or_taken_back_is_followed_and_a_file_is_named(
    slack_house, slack, both
):
    ada, bob, edition = both
    await ada.say_in_dm("The old price hurts", thread_ts=edition.ts)
    await slack.wait_for_message(bob, says("The old price hurts"))
    said = said_last(ada)
    await change(ada, said, "The new price hurts")
    changed = await slack.wait_for_message(bob, says("The new price hurts"))
    await take_back(ada, said)
    gone = await slack.wait_for_message(bob, says("taken back"))
    await say_with_file(ada, "See the offer", edition.ts)
    with_file = await slack.wait_for_message(bob, says("See the offer"))

    assert "changed since" in changed.text
    assert "price hurts" not in gone.text
    assert "A file came with it" in with_file.text


async def test_the_operator_sees_who_waits_and_not_what_they_said(
    slack_house, slack, both, programme_url
):
    ada, bob, edition = both
    nobody = await asyncio.to_thread(run, programme_url, "replies")
    await ada.say_in_dm("Who can help?", thread_ts=edition.ts)
    card = await slack.wait_for_message(bob, says("Who can help?"))
    told = await asyncio.to_thread(run, programme_url, "replies")
    facts = await asyncio.to_thread(run, programme_url, "replies", "--json")
    await bob.press(card, "Done")
    await slack.until(lambda: "said that this is done" in card.text)
    after = await asyncio.to_thread(run, programme_url, "replies", "--json")
    [one] = json.loads(facts.stdout)

    assert nobody.stdout == "Nobody waits for an answer.\n"
    assert one["contact_id"] == PERSON
    assert await name_of(slack_house.house.database, PERSON) in told.stdout
    assert "help" not in told.stdout + facts.stdout
    assert json.loads(after.stdout) == []


@pytest.mark.both_databases
async def test_what_is_changed_after_the_answer_waits_anew_and_what_is_taken_back_is_not_kept(
    slack_house, slack, both, programme_url
):
    ada, bob, edition = both
    database = slack_house.house.database
    await ada.say_in_dm("Ten licences please", thread_ts=edition.ts)
    card = await slack.wait_for_message(bob, says("Ten licences"))
    said = said_last(ada)
    await bob.press(card, "Answer")
    await bob.submit(await slack.wait_for_view(bob, bool), {"words": "They are yours"})
    await slack.wait_for_message(ada, says("They are yours"))
    await change(ada, said, "A hundred licences please")
    changed = await slack.wait_for_message(bob, says("A hundred licences"))
    await bob.press(changed, "Done")
    await slack.until(lambda: "said that this is done" in changed.text)
    cards = len(bob.inbox)
    await take_back(ada, said)
    await all_answered(programme_url)
    await bob.say_in_dm("replies")
    await slack.wait_for_message(bob, says("Nobody waits"))

    assert "changed since" in changed.text
    assert [words for _, words, _ in await kept_words(database)] == ["", "They are yours"]
    assert not [one for one in bob.inbox[cards:] if says("licences")(one)]


async def test_only_who_is_in_charge_answers_and_the_second_sees_that_the_first_did(
    slack_house, slack, both, somebody
):
    ada, bob, edition = both
    stranger = await somebody("cirrus-05")
    await ada.say_in_dm("Who can help?", thread_ts=edition.ts)
    card = await slack.wait_for_message(bob, says("Who can help?"))
    await stranger.say_in_dm("replies")
    none = await slack.wait_for_message(stranger, says("Nobody waits"))
    await bob.say_in_dm("replies")
    listed = await slack.wait_for_message(bob, says("Who waits for an answer"))
    await bob.press(card, "Answer")
    await bob.submit(await slack.wait_for_view(bob, bool), {"words": "I can"})
    await slack.until(lambda: "answered," in card.text)

    assert none
    assert "0 business hours" in listed.text


async def test_people_find_their_manager_and_the_last_editions(slack_house, slack, both):
    ada, bob, _ = both
    await ada.say_in_dm("I need a human!")
    found = await slack.wait_for_message(ada, says("Who looks after you"))
    await ada.press(found, "Send them a message")
    form = await slack.wait_for_view(ada, bool)
    await ada.submit(form, {"words": "Please ring me"})
    card = await slack.wait_for_message(bob, says("Please ring me"))
    await ada.say_in_dm("news")
    news = await slack.wait_for_message(ada, says("The last editions"))
    editions = len([m for m in ada.inbox if says("technical work")(m)])
    (button,) = buttons_of(news)
    await ada.press(news, button)
    await slack.until(lambda: len([m for m in ada.inbox if says("technical work")(m)]) > editions)
    await bob.say_in_dm("news")
    others = await slack.wait_for_message(bob, says("The last editions"))

    assert await name_of(slack_house.house.database, MANAGER) in found.text
    assert "In answer to" not in card.text
    assert others.text != news.text


def buttons_of(message):
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
