"""What a survey would come to is said before anybody is asked, and is what then happens."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.beat.ports import CadenceFile
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import cadences, texts
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.voice.store.tables import Invitation, Wave
from tests.scheduler.world import ScriptedMessenger
from tests.voice.conftest import NOON, Room
from tests.voice.test_writing_surveys import WISH, pressed

MORE = {"cleo": "technical", "dora": "sales", "emil": "marketing", "finn": "marketing"}
NPS = {**WISH, "kind": "nps", "sample": "2"}


def invited(wave: str, who: str, at: datetime) -> Invitation:
    asked = {"wave_id": wave, "contact_id": who, "invited_at": at, "delivered_at": at}
    return Invitation(id=f"{wave}-{who}", **asked)


@pytest.fixture
async def crowd(room: Room) -> Room:
    """Six people at Acme and one at Brook; of Acme one was asked a hundred days ago."""
    room.house.messengers["slack"] = ScriptedMessenger()
    place = {"platform": "slack", "installation_id": "i1", "home": "T1"}
    linked = {"linked_at": NOON, "linked_by": "claim"}
    was = {"kind": "relationship", "promise": "named", "state": "closed", "score": "nps"}
    before = NOON - timedelta(days=100)
    async with room.house.database.begin() as session:
        theirs = {"partner_id": "acme", "permission": "partner"}
        for who, role in MORE.items():
            session.add(Contact(id=who, name=who.title(), role=role, **theirs))
        session.add(Contact(id="gus", name="Gus", role="sales", active=False, **theirs))
        await session.flush()
        for who in MORE:
            session.add(Address(id=who, contact_id=who, external_id=f"U-{who}", **place, **linked))
        days = {"opens_at": before, "closes_at": before + timedelta(days=7)}
        session.add(Wave(id="old", survey="old", **was, **days))
        await session.flush()
        session.add(invited("old", "dora", before))
    return room


async def outcomes(room: Room) -> Counter:
    """Return how the deliveries of the wave ended."""
    now = room.clock.now()
    await room.house.drum.strike(now)
    rows = await room.rows(
        select(Delivery.state, Delivery.reason)
        .join(Send, Send.id == Delivery.send_id)
        .where(Send.kind == "wave")
    )
    return Counter(reason or state for state, reason in rows)


@pytest.mark.both_databases
async def test_what_the_draft_foresees_is_what_the_wave_does(crowd: Room):
    written = await crowd.submit("mia", "survey_write", NPS)
    said = plain_text(written.messages[1])
    named = await crowd.press("mia", **pressed(written, "Whom it would ask"))
    foreign = await crowd.press("ada", **pressed(written, "Whom it would ask"))
    await crowd.press("mia", **pressed(written, "Ask it now"))
    ended = await outcomes(crowd)

    assert "would ask 3 people of 8 who are meant, at 2 partners" in said
    assert "1: was asked lately (the first may be asked again on 13 February 2027)" in said
    assert "3: is not in this round's sample" in said
    assert ended == {"delivered": 3, Skip.ASKED_LATELY: 1, Skip.NOT_SAMPLED: 3, Skip.INACTIVE: 1}
    assert "Dora (Acme)" in plain_text(named.messages[0])
    assert "not here any more" in plain_text(foreign.messages[0])
    [(drawn_from,)] = await crowd.rows(select(Wave.drawn_from).where(Wave.survey != "old"))
    assert drawn_from == 6


async def test_who_was_asked_something_else_this_quarter_is_counted(crowd: Room):
    async with crowd.house.database.begin() as session:
        was = {"kind": "transactional", "promise": "named", "state": "closed", "score": "csat"}
        days = {"opens_at": NOON - timedelta(days=20), "closes_at": NOON}
        session.add(Wave(id="late", survey="csat", **was, **days))
        await session.flush()
        session.add(invited("late", "eva", NOON - timedelta(days=19)))
    written = await crowd.submit("mia", "survey_write", NPS)

    assert "1 of them was asked something else this quarter" in plain_text(written.messages[1])


FILE = """\
key: pulse
title: The pulse
topic: surveys
score: nps
question: Would you recommend us?
low: No
high: Yes
reason: Why?
promise: named
kind: relationship
open_days: 7
sample: {per_partner: 2}
"""


async def test_a_survey_out_of_a_file_shows_its_rounds_to_come(crowd: Room):
    quarterly = "FREQ=WEEKLY;INTERVAL=13"
    first = datetime(2026, 12, 2, 10)  # noqa: DTZ001 - a slot is a wall-clock moment
    promised = CadenceFile("survey", "pulse", quarterly, first, "UTC", 720)
    async with crowd.house.database.begin() as session:
        file = FileText(TextKind.SURVEY, "pulse", FILE)
        await texts.bring_in(session, (file,), NOON)
        await cadences.sync(session, (promised,), NOON)
    listed = await crowd.say("mia", "surveys")
    shown = await crowd.press("mia", "survey_whom_it_asks", s="pulse")
    said = plain_text(shown.messages[0])
    stranger = await crowd.press("ada", "survey_whom_it_asks", s="pulse")

    assert "Whom it would ask" in str(listed.messages[0])
    assert "2 December 2026: 3 people at 2 partners" in said
    # A week before the half year of the first round is over, four of Acme have had no turn.
    assert "3 March 2027: 2 people at 1 partner" in said
    assert "2 June 2027: 3 people at 2 partners" in said
    assert "Gus (Acme)" in said
    assert "not here any more" in plain_text(stranger.messages[0])


async def test_the_list_of_waves_says_of_how_many_a_sample_was_drawn(crowd: Room):
    written = await crowd.submit("mia", "survey_write", NPS)
    await crowd.press("mia", **pressed(written, "Ask it now"))
    await outcomes(crowd)

    listed = plain_text((await crowd.say("mia", "surveys")).messages[0])
    assert "A sample was asked: 3 of 6 people who could be asked." in listed
