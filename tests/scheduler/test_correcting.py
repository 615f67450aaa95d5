"""Who may confirm a correction, and that what is confirmed is what was shown."""

from collections.abc import AsyncIterator

import pytest

from bot.beat.rules.announcements import Announcement
from bot.beat.rules.approving import Policy
from bot.beat.rules.audience import Audience
from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import sends, texts
from bot.beat.store.amendment_tables import Amendment, Correction
from bot.beat.store.sends import Opening
from bot.beat.store.tables import Send
from bot.beat.usecases import correct_send
from bot.event import Reply
from bot.store.sessions import Database, async_url
from tests.scheduler.office import Office, says

KEY = "announcements/prices"


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    database = Database(async_url(database_url))
    office = Office(database, Policy())
    await office.open_up()
    yield office
    await database.close()


def file(office: Office, words: str) -> FileText:
    said = Announcement(title="Prices", words=words, topic="news")
    body = office.context.desk.write("prices", said, said.cadence(office.clock.now())).body
    return FileText(TextKind.EDITION, KEY, body, "announcements", KEY, "", words)


async def read_in(office: Office, words: str) -> None:
    async with office.database.begin() as session:
        await texts.bring_in(session, [file(office, words)], office.clock.now())


async def sent(office: Office) -> Send:
    """Something went out that stands in a file, and the file was mended since."""
    await read_in(office, "It costs 10.")
    now = office.clock.now()
    async with office.database.begin() as session:
        text = await texts.newest(session, TextKind.EDITION, KEY)
        opening = Opening(
            kind="edition",
            subject=KEY,
            title="Prices",
            audience=Audience(),
            priority=30,
            text_id=text.id,
            due_at=now,
        )
        send = await sends.open_send(session, opening, now)
    await office.strike()
    await read_in(office, "It costs 12.")
    return send


async def propose(office: Office, send: Send) -> str:
    values = {"note": "the price", "letters": "none"}
    await office.fill(correct_send.keep, "root", values, s=send.id)
    [row] = await office.all(Correction)
    return row.id


async def do(office: Office, who: str, correction: str) -> Reply:
    return await office.do(correct_send.do, who, "correct_now", c=correction)


async def test_a_file_that_changed_again_since_it_was_shown_is_not_what_was_confirmed(
    office: Office,
):
    send = await sent(office)
    waiting = await propose(office, send)
    await read_in(office, "It costs nothing.")

    assert "correction" in says(await do(office, "root", waiting))
    assert await office.all(Amendment) == []


async def test_what_needs_no_second_person_is_confirmed_by_nobody_who_may_not_hold_the_send(
    office: Office,
):
    send = await sent(office)
    waiting = await propose(office, send)

    await do(office, "max", waiting)
    await office.do(correct_send.drop, "max", "correct_drop", c=waiting)
    assert await office.all(Amendment) == []

    await do(office, "root", waiting)
    assert len(await office.all(Amendment)) == 1
