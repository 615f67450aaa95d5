"""Twenty small words of people, each with its reply, after an edition and after a survey too."""

import pytest

from tests.journeys.conftest import says

TECHNICAL, GERMAN = "acme-it-01", "bluepeak-04"
WORDS = {
    "thanks!": "You are welcome",
    "Thank you so much": "You are welcome",
    "thx": "You are welcome",
    "danke": "You are welcome",
    ":pray:": "You are welcome",
    "ok": "All right",
    "Okay.": "All right",
    "got it": "All right",
    "hi": "Type help to see",
    "Good morning!": "Type help to see",
    "bye": "Goodbye",
    "see you later": "Goodbye",
    "lol": "made you smile",
    "hahaha": "made you smile",
    "great": "Glad to hear it",
    ":+1::skin-tone-2:": "Glad to hear it",
    "\U0001f44d": "Glad to hear it",
    ":tada:": "Glad to hear it",
    "sorry": "No harm done",
    ":cry:": "sorry to hear that",
    ":company_parrot:": "Thank you for the sign",
}


async def answer_to(slack, person, words):
    """Say something, and return all that is answered."""
    before = len(person.inbox)
    await person.say_in_dm(words)
    await slack.until(lambda: len(person.inbox) > before)
    return [message.text for message in person.inbox[before:]]


async def test_twenty_small_words_get_a_kind_word_each_and_no_more(slack, slack_house, somebody):
    ada = await somebody(TECHNICAL)
    await answer_to(slack, ada, "home")
    answers = {words: await answer_to(slack, ada, words) for words in WORDS}

    assert len(WORDS) > 20
    for words, expected in WORDS.items():
        [said] = answers[words]
        assert expected in said, words
        assert len(said) < 90, words


async def test_a_reader_of_german_is_answered_in_german(slack, slack_house, somebody):
    cem = await somebody(GERMAN)
    await answer_to(slack, cem, "language de")

    assert "Gern geschehen" in (await answer_to(slack, cem, "Vielen Dank!"))[0]
    assert "Das freut mich" in (await answer_to(slack, cem, "great"))[0]


async def test_after_a_survey_a_small_word_stays_a_kind_word(slack, slack_house, somebody):
    ada = await somebody(TECHNICAL)
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("recommend"))
    await ada.press(card, "9")
    await slack.wait_for_message(ada, says("your 9 is saved"))

    assert "You are welcome" in (await answer_to(slack, ada, "thanks"))[0]


@pytest.mark.parametrize("words", ["Nps.", "**nps**", "NPS!", "nps?", "/nps.", "\u201enps\u201c"])
@pytest.mark.every_change
async def test_nps_is_nps_however_it_is_written(slack, slack_house, somebody, words):
    ada = await somebody(TECHNICAL)

    assert "recommend" in (await answer_to(slack, ada, words))[0]
