"""A partner answers a letter: their manager gets it, and the answer comes back in its thread."""

import asyncio
import mailbox
import socket
from email.message import EmailMessage
from email.utils import make_msgid

import aiohttp
import pytest
from sqlalchemy import delete, update

from bot.people.store.place_tables import Address
from bot.store.sessions import Database
from bot.voice.store.tables import Wave
from drumbeat.settings import read_settings
from tests.journeys.conftest import served
from tests.journeys.replying import MANAGER, PERSON, give_to, kept_words
from tests.journeys.test_email import (
    ASKED,
    TUESDAY,
    action_on,
    authority,  # noqa: F401 - a fixture
    email_of,
    fetch,
    hidden,
    sink,  # noqa: F401 - a fixture
)

SECRET = "b" * 20
REPLIES = "reply.cirrus.example"


@pytest.fixture
async def no_chat(programme_url):
    """Leave both of them no address but their email."""
    database = Database(programme_url)
    async with database.begin() as session:
        await session.execute(delete(Address).where(Address.contact_id.in_([PERSON, MANAGER])))
    await give_to(database)
    await database.close()


@pytest.fixture
def more(tmp_path):
    return {"reply_domain": REPLIES, "reply_mailbox": tmp_path / "answers"}


@pytest.fixture
def relay(sink, authority):  # noqa: F811
    return {
        "smtp_url": f"smtp+starttls://us:p%40ss%20word@127.0.0.1:{sink.port}",
        "smtp_ca_file": authority,
    }


@pytest.fixture
async def mail_house(no_chat, relay, programme_url, clock, more, asking_all):
    """The bot as it is served to people who read mail, manager and partner alike."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        content=asking_all,
        database_url=programme_url,
        port=port,
        public_url=f"http://127.0.0.1:{port}/",
        mail_from="Cirrus Partner Programme <beat@cirrus.example>",
        mail_imprint="Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
        bounce_secret=SECRET,
        **relay,
        **more,
    )
    running = await served(settings, clock)
    yield running
    await running.stop()


def answer_to(letter, sender, text, **headers):
    """Write what a mail program sends when somebody presses "reply"."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = letter.raw_header("Reply-To")[0]
    mail["Subject"] = f"Re: {letter.subject}"
    mail["Message-ID"] = make_msgid(domain="acme.example")
    mail["In-Reply-To"] = letter.message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    quote = "\n".join(f"> {line}" for line in letter.text.splitlines())
    mail.set_content(f"{text}\n\nOn Tue, 24 Nov 2026 at 09:00, Cirrus wrote:\n{quote}\n")
    return mail


async def hand_in(mail_house, mail):
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{mail_house.url}/email/bounces",
            data=mail.as_bytes(),
            headers={"X-Drumbeat-Secret": SECRET},
        ) as response,
    ):
        assert response.status == 202
    await mail_house.house.workers.idle()


async def press(letter, label, fields):
    """Press a button of a letter on its page, and fill in the form that follows."""
    address = next(url for url in letter.links if "?do=" in url and label in letter.html)
    page = address.partition("?")[0]
    _, shown = await fetch(page)
    _, form = await fetch(page, {**hidden(shown), "action": action_on(shown, label)})
    return await fetch(page, {**hidden(form), **fields})


async def edition_for(mail_house, sink, clock):  # noqa: F811
    ada = await email_of(mail_house, PERSON)
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())
    return ada, await sink.wait_for(ada, lambda mail: "CloudBackup" in mail.text, timeout=45)


@pytest.mark.both_databases
async def test_a_letters_answer_reaches_the_manager_and_comes_back_in_its_thread(
    mail_house,
    sink,  # noqa: F811
    clock,
):
    ada, letter = await edition_for(mail_house, sink, clock)
    bob = await email_of(mail_house, MANAGER)
    mail = answer_to(letter, ada, "We lost two deals because of the price")
    await hand_in(mail_house, mail)
    await hand_in(mail_house, mail)
    card = await sink.wait_for(bob, lambda m: "because of the price" in m.text, timeout=45)
    status, _ = await press(card, "Answer", {"field-words": "I call you tomorrow"})
    back = await sink.wait_for(ada, lambda m: "I call you tomorrow" in m.text, timeout=45)
    await hand_in(mail_house, answer_to(back, ada, "Do call before ten"))
    again = await sink.wait_for(bob, lambda m: "Do call before ten" in m.text, timeout=45)

    assert letter.raw_header("Reply-To")[0].endswith(f"@{REPLIES}")
    assert status == 200
    assert back.raw_header("In-Reply-To") == [mail["Message-ID"]]
    assert "> " not in card.text
    assert "I call you tomorrow" in again.text
    assert [words for _, words, _ in await kept_words(mail_house.house.database)] == [
        "We lost two deals because of the price",
        "I call you tomorrow",
        "Do call before ten",
    ]


