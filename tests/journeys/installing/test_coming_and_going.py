"""Workspaces remove the app and install it again, and what is told of it comes in any order."""

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, PartnerDomain
from tests.fixtures.moments import NOON
from tests.journeys.conftest import says
from tests.journeys.installing.conftest import GO, allow, letter_for, rows, slack_places
from tests.stand_ins.slack import payloads

UNINSTALLED = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0"]}}
AN_HOUR = 3600


async def tell(slack, team, event, *, ago=0):
    """Tell the app of an event, as it happened some seconds ago."""
    envelope = payloads.event_envelope(slack.world, team, event)
    return await slack.door.event({**envelope, "event_time": int(time.time()) - ago})


async def settled(slack_house):
    """Wait until what arrived was worked on; return how the partner's workspace stands."""
    await slack_house.house.workers.idle()
    (row,) = await slack_places(slack_house)
    return row


def asked_whose_tokens(slack):
    return sum(call.method == "auth.test" for call in slack.calls)


@pytest.fixture
async def installed(slack, slack_house, link, acme, browser):
    """The partner's workspace, with the app in it."""
    await allow(browser, await browser.follow(await browser.open(link), GO), acme)
    return acme


@pytest.fixture
async def ada(slack, slack_house, installed):
    """Somebody of the partner, known in their own workspace."""
    async with slack_house.house.database.begin() as session:
        contact = await session.get_one(Contact, "acme-it-01")
        domain = contact.email.partition("@")[2]
        session.add(
            PartnerDomain(partner_id=contact.partner_id, domain=domain, registered_at=NOON)
        )
    person = slack.user("ada", team=installed, email=contact.email, tz=contact.zone)
    await person.say_in_dm("help")
    await slack.wait_for_message(person, says("What I can do"))
    return person


@pytest.mark.parametrize("order", [(UNINSTALLED, REVOKED), (REVOKED, UNINSTALLED)])
async def test_who_removes_the_app_is_forgotten_with_the_token(
    slack, slack_house, installed, order
):
    installed.installed = False
    for event in order:
        await tell(slack, installed, event)
    row = await settled(slack_house)

    assert (row.state, row.token, row.refresh_token) == ("removed", "", "")


async def test_an_event_that_is_older_than_the_installation_changes_nothing(
    slack, slack_house, installed
):
    before = asked_whose_tokens(slack)
    await tell(slack, installed, UNINSTALLED, ago=AN_HOUR)
    await tell(slack, installed, REVOKED, ago=AN_HOUR)
    row = await settled(slack_house)

    assert row.state == "live"
    assert row.token
    assert asked_whose_tokens(slack) == before, "nobody had to be asked"


async def test_a_token_that_slack_says_is_good_is_not_erased(slack, slack_house, installed):
    await tell(slack, installed, UNINSTALLED, ago=-5)
    row = await settled(slack_house)

    assert (row.state, bool(row.token)) == ("live", True)


async def test_while_slack_gives_no_answer_the_token_stays_and_a_word_brings_it_back(
    slack, slack_house, installed, ada, monkeypatch
):
    monkeypatch.setattr("bot.people.store.installations.BELIEVE_SECONDS", 0.0)
    slack_house.house.installations.forget()
    slack.server_error("auth.test")
    await tell(slack, installed, UNINSTALLED, ago=-5)
    unsure = await settled(slack_house)
    before = len(ada.inbox)
    await ada.say_in_dm("who am i")
    await slack.until(lambda: len(ada.inbox) > before)
    back = await settled(slack_house)

    assert (unsure.state, bool(unsure.token)) == ("removed", True)
    assert back.state == "live"


async def test_a_return_revives_addresses_and_late_news_of_the_removal_changes_nothing(
    slack, slack_house, root, installed, ada, browser
):
    await slack.uninstall(installed)
    await settled(slack_house)
    async with slack_house.house.database.begin() as session:
        here = Address.external_id == ada.id
        buried = {"state": "dead", "reason": "Slack: channel_not_found"}
        await session.execute(update(Address).where(here).values(buried))
    gone = await settled(slack_house)
    again = await letter_for(slack, root, "Acme IT Services")
    page = await allow(browser, await browser.follow(await browser.open(again), GO), installed)
    await tell(slack, installed, UNINSTALLED, ago=60)
    row = await settled(slack_house)
    before = len(ada.inbox)
    await ada.say_in_dm("who am i")
    await slack.until(lambda: len(ada.inbox) > before)
    states = await rows(slack_house, select(Address.state, Address.reason).where(here))

    assert (gone.state, row.state) == ("removed", "live")
    assert gone.id == row.id
    assert "is connected" in page.text
    assert states == [("live", None)]


async def test_an_administrator_leaves_a_workspace_and_slack_is_told(
    slack, slack_house, root, installed
):
    await root.say_in_dm(f"installations remove {installed.id}")
    await slack.wait_for_message(root, says("Slack took us out of Acme"))
    await slack.app.events_arrived()
    row = await settled(slack_house)

    assert not installed.installed
    assert (row.state, row.token) == ("left", "")
    assert row.partner_id == "partner-acme-it", "kept for a return"


async def test_what_slack_does_not_let_us_leave_stays_as_it_was(
    slack, slack_house, root, installed
):
    slack.drop_before_accepting("apps.uninstall")
    await root.say_in_dm(f"installations remove {installed.id}")
    await slack.wait_for_message(root, says("nothing was changed"))
    row = await settled(slack_house)

    assert (row.state, bool(row.token)) == ("live", True)


async def test_own_is_said_and_taken_back_by_hand_and_is_not_left_by_accident(
    slack, slack_house, root, installed
):
    said = {}
    for words, answer in {
        f"installations own {installed.id}": "speaks for a partner",
        f"unbind {installed.id}": "vouches for nobody now",
        f"installations own {installed.id} ": "our own now",
        f"installations remove {installed.id}": "That one is our own",
        f"installations disown {installed.id}": "our own no more",
    }.items():
        await root.say_in_dm(words)
        said[words] = await slack.wait_for_message(root, says(answer))
    (row,) = await slack_places(slack_house)

    assert (row.own, row.own_by) == (False, "taken back")
    assert len(said) == 5


async def test_installing_again_never_makes_a_workspace_our_own(
    slack, slack_house, root, installed, browser
):
    await root.say_in_dm(f"installations remove {installed.id}")
    await slack.wait_for_message(root, says("Slack took us out"))
    await slack.app.events_arrived()
    again = await letter_for(slack, root, "Acme IT Services")
    await allow(browser, await browser.follow(await browser.open(again), GO), installed)
    row = await settled(slack_house)
    others = await rows(slack_house, select(Installation.external_id).where(Installation.own))

    assert (row.own, row.own_by) == (False, None)
    assert (slack.team.id,) in others
    assert row.installed_at > datetime(2026, 1, 1, tzinfo=UTC)
