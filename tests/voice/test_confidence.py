"""What was answered in confidence: read by those whom the vendor named for it, and nobody else."""

import pytest
from sqlalchemy import select, update

from bot.beat.cards.replies import COMPLAINT
from bot.message import Buttons, Choice
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.voice.cards.cases import SHOW
from bot.voice.cards.tagging import TAG
from bot.voice.store.case_tables import Case
from bot.voice.store.tables import Response

SECRET = """\
key: support
title: Our support
topic: surveys
score: nps
question: How likely are you to recommend our support?
low: Never
high: Always
reason: Why?
questions:
  - {key: days, kind: multiple, question: Which days suit you?, options: {m: Mondays, t: Tuesdays}}
promise: confidential
kind: transactional
open_days: 14
"""
WORDS = "Nobody calls back"


@pytest.fixture
async def held(room):
    """The room, where Ada answered in confidence; Amy and Zoe are administrators."""
    async with room.house.database.begin() as session:
        rights = {"role": "sales", "permission": "administrator"}
        session.add(Contact(id="zoe", name="Zoe", **rights))
        await session.flush()
        met = (await session.get_one(Address, "amy")).__dict__
        copied = {name: value for name, value in met.items() if not name.startswith("_")}
        own = {"id": "zoe", "contact_id": "zoe", "external_id": "U-zoe"}
        session.add(Address(**{**copied, **own}))
        for who in ("amy", "zoe", "mia"):
            address = {"email": f"{who}@cirrus.example", "email_key": f"{who}@cirrus.example"}
            await session.execute(update(Contact).where(Contact.id == who).values(address))
    await room.ask("support", SECRET)
    await room.press("ada", "score", i="support-ada", value="2")
    await room.submit("ada", "reason", {"reason": WORDS, "days": "m\nt"}, i="support-ada")
    return room


def named(room, *who):
    """Let the vendor's file name these people."""
    room.house.library.confidants = tuple(f"{one}@cirrus.example" for one in who)


async def read(room, who, words="answers"):
    return plain_text((await room.say(who, words)).messages[0])


async def opened(room, who):
    [(key,)] = await room.rows(select(Response.id))
    return (await room.press(who, "response", value=key)).messages[0]


def buttons(message):
    rows = (each.buttons for each in message.elements if isinstance(each, Buttons))
    return {button.label: button.action for row in rows for button in row}


@pytest.mark.both_databases
@pytest.mark.parametrize("words", ["answers", "nps results", "answers acme", "answers detractors"])
async def test_only_who_is_named_reads_who_said_what(held, words):
    named(held, "amy", "mia")
    hers = await read(held, "amy", words)

    assert WORDS in hers
    assert "25 Nov 2026, in confidence" in hers
    for other in ("zoe", "mia"):
        theirs = await read(held, other, words)
        assert "Ada" not in theirs
        assert WORDS not in theirs
        assert "fewer than five people answered" in theirs


async def test_the_one_response_is_shown_whole_to_who_is_named_and_to_nobody_else(held):
    named(held, "amy")
    shown = await opened(held, "amy")

    text = plain_text(shown)
    assert "Which days suit you?\nMondays, Tuesdays" in text
    assert "you read it because you are named for it" in text
    assert "Log as complaint" not in buttons(shown)
    for other in ("zoe", "mia", "ada", "eva"):
        assert "not yours to read" in (await opened(held, other)).title


async def test_who_is_taken_off_the_list_reads_no_more_with_any_button_they_have(held):
    named(held, "amy")
    listed = (await held.say("amy", "answers")).messages[0]
    [choice] = [one for one in listed.elements if isinstance(one, Choice)]
    [option] = choice.options
    await opened(held, "amy")
    named(held, "zoe")
    again = await held.press("amy", "responses", q="", p="0")
    pressed = [
        await held.press("amy", choice.action.name, value=option.value),
        await held.press("amy", TAG, r=option.value),
        await held.submit("amy", TAG, {"new": "Mine"}, r=option.value),
    ]

    assert WORDS not in plain_text(again.update)
    assert [one.messages[0].title for one in pressed] == [
        "These answers are not yours to read"
    ] * 3
    assert WORDS in await read(held, "zoe")


async def test_who_is_no_administrator_any_more_or_shares_an_address_reads_nothing(held):
    named(held, "amy")
    async with held.house.database.begin() as session:
        both = update(Contact).where(Contact.id == "zoe")
        await session.execute(both.values(email_key="amy@cirrus.example"))
    shared = await read(held, "amy")
    async with held.house.database.begin() as session:
        await session.execute(both.values(email_key="zoe@cirrus.example", permission="manager"))
    alone = await read(held, "amy")
    async with held.house.database.begin() as session:
        await session.execute(
            update(Contact).where(Contact.id == "amy").values(permission="manager")
        )

    assert WORDS not in shared
    assert WORDS in alone
    assert WORDS not in await read(held, "amy")


async def test_nobody_but_its_author_makes_a_case_of_it_and_the_manager_sees_that_one(held):
    named(held, "amy")
    [(key,)] = await held.rows(select(Response.id))
    for who in ("amy", "zoe", "mia"):
        await held.press(who, COMPLAINT, i=key)
    none = await held.rows(select(Case.id))
    await held.press("ada", "contact_me", i="support-ada")
    [(case,)] = await held.rows(select(Case.id))
    seen = plain_text((await held.press("mia", SHOW, c=case)).messages[0])

    assert none == []
    assert WORDS in seen
    assert WORDS not in await read(held, "mia")


async def test_what_somebody_reads_is_not_counted_below_once_more(held):
    named(held, "amy")

    assert "was not asked by name" not in await read(held, "amy")
    assert "was not asked by name" in await read(held, "amy", "answers missing")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ((), "Cirrus has named nobody to read who said what"),
        (("amy",), "1 administrator at present"),
        (("amy", "zoe"), "2 administrators at present"),
    ],
)
async def test_the_card_says_how_many_read_it(held, who, words):
    named(held, *who)
    card = plain_text((await held.say("ada", "nps")).messages[0])

    assert words in card
