"""The whole story by mail: a newsletter, a score, a reason, and the way out."""

import asyncio
import mailbox
import re
import socket
from datetime import UTC, datetime
from html import unescape

import aiohttp
import pytest
from sqlalchemy import delete, select, update

from bot.beat.store.tables import Delivery, Send
from bot.people.store.choices import choose_language
from bot.people.store.complaints import COMPLAINED
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact, Partner
from bot.store.sessions import Database
from bot.voice.store.tables import Response
from drumbeat.settings import read_settings
from tests.fixtures.program import run
from tests.journeys.conftest import served
from tests.stand_ins.smtp import MailSink

TECHNICAL = "acme-it-01"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NEXT_EDITION = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
ASKED = datetime(2027, 8, 11, 14, 0, tzinfo=UTC)  # whom the sample's wave asked waits 180 days
SECRET = "b" * 20


@pytest.fixture
async def sink():
    async with MailSink(login=("us", "p@ss word"), login_needed=True, tls_needed=True) as running:
        yield running
        assert running.violations == []
        assert running.repeated == []


@pytest.fixture
def authority(tmp_path):
    from tests.stand_ins.smtp.certificate import self_made  # noqa: PLC0415 - made here only

    path = tmp_path / "authority.pem"
    path.write_text(self_made().public)
    return path


@pytest.fixture
def reports(tmp_path):
    """The maildir into which a mail server puts what comes back."""
    return tmp_path / "reports"


@pytest.fixture
async def only_mail(programme_url):
    """Leave one contact no address: what they have besides is their email.

    Of the other partners' people nobody is left, for what is told here is told of one.
    """
    database = Database(programme_url)
    async with database.begin() as session:
        others = (Contact.permission == "partner") & Contact.id.not_like("acme-it-%")
        await session.execute(update(Contact).where(others).values(active=False))
        await session.execute(delete(Address).where(Address.contact_id == TECHNICAL))
    await database.close()


@pytest.fixture
async def mail_house(only_mail, sink, authority, programme_url, clock, *, reports, asking_all):
    """The bot as it is served to readers of mail, with a business clock that can be moved."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        content=asking_all,
        database_url=programme_url,
        port=port,
        public_url=f"http://127.0.0.1:{port}/",
        smtp_url=f"smtp+starttls://us:p%40ss%20word@127.0.0.1:{sink.port}",
        smtp_ca_file=authority,
        mail_from="Cirrus Partner Programme <beat@cirrus.example>",
        mail_imprint="Cirrus GmbH\\nHafenstraße 1, 20457 Hamburg",
        bounce_domain="bounces.cirrus.example",
        bounce_secret=SECRET,
        bounce_mailbox=reports,
    )
    running = await served(settings, clock)
    yield running
    await running.stop()


async def rows(served_house, statement):
    async with served_house.house.database.read() as session:
        return (await session.execute(statement)).all()


async def email_of(mail_house, contact_id):
    ((email,),) = await rows(mail_house, select(Contact.email).where(Contact.id == contact_id))
    return email


async def fetch(url, fields=None):
    """Open an address or post a form to it, as a browser without cookies does."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        sent = session.get(url) if fields is None else session.post(url, data=fields)
        async with sent as response:
            return response.status, await response.text()


def hidden(html):
    form = re.search(r"<form.*?</form>", html, re.DOTALL)[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


async def deliveries(mail_house, contact_id):
    return await rows(
        mail_house,
        select(Send.kind, Send.topic, Delivery.state, Delivery.reason)
        .join(Send, Send.id == Delivery.send_id)
        .where(Delivery.contact_id == contact_id)
        .order_by(Delivery.due_at),
    )


def of_topic(letter, topic):
    return f"<{topic}." in " ".join(letter.raw_header("List-Id"))


@pytest.mark.both_databases
async def test_a_reader_of_mail_gets_the_newsletter_and_leaves_it_with_one_click(
    mail_house, sink, clock
):
    ada = await email_of(mail_house, TECHNICAL)
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, timeout=45)
    answer = await sink.one_click(letter)
    again = await sink.one_click(letter, multipart=True)
    await mail_house.house.workers.idle()
    ((topic,),) = {(row.topic,) for row in await deliveries(mail_house, TECHNICAL)}
    before = len(sink.of(ada))
    clock.move_to(NEXT_EDITION)
    await mail_house.house.drum.strike(clock.now())
    later = [row for row in await deliveries(mail_house, TECHNICAL) if row.topic == topic][1:]

    assert (answer.status, again.status) == (200, 200)
    assert "CloudBackup" in letter.text
    assert letter.envelope.encrypted
    assert {(row.state, row.reason) for row in later} == {("skipped", "muted topic")}
    assert [each for each in sink.of(ada)[before:] if of_topic(each, topic)] == []


