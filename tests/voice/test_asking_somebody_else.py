"""Who is asked may say who else should be: a colleague, once, within all rules, no further."""

import pytest
from sqlalchemy import select, update

from bot.beat.store.tables import Send
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.voice.store.tables import Invitation, Response
from tests.voice.tapping import tapped
from tests.voice.test_answering import NPS, words_of
from tests.voice.test_writing_surveys import WISH

ELSE = "Ask somebody else here"
PASSED = select(Invitation.contact_id, Invitation.passed_by).where(
    Invitation.passed_by.is_not(None)
)
PUT_OFF = select(Invitation.contact_id).where(Invitation.put_off_at.is_not(None))


@pytest.fixture
async def open_wave(room):
    """Ask everybody but bob, whose address is known; give the people addresses of mail."""
    await room.ask("pulse", NPS)
    async with room.house.database.begin() as session:
        await session.execute(Invitation.__table__.delete().where(Invitation.contact_id == "bob"))
        for who in ("ada", "bob", "eva", "amy"):
            to = {"email": f"{who}@x.example", "email_key": f"{who}@x.example"}
            await session.execute(update(Contact).where(Contact.id == who).values(**to))
    card = await room.say("ada", "nps")
    return tapped(card.messages[0], ELSE)


async def passes(room, who, to, button):
    form = await room.press(who, **button)
    action = form.form.action
    return await room.submit(who, action.name, {"who": to}, **action.arguments)


@pytest.mark.both_databases
async def test_a_colleague_is_asked_in_the_same_wave_and_the_first_put_it_off(room, open_wave):
    passed = await passes(room, "ada", " Bob@X.example", open_wave)
    again = await passes(room, "ada", "bob@x.example", open_wave)
    back = await room.press("ada", **tapped(passed.update, "Answer after all"))
    missing = await room.say("mia", "answers missing")
    card = await room.say("bob", "nps")
    further = await room.press("bob", **{**open_wave, "i": tapped(card.messages[0], "9")["i"]})
    await room.press("bob", **tapped(card.messages[0], "9"))
    await room.press("ada", **tapped(back.update, "7"))

    assert "It goes to Bob@X.example" in plain_text(passed.update)
    assert "passed it on already" in plain_text(again.messages[0])
    assert "passed it on" in plain_text(missing.messages[0])
    assert ELSE not in plain_text(card.messages[0])
    assert "goes no further" in plain_text(further.messages[0])
    assert await room.rows(PASSED) == [("bob", "ada")]
    assert await room.rows(PUT_OFF) == [("ada",)]
    assert sorted(await room.rows(select(Response.contact_id, Response.score))) == [
        ("ada", 7),
        ("bob", 9),
    ]
    assert [kind for (kind,) in await room.rows(select(Send.kind))] == ["wave"]


@pytest.mark.parametrize(
    "to",
    ["", "ada@x.example", "eva@x.example", "amy@x.example", "nobody@x.example", "bob", "\x00"],
)
async def test_only_an_active_colleague_is_known_there_and_nobody_else_is_asked(
    room, open_wave, to
):
    reply = await passes(room, "ada", to, open_wave)

    assert "We know nobody else at your company" in reply.errors["who"]
    assert await room.rows(PUT_OFF) == []
    assert await room.rows(select(Send.id)) == []


async def test_why_a_colleague_is_not_asked_is_not_told(room, open_wave):
    async with room.house.database.begin() as session:
        session.add(
            Invitation(id="b", contact_id="bob", wave_id=(await wave_of(session)), **at(room))
        )
    asked = await passes(room, "ada", "bob@x.example", open_wave)
    async with room.house.database.begin() as session:
        await session.execute(Invitation.__table__.delete().where(Invitation.id == "b"))
        gone = update(Contact).where(Contact.id == "bob").values(opted_out_at=room.clock.now())
        await session.execute(gone)
    out = await passes(room, "ada", "bob@x.example", open_wave)

    assert asked.errors == out.errors
    assert "is not asked now" in asked.errors["who"]
    assert await room.rows(PUT_OFF) == []


def at(room):
    now = room.clock.now()
    return {"invited_at": now, "delivered_at": now}


async def wave_of(session):
    return await session.scalar(select(Invitation.wave_id).limit(1))


async def test_what_is_answered_stopped_or_anothers_is_not_passed_on(room, open_wave):
    foreign = await room.press("eva", **open_wave)
    odd = await room.submit("eva", "ask_else", {"who": "bob@x.example"}, i=open_wave["i"])
    await room.press("ada", "score", i=open_wave["i"], value="8")
    late = await room.press("ada", **open_wave)
    async with room.house.database.begin() as session:
        wave = await wave_of(session)
    await room.press("amy", "wave_stop", w=wave)
    stopped = await room.press("ada", **open_wave)

    assert "somebody else's" in plain_text(foreign.messages[0])
    assert "somebody else's" in plain_text(odd.messages[0])
    assert "your 8 is saved" in words_of(late)
    assert "We stopped it" in plain_text(stopped.messages[0])
    assert await room.rows(PASSED) == []


async def test_in_a_test_nobody_is_asked(room):
    written = await room.submit("mia", "survey_write", {**WISH, "promise": "anonymous"})
    reply = await passes(room, "mia", "bob@x.example", tapped(written.messages[0], ELSE))

    assert "That was a test" in plain_text(reply.messages[0])
    assert await room.rows(select(Send.id)) == []
