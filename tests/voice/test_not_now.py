"""Who says "not now" is asked no more in this wave, and may answer after all."""

from sqlalchemy import select

from bot.message import Scale
from bot.voice.store.tables import Invitation, Response
from tests.voice.test_answering import NPS, words_of

PUT_OFF = select(Invitation.put_off_at).where(Invitation.id == "pulse-ada")


def scales(message):
    return [one for one in message.elements if isinstance(one, Scale)]


async def test_not_now_takes_the_scale_away_and_gives_it_back(room):
    await room.ask("pulse", NPS)
    off = await room.press("ada", "not_now", i="pulse-ada")
    [(noted,)] = await room.rows(PUT_OFF)
    back = await room.press("ada", "change", i="pulse-ada")
    await room.press("ada", "score", i="pulse-ada", value="8")

    assert "not asked again in this round" in words_of(off)
    assert scales(off.update) == []
    assert noted is not None
    assert len(scales(back.update)) == 1
    assert await room.rows(select(Response.score)) == [(8,)]


async def test_who_answered_already_sees_their_answer_instead(room):
    await room.ask("pulse", NPS)
    await room.press("ada", "score", i="pulse-ada", value="8")
    late = await room.press("ada", "not_now", i="pulse-ada")

    assert "your 8 is saved" in words_of(late)
    assert await room.rows(PUT_OFF) == [(None,)]


async def test_nobody_puts_off_what_somebody_else_was_asked(room):
    await room.ask("pulse", NPS)
    reply = await room.press("bob", "not_now", i="pulse-ada")

    assert reply.update is None
    assert await room.rows(PUT_OFF) == [(None,)]