@pytest.mark.every_change
async def test_a_score_is_given_from_the_mail_and_its_reason_on_the_page(mail_house, sink, clock):
    ada = await email_of(mail_house, TECHNICAL)
    clock.move_to(ASKED)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, lambda mail: "value=9" in mail.html, timeout=45)
    address = next(unescape(url) for url in letter.links if url.endswith("?value=9"))
    _, shown = await fetch(address)
    nothing_yet = await answers_of(mail_house, TECHNICAL)
    page = address.partition("?")[0]
    _, form = await fetch(page, {**hidden(shown), "action": action_on(shown, "Give a 9")})
    _, thanks = await fetch(page, {**hidden(form), "field-reason": "Support answers quickly"})

    assert nothing_yet == []
    assert "Why this score?" in form
    assert "Thank you" in thanks
    assert await answers_of(mail_house, TECHNICAL) == [(9, "Support answers quickly")]


async def answers_of(mail_house, contact_id):
    return await rows(
        mail_house,
        select(Response.score, Response.reason).where(
            Response.contact_id == contact_id,
            Response.answered_at > datetime(2026, 11, 22, tzinfo=UTC),
        ),
    )


def action_on(html, label):
    found = re.search(rf'name="action" value="([^"]+)"[^>]*>{label}</button>', html)
    return unescape(found[1])


async def test_a_letter_that_comes_back_is_the_last_to_that_address(mail_house, sink, clock):
    ada = await email_of(mail_house, TECHNICAL)
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, timeout=45)
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{mail_house.url}/email/bounces",
            data=sink.bounce(letter).raw,
            headers={"X-Drumbeat-Secret": SECRET},
        ) as response,
    ):
        assert response.status == 202
    await mail_house.house.workers.idle()

    assert await rows(
        mail_house, select(Address.state, Address.reason).where(Address.external_id == ada)
    ) == [("dead", "bounced: 5.1.1")]
    assert [(row.state, row.reason) for row in await deliveries(mail_house, TECHNICAL)] == [
        ("failed", "bounced: 5.1.1")
    ]


async def test_a_letter_that_was_refused_for_another_reason_leaves_the_address_as_it_is(
    mail_house, sink, clock, reports, log
):
    ada = await email_of(mail_house, TECHNICAL)
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, timeout=45)
    told = (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.com\nTo: {letter.envelope.mail_from}"
        "\nSubject: failure notice\n\nHi. This is the qmail-send program at mail.example.com.\n"
        f"\n<{ada}>:\nThe user's mailbox is full. (#5.2.2)\n\n"
        "--- Below this line is a copy of the message.\n\n"
    )
    mailbox.Maildir(reports).add(told.encode() + letter.raw)
    await log.wait_for("event_answered", kind="AddressBounced")

    assert await rows(
        mail_house, select(Address.state, Address.reason).where(Address.external_id == ada)
    ) == [("live", None)]
    assert [(row.state, row.reason) for row in await deliveries(mail_house, TECHNICAL)] == [
        ("failed", "bounced: 5.2.2")
    ]


async def test_whoever_calls_a_letter_spam_gets_no_mail_more_and_has_muted_nothing(
    mail_house, sink, clock, reports, log
):
    ada = await email_of(mail_house, TECHNICAL)
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, timeout=45)
    mailbox.Maildir(reports).add(sink.complaint(letter).raw)
    await log.wait_for("event_answered", kind="AddressBounced")
    await sink.one_click(letter)  # as a mail program does by itself for who complained
    await mail_house.house.workers.idle()
    before = len(sink.of(ada))
    clock.move_to(NEXT_EDITION)
    await mail_house.house.drum.strike(clock.now())
    later = (await deliveries(mail_house, TECHNICAL))[1:]
    ((opted_out,),) = await rows(
        mail_house, select(Contact.opted_out_at).where(Contact.id == TECHNICAL)
    )

    assert opted_out is None
    assert await rows(
        mail_house, select(Address.state, Address.reason).where(Address.external_id == ada)
    ) == [("dead", COMPLAINED)]
    assert {row.state for row in later} == {"skipped"}
    assert len(sink.of(ada)) == before


