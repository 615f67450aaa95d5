"""Mail in the store: who can be reached, what links open, and what came back."""

import asyncio
import json
import mailbox
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner

from bot.action import ActionRef
from bot.beat.store import bounces
from bot.beat.store.sends import about_of
from bot.beat.store.tables import Cadence, Delivery, Occurrence, Send
from bot.clock import MovableClock
from bot.event import Origin
from bot.every_table import METADATA
from bot.language import Titles
from bot.message import Button, Buttons, Message
from bot.people.store.complaints import COMPLAINED
from bot.people.store.mail_addresses import MailAddresses
from bot.people.store.personal_links import StoredLinks
from bot.people.store.place_tables import Address, Installation, PersonalLink
from bot.people.store.returns import CHANGED
from bot.people.store.tables import Contact, Mute
from bot.ports import Destination
from bot.store.audit_tables import Audit
from bot.store.inbox import StoredInbox
from bot.store.migrate import differences
from bot.store.sessions import Database
from drumbeat.cli import app
from tests.fixtures.moments import NOON
from tests.stand_ins.smtp.letters import Envelope, Letter
from tests.stand_ins.smtp.reports import bounce_of
from tests.store.test_inbox import forget, let_time_pass

ADA, BOB = "ada@example.com", "bob@example.com"
OFFER = Message("x", (Buttons((Button("Mute", ActionRef("mute", {"t": "beat"})),)),))


def contact(identifier, email):
    return Contact(
        id=identifier, name="Somebody", email=email, role="sales", permission="member", zone="UTC"
    )


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    async with database.begin() as session:
        session.add_all([contact("ada", ADA), contact("bob", BOB), contact("eve", None)])
    await MailAddresses(database, "email", MovableClock(NOON)).open()
    yield database
    await database.close()


@pytest.fixture
async def delivery(database):
    """Deliver something about the topic "beat" to Ada."""
    async with database.begin() as session:
        slot = datetime(2026, 11, 24, 9, 0)  # noqa: DTZ001 - a slot is a wall-clock moment
        address = await session.scalar(select(Address.id).where(Address.external_id == ADA))
        session.add(Cadence(id="c", kind="newsletter", subject="n", rule="", starts_on=slot))
        await session.flush()
        session.add(Occurrence(id="o", cadence_id="c", slot=slot, opened_at=NOON))
        await session.flush()
        session.add(
            Send(
                id="s",
                occurrence_id="o",
                kind="edition",
                subject="n/1",
                title="One",
                topic="beat",
                slot=slot,
                created_at=NOON,
            )
        )
        await session.flush()
        session.add(
            Delivery(
                id="d",
                send_id="s",
                contact_id="ada",
                address_id=address,
                lane="email",
                due_at=NOON,
                state="delivered",
                recorded_at=NOON,
            )
        )
    return "d"


@pytest.fixture
def links(database):
    titles = Titles({"beat": "Partner Beat"}, {"de": {"beat": "Partnerpost"}})
    return StoredLinks(database, titles, about_of)


async def addresses(database):
    async with database.read() as session:
        found = await session.execute(
            select(
                Address.external_id, Address.contact_id, Address.state, Address.reason
            ).order_by(Address.external_id)
        )
        return [tuple(row) for row in found]


async def destination(database, email=ADA):
    async with database.read() as session:
        installation = await session.scalar(select(Installation.id))
    return Destination("email", installation, email)


async def write(database, statement):
    async with database.begin() as session:
        await session.execute(statement)


def test_the_tables_are_as_their_classes_say(database_url):
    assert differences(database_url, METADATA) == []


async def test_everybody_with_an_email_has_one_address_however_often_it_is_looked_at(database):
    await MailAddresses(database, "email", MovableClock(NOON)).open()

    assert await addresses(database) == [(ADA, "ada", "live", None), (BOB, "bob", "live", None)]