async def test_two_robots_that_are_out_of_office_end_at_once(mail_house, sink, clock):  # noqa: F811
    ada, letter = await edition_for(mail_house, sink, clock)
    bob = await email_of(mail_house, MANAGER)
    sent = len(sink.of(ada)) + len(sink.of(bob))
    robots = (
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"List_Id": "<all.acme.example>"},
        {"Return_Path": "<>"},
        {"Auto_Submitted": "auto-generated (vacation)", "Precedence": "auto_reply"},
    )
    for headers in robots:
        await hand_in(mail_house, answer_to(letter, ada, "I am out of the office", **headers))
    away = answer_to(letter, ada, "I am out of the office")
    del away["Subject"]
    away["Subject"] = "Automatic reply: your news"
    await hand_in(mail_house, away)
    await mail_house.house.drum.strike(clock.now())

    assert letter.raw_header("Auto-Submitted") == ["auto-generated"]
    assert await kept_words(mail_house.house.database) == []
    assert len(sink.of(ada)) + len(sink.of(bob)) == sent


async def test_an_answer_from_another_address_is_never_taken_for_the_person(
    mail_house,
    sink,  # noqa: F811
    clock,
):
    _, letter = await edition_for(mail_house, sink, clock)
    bob = await email_of(mail_house, MANAGER)
    await hand_in(mail_house, answer_to(letter, "liar@elsewhere.example", "Wire the money here"))
    card = await sink.wait_for(bob, lambda m: "Wire the money" in m.text, timeout=45)
    sent = len(sink.letters)
    await hand_in(mail_house, answer_to(letter, "liar@elsewhere.example", "our ARR last quarter"))
    await mail_house.house.drum.strike(clock.now())

    assert "liar@elsewhere.example" in card.text
    assert "nobody knows who wrote it" in card.text
    assert [one.recipients for one in sink.letters[sent:]] == [(bob,)]


async def test_a_question_by_mail_gets_its_figure_at_the_address_we_know(
    mail_house,
    sink,  # noqa: F811
    clock,
):
    ada, letter = await edition_for(mail_house, sink, clock)
    await hand_in(mail_house, answer_to(letter, ada, "our ARR last quarter"))
    figure = await sink.wait_for(ada, lambda m: "30 Sep 2026" in m.text, timeout=45)

    assert figure.raw_header("Auto-Submitted") == ["auto-replied"]
    assert await kept_words(mail_house.house.database) == []


async def test_words_under_a_confidential_survey_reach_nobody_by_mail(
    mail_house,
    sink,  # noqa: F811
    clock,
):
    ada, bob = await email_of(mail_house, PERSON), await email_of(mail_house, MANAGER)
    clock.move_to(ASKED)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, lambda mail: "value=9" in mail.html, timeout=45)
    async with mail_house.house.database.begin() as session:
        await session.execute(update(Wave).values(promise="confidential"))
    before = len(sink.of(bob))
    await hand_in(mail_house, answer_to(letter, ada, "Your invoices are wrong"))
    asked = await sink.wait_for(ada, lambda m: "Who should read this?" in m.text, timeout=45)
    await hand_in(mail_house, answer_to(letter, "liar@elsewhere.example", "Mine as well"))
    await mail_house.house.drum.strike(clock.now())

    assert "Add to my confidential answer" in asked.text
    assert asked.raw_header("Reply-To") == []
    assert len(sink.of(bob)) == before
    assert await kept_words(mail_house.house.database) == []


async def test_answers_in_a_mailbox_are_taken_once(mail_house, sink, clock, tmp_path):  # noqa: F811
    ada, letter = await edition_for(mail_house, sink, clock)
    bob = await email_of(mail_house, MANAGER)
    box = mailbox.Maildir(tmp_path / "answers", create=True)
    mail = answer_to(letter, ada, "Laid into the box")
    box.add(mail.as_bytes())
    await sink.wait_for(bob, lambda m: "Laid into the box" in m.text, timeout=45)
    box.add(mail.as_bytes())
    await asyncio.wait_for(_is_looked_at(mail_house), 30)

    assert len(await kept_words(mail_house.house.database)) == 1


async def _is_looked_at(mail_house):
    found = await mail_house.house.looks[0]()
    while not found.is_well:
        found = await mail_house.house.looks[0]()


@pytest.mark.parametrize("more", [{}])
async def test_without_a_domain_for_answers_they_go_to_the_manager_and_are_not_counted(
    mail_house,
    sink,  # noqa: F811
    clock,
):
    _, letter = await edition_for(mail_house, sink, clock)

    assert letter.raw_header("Reply-To") == [await email_of(mail_house, MANAGER)]