async def test_who_is_imported_meanwhile_is_reached_and_nobody_at_an_email_they_left(
    mail_house, sink, clock, programme_url, tmp_path
):
    old = await email_of(mail_house, TECHNICAL)
    ((partner,),) = await rows(
        mail_house,
        select(Partner.name)
        .join(Contact, Contact.partner_id == Partner.id)
        .where(Contact.id == TECHNICAL),
    )
    people = tmp_path / "people.csv"
    people.write_text(
        "email,name,partner,role,zone,active\n"
        f"{old},Ada,{partner},technical,Europe/Berlin,false\n"
        f"ada.new@example.com,Ada,{partner},technical,Europe/Berlin,true\n"
    )
    imported = await asyncio.to_thread(run, programme_url, "import", "contacts", str(people))
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())

    assert imported.returncode == 0, imported.stderr
    assert "CloudBackup" in (await sink.wait_for("ada.new@example.com", timeout=45)).text
    assert sink.of(old) == []


async def test_who_reads_german_gets_the_newsletter_in_a_german_frame(mail_house, sink, clock):
    ada = await email_of(mail_house, TECHNICAL)
    async with mail_house.house.database.begin() as session:
        await choose_language(session, TECHNICAL, "de")
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())
    news = await sink.wait_for(ada, lambda mail: "CloudBackup" in mail.text, timeout=45)

    assert '<html lang="de"' in news.html
    assert "weil Sie bei Acme IT Services in der Technik arbeiten" in news.text
    assert "jeden zweiten Dienstag um 09:00 Uhr Ihrer Zeit" in news.text
    assert "Partner Beat abbestellen" in news.text
    assert re.search(r"\d{1,3}\.\d{3} USD im Jahr", news.text)


async def test_who_reads_german_gets_letters_and_pages_in_german(mail_house, sink, clock):
    ada = await email_of(mail_house, TECHNICAL)
    async with mail_house.house.database.begin() as session:
        await choose_language(session, TECHNICAL, "de")
    clock.move_to(ASKED)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, lambda mail: "value=9" in mail.html, timeout=45)
    address = next(unescape(url) for url in letter.links if url.endswith("?value=9"))
    _, shown = await fetch(address)
    page = address.partition("?")[0]
    _, form = await fetch(page, {**hidden(shown), "action": action_on(shown, "Mit 9 bewerten")})
    _, wrong = await fetch(page, {**hidden(form), "field-reason": " "})
    _, thanks = await fetch(page, {**hidden(wrong), "field-reason": "Schnelle Antworten"})
    _, leaving = await fetch(letter.unsubscribe_address)

    assert '<html lang="de"' in letter.html
    assert letter.subject == "Wie zufrieden sind Sie mit uns als Anbieter?"
    assert "Sie erhalten diese Umfrage, weil Sie mit Cirrus" in letter.text
    assert "Sehr unwahrscheinlich" in letter.text
    assert "Umfragen abbestellen" in letter.text
    assert "Bis zum 25. August 2027" in letter.text
    for html in (shown, form, wrong, thanks, leaving):
        assert '<html lang="de"' in html
    assert "Warum diese Bewertung?" in form
    assert "Abbrechen" in form
    assert "Bitte füllen Sie dieses Feld aus." in wrong
    assert "Vielen Dank" in thanks
    assert "Noch ist nichts geändert" in leaving
    assert await answers_of(mail_house, TECHNICAL) == [(9, "Schnelle Antworten")]


async def test_a_reader_of_mail_changes_settings_on_the_page_of_a_letter(mail_house, sink, clock):
    ada = await email_of(mail_house, TECHNICAL)
    clock.move_to(TUESDAY)
    await mail_house.house.drum.strike(clock.now())
    letter = await sink.wait_for(ada, timeout=45)
    address = next(unescape(url) for url in letter.links if url.endswith("do=settings"))
    page = address.partition("?")[0]
    _, shown = await fetch(address)
    _, card = await fetch(page, {**hidden(shown), "action": action_on(shown, "Settings")})
    _, form = await fetch(page, {**hidden(card), "action": action_on(card, "Change these")})
    fields = {"field-language": "de", "field-zone": "Berln", "field-platform": "email"}
    _, wrong = await fetch(page, {**hidden(form), **fields})
    _, saved = await fetch(page, {**hidden(wrong), **fields, "field-zone": "Berlin"})
    chosen = select(
        Contact.chosen_language, Contact.chosen_zone, Contact.preferred_platform
    ).where(Contact.id == TECHNICAL)

    assert "Your settings" in card
    assert "Did you mean Europe/Berlin?" in wrong
    assert "Ihre Einstellungen" in saved
    assert await rows(mail_house, chosen) == [("de", "Europe/Berlin", "email")]
