"""What the beat learned to do besides sending, on each engine: held, paused, rounded up.

That all is stopped, and that what was sent is corrected, is told on both in
`test_stopping_sends.py` and `test_correcting_on_slack.py`; what watches figures in
`test_watched_figures.py`; imports and rebuilds in `test_beside_the_beat.py`.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.beat.store.tables import Delivery, Send
from drumbeat.demo.sample.people import MANAGERS
from tests.journeys.conftest import says
from tests.journeys.test_announce import NOW, TECHNICAL, WEEKLY, people, strike, written

__all__ = ["people"]
pytestmark = pytest.mark.both_databases
ENGINES = {"sqlite": "embedded", "postgresql": "distributed"}
TUESDAY = datetime(2026, 11, 24, 9, 1, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
PRICES = "New price list"


@pytest.fixture
def pushes():
    """How many pushes a week somebody gets at most."""
    return 5


@pytest.fixture
def slack_settings(slack_settings, pushes):
    return slack_settings.model_copy(update={"pushes_per_week": pushes})


@pytest.fixture
def on_each_engine(slack_house, dialect):
    assert slack_house.house.engine.name == ENGINES[dialect]


def copies(person, words=PRICES):
    """Return how often somebody was told."""
    return len([message for message in person.inbox if says(words)(message)])


async def ends(house, title=PRICES):
    """Return how what Ada was to get of a text stands, slot by slot."""
    hers = (
        select(Delivery.state, Delivery.reason)
        .join(Send, Send.id == Delivery.send_id)
        .where(Send.title == title, Delivery.contact_id == TECHNICAL)
        .order_by(Send.slot)
    )
    async with house.house.database.read() as session:
        return [tuple(row) for row in await session.execute(hers)]


@pytest.mark.usefixtures("on_each_engine")
@pytest.mark.every_change
async def test_what_is_paused_waits_and_goes_on_at_the_next_slot(
    slack, slack_house, people, clock
):
    mia, ada = people
    draft = await written(slack, mia, when=WEEKLY)
    await mia.press(draft, "Plan it")
    await slack.until(lambda: says(f"Planned: {PRICES}")(draft))
    await mia.say_in_dm("schedule")
    calendar = await slack.wait_for_message(mia, says("What comes next"))
    await mia.press(calendar, f"Change: {PRICES}")
    card = await slack.wait_for_message(mia, says(f"{PRICES}: the next slots"))
    await mia.press(card, "Pause all of it")
    await slack.until(lambda: says("All of it is paused")(card))
    await strike(slack_house, clock, TUESDAY)
    # Past its catch-up limit: before it, what fell due meanwhile would go out when it is resumed.
    await strike(slack_house, clock, FRIDAY)
    paused, waiting = await ends(slack_house), copies(ada)

    await mia.press(card, "Resume")
    await slack.until(lambda: not says("All of it is paused")(card))
    await strike(slack_house, clock, FRIDAY)
    await strike(slack_house, clock, TUESDAY + WEEK)
    await slack.wait_for_message(ada, says("new price list"))
    await strike(slack_house, clock, TUESDAY + WEEK + timedelta(minutes=5))

    assert (paused, waiting) == ([], 0)
    assert await ends(slack_house) == [("delivered", None)]
    assert copies(ada, "new price list") == 1


@pytest.mark.usefixtures("on_each_engine")
async def test_who_is_kept_out_by_their_manager_gets_it_once_they_are_let_in(
    slack, slack_house, people, somebody, clock
):
    (mia, ada), bob = people, await somebody(MANAGERS[0])
    draft = await written(slack, mia, when="tomorrow at 9, UTC time")
    await mia.press(draft, "Plan it")
    await slack.until(lambda: says(f"Planned: {PRICES}")(draft))
    await bob.say_in_dm("coming")
    coming = await slack.wait_for_message(bob, says("What comes for your partners"))
    await bob.press(coming, "Keep out Acme IT Services (27 people)")
    await slack.wait_for_message(bob, says("Acme IT Services is kept out"))
    await strike(slack_house, clock, TUESDAY)
    kept, waiting = await ends(slack_house), copies(ada, "new price list")

    await bob.press(coming, "Let Acme IT Services in again")
    await strike(slack_house, clock, TUESDAY + timedelta(minutes=5))
    await slack.wait_for_message(ada, says("new price list"))
    await strike(slack_house, clock, TUESDAY + timedelta(minutes=10))

    assert (kept, waiting) == ([("skipped", "held")], 0)
    assert await ends(slack_house) == [("delivered", None)]
    assert copies(ada, "new price list") == 1


@pytest.mark.usefixtures("on_each_engine")
@pytest.mark.parametrize("pushes", [1])
async def test_what_does_not_fit_into_a_week_comes_in_one_message_at_its_end(
    slack, slack_house, people, clock
):
    mia, ada = people
    for number, title in enumerate((PRICES, "New portal"), 1):
        draft = await written(slack, mia, title=title)
        await mia.press(draft, "Send")
        await slack.until(lambda title=title, draft=draft: says(f"Planned: {title}")(draft))
        await strike(slack_house, clock, NOW + timedelta(minutes=5 * number))
    before, waiting = (
        [*await ends(slack_house), *await ends(slack_house, "New portal")],
        copies(ada),
    )
    await strike(slack_house, clock, FRIDAY)
    await slack.wait_for_message(ada, says("Your week in one message"))
    await strike(slack_house, clock, FRIDAY + timedelta(minutes=5))

    assert (before, waiting) == ([("delivered", None), ("planned", "budget")], 1)
    assert await ends(slack_house, "New portal") == [("delivered", None)]
    assert copies(ada, "Your week in one message") == copies(ada, "New portal") == 1
