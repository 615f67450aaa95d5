"""Waves as they are seen in chat, closed and stopped by who may, and tapped on after that."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Send
from bot.message import Buttons
from bot.plain_text import plain_text
from bot.voice.closing_waves import close_waves
from bot.voice.store.audience_scores import LAST_SCORES
from bot.voice.store.sealed_tables import Ballot
from bot.voice.store.tables import Response, Wave
from bot.voice.store.wave_keys import WaveKeys
from tests.voice.test_answering import NPS
from tests.voice.test_asking_scores import asked, kept, programme
from tests.voice.test_writing_surveys import WISH, pressed

STATE = select(Wave.state, Wave.stopped_at.is_not(None))


def labels(reply) -> list[str]:
    message = reply.messages[-1]
    rows = [one for one in message.elements if isinstance(one, Buttons)]
    return [button.label for row in rows for button in row.buttons]


async def closed(room):
    room.clock.move_to(room.clock.now() + timedelta(minutes=1))
    await close_waves(room.house.database, room.house.context.wave_keys, room.clock.now())


@pytest.mark.both_databases
async def test_surveys_lists_waves_with_their_counts_and_administrators_stop_one(room):
    wave = await room.ask("pulse", NPS)
    await room.press("ada", "score", i="pulse-ada", value="8")
    seen = await room.say("mia", "surveys")
    listed = await room.say("amy", "surveys")
    how = await room.press("amy", **pressed(listed, "End “The portal” …"))
    refused = await room.press("mia", "wave_stop", w=wave)
    partner = await room.press("ada", "wave_stop", w=wave)
    stopped = await room.press("amy", **pressed(how, "Stop it"))
    twice = await room.press("amy", **pressed(how, "Close it now"))
    late = await room.press("bob", "score", i="pulse-bob", value="3")
    change = await room.press("ada", "score", i="pulse-ada", value="1")
    await closed(room)

    assert "0 asked, 1 answered" in plain_text(listed.messages[0])
    assert "End “The portal” …" not in labels(seen)
    assert "should not have been asked" in plain_text(how.messages[0])
    assert "not yours to end" in plain_text(refused.messages[0])
    assert "not yours to end" in plain_text(partner.messages[0])
    assert "counts in no score" in plain_text(stopped.update)
    assert "over already" in plain_text(twice.update)
    assert "We stopped it" in plain_text(late.messages[0])
    assert "We stopped it" in plain_text(change.messages[0])
    assert await room.rows(select(Response.contact_id, Response.score)) == [("ada", 8)]
    assert await room.rows(STATE) == [("closed", True)]


async def chosen(room):
    async with room.house.database.read() as session:
        return await LAST_SCORES.known(session, ["ada", "bob"])


async def test_what_a_stopped_wave_says_chooses_nobody(room):
    await room.ask("pulse", NPS)
    await room.press("ada", "score", i="pulse-ada", value="8")
    before = await chosen(room)
    how = await room.press(
        "amy", **pressed(await room.say("amy", "surveys"), "End “The portal” …")
    )
    await room.press("amy", **pressed(how, "Stop it"))

    assert before == {"ada": frozenset({"passives"})}
    assert await chosen(room) == {}


async def test_who_wrote_a_survey_closes_it_and_nothing_more_of_it_leaves(room):
    written = await room.submit("mia", "survey_write", WISH)
    draft = await room.say("mia", "surveys")
    await room.press("mia", **pressed(written, "Ask it now"))
    listed = await room.say("mia", "surveys")
    how = await room.press("mia", **pressed(listed, "End “The new portal” …"))
    done = await room.press("mia", **pressed(how, "Close it now"))
    await closed(room)
    await room.press(
        "mia", **pressed(await room.submit("mia", "survey_write", WISH), "Ask it now")
    )
    again = await room.say("mia", "surveys")
    how = await room.press("mia", **pressed(again, "End “The new portal” …"))
    await room.press("mia", **pressed(how, "Stop it"))
    sends = await room.rows(select(Send.stopped_at.is_not(None)).order_by(Send.created_at))

    assert "Written, and asked of nobody yet" in plain_text(draft.messages[0])
    assert "0 answered" in plain_text(listed.messages[0])
    assert "asked," not in plain_text(listed.messages[0])
    assert "What was answered counts" in plain_text(done.update)
    assert sends == [(False,), (True,)]


@pytest.mark.parametrize(
    ("kind", "scale", "words", "stands"),
    [
        ("relationship", "nps", "NPS last quarter", "-100"),
        ("transactional", "csat", "CSAT last quarter", " 0.0%"),
        ("relationship", "nps", "response rate last quarter", "100.0%"),
    ],
)
async def test_a_stopped_wave_stands_in_no_score(room, kind, scale, words, stands):
    made = programme(("w1", date(2026, 7, 1)), ("w2", date(2026, 8, 1)), kind=kind, scale=scale)
    made.answers("w1", 1, [0 if scale == "nps" else 1] * 10, date(2026, 7, 2))
    made.answers("w2", 2, [10 if scale == "nps" else 5] * 10, date(2026, 8, 2))
    made.rows[Wave][-1]["stopped_at"] = room.clock.now()
    await kept(room, made)

    card = await asked(room, words)
    assert stands in card
    assert "20 " not in card


async def test_a_stopped_wave_that_is_open_is_shown_apart_no_more(room):
    made = programme(("w1", date(2026, 11, 10)))
    open_still = {"state": "open", "closes_at": room.clock.now() + timedelta(days=5)}
    made.rows[Wave][-1] |= {**open_still, "stopped_at": room.clock.now()}
    made.answers("w1", 1, [10] * 12, date(2026, 11, 12))
    await kept(room, made)

    assert "open until" not in await asked(room, "what is our NPS")


async def test_of_an_anonymous_wave_that_is_stopped_nothing_becomes_a_ballot(room, tmp_path):
    keys = WaveKeys(tmp_path / "keys")
    for one in (room.house.context, room.house.router._context):  # noqa: SLF001
        object.__setattr__(one, "wave_keys", keys)
    wave = await room.ask("pulse", NPS.replace("promise: named", "promise: anonymous"))
    keys.make(wave)
    await room.press("ada", "score", i="pulse-ada", value="8", k=wave)
    listed = await room.say("amy", "surveys")
    await room.press("amy", "wave_stop", w=wave)
    await closed(room)

    assert "1 answered" in plain_text(listed.messages[0])
    assert await room.rows(select(Ballot.id)) == []
    assert keys.find(wave) is None
