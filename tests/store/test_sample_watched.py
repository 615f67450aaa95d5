"""The sample programme shows what is watched: an alert that speaks, and churn that is there."""

from datetime import date

import pytest

from bot.figures import alerting
from bot.figures.rules.alerts import Line, step
from bot.figures.store import alerts
from bot.figures.store.watch_tables import Alert
from bot.people.store.people import principal_by_id
from drumbeat.demo.sampled import sample_database
from tests.store.small_programme import ADMINISTRATOR, FOOTING, questions

TODAY = FOOTING.calendar.today


@pytest.fixture
async def sample():
    async with sample_database(TODAY) as database:
        yield database


@pytest.mark.one_database
async def test_its_churn_by_month_is_defined_and_its_alert_has_something_to_say(sample, context):
    question = "churn for Acme IT Services by month, Sep to Oct 2026"
    async with sample.read() as session:
        answer = await questions().answer(session, question, ADMINISTRATOR, FOOTING)
        alert = await session.get_one(Alert, "alert-01")
        owner = await principal_by_id(session, alert.contact_id)
        seen = await alerting.look(context, session, alert, owner)

    cells = answer.figures.figures[0].cells
    assert [cell.quantity.value is not None for cell in cells] == [True, True]
    line = alerts.line_of(alert)
    assert isinstance(line, Line)
    _, word = step(line, alerts.watched_of(alert), seen.values, date(2026, 11, 22))
    assert word == "crossed"