async def test_an_email_that_changed_hands_reaches_its_new_owner(database):
    await write(database, update(Contact).where(Contact.id == "ada").values(email="a@example.com"))
    await write(database, update(Contact).where(Contact.id == "bob").values(email=ADA))
    await MailAddresses(database, "email", MovableClock(NOON)).open()

    assert await addresses(database) == [
        ("a@example.com", "ada", "live", None),
        (ADA, "bob", "live", None),
        (BOB, "bob", "dead", CHANGED),
    ]


async def test_a_dead_address_is_not_brought_back(database, delivery):
    async with database.begin() as session:
        await bounces.note_bounce(session, "email", delivery, "5.1.1", NOON, nobody_there=True)
    await MailAddresses(database, "email", MovableClock(NOON)).open()

    assert (await addresses(database))[0] == (ADA, "ada", "dead", "bounced: 5.1.1")


async def test_a_link_opens_for_whom_it_was_made_and_only_its_hash_is_kept(
    database, links, delivery
):
    made = await links.issue(await destination(database), delivery, OFFER)
    page = await links.open("page", made.page)
    leave = await links.open("unsubscribe", made.unsubscribe)
    async with database.read() as session:
        kept = (await session.execute(select(PersonalLink))).scalars().all()

    assert (page.origin, page.message) == (Origin("email", "email", ADA), OFFER)
    assert (leave.topic, leave.topic_title, leave.message) == ("beat", "Partner Beat", None)
    assert {len(made.page), len(made.unsubscribe)} == {22}
    assert not any(made.page in str(vars(row)) for row in kept)


async def test_a_topic_is_named_in_the_language_of_its_reader(database, links, delivery):
    there = await destination(database)
    await write(database, update(Contact).where(Contact.id == "ada").values(language="de"))
    issued = await links.issue(there, delivery, replace(OFFER, language="de"))
    opened = await links.open("unsubscribe", issued.unsubscribe)

    assert (issued.topic_title, opened.topic_title) == ("Partnerpost", "Partnerpost")


async def test_a_link_opens_nothing_of_the_other_kind(database, links, delivery):
    made = await links.issue(await destination(database), delivery, OFFER)

    assert await links.open("unsubscribe", made.page) is None
    assert await links.open("page", made.unsubscribe) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 22, "x" * 5000, "\0", "é"])
async def test_a_guessed_link_opens_nothing(links, token):
    assert await links.open("page", token) is None


async def test_an_expired_link_opens_nothing_and_is_forgotten(database, links, delivery):
    made = await links.issue(await destination(database), delivery, OFFER)
    past = datetime.now(UTC) - timedelta(seconds=1)
    await write(database, update(PersonalLink).values(expires_at=past))
    opened = await links.open("page", made.page)
    await forget(database)
    async with database.read() as session:
        left = await session.scalar(select(func.count()).select_from(PersonalLink))

    assert (opened, left) == (None, 0)


@pytest.mark.parametrize("kept", ['{"":"Gone"}', '{"version":99,"message":{}}', "broken"])
async def test_a_link_whose_message_cannot_be_read_is_as_one_that_is_gone(
    database, links, delivery, kept
):
    made = await links.issue(await destination(database), delivery, OFFER)
    await write(database, update(PersonalLink).values(message=kept))

    assert await links.open("page", made.page) is None


async def test_a_link_to_an_address_that_changed_hands_opens_nothing(database, links, delivery):
    made = await links.issue(await destination(database), delivery, OFFER)
    await write(
        database, update(Address).where(Address.external_id == ADA).values(contact_id="bob")
    )

    assert await links.open("page", made.page) is None


async def test_what_belongs_to_no_send_has_no_topic_to_leave(database, links):
    made = await links.issue(await destination(database), "letter-1", OFFER)

    assert (bool(made.page), made.unsubscribe, made.topic) == (True, "", "")


async def test_who_is_no_contact_gets_no_link(database, links, delivery):
    made = await links.issue(await destination(database, "no@example.com"), delivery, OFFER)

    assert (made.page, made.unsubscribe) == ("", "")


