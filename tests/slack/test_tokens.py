"""Tokens that run out are renewed once, by whoever needs them, and both values are kept."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.slack.api import SlackApi, new_session
from adapters.slack.app import AppSettings, app_for
from adapters.slack.errors import TokenExpired
from adapters.slack.messenger import SlackMessenger
from adapters.slack.tokens import Tokens
from bot.errors import DatabaseTrouble, NotSent
from bot.message import notice
from bot.people.store.grants import keep
from bot.people.store.install_links import OpenLink
from bot.people.store.install_tables import InstallLink
from bot.people.store.installations import StoredInstallations
from bot.people.store.own import unrenewable
from bot.people.store.place_tables import Installation
from bot.people.store.renewals import StoredRenewals
from bot.ports import Destination, Grant, Pair, Presence
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database, async_url

BOX = SecretBox("k" * 40)
HALF_A_DAY = 43200
pytestmark = pytest.mark.both_databases


@pytest.fixture
async def database(database_url):
    database = Database(async_url(database_url))
    yield database
    await database.close()


@pytest.fixture
async def place(slack, database):
    """A workspace that installed the app, whose token runs out."""
    slack.app.rotates = True
    now = datetime.now(UTC)
    pair = slack.app.lend(slack.team)
    grant = Grant(
        "slack",
        slack.team.id,
        "Acme",
        Pair(pair["access_token"], pair["refresh_token"], now + timedelta(hours=12)),
        bot_user_id=slack.team.bot_user_id,
    )
    life = {"made_by": "operator", "made_at": now, "expires_at": now + timedelta(days=1)}
    async with database.begin() as session:
        session.add(InstallLink(id="link", hash="h", partner_id=None, **life))
        await session.flush()
        kept = await keep(session, BOX, OpenLink("link", None, "", "en"), grant, now)
    return kept.installation_id


def settings_of(slack, database):
    renewals = StoredRenewals(database, BOX)
    return AppSettings(
        slack.app.client_id, "https://beat.example", slack.app.client_secret, renewals
    )


@pytest.fixture
async def process(slack, database):
    """Open what one process has of Slack; several know nothing of each other."""
    sessions = []

    def begin():
        session = new_session()
        sessions.append(session)
        api = SlackApi(session, slack.api_url)
        app = settings_of(slack, database)
        known = app_for(api, slack.api_url, StoredInstallations(database, BOX), app)
        return SlackMessenger(api, known.installations)

    yield begin
    for session in sessions:
        await session.close()


@pytest.fixture
def ada(slack):
    return slack.user("ada")


def post(messenger, place, ada, number=1):
    to = Destination("slack", place, ada.id)
    return messenger.deliver(to, notice("Hello", "there"), f"d-{number}")


async def row_of(database, place):
    async with database.read() as session:
        return (await session.scalars(select(Installation).where(Installation.id == place))).one()


async def let_it_run_out_here(database, place, left):
    async with database.begin() as session:
        soon = {"expires_at": datetime.now(UTC) + left}
        await session.execute(update(Installation).where(Installation.id == place).values(soon))


async def test_the_sender_renews_a_token_slack_calls_expired_and_posts_once(
    slack, database, place, process, ada
):
    messenger = process()
    await post(messenger, place, ada)
    slack.advance(HALF_A_DAY)
    await post(messenger, place, ada, 2)
    row = await row_of(database, place)

    assert slack.app.refreshed == 1
    assert len(slack.accepted) == 2
    assert BOX.unlock(row.token) == slack.team.token
    assert slack.app.refreshes[BOX.unlock(row.refresh_token)] == slack.team.id
    assert row.expires_at > datetime.now(UTC) + timedelta(hours=11)


async def test_a_token_is_renewed_before_it_runs_out(slack, database, place, process, ada):
    await let_it_run_out_here(database, place, timedelta(hours=1))
    await post(process(), place, ada)

    assert slack.app.refreshed == 1
    assert len(slack.accepted) == 1


@pytest.mark.parametrize("keeps_older", [True, False])
async def test_of_many_who_need_it_at_once_one_renews_it(
    slack, database, place, process, ada, keeps_older
):
    slack.app.keeps_older_token = keeps_older
    people = [slack.user(f"somebody-{number}") for number in range(6)]
    processes = [process() for _ in range(3)]
    await asyncio.gather(*(post(one, place, ada, n) for n, one in enumerate(processes)))
    slack.advance(HALF_A_DAY)
    await asyncio.gather(
        *(post(processes[n % 3], place, one, f"later-{n}") for n, one in enumerate(people))
    )

    assert slack.app.refreshed == 1
    assert len(slack.accepted) == 9


async def test_a_refresh_token_that_is_lost_is_named_and_the_old_token_serves_to_its_end(
    slack, database, place, process, ada
):
    slack.app.refreshes.clear()
    await let_it_run_out_here(database, place, timedelta(hours=1))
    messenger = process()
    await post(messenger, place, ada)
    async with database.read() as session:
        lost = [one.id for one in await unrenewable(session)]
    slack.advance(HALF_A_DAY)

    assert lost == [place]
    with pytest.raises(TokenExpired, match="install the app there again"):
        await post(messenger, place, ada, 2)
    assert await messenger.presence(place) is Presence.UNSURE
    assert len(slack.accepted) == 1


async def test_a_process_that_died_over_it_leaves_a_token_that_serves_and_an_alarm(
    slack, database, place, process, ada
):
    renewals = StoredRenewals(database, BOX)
    row = await row_of(database, place)
    used = await renewals.claim(place, BOX.unlock(row.token))
    slack.app.refreshes.pop(used)
    async with database.begin() as session:
        over = {"renewing_until": datetime.now(UTC)}
        await session.execute(update(Installation).where(Installation.id == place).values(over))
    await let_it_run_out_here(database, place, timedelta(hours=1))
    await post(process(), place, ada)
    async with database.read() as session:
        lost = await unrenewable(session)

    assert len(slack.accepted) == 1
    assert [one.id for one in lost] == [place]


async def test_slack_that_is_down_for_renewing_costs_time_and_nothing_else(
    slack, database, place, process, ada
):
    messenger = process()
    await post(messenger, place, ada)
    slack.advance(HALF_A_DAY)
    slack.drop_before_accepting("oauth.v2.access")
    with pytest.raises(NotSent):
        await post(messenger, place, ada, 2)
    await post(messenger, place, ada, 3)

    assert slack.app.refreshed == 1
    assert len(slack.accepted) == 2


async def test_a_workspace_that_installs_anew_meanwhile_keeps_its_newer_pair(
    slack, database, place, process, ada
):
    renewals = StoredRenewals(database, BOX)
    row = await row_of(database, place)
    used = await renewals.claim(place, BOX.unlock(row.token))
    newer = Pair("xoxe.xoxb-newer", "xoxe-1-newer", datetime.now(UTC) + timedelta(hours=12))
    async with database.begin() as session:
        grant = Grant("slack", slack.team.id, "Acme", newer)
        link = OpenLink("link", None, "", "en")
        await keep(session, BOX, link, grant, datetime.now(UTC))
    held = await renewals.keep(place, used, Pair("late", "late", datetime.now(UTC)))

    assert held.token == newer.token
    assert BOX.unlock((await row_of(database, place)).token) == newer.token


async def test_a_sender_that_is_cut_short_loses_nothing_of_what_slack_renewed(
    slack, database, place, ada
):
    waits, asked = asyncio.Event(), asyncio.Event()
    async with new_session() as session:
        api = SlackApi(session, slack.api_url)
        plain = StoredInstallations(database, BOX)
        oauth = app_for(api, slack.api_url, plain, settings_of(slack, database)).oauth

        async def slowly(refresh_token):
            pair = await oauth.refresh(refresh_token)
            asked.set()
            await waits.wait()
            return pair

        tokens = Tokens(plain, StoredRenewals(database, BOX), slowly)
        api.renew = tokens.renew
        messenger = SlackMessenger(api, tokens)
        slack.advance(HALF_A_DAY)
        sending = asyncio.create_task(post(messenger, place, ada))
        await asked.wait()
        sending.cancel()
        waits.set()
        await asyncio.wait([sending])
        await tokens.settle()
        await post(messenger, place, ada, 2)
        row = await row_of(database, place)

    assert sending.cancelled()
    assert slack.app.refreshed == 1
    assert BOX.unlock(row.token) == slack.team.token
    assert len(slack.accepted) == 1


class Away(StoredRenewals):
    """The database goes away in the moment a pair is to be kept, and is back for the next."""

    is_away = True

    async def keep(self, installation_id, used, pair):
        if self.is_away:
            raise DatabaseTrouble("the disk is full", "make room")
        return await super().keep(installation_id, used, pair)


async def test_a_pair_that_could_not_be_kept_serves_from_memory_and_is_kept_later(
    slack, database, place, ada
):
    renewals = Away(database, BOX)
    async with new_session() as session:
        api = SlackApi(session, slack.api_url)
        plain = StoredInstallations(database, BOX)
        oauth = app_for(api, slack.api_url, plain, settings_of(slack, database)).oauth
        tokens = Tokens(plain, renewals, oauth.refresh)
        api.renew = tokens.renew
        messenger = SlackMessenger(api, tokens)
        await let_it_run_out_here(database, place, timedelta(hours=1))
        await post(messenger, place, ada)
        in_memory = BOX.unlock((await row_of(database, place)).token)
        renewals.is_away = False
        await post(messenger, place, ada, 2)
        kept = BOX.unlock((await row_of(database, place)).token)

    assert slack.app.refreshed == 1
    assert len(slack.accepted) == 2
    assert in_memory != slack.team.token
    assert kept == slack.team.token
