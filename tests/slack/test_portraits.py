"""The picture of whoever looks after a partner: fetched once by us, shown from our address."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.api import SlackApi, new_session
from adapters.slack.directory import SlackDirectory
from bot.clock import Clock
from bot.people.portraits import Portraits
from bot.people.store.picture_tables import NAME
from bot.people.store.place_tables import Address, Installation
from bot.people.store.portraits import portrait
from bot.people.store.presenting import presenters
from bot.people.store.tables import Contact, Partner
from bot.store.sessions import Database
from tests.fixtures.pictures import png
from tests.slack.house import register_of

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


class Machine(Clock):
    """The machine's time, which goes on when it is told to."""

    moment = NOW

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
async def database(database_url, slack):
    """Jana looks after Northwind; Ben looks after nobody."""
    database = Database(database_url)
    async with database.begin() as session:
        facts = {"platform": "slack", "token": "", "installed_at": NOW, "state": "live"}
        session.add(
            Installation(id="w1", external_id=slack.team.id, name="Ours", own=True, **facts)
        )
        for name in ("jana", "ben"):
            who = {"role": "sales", "zone": "UTC", "permission": "manager"}
            session.add(Contact(id=name, name=name.title(), **who))
            await session.flush()
            at = {"platform": "slack", "installation_id": "w1", "linked_at": NOW}
            session.add(Address(id=name, contact_id=name, external_id=slack.user(name).id, **at))
        where = {"tier": "Gold", "region": "EMEA", "stage": "build"}
        session.add(Partner(id="p1", name="Northwind", manager_id="jana", **where))
    yield database
    await database.close()


async def presenter(database):
    async with database.read() as session:
        return (await presenters(session, ["p1"], NOW))["p1"]


async def test_a_manager_is_shown_with_the_picture_they_chose_from_our_own_address(
    slack, database
):
    slack.user("jana").member.picture = png(2, 2).data
    slack.user("ben").member.picture = png(3, 3).data
    system = Machine()
    async with new_session() as http:
        directory = SlackDirectory(SlackApi(http, slack.api_url), register_of(slack))
        portraits = Portraits(database, {"slack": directory}, system)

        assert await portraits.look() == 1  # nobody looks at Ben
        shown = await presenter(database)
        digest, _, name = shown.picture.partition("/")
        assert (shown.name, name) == ("Jana", NAME)
        assert await portrait(database, digest) == png(2, 2)
        assert await portraits.look() == 0

        slack.user("jana").member.picture = None
        assert await portraits.look() == 0  # once a day is enough
        system.moment = NOW + timedelta(days=1)
        slack.fail("users.info", "internal_error")
        assert await portraits.look() == 0
        assert (await presenter(database)).picture == shown.picture

        system.moment = NOW + timedelta(days=2)
        assert await portraits.look() == 1
        assert (await presenter(database)).picture == ""
        assert await portrait(database, digest) is None


async def test_no_picture_is_fetched_from_elsewhere_than_slack(slack, database):
    slack.user("jana").member.picture = png().data
    slack.world.pictures_at = "http://127.0.0.1:9/inside"
    async with new_session() as http:
        directory = SlackDirectory(SlackApi(http, slack.api_url), register_of(slack))

        assert await Portraits(database, {"slack": directory}, Machine()).look() == 0
    assert (await presenter(database)).picture == ""
