"""Files that change on newsletter day: what is on its way stays what it was."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Cadence
from bot.clock import MovableClock
from bot.people.store.tables import Contact
from content.library import SAMPLE
from tests.journeys.conftest import says, served

TUESDAY = datetime(2026, 11, 24, tzinfo=UTC)
EDITION = "editions/partner-beat/01-cloudbackup-restores-in-minutes.md"
EAST, WEST = "acme-it-01", "cirrus-03"
HERS = {
    "id": "hers",
    "kind": "announcement",
    "subject": "office-hours",
    "rule": "FREQ=WEEKLY;BYDAY=FR",
    "starts_on": datetime(2026, 1, 2, 10),  # noqa: DTZ001 - a slot is a wall-clock moment
    "zone": "UTC",
    "next_slot": datetime(2027, 1, 1, 10),  # noqa: DTZ001 - likewise
    "next_due_at": datetime(2027, 1, 1, 10, tzinfo=UTC),
    "owner": WEST,
}


@pytest.mark.both_databases
async def test_a_restart_with_other_files_changes_nothing_that_was_begun(
    slack, slack_settings, tmp_path, clock: MovableClock
):
    """One reader has it before the files change, one after; both read the same text."""
    content = shutil.copytree(SAMPLE, tmp_path / "content")
    settings = slack_settings.model_copy(update={"content": content})
    house = await served(settings, clock)
    slack.point_at(f"{house.url}/slack/events")
    async with house.house.database.begin() as session:
        east, west = [await session.get_one(Contact, who) for who in (EAST, WEST)]
        east.zone, west.zone = "Asia/Tokyo", "America/Los_Angeles"
        people = [slack.user(c.id, email=c.email, tz=c.zone) for c in (east, west)]
        session.add(Cadence(**HERS))
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    clock.move_to(TUESDAY + timedelta(minutes=1))
    first = await slack.wait_for_message(people[0], says("one file out of any snapshot"))
    await house.stop()

    (content / EDITION).unlink()
    path = content / "newsletters.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("every second Tuesday", "now and then"), encoding="utf-8")
    house = await served(settings, clock)
    slack.point_at(f"{house.url}/slack/events")
    clock.move_to(TUESDAY + timedelta(hours=17, minutes=1))
    second = await slack.wait_for_message(people[1], says("one file out of any snapshot"))
    async with house.house.database.read() as session:
        hers = await session.scalar(select(Cadence).where(Cadence.id == "hers"))
    await house.stop()

    assert "every second Tuesday" in first.text
    assert "every second Tuesday" in second.text
    assert (hers.paused, hers.next_slot) == (False, HERS["next_slot"])
