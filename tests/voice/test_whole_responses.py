"""The card of one response: all that was said, in words, and what stood there before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.plain_text import plain_text
from bot.voice.store.tables import Response

HALF = timedelta(minutes=30)
ASKED = """\
key: pulse
title: Partner pulse
topic: surveys
score: nps
question: How likely are you to recommend us?
low: Never
high: Always
reason: Why?
questions:
  - {key: days, kind: multiple, question: Which days suit you?, options: {m: Mondays, t: Tuesdays}}
promise: named
kind: relationship
open_days: 14
"""
CHOICE = """\
key: day
title: The best day
topic: surveys
score: custom
questions:
  - {key: d, kind: single, question: Which day?, options: {m: Mondays, t: Tuesdays}}
promise: named
kind: relationship
open_days: 14
"""


async def opened(room, who="mia"):
    [(key,)] = await room.rows(select(Response.id))
    return plain_text((await room.press(who, "response", value=key)).messages[0])


@pytest.mark.both_databases
async def test_further_answers_are_read_by_what_their_options_are_called(room):
    await room.ask("pulse", ASKED)
    await room.press("ada", "score", i="pulse-ada", value="3")
    said = {"reason": "Too dear.", "days": "m\nt"}
    await room.submit("ada", "reason", said, i="pulse-ada")
    text = await opened(room)

    assert "Which days suit you?\nMondays, Tuesdays" in text
    assert "Too dear." in text
    assert "before" not in text


async def test_what_stood_there_before_is_shown_the_last_first(room):
    await room.ask("pulse", ASKED)
    await room.press("ada", "score", i="pulse-ada", value="3")
    await room.submit("ada", "reason", {"reason": "Too dear.", "days": "m"}, i="pulse-ada")
    room.clock.move_to(room.clock.now() + HALF)
    await room.press("ada", "score", i="pulse-ada", value="8")
    room.clock.move_to(room.clock.now() + HALF)
    await room.submit("ada", "reason", {"reason": "All good.", "days": "t"}, i="pulse-ada")
    before = (await opened(room)).partition("What stood there before")[2]

    assert "Words: Too dear." in before
    assert "Which days suit you?: Mondays" in before
    assert "Answer: 3" in before
    assert before.index("Words: Too dear.") < before.index("Answer: 3")
    assert "13:00" in before


async def test_a_survey_without_a_score_is_listed_by_what_was_picked(room):
    await room.ask("day", CHOICE)
    await room.press("ada", "score", i="day-ada", value="t")
    listed = plain_text((await room.say("mia", "answers")).messages[0])

    assert "“The best day”: Tuesdays" in listed
    assert "no score" not in listed
    assert "Which day?\nTuesdays" in await opened(room)


async def test_who_may_not_read_it_is_shown_nothing_of_it(room):
    await room.ask("pulse", ASKED)
    await room.press("eva", "score", i="pulse-eva", value="3")
    for who in ("mia", "ada", "eva"):
        assert "not yours to read" in await opened(room, who)
