"""Whoever wants to answer while nothing is asked reads when they can, and whom to tell now."""

from datetime import datetime

from sqlalchemy import update

from bot.beat.store.tables import Cadence
from bot.plain_text import plain_text
from tests.voice.test_answering import NPS


async def promise(room, **facts):
    async with room.house.database.begin() as session:
        told = {"kind": "survey", "subject": "pulse", "rule": "FREQ=MONTHLY;BYMONTHDAY=9"}
        slot = datetime(2027, 2, 9, 10)  # noqa: DTZ001 - a slot is a wall-clock moment
        session.add(Cadence(id="c1", starts_on=slot, next_slot=slot, **{**told, **facts}))


async def said(room, who):
    reply = await room.say(who, "nps")
    return plain_text(reply.messages[0])


async def test_while_nothing_is_open_it_says_when_the_next_round_is_and_who_hears_now(room):
    await room.ask("pulse", NPS, days=1)
    room.clock.move_to(room.clock.now().replace(day=28))
    await promise(room)
    ada, eva = await said(room, "ada"), await said(room, "eva")

    assert "The next round opens on 9 February 2027" in ada
    assert "one tap brings it to Mia" in ada
    assert "one tap brings it to Amy" in eva


async def test_where_no_round_is_planned_nothing_is_promised(room):
    await room.ask("pulse", NPS, days=1)
    room.clock.move_to(room.clock.now().replace(day=28))
    async with room.house.database.begin() as session:
        await session.execute(update(Cadence).values(paused=True))

    assert "No next round is planned yet" in await said(room, "ada")
