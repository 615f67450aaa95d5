"""What everybody must read passes the budget, never a wish to hear nothing, and says why."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.beat.rules.approving import ANYTHING_GOES
from bot.beat.store.tap_tables import Acknowledgement
from bot.beat.usecases import acknowledge, announce, see_reach, see_report
from bot.event import Reply
from bot.message import Table
from bot.people.store.tables import Contact, Mute
from bot.plain_text import plain_text
from bot.store import audit
from bot.store.sessions import Database, async_url
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.office import Office, buttons, says
from tests.scheduler.world import NINE_UTC

SOON = NINE_UTC + timedelta(minutes=3)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    database = Database(async_url(database_url))
    office = Office(database, ANYTHING_GOES)
    await office.open_up()
    yield office
    await database.close()


async def send(office: Office, who: str, **more: str) -> None:
    """Send something while nobody may be pushed anything more this week."""
    draft = await office.write(who, "Prices", **more)
    await office.press(who, "announce_go", d=draft)
    beat = office.beat(limits=Bounds(budget=0, probe=16))
    office.clock.moment = SOON
    await Drum(beat, EmbeddedEngine()).strike(SOON)


async def test_it_reaches_who_had_enough_with_its_reason_but_nobody_who_wants_nothing(
    office: Office,
):
    await office.change(Contact, "bob", opted_out_at=NINE_UTC)
    async with office.database.begin() as session:
        session.add(Mute(contact_id="cho", topic="news", muted_at=NINE_UTC))
    await send(office, "root", must_read="The old prices end on Friday.")
    async with office.database.read() as session:
        acts = {(line.by, line.act) for line in await audit.lines(session)}

    assert "should read it: The old prices end on Friday." in plain_text(
        office.messenger.last("ann")
    )
    assert (office.messenger.of("bob"), office.messenger.of("cho")) == ([], [])
    assert [one.must_read for one in await office.sends()] == ["The old prices end on Friday."]
    assert ("root", "must read") in acts


async def test_who_has_read_it_says_so_once_and_the_report_tells_how_many_and_who_did_not(
    office: Office,
):
    await send(office, "root", must_read="The old prices end on Friday.")
    [sent] = [one for one in await office.sends() if one.kind == "edition"]
    pressed = buttons(office.messenger.last("ann"))["I have read it"]
    thanked = [
        await office.do(acknowledge.say_read, "ann", pressed.name, **pressed.arguments)
        for _ in range(2)
    ]
    shown = await office.do(see_reach.show, "root", "send_show", s=sent.id)
    named = await office.do(see_report.by_name_awaited, "root", "send_awaited", s=sent.id)
    hers = await office.do(see_report.by_name_awaited, "mia", "send_awaited", s=sent.id)
    await office.do(acknowledge.say_read, "bob", pressed.name, **pressed.arguments)
    await office.do(acknowledge.say_read, "cho", pressed.name, **pressed.arguments)
    everybody = await office.do(see_reach.show, "root", "send_show", s=sent.id)

    assert "noted that you have read Prices" in says(thanked[1])
    assert "One says that they have read it." in says(shown)
    assert "2 who have it did not say so yet." in says(shown)
    assert [row[0] for row in table_of(named)] == ["bob", "cho"]
    assert [row[0] for row in table_of(hers)] == ["bob"]
    assert "3 say that they have read it." in says(everybody)
    assert "Who did not say so yet" not in buttons(everybody.messages[0])


async def test_of_a_preview_of_a_test_and_of_what_somebody_else_got_nothing_is_noted(
    office: Office,
):
    await office.change(Contact, "cho", active=False)
    await send(office, "root", must_read="The old prices end on Friday.")
    [sent] = [one for one in await office.sends() if one.kind == "edition"]
    told = [
        await office.do(acknowledge.say_read, who, "read_it", s=send_id)
        for who, send_id in (("ann", ""), ("mia", sent.id), ("ann", "0" * 24))
    ]

    assert all("Nothing was noted" in says(one) for one in told)
    assert await office.all(Acknowledgement) == []


def table_of(reply: Reply) -> tuple[tuple[str, ...], ...]:
    [table] = [each for each in reply.messages[0].elements if isinstance(each, Table)]
    return table.rows


async def test_who_may_not_say_so_is_not_asked_and_not_heard(office: Office):
    form = await office.do(announce.write, "mia", "announce")
    theirs = await office.do(announce.write, "root", "announce")
    await send(office, "mia", must_read="I say so.")

    names = [{field.name for field in one.form.fields} for one in (form, theirs)]
    assert ["must_read" in one for one in names] == [False, True]
    assert office.messenger.of("ann") == []
