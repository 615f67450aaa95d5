"""Somebody is forgotten while the bot is served: in Slack, and by the clock."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import make_url

from bot.people.store.tables import Contact
from bot.voice.store.tables import Response, Wave
from tests.journeys.conftest import MORNING, metrics_with, says, served

TECHNICAL, ADMINISTRATOR = "acme-it-01", "cirrus-01"


async def rows(house, statement):
    async with house.database.read() as session:
        return (await session.execute(statement)).all()


def bytes_of(url):
    path = Path(make_url(url).database)
    log = path.with_name(f"{path.name}-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


async def test_an_administrator_erases_somebody_in_slack(
    slack_house, slack, somebody, programme_url
):
    house = slack_house.house
    ada, root = await somebody(TECHNICAL), await somebody(ADMINISTRATOR)
    await ada.command("/nps", "9")
    form = await slack.wait_for_message(ada, says("Thank you"))
    [(name, email)] = await rows(
        house, select(Contact.name, Contact.email).where(Contact.id == TECHNICAL)
    )
    scores = await rows(house, select(func.count(), func.sum(Response.score)))
    await root.say_in_dm(f"erase {email}")
    card = await slack.wait_for_message(root, says("Erase"))
    await root.press(card, "Erase for good")
    await slack.until(lambda: any("They are erased" in message.text for message in root.inbox))
    await house.workers.idle()
    await ada.say_in_dm("home")
    stranger = await slack.wait_for_message(ada, says("We have not met yet"))

    assert form
    assert stranger
    assert await rows(house, select(Contact.id).where(Contact.email == email)) == []
    assert await rows(house, select(func.count(), func.sum(Response.score))) == scores
    if house.database.is_sqlite:
        kept = bytes_of(programme_url)
        assert email.encode() not in kept
        assert name.encode() not in kept


@pytest.mark.both_databases
async def test_metrics_say_what_the_housekeeping_did(slack_settings, programme_url, clock):
    running = await served(slack_settings, clock)
    await running.house.drum.strike(MORNING)
    async with running.house.database.begin() as session:
        past = update(Wave).where(Wave.state == "open").values(closes_at=MORNING)
        await session.execute(past)
    await running.stop()
    again = await served(slack_settings, clock)
    await again.house.drum.strike(MORNING + timedelta(seconds=1))
    # The house looks around by itself too: whoever came second does not wait for the first.
    told = await metrics_with(again.url, "drumbeat_housekeeping_last_run_timestamp_seconds 1")
    states = await rows(again.house, select(Wave.state).distinct())
    await again.stop()

    assert 'drumbeat_housekeeping_rows_total{what="wave_closed"} 1' in told
    assert states == [("closed",)]
