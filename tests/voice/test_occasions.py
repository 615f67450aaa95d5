"""What a manager has asked after an event, what her partners answer, and what she reads of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import texts
from bot.beat.store.tables import Send
from bot.plain_text import plain_text
from bot.store.audit_tables import Audit
from bot.voice.store.tables import Invitation, Response, Wave
from tests.voice.conftest import NOON, Room
from tests.voice.test_answering import words_of

CSAT = """\
key: visit
title: How was our visit?
topic: surveys
kind: transactional
open_days: 10
promise: named
score: csat
question: How was it?
low: Bad
high: Good
reason: Why?
"""
NAMES = select(Invitation.contact_id, Invitation.occasion).order_by(Invitation.invited_at)


async def bring(room: Room, source: str = CSAT) -> None:
    async with room.house.database.begin() as session:
        key = source.split()[1]
        await texts.write(session, FileText(TextKind.SURVEY, key, source), "files", NOON)


async def reach(room: Room, who: str = "ada") -> str:
    """Let what is asked of somebody have arrived; return the invitation."""
    async with room.house.database.begin() as session:
        newest = select(Invitation).where(Invitation.contact_id == who)
        found = (await session.scalars(newest.order_by(Invitation.invited_at.desc()))).first()
        found.delivered_at = found.shown_at = room.clock.now()
        sent = update(Send).where(Send.id == found.send_id)
        await session.execute(sent.values(state="ended"))
        return found.id


def later(room: Room, **span: float) -> None:
    room.clock.move_to(room.clock.now() + timedelta(**span))


@pytest.mark.both_databases
async def test_a_word_has_somebody_asked_once_for_each_event_within_the_rules(room):
    await bring(room)
    asked = await room.say("mia", "ask visit Ada after the visit in May")
    again = await room.say("mia", "Ask visit ada nach The visit in  May")
    await reach(room)
    soon = await room.say("mia", "ask visit Ada, Bob after the visit in June")
    later(room, days=91)
    free = await room.say("mia", "ask visit Ada after the visit in July")

    assert "Ada is asked “How was our visit?” after the visit in May." in words_of(asked)
    assert "Not asked: Ada (was asked after this event already)." in words_of(again)
    assert "Bob is asked" in words_of(soon)
    assert "Not asked: Ada (was asked lately; again from" in words_of(soon)
    assert "23 February 2027" in words_of(soon)
    assert "Ada is asked" in words_of(free)
    assert await room.rows(NAMES) == [
        ("ada", "the visit in May"),
        ("bob", "the visit in June"),
        ("ada", "the visit in July"),
    ]
    acts = select(Audit.by, Audit.about_id, Audit.detail).where(Audit.act == "ask after event")
    lines = await room.rows(acts)
    assert [line[:2] for line in lines] == [("mia", "visit")] * 3
    assert all("visit in" not in detail for _, _, detail in lines)


async def test_a_form_takes_the_same_and_says_beside_each_field_what_is_wrong(room):
    await bring(room)
    opened = await room.say("amy", "ask")
    wrong = await room.submit("amy", "ask_after", {"survey": "none", "who": "Zoe", "after": " "})
    done = await room.submit(
        "amy", "ask_after", {"survey": "visit", "who": "Ada\nEva", "after": "case *4711* <b>"}
    )

    assert [one.name for one in opened.form.fields] == ["survey", "who", "after"]
    assert "visit" in [one.value for one in opened.form.fields[0].options]
    assert set(wrong.errors) == {"survey", "who", "after"}
    assert "visit" in wrong.errors["survey"]
    assert "“Zoe” is nobody I know" in wrong.errors["who"]
    assert "after which event" in wrong.errors["after"]
    assert "Ada and Eva are asked" in words_of(done)
    assert await room.rows(NAMES.where(Invitation.contact_id == "ada")) == [
        ("ada", "case *4711* <b>")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "ask nothing Ada after a visit",
            "There is no such survey. These can be asked after an event: ",
        ),
        ("ask visit Zoe after a visit", "“Zoe” is nobody I know"),
        ("ask visit , after a visit", "Please name who is asked"),
        ("ask visit Ada after " + "x" * 10_240, "120 characters at most"),
        ("ask visit Ada after a\u202evisit", "characters in it that nobody can read"),
        ("ask secret Ada after a visit", "is anonymous"),
        ("ask whole Ada after a visit", "about the relationship as a whole"),
    ],
)
async def test_what_cannot_be_asked_is_said_and_how_it_is_written(room, words, said):
    await bring(room)
    anonymous = CSAT.replace("key: visit", "key: secret").replace("named", "anonymous")
    await bring(room, anonymous)
    relation = CSAT.replace("key: visit", "key: whole").replace("transactional", "relationship")
    await bring(room, relation)

    reply = words_of(await room.say("mia", words))
    assert said in reply
    assert "ask SURVEY EMAIL after EVENT" in reply
    assert await room.rows(select(Wave.id)) == []


async def test_a_manager_has_only_her_own_partners_asked_and_nobody_at_one_anybody(room):
    await bring(room)
    others = await room.say("mia", "ask visit Eva after a visit")
    unknown = await room.say("mia", "ask visit Evi after a visit")
    pressed = await room.press("ada", "ask_after")
    filled = await room.submit(
        "ada", "ask_after", {"survey": "visit", "who": "Bob", "after": "a visit"}
    )
    await room.say("ada", "ask visit Bob after a visit")

    assert words_of(others) == words_of(unknown).replace("Evi", "Eva")
    assert "not yours to say" in words_of(pressed)
    assert "not yours to say" in words_of(filled)
    assert await room.rows(NAMES) == []


async def test_what_was_asked_is_answered_changed_and_read_with_its_event(room):
    await bring(room)
    await room.say("mia", "ask visit Ada, Bob after case 4711")
    invitation = await reach(room)
    await reach(room, "bob")
    silent = await room.say("mia", "answers missing")
    running = await room.say("mia", "surveys")
    await room.press("ada", "score", i=invitation, value="2")
    changed = await room.press("ada", "score", i=invitation, value="4")
    listed = await room.say("mia", "answers")
    [response_id] = [row[0] for row in await room.rows(select(Response.id))]
    whole = await room.press("mia", "response", r=response_id)
    for_another = await room.press("bob", "score", i=invitation, value="1")

    assert "case 4711" in plain_text(silent.messages[0])
    assert "How was our visit? After events of this quarter. 2 asked, 0 answered." in words_of(
        running
    )
    assert "This is about: case 4711" in words_of(changed)
    assert "your 4 is saved" in words_of(changed)
    assert "case 4711" in words_of(listed)
    assert "After which event?: case 4711" in words_of(whole)
    assert "somebody else" in words_of(for_another)
    assert await room.rows(select(Response.score)) == [(4,)]


async def test_it_is_over_with_its_own_days_though_its_wave_goes_on(room):
    await bring(room)
    await room.say("mia", "ask visit Ada, Bob after case 4711")
    invitation, bobs = await reach(room), await reach(room, "bob")
    await room.press("ada", "score", i=invitation, value="5")
    later(room, days=10)
    over = await room.press("ada", "change", i=invitation)
    put_off = await room.press("bob", "not_now", i=bobs)
    number = await room.say("bob", "3")
    left = await room.say("mia", "answers missing")

    [(closes_at, state)] = await room.rows(select(Wave.closes_at, Wave.state))
    assert (closes_at > room.clock.now(), state) == (True, "open")
    assert "closed on 5 December 2026" in words_of(over)
    assert "closed on 5 December 2026" in words_of(put_off)
    assert await room.rows(select(Response.contact_id, Response.score)) == [("ada", 5)]
    assert "1 of 2" in words_of(left)
    assert "Bob" not in words_of(left)
    assert "3 is saved" not in words_of(number)


async def test_nps_shows_what_an_event_asks_to_whom_it_asks_and_to_nobody_else(room):
    await bring(room, CSAT.replace("score: csat", "score: nps"))
    await room.say("mia", "ask visit Ada after case 4711")
    await reach(room)
    mine, others = await room.say("ada", "nps 9"), await room.say("bob", "nps")

    assert "This is about: case 4711" in words_of(mine)
    assert "your 9 is saved" in words_of(mine)
    assert "No survey is open" in words_of(others) or "next round" in words_of(others)
    assert await room.rows(select(Response.contact_id, Response.score)) == [("ada", 9)]
