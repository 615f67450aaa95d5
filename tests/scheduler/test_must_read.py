"""What everybody must read passes the budget, never a wish to hear nothing, and says why."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.beat.rules.approving import ANYTHING_GOES
from bot.beat.usecases import announce
from bot.people.store.tables import Contact, Mute
from bot.plain_text import plain_text
from bot.store import audit
from bot.store.sessions import Database, async_url
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.office import Office
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


async def test_who_may_not_say_so_is_not_asked_and_not_heard(office: Office):
    form = await office.do(announce.write, "mia", "announce")
    theirs = await office.do(announce.write, "root", "announce")
    await send(office, "mia", must_read="I say so.")

    names = [{field.name for field in one.form.fields} for one in (form, theirs)]
    assert ["must_read" in one for one in names] == [False, True]
    assert office.messenger.of("ann") == []
