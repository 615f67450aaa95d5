"""A survey written in chat: seen first, changed at will, asked once, and by whom it may be."""

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Send
from bot.message import Buttons, Poll, Scale
from bot.plain_text import plain_text
from bot.store.audit_tables import Audit
from bot.voice.store.tables import Wave
from tests.voice.tapping import tapped

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
    "sample": "",
}
CHOICE = {**WISH, "kind": "choice", "options": "Mondays\nFridays", "reason": ""}


def pressed(reply, label: str) -> dict:
    """Return what the button of a draft's card carries."""
    rows = [one for one in reply.messages[-1].elements if isinstance(one, Buttons)]
    [found] = [one for row in rows for one in row.buttons if one.label == label]
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
    assert await room.rows(select(Send.topic)) == [("surveys",)]
    assert sorted(acts) == [("ask survey", "mia"), *[("write survey", "mia")] * 2]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": " "}, "title", "answer this one"),
        ({"low": ""}, "low", "answer this one"),
        ({"days": "0"}, "days", "from 1 to 60"),
        ({"days": "many"}, "days", "from 1 to 60"),
        ({"sample": "0"}, "sample", "from 1 to 100"),
        ({"sample": "half"}, "sample", "from 1 to 100"),
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


async def test_only_who_may_read_every_answer_chooses_people_by_what_they_answered(room):
    wish = {**WISH, "whom": "detractors at Acme or anybody at Brook"}
    told = [(await room.submit(who, "survey_write", wish)).errors for who in ("mia", "amy")]

    assert "only administrators choose people by a score" in told[0]["whom"]
    assert "Nobody can be chosen by a score" in told[1]["whom"]


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


MORE = {"question": "What do you use it for?", "kind": "several", "options": "Orders\nTickets"}


@pytest.mark.both_databases
async def test_a_question_more_and_one_for_each_part_of_the_scale_are_asked_and_removed(room):
    written = await room.submit("mia", "survey_write", WISH)
    key = pressed(written, "Change it")["s"]
    form = await room.press("mia", **pressed(written, "Add a question"))
    added = await room.submit("mia", "survey_more", MORE, s=key)
    by_score = await room.press("mia", **pressed(added, "Ask on by score"))
    led = await room.submit("mia", "survey_by_score", {"band1": "What went wrong?"}, s=key)
    asked = await room.press("mia", **tapped(led.messages[0], "1"))
    content = await room.press("mia", **tapped(led.messages[0], "5"))
    again = await room.submit("mia", "survey_write", {**WISH, "title": "The portal"}, s=key)
    full = await room.press("mia", "survey_more", s=key)
    removed = await room.press("mia", **pressed(again, "Remove"))
    twice = await room.press("mia", **pressed(again, "Remove"))

    assert [one.name for one in form.form.fields] == ["question", "kind", "options"]
    assert "What do you use it for? (Orders, Tickets)" in plain_text(added.messages[-1])
    assert [one.label for one in by_score.form.fields][::2] == [
        "Whoever gives 1\u20132",
        "Whoever gives 4\u20135",
    ]
    assert [one.label for one in asked.form.fields] == ["What went wrong?", MORE["question"]]
    assert [one.label for one in content.form.fields] == [WISH["reason"], MORE["question"]]
    assert "What went wrong?" in plain_text(again.messages[-1])
    assert "That is enough" in plain_text(full.messages[0])
    assert MORE["question"] not in plain_text(removed.update)
    assert "Add a question" in plain_text(removed.update)
    assert MORE["question"] not in plain_text(twice.update)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"question": " "}, "question", "answer this one"),
        ({"options": ""}, "options", "answer this one"),
        ({"options": "one"}, "question", "at least 2"),
        ({"options": "one\nOne"}, "question", "stands there twice"),
        ({"options": "x" * 76 + "\ny"}, "question", "75"),
        ({"question": "{{ partner }}?"}, "question", "unknown placeholder"),
    ],
)
async def test_what_cannot_be_asked_beside_it_is_said_on_the_form(room, changed, field, words):
    key = pressed(await room.submit("mia", "survey_write", WISH), "Change it")["s"]
    reply = await room.submit("mia", "survey_more", {**MORE, **changed}, s=key)

    assert words in reply.errors[field]


async def test_what_a_part_of_the_scale_cannot_be_asked_is_said_beside_it(room):
    key = pressed(await room.submit("mia", "survey_write", WISH), "Change it")["s"]
    reply = await room.submit("mia", "survey_by_score", {"band2": "{{ partner }}?"}, s=key)
    foreign = await room.submit("ada", "survey_more", MORE, s=key)

    assert "unknown placeholder" in reply.errors["band2"]
    assert "not here any more" in plain_text(foreign.messages[0])


async def test_five_questions_fit_into_a_survey_without_a_score(room):
    shown = await room.submit("mia", "survey_write", {**CHOICE, "reason": "Why then?"})
    key = pressed(shown, "Change it")["s"]
    for _ in range(3):
        shown = await room.submit("mia", "survey_more", MORE, s=key)
    more = await room.submit("mia", "survey_more", MORE, s=key)

    assert "Add a question" not in plain_text(shown.messages[-1])
    assert "5 are as many" in more.errors["question"]
