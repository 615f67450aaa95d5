"""A survey written in chat: seen first, changed at will, asked once, and by whom it may be."""

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Send
from bot.message import Buttons, Poll, Scale
from bot.plain_text import plain_text
from bot.store.audit_tables import Audit
from bot.voice.store.tables import Wave

WISH = {
    "title": "The new portal",
    "kind": "csat",
    "question": "How do you like the new portal?",
    "low": "Not at all",
    "high": "Very much",
    "reason": "What should we change first?",
    "promise": "confidential",
    "days": "7",
    "whom": "",
}
CHOICE = {**WISH, "kind": "choice", "options": "Mondays\nFridays", "reason": ""}


def pressed(reply, label: str) -> dict:
    """Return what the button of a draft's card carries."""
    buttons = [one for one in reply.messages[-1].elements if isinstance(one, Buttons)]
    [found] = [one for one in buttons[0].buttons if one.label == label]
    return {"name": found.action.name, **found.action.arguments}


@pytest.mark.both_databases
async def test_a_survey_is_written_seen_changed_and_asked_without_a_file(room):
    opened = await room.say("mia", "survey")
    written = await room.submit("mia", "survey_write", WISH)
    again = await room.press("mia", **pressed(written, "Change it"))
    key = again.form.action.arguments["s"]
    changed = await room.submit("mia", "survey_write", CHOICE, s=key)
    asked = await room.press("mia", **pressed(changed, "Ask it now"))
    twice = await room.press("mia", **pressed(changed, "Ask it now"))
    waves = await room.rows(select(Wave.survey, Wave.score, Wave.promise, Wave.state))
    acts = await room.rows(select(Audit.act, Audit.by).where(Audit.by == "mia"))

    assert [one.name for one in opened.form.fields][:3] == ["title", "kind", "question"]
    assert any(isinstance(one, Scale) for one in written.messages[0].elements)
    assert "would ask 3 people" in plain_text(written.messages[1])
    assert {one.name: one.initial for one in again.form.fields} == {**WISH, "options": ""}
    assert any(isinstance(one, Poll) for one in changed.messages[0].elements)
    assert "being asked" in plain_text(asked.update)
    assert "already" in plain_text(twice.messages[0])
    assert waves == [(key, "custom", "confidential", "open")]
    assert await room.rows(select(Send.kind, Send.title)) == [("wave", "The new portal")]
    assert sorted(acts) == [("ask survey", "mia"), *[("write survey", "mia")] * 2]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": " "}, "title", "answer this one"),
        ({"low": ""}, "low", "answer this one"),
        ({"days": "0"}, "days", "from 1 to 60"),
        ({"days": "many"}, "days", "from 1 to 60"),
        ({"kind": "choice", "options": ""}, "options", "answer this one"),
        ({"kind": "choice", "options": "one"}, "question", "at least 2"),
        ({"kind": "choice", "options": "one\nOne"}, "question", "stands there twice"),
        ({"question": "Do you like {{ partner }}?"}, "question", "unknown placeholder"),
        ({"promise": "anonymous", "days": "30"}, "question", "14 days at most"),
        ({"whom": "purple partners"}, "whom", "purple"),
    ],
)
async def test_what_cannot_be_asked_is_said_beside_its_field(room, changed, field, words):
    reply = await room.submit("mia", "survey_write", {**WISH, **changed})

    assert words in reply.errors[field]


async def test_a_draft_is_its_author_s_and_administrators_and_nobody_else_s(room):
    written = await room.submit("mia", "survey_write", WISH)
    partner = await room.say("ada", "survey")
    foreign = await room.press("ada", **pressed(written, "Ask it now"))
    dropped = await room.press("amy", **pressed(written, "Throw it away"))
    gone = await room.press("mia", **pressed(written, "Change it"))

    assert partner.form is None
    assert "not here any more" in plain_text(foreign.messages[0])
    assert "Nobody was asked" in plain_text(dropped.update)
    assert "not here any more" in plain_text(gone.messages[0])
    assert await room.rows(select(Wave.id)) == []


async def test_an_anonymous_survey_is_not_asked_where_its_key_has_no_place(room):
    written = await room.submit("mia", "survey_write", {**WISH, "promise": "anonymous"})
    reply = await room.press("mia", **pressed(written, "Ask it now"))

    assert "DRUMBEAT_WAVE_KEYS" in plain_text(reply.messages[0])
    assert await room.rows(select(Wave.id)) == []
