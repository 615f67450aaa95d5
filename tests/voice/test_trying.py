"""A survey is tried on whoever wrote it: every tap works, and nothing of it is kept anywhere."""

import pytest
from sqlalchemy import func, select

from bot.beat.store.tables import Send
from bot.plain_text import plain_text
from bot.voice.store.case_tables import Case
from bot.voice.store.tables import Invitation, Response, Wave
from tests.voice.tapping import tapped
from tests.voice.test_answering import words_of
from tests.voice.test_writing_surveys import CHOICE, WISH, pressed

NAMED = {**WISH, "kind": "nps", "promise": "named"}
EMPTY = [(0, 0, 0, 0)]


def counted():
    """Count all that an answer could leave."""
    tables = (Wave, Invitation, Response, Case)
    return select(*(select(func.count()).select_from(one).scalar_subquery() for one in tables))


@pytest.mark.both_databases
async def test_the_draft_is_tapped_filled_in_changed_and_put_off_and_nothing_counts(room):
    written = await room.submit("mia", "survey_write", NAMED)
    tap = await room.press("mia", **tapped(written.messages[0], "2"))
    action = tap.form.action
    filled = await room.submit("mia", action.name, {"reason": "Slow."}, **action.arguments)
    change = await room.press("mia", **tapped(filled.update, "Change my answer"))
    again = await room.press("mia", **tapped(change.update, "9"))
    off = await room.press("mia", **tapped(written.messages[0], "Not now"))
    back = await room.press("mia", **tapped(off.update, "Answer after all"))

    assert "A test: tap and write" in plain_text(written.messages[0])
    assert "your 2 is saved" in words_of(tap)
    assert "Slow." in plain_text(filled.update)
    assert "That was a test" in plain_text(filled.messages[0])
    assert "your 9 is saved" in words_of(again)
    assert "not asked again in this round" in words_of(off)
    assert tapped(back.update, "10")
    assert all("Test: The new portal" in plain_text(one.update) for one in (tap, off, again))
    assert await room.rows(counted()) == EMPTY


async def test_a_choice_in_confidence_is_tried_too_and_nobody_is_called(room):
    written = await room.submit("mia", "survey_write", {**CHOICE, "promise": "confidential"})
    picked = await room.press("mia", **tapped(written.messages[0], "Fridays"))
    called = await room.press("mia", **tapped(picked.update, "You may contact me about it"))

    assert "Answered" in words_of(picked)
    assert "nobody was told" in plain_text(called.messages[0])
    assert await room.rows(counted()) == EMPTY


async def test_an_anonymous_survey_is_tried_without_a_key(room):
    written = await room.submit("mia", "survey_write", {**NAMED, "promise": "anonymous"})
    tap = await room.press("mia", **tapped(written.messages[0], "2"))

    assert "Answered" in words_of(tap)
    assert await room.rows(counted()) == EMPTY


async def test_a_test_is_of_whoever_may_write_surveys(room):
    written = await room.submit("mia", "survey_write", NAMED)
    tap = tapped(written.messages[0], "2")
    partner = await room.press("ada", **tap)
    odd = await room.press("mia", **{**tap, "i": "test.nothing.1"})

    assert "somebody else's" in plain_text(partner.messages[0])
    assert "out of date" in plain_text(odd.messages[0])


async def test_it_is_sent_only_to_who_wrote_it_and_only_where_they_are_met(room):
    written = await room.submit("mia", "survey_write", NAMED)
    nowhere = await room.press("mia", **pressed(written, "Send it to me as a test"))
    of = {"s": pressed(written, "Change it")["s"]}
    missing = await room.submit("mia", "survey_try", {"where": "ada"}, **of)
    foreign = await room.submit("ada", "survey_try", {"where": "ada"}, **of)

    assert "Say hello to us there first" in plain_text(nowhere.messages[0])
    assert missing.errors.keys() == {"where"}
    assert "not here any more" in plain_text(foreign.messages[0])
    assert await room.rows(select(Send.id)) == []
