"""On one page of a send stands who did what with it, in the order in which it was done."""

from collections.abc import AsyncIterator

import pytest

from bot.beat.rules.approving import Policy
from bot.beat.store import sends
from bot.beat.usecases import approve, hold_partners, see_history, see_reach
from bot.store.sessions import Database, async_url
from tests.scheduler.office import Office, buttons, says
from tests.scheduler.test_approvals import request


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    database = Database(async_url(database_url))
    office = Office(database, Policy(above=2, object_to=frozenset({"announcements"})))
    await office.open_up()
    yield office
    await database.close()


def later(office: Office) -> Office:
    """Let a moment go by: what was done in one moment is told in any order."""
    office.clock.forward(seconds=10)
    return office


async def test_who_did_what_stands_on_one_page_with_the_words_that_came_with_it(office: Office):
    draft = await office.write("mia", "Prices")
    await later(office).press("mia", "ask_approval", d=draft)
    asked = await request(office)
    await later(office).fill(approve.send_back, "root", {"why": "Name the day."}, a=asked)
    await later(office).write("mia", "Prices", draft, words="On Friday.")
    await later(office).press("mia", "ask_approval", d=draft)
    await later(office).press("root", "approve", a=await request(office))
    for press in ("announce_go", "announce_back", "announce_go"):
        await later(office).press("mia", press, d=draft)
    await later(office).strike()
    [action] = [
        found for name, found in buttons(office.messenger.last("max")).items() if "Keep" in name
    ]
    await office.press("max", action.name, **action.arguments)
    await office.fill(hold_partners.say_why, "max", {"why": "A case."}, **action.arguments)
    office.clock.forward(minutes=5)
    await office.strike()
    async with office.database.read() as session:
        [send] = await sends.recent(session, 1, {"edition"})
    shown = await office.do(see_reach.show, "root", "send_show", s=send.id)
    press = buttons(shown.messages[0])["Who did what"]
    page = says(await office.do(see_history.show, "root", press.name, **press.arguments))
    refused = says(await office.do(see_history.show, "ann", press.name, **press.arguments))

    told = [
        *("mia wrote on it", "mia asked for approval", "root sent it back. They said: Name the"),
        *("mia wrote on it", "mia asked for approval", "root approved it as it stood"),
        *("mia sent or planned it", "mia took it back", "mia sent or planned it"),
        *("max kept Southwind out of it. They said: A case.", "Drumbeat opened it"),
    ]
    place = 0
    for each in told:
        place = page.index(each, place)
    assert "This is not yours to see" in refused
