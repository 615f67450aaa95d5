"""A poll in an edition: one tap, one vote a person, and counts that give nobody away."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.beat.store.tables import Delivery, Lane, Send
from bot.errors import ContentInvalid
from bot.message import Facts, Poll
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.principal import Permission, Principal, Role
from bot.voice.reminders import ReminderWatch
from bot.voice.store.tables import FormerAnswer, Invitation, Response, ResponseValue, Wave
from content.editions import load_edition
from content.library import SAMPLE
from content.newsletters import load_newsletters
from tests.voice.conftest import PEOPLE

POLL = "::poll[Which day suits you?]{Tuesday | Thursday}"
TEXT = f"---\nnewsletter: partner-beat\ntitle: Workshops\n---\n\nYou choose.\n\n{POLL}\n"
GERMAN = "Sie wählen.\n\n::poll[Welcher Tag passt?]{Dienstag | Donnerstag}\n"
PROMISED = load_newsletters(SAMPLE / "newsletters.yaml")
ADA = Principal("ada", "Ada", Permission.PARTNER, Role.TECHNICAL, "UTC", "acme", "Acme")
VOTES = select(Response.contact_id, ResponseValue.picks).join(
    ResponseValue, ResponseValue.response_id == Response.id
)


def edition(folder, body: str = TEXT, german: str = GERMAN):
    path = folder / "workshops.md"
    path.write_text(body, encoding="utf-8")
    if german:
        (folder / "workshops.de.md").write_text(german, encoding="utf-8")
    return load_edition(path, PROMISED, is_draft=True)


@pytest.fixture
async def sent(room, tmp_path) -> str:
    """Send the edition to everybody at a partner, of whom there are six more; return the send."""
    file = edition(tmp_path).file()
    more = {f"p{number}": ("sales", "partner", "acme") for number in range(6)}
    now = room.clock.now()
    async with room.house.database.begin() as session:
        await texts.write(session, replace(file, kind=TextKind.EDITION, own_key=""), "files", now)
        text = await texts.newest(session, TextKind.EDITION, file.key)
        for who, (role, permission, partner) in more.items():
            facts = {"role": role, "permission": permission, "partner_id": partner}
            session.add(Contact(id=who, name=who.title(), **facts))
        session.add(Lane(name="slack:i1"))
        session.add(
            Send(
                id="s1",
                kind="edition",
                subject=file.key,
                title="Workshops",
                topic="partner-beat",
                text_id=text.id,
                due_at=now,
                created_at=now,
            )
        )
        await session.flush()
        to = [who for who, (_, _, partner) in {**PEOPLE, **more}.items() if partner == "acme"]
        rows = [
            {
                "id": f"d-{who}",
                "send_id": "s1",
                "contact_id": who,
                "due_at": now,
                "lane": "slack:i1",
            }
            for who in to
        ]
        await session.execute(insert(Delivery), rows)
    return text


async def vote(room, who: str, value: str):
    return await room.press(who, "vote", s="s1", value=value)


@pytest.mark.both_databases
async def test_a_vote_is_an_answer_to_a_wave_of_the_send_once_a_person(room, sent):
    first = await vote(room, "ada", "o1")
    second = await vote(room, "ada", "o2")
    foreign = await vote(room, "eva", "o1")
    odd = await vote(room, "bob", "o3")
    shown = await room.press("bob", "vote", s="", value="o1")
    [waves] = [await room.rows(select(Wave.id, Wave.survey, Wave.score, Wave.promise))]
    asked = await room.rows(select(Invitation.contact_id, Invitation.delivered_at))

    assert "Answered. Thank you." in plain_text(first.messages[0])
    assert "Change my answer" in plain_text(second.messages[0])
    assert "Thursday" not in plain_text(second.messages[0]).split("Change my answer")[0]
    assert "does not count" in plain_text(foreign.messages[0])
    assert "out of date" in plain_text(odd.messages[0])
    assert "only a test" in plain_text(shown.messages[0])
    assert waves == [("s1", "partner-beat/workshops", "custom", "confidential")]
    assert asked == [("ada", None)]
    assert await room.rows(VOTES) == [("ada", "o2")]
    assert await room.rows(select(FormerAnswer.id)) == []


async def test_nobody_is_reminded_of_a_poll_for_it_was_never_a_request(room, sent):
    await vote(room, "ada", "o1")
    watch = ReminderWatch(room.house.database, room.house.surveys)
    await watch.look(room.clock.now() + timedelta(days=6, hours=20))

    assert await room.rows(select(Send.id)) == [("s1",)]
    assert await room.rows(select(Wave.id, Wave.reminder_id)) == [("s1", None)]


async def test_how_others_voted_is_told_in_steps_of_five(room, sent):
    async def counts(reply):
        found = [one for one in reply.messages[0].elements if isinstance(one, Facts)]
        return [(fact.label, fact.value) for fact in found[0].facts] if found else None

    told = [await counts(await vote(room, "ada", "o1"))]
    told.append(await counts(await vote(room, "bob", "o2")))
    async with room.house.database.begin() as session:
        for number in range(5):
            invited = {"id": f"i{number}", "wave_id": "s1", "contact_id": f"p{number}"}
            whose = {"contact_id": f"p{number}", "partner_id": "acme"}
            session.add(Invitation(invited_at=room.clock.now(), **invited))
            await session.flush()
            at = room.clock.now().replace(minute=number + 1)
            session.add(
                Response(
                    id=f"r{number}",
                    wave_id="s1",
                    invitation_id=f"i{number}",
                    role="sales",
                    answered_at=at,
                    **whose,
                )
            )
            await session.flush()
            row = {"id": f"v{number}", "response_id": f"r{number}", "question": "poll"}
            session.add(ResponseValue(picks="o1", **row, **whose))
    told.append(await counts(await vote(room, "ada", "o1")))

    assert told[:2] == [None, None]
    assert told[2] == [("Tuesday", "4"), ("Thursday", "1")]


async def test_after_a_fortnight_a_vote_comes_too_late(room, sent):
    await vote(room, "ada", "o1")
    room.clock.move_to(room.clock.now().replace(month=12, day=20))
    late = await vote(room, "ada", "o2")

    assert "has closed" in plain_text(late.messages[0])
    assert await room.rows(VOTES) == [("ada", "o1")]


async def test_the_edition_shows_the_poll_in_each_language_with_its_promise(room, sent):
    english = await room.house.editions.edition(sent, ADA, send_id="s1")
    german = await room.house.editions.edition(sent, replace(ADA, language="de"), send_id="s1")
    polls = [
        next(one for one in said.elements if isinstance(one, Poll)) for said in (english, german)
    ]

    assert [poll.options[1].label for poll in polls] == ["Thursday", "Donnerstag"]
    assert {poll.options[1].value for poll in polls} == {"o2"}
    assert polls[0].action.arguments == {"s": "s1"}
    assert "Your vote is confidential" in plain_text(english)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("::poll[Which?]{Tuesday}", "offers 2 to 10 options"),
        ("::poll[Which?]{Tuesday | }", "offers 2 to 10 options"),
        ("::poll[Which?]{Tuesday | tuesday}", "called the same"),
        ("::poll[Which, {{ first_name }}?]{a | b}", "no placeholders in a poll"),
        (f"::poll[Which?]{{{'x' * 76} | b}}", "an option 75"),
        (f"{POLL}\n\n{POLL}", "an edition has one poll"),
    ],
)
def test_a_poll_that_cannot_be_asked_is_named_with_its_line(tmp_path, line, reason):
    with pytest.raises(ContentInvalid) as refusal:
        edition(tmp_path, TEXT.replace(POLL, line), german="")

    assert reason in refusal.value.reason
    assert refusal.value.line in (8, 10)


def test_a_translation_that_asks_otherwise_is_refused(tmp_path):
    with pytest.raises(ContentInvalid, match="as many options as that of the original"):
        edition(tmp_path, german=GERMAN.replace("Dienstag |", "Montag | Dienstag |"))


async def test_who_is_named_reads_votes_and_who_is_not_reads_a_number(room, sent):
    async with room.house.database.begin() as session:
        (await session.get_one(Contact, "amy")).email_key = "amy@cirrus.example"
    await vote(room, "ada", "o2")
    counted = plain_text((await room.say("amy", "answers")).messages[0])
    room.house.library.confidants = ("amy@cirrus.example",)
    read = plain_text((await room.say("amy", "answers")).messages[0])
    others = plain_text((await room.say("mia", "answers")).messages[0])

    assert "fewer than five people answered" in counted
    assert "Ada, Acme, technical, “Workshops”: Thursday, 25 Nov 2026, in confidence" in read
    assert "Ada" not in others
