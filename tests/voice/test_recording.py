"""What was said in a meeting: recorded by whoever looks after the partner, and in no score."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.message import Buttons
from bot.people.store.tables import Partner
from bot.plain_text import plain_text
from bot.store.audit_tables import Audit
from bot.voice.store.case_tables import Case
from bot.voice.store.recording_tables import Recording
from bot.voice.store.tables import Invitation, Response

NPS = """\
key: pulse
title: Partner pulse
topic: surveys
score: nps
question: How likely are you to recommend us?
low: Never
high: Always
reason: Why?
promise: named
kind: relationship
open_days: 14
"""
TOLD = {"who": "ada", "survey": "pulse", "score": "3", "words": "Too dear.", "day": "2026-11-24"}
HERS = ("source", "score", "reason", "wave_id", "invitation_id")


async def recorded(room, *, by="mia", **changed):
    return await room.submit(by, "record_answer", {**TOLD, **changed})


async def kept(room):
    return await room.rows(select(*(getattr(Response, name) for name in HERS)))


def buttons(message):
    rows = (each.buttons for each in message.elements if isinstance(each, Buttons))
    return {button.label: button.action for row in rows for button in row}


async def figures(room):
    """Everything that is asked about surveys, as an administrator hears it."""
    async with room.house.database.begin() as session:
        await session.execute(update(Invitation).values(delivered_at=room.clock.now()))
    words = ("nps", "response rate", "number of responses", "answer coverage", "detractor share")
    said = [await room.say("amy", f"{each} this quarter") for each in words]
    waves = await room.say("mia", "answers missing")
    results = plain_text((await room.say("amy", "nps results")).messages[0])
    return [
        *(plain_text(reply.messages[0]) for reply in (*said, waves)),
        results.partition("promoters")[0].partition("NPS")[2],
    ]


@pytest.mark.both_databases
async def test_a_manager_records_what_was_said_and_it_is_marked(room):
    await room.ask("pulse", NPS)
    form = (await room.say("mia", "record answer")).form
    done = await recorded(room)
    listed = plain_text((await room.say("mia", "answers")).messages[0])
    acts = await room.rows(select(Audit.act).where(Audit.by == "mia"))

    assert [one.name for one in form.fields] == [*TOLD]
    assert form.fields[-1].initial == date(2026, 11, 25)
    assert await kept(room) == [("recorded", 3, "Too dear.", None, None)]
    assert await room.rows(select(Recording.survey, Recording.recorded_by)) == [("pulse", "mia")]
    assert "24 Nov 2026, recorded by Mia" in plain_text(done.messages[1])
    assert "24 Nov 2026, recorded by Mia" in listed
    assert "3 of 10, detractor" in listed
    assert "NPS" not in listed
    assert "One of them was recorded for another and is in no score." in listed
    assert acts == [("record answer",)]
    assert not await room.rows(select(Case.id))


@pytest.mark.both_databases
async def test_it_changes_no_score_no_rate_and_no_coverage(room):
    await room.ask("pulse", NPS)
    await room.press("bob", "score", i="pulse-bob", value="10")
    before = await figures(room)
    for score in ("0", "3", "9"):
        await recorded(room, score=score)
        await recorded(room, by="amy", score=score, day="2026-11-23")

    assert len(await kept(room)) == 7
    assert await figures(room) == before


async def test_whoever_said_it_is_asked_and_answers_as_before(room):
    await room.ask("pulse", NPS)
    await recorded(room)
    silent = plain_text((await room.say("mia", "answers missing")).messages[0])
    mine = await room.press("ada", "score", i="pulse-ada", value="9")
    await recorded(room, score="2", words="")
    rows = {source: score for source, score, *_ in await kept(room) if score != 2}

    assert "Nobody" not in silent
    assert "9" in plain_text(mine.update or mine.messages[0])
    assert rows == {"asked": 9, "recorded": 3}
    assert len(await kept(room)) == 3


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"score": "11"}, "score", "from 0 to 10"),
        ({"score": "-1"}, "score", "from 0 to 10"),
        ({"score": "ten"}, "score", "from 0 to 10"),
        ({"score": "3.5"}, "score", "from 0 to 10"),
        ({"score": ""}, "score", "from 0 to 10"),
        ({"words": "x" * 3001}, "words", "3,001 characters"),
        ({"who": ""}, "who", "nobody by this name"),
        ({"who": "nobody"}, "who", "nobody by this name"),
        ({"who": "eva"}, "who", "nobody by this name"),
        ({"who": "mia"}, "who", "nobody by this name"),
        ({"survey": ""}, "survey", "no such survey"),
        ({"survey": "nothing"}, "survey", "no such survey"),
        ({"survey": "secret"}, "survey", "nobody may write down"),
        ({"survey": "sealed"}, "survey", "nobody may write down"),
        ({"day": ""}, "day", "choose the day"),
        ({"day": "yesterday"}, "day", "choose the day"),
        ({"day": "0001-01-01"}, "day", "more than a year"),
        ({"day": "2026-11-26"}, "day", "still to come"),
    ],
)
async def test_what_cannot_be_recorded_is_said_beside_its_field(room, changed, field, words):
    await room.ask("pulse", NPS)
    await room.ask("secret", NPS.replace("named", "confidential").replace("pulse", "secret"))
    await room.ask("sealed", NPS.replace("named", "anonymous").replace("pulse", "sealed"))
    refused = await recorded(room, **changed)

    assert words in refused.errors[field]
    assert await kept(room) == []


async def test_only_named_surveys_are_offered_and_each_asks_for_what_it_has(room):
    asked = "questions:\n  - {key: d, kind: single, question: Day?, options: {m: M, t: T}}\n"
    facts, promise = NPS.split("question:", maxsplit=1)[0], f"promise:{NPS.split('promise:')[1]}"
    choice = facts.replace("score: nps", "score: custom").replace("pulse", "days")
    await room.ask("secret", NPS.replace("named", "confidential").replace("pulse", "secret"))
    await room.ask("days", f"{choice}{asked}{promise}")
    await room.ask("pulse", NPS)
    offered = {one.value for one in (await room.say("mia", "record")).form.fields[1].options}
    number = await recorded(room, survey="days")
    empty = await recorded(room, survey="days", score="", words=" ")
    done = await recorded(room, survey="days", score="")

    assert {"days", "pulse"} <= offered
    assert "secret" not in offered
    assert "no number" in number.errors["score"]
    assert "answer this one" in empty.errors["words"]
    assert "It is recorded" in done.messages[0].title


async def test_where_no_survey_is_named_nothing_can_be_recorded(room):
    async with room.house.database.begin() as session:
        for text in await texts.standing(session, TextKind.SURVEY):
            await texts.withdraw(session, TextKind.SURVEY, text.key, room.clock.now())
    await room.ask("secret", NPS.replace("named", "confidential").replace("pulse", "secret"))

    assert "nothing can be recorded" in plain_text((await room.say("mia", "record")).messages[0])


async def test_nobody_records_for_a_partner_that_is_not_theirs_nor_without_the_right(room):
    await room.ask("pulse", NPS)
    for who in ("ada", "eva"):
        assert "not yours to read" in (await room.say(who, "record")).messages[0].title
        assert "not yours to read" in (await recorded(room, by=who)).messages[0].title
    async with room.house.database.begin() as session:
        await session.execute(update(Partner).values(manager_id=None))
    refused = await recorded(room)
    for_all = await recorded(room, by="amy")

    assert "nobody by this name" in refused.errors["who"]
    assert "It is recorded" in for_all.messages[0].title


async def test_it_is_recorded_once_and_taken_back_by_whoever_may(room):
    await room.ask("pulse", NPS)
    await recorded(room)
    again = await recorded(room)
    [(key,)] = await room.rows(select(Response.id))
    back = buttons(again.messages[1])["Take it back"]
    refused = await room.press("ada", back.name, r=key)
    await room.press("bob", "score", i="pulse-bob", value="2")
    [(his,)] = await room.rows(select(Response.id).where(Response.source == "asked"))
    asked = await room.press("amy", back.name, r=his)
    gone = await room.press("mia", back.name, r=key)

    assert "not yours" in refused.messages[0].title
    assert "not yours" in asked.messages[0].title
    assert "taken back" in gone.update.title
    assert await room.rows(select(Response.id)) == [(his,)]
    assert not await room.rows(select(func.count(Recording.response_id)).having(func.count() > 0))


async def test_a_bad_one_is_a_case_when_its_recorder_says_so(room):
    await room.ask("pulse", NPS)
    done = await recorded(room)
    log = buttons(done.messages[1])["Log as complaint"]
    logged = await room.press("mia", log.name, **log.arguments)

    assert await room.rows(select(Case.contact_id, Case.about, Case.score, Case.words)) == [
        ("ada", "Partner pulse", 3, "Too dear.")
    ]
    assert logged.messages


async def test_it_can_be_tagged_and_found_like_any_other(room):
    await room.ask("pulse", NPS)
    await recorded(room)
    [(key,)] = await room.rows(select(Response.id))
    await room.submit("mia", "tag_response", {"new": "Price"}, r=key)

    for words in ("price", "detractors", "pulse", "nps", "with words", "acme this quarter"):
        found = plain_text((await room.say("mia", f"answers {words}")).messages[0])
        assert "recorded by Mia" in found, words
    for words in ("promoters", "open wave", "last wave"):
        found = plain_text((await room.say("mia", f"answers {words}")).messages[0])
        assert "recorded by Mia" not in found, words
