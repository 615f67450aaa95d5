"""A complaint becomes a case that rises by its age, and is closed by both sides."""

import pytest

from bot.store.sessions import Database, async_url
from tests.scheduler.case_office import CaseOffice, text
from tests.scheduler.office import says

HEARD = "We have heard you"


@pytest.fixture
async def office(database_url: str):
    database = Database(async_url(database_url))
    office = CaseOffice(database)
    await office.open_up()
    await office.begin_wave()
    yield office
    assert await office.forgotten() == []
    await database.close()


@pytest.mark.both_databases
async def test_a_detractor_has_one_case_of_which_the_manager_and_they_are_told_within_a_minute(
    office: CaseOffice,
):
    await office.answer("ann", 3)
    await office.answer("ann", 2, "The support is slow")
    await office.strike()
    nobody = list(office.messenger.got)
    await office.strike(seconds=45)

    case = await office.the_case()
    card, heard = text(office.messenger.last("mia")), text(office.messenger.last("ann"))
    assert nobody == []
    assert (case.score, case.words, case.state) == (2, "The support is slow", "open")
    assert "The support is slow" in card
    assert "gold" in card
    # Eight business hours from Tuesday, eleven in Berlin.
    assert heard.startswith(HEARD)
    assert "mia gets in touch with you by Wed 3 Jun 2026, 11:00" in heard
    assert await office.deeds() == ["opened", "noted", "noted"]


@pytest.mark.both_databases
async def test_a_case_is_closed_with_its_cause_and_action_and_the_partners_yes(
    office: CaseOffice,
):
    await office.answer("ann", 3, "The support is slow")
    await office.strike(minutes=1)
    taken = await office.press("mia", "Take it")
    form = await office.press("mia", "Close", taken.update)
    lacking = await office.fill("mia", form.form.action, cause="support", action=" ")
    await office.fill(
        "mia", form.form.action, cause="support", action="You have a line of your own"
    )
    await office.strike(minutes=1)
    asked = office.messenger.last("ann")
    reopened = await office.press("ann", "No, not yet")
    await office.fill("ann", reopened.form.action, words="It is still slow")
    await office.strike(minutes=1)
    again = office.messenger.last("mia")
    await office.fill("mia", form.form.action, cause="support", action="A person of your own")
    await office.strike(minutes=1)
    thanked = await office.press("ann", "Yes, it is solved")
    await office.strike(minutes=1)

    case = await office.the_case()
    assert lacking.errors.keys() == {"action"}
    assert "You have a line of your own" in text(asked)
    assert "mia gets in touch with you again by Wed 3 Jun 2026, 11:02" in says(reopened)
    assert "It is still slow" in text(again)
    assert (case.state, case.ending, case.cause, case.owner_id) == (
        *("closed", "solved", "support", "mia"),
    )
    assert "glad" in says(thanked)
    assert await office.deeds() == [
        *("opened", "noted", "took", "settled", "not_solved", "noted", "settled", "solved"),
    ]