@pytest.mark.usefixtures("logging_as_before")
async def test_a_mailbox_is_taken_from_the_command_line_once(
    database, database_url, delivery, monkeypatch, tmp_path
):
    write_mbox(tmp_path / "reports", delivery, "of-nobody")
    (tmp_path / "other").write_text("Dear diary")
    settings = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": database_url}
    for name, value in {**settings, "MAIL_FROM": "beat@cirrus.example"}.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)
    monkeypatch.chdir(tmp_path)
    first = await run("bounces", "reports", "--json")
    again = await run("bounces", "reports")
    wrong = [await run("bounces", *words) for words in (("nowhere",), ("other",), (".",), ())]
    async with database.read() as session:
        row = await session.get(Delivery, delivery)

    assert json.loads(first.stdout) == {"messages": 3, "reports": 2, "new": 2}
    assert again.stdout == (
        "3 messages read, 2 of them reports about our letters: 0 new, 2 known before.\n"
    )
    assert (row.state, row.reason) == ("failed", "bounced: 5.1.1")
    assert (await addresses(database))[0] == (ADA, "ada", "dead", "bounced: 5.1.1")
    assert [str(result.exception) for result in wrong] == [
        "cannot read the mailbox nowhere: No such file or directory",
        "other is neither a maildir nor an mbox file",
        ". is neither a maildir nor an mbox file",
        "name a mailbox, or set DRUMBEAT_BOUNCE_MAILBOX",
    ]


def write_mbox(path, *delivery_ids):
    box = mailbox.mbox(path)
    box.add(b"Subject: hello\n\nno report\n")
    for delivery_id in delivery_ids:
        letter = Letter(
            Envelope("", ()), f"Message-ID: <{delivery_id}@cirrus.example>\n\n".encode()
        )
        box.add(bounce_of(letter, ADA, "5.1.1", "550 5.1.1 Nobody").raw)
    box.close()


async def run(*words):
    """Run a command; the errors that `main` turns into a sentence are the result's."""
    return await asyncio.to_thread(CliRunner().invoke, app, words)


@pytest.mark.both_databases
async def test_a_complaint_ends_mail_to_its_address_and_nothing_else(database, delivery):
    await write(database, update(Contact).values(preferred_platform="email"))
    for day in range(2):
        async with database.begin() as session:
            moment = NOON + timedelta(days=day)
            await bounces.note_complaint(session, "email", delivery, moment)
    await MailAddresses(database, "email", MovableClock(NOON)).open()
    async with database.read() as session:
        kept = await session.execute(
            select(Contact.opted_out_at, Contact.preferred_platform).order_by(Contact.id)
        )
        mutes = await session.scalar(select(func.count()).select_from(Mute))
        told = (await session.scalars(select(Audit.act))).all()

    assert (await addresses(database))[:2] == [
        (ADA, "ada", "dead", COMPLAINED),
        (BOB, "bob", "live", None),
    ]
    assert [tuple(row) for row in kept] == [(None, None), (None, "email"), (None, "email")]
    assert (mutes, told) == (0, ["complaint"])


async def test_a_complaint_counts_more_than_what_was_the_matter_before(database, delivery):
    await write(database, update(Address).values(state="dead", reason="bounced: 5.1.1"))
    async with database.begin() as session:
        await bounces.note_complaint(session, "email", delivery, NOON)

    assert (await addresses(database))[0] == (ADA, "ada", "dead", COMPLAINED)


async def test_a_report_about_a_letter_of_ours_is_known_for_ever_and_no_other(database, delivery):
    inbox = StoredInbox(database)
    for name in (delivery, "invented"):
        kept = await inbox.accept("email", f"bounce:{name}", "bounce", "{}")
        await inbox.close(kept.id)
    await let_time_pass(database, days=400)
    await forget(database)
    known, unknown = [
        await inbox.accept("email", f"bounce:{name}", "bounce", "{}")
        for name in (delivery, "invented")
    ]

    assert known is None
    assert unknown is not None
