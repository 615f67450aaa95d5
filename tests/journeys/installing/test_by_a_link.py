"""Other workspaces install the app by a link: from the letter to the first delivered message."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.people.store.install_tables import InstallLink, InstallState
from bot.people.store.place_tables import Installation
from bot.people.store.tables import Contact, PartnerDomain
from drumbeat.settings import read_settings
from tests.fixtures.moments import NOON
from tests.journeys.conftest import says, served
from tests.journeys.installing.conftest import GO, allow, letter_for, letters, rows, slack_places
from tests.stand_ins.browser import Browser
from tests.stand_ins.slack.oauth import PATH

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HALF_A_DAY = 43200


async def comes_in(slack, slack_house, root, who, partner):
    """Let a partner's workspace install the app by its link, and somebody there say hello."""
    async with slack_house.house.database.begin() as session:
        contact = await session.get_one(Contact, who)
        domain = contact.email.partition("@")[2]
        own = PartnerDomain(partner_id=contact.partner_id, domain=domain, registered_at=NOON)
        session.add(own)
    team = slack.add_team(partner, installed=False)
    link = await letter_for(slack, root, partner)
    async with Browser() as browser:
        page = await browser.open(link)
        done = await allow(browser, await browser.follow(page, GO), team)
    person = slack.user(who, team=team, email=contact.email, tz=contact.zone)
    await person.say_in_dm("help")
    await slack.wait_for_message(person, says("What I can do"))

    assert f"will speak for {partner}" in page.text
    assert f"{team.name} is connected" in done.text
    return person


@pytest.mark.both_databases
@pytest.mark.every_change
async def test_from_the_letter_to_the_first_message_in_two_workspaces(
    slack, slack_house, root, clock
):
    ada = await comes_in(slack, slack_house, root, "acme-it-01", "Acme IT Services")
    slack.app.rotates = True
    bob = await comes_in(slack, slack_house, root, "bluepeak-01", "Bluepeak Managed IT")
    slack.advance(HALF_A_DAY)
    clock.move_to(TUESDAY)
    for person in (ada, bob):
        assert await slack.wait_for_message(person, says("CloudBackup"))
    kept = await rows(slack_house, select(Installation).where(Installation.own.is_(False)))
    card = [one for one in root.inbox if says("How far Bluepeak")(one)][-1]
    await root.press(card, "Look again")
    await slack.until(lambda: "Not yet" not in card.text)

    assert "the first message arrived (24 Nov 2026" in card.text
    assert {row.partner_id for (row,) in kept} >= {"partner-acme-it", "partner-bluepeak"}
    assert slack.unanswered == []
    assert slack.app.refreshed == 1, "the sender met a token that had run out"
    assert len(await rows(slack_house, select(InstallLink.installation_id).distinct())) == 2


def the_reference(page):
    return re.search(r"Reference: [0-9a-f]{8}", page.text)


async def test_the_page_keeps_the_rules_of_public_pages_and_its_cookie_is_shut_in(
    slack, link, acme, browser
):
    page = await browser.open(link)
    asked = await browser.follow(page, GO)
    cookie = next(one for one in asked.cookies if one.startswith("drumbeat_install="))

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.cookies == []
    assert {"HttpOnly", "SameSite=Lax", "Path=/slack"} <= set(cookie.split("; "))
    assert "Max-Age=600" in cookie
    assert "Secure" not in cookie, "this public address is not encrypted"
    for scope in ("chat:write", "im:history", "users:read.email"):
        assert scope in page.text


async def test_who_says_no_reads_that_it_is_fine(slack, slack_house, link, acme, browser):
    asked = await browser.follow(await browser.open(link), GO)
    page = await browser.press(asked, PATH, team=acme.id, decision="deny")

    assert "said no, and that is fine" in page.text
    assert the_reference(page)
    assert await slack_places(slack_house) == []


async def test_a_state_serves_once_and_in_its_own_browser(slack, slack_house, link, acme, browser):
    asked = await browser.follow(await browser.open(link), GO)
    async with Browser() as other:
        stolen = await other.press(asked, PATH, team=acme.id, decision="allow")
    again = await allow(browser, asked, acme)
    made_up = await browser.open(f"{slack_house.url}/slack/oauth_redirect?code=x&state=y")

    assert "begun in another browser" in stolen.text
    assert "done already" in again.text
    assert "cannot tell where this page comes from" in made_up.text
    assert await slack_places(slack_house) == []


@pytest.fixture
def no_time(monkeypatch):
    """Let every state be over as it begins."""
    monkeypatch.setattr("bot.people.store.install_links.STATE_LIFE", timedelta(0))


@pytest.mark.usefixtures("no_time")
async def test_a_state_runs_out_after_ten_minutes(slack, slack_house, link, acme, browser):
    asked = await browser.follow(await browser.open(link), GO)
    page = await allow(browser, asked, acme)

    assert "More than ten minutes passed" in page.text
    assert await slack_places(slack_house) == []


async def test_the_page_that_came_back_is_safe_to_load_again(
    slack, slack_house, link, acme, browser
):
    asked = await browser.follow(await browser.open(link), GO)
    done = await allow(browser, asked, acme)
    again = await browser.open(done.url)

    assert "Acme is connected" in done.text
    assert "done already" in again.text
    assert len(await slack_places(slack_house)) == 1


REFUSED = {
    "code_already_used": "did not take its own confirmation",
    "invalid_code": "did not take its own confirmation",
    "bad_client_secret": "set up wrongly on Cirrus Channel Cloud's side",
    "internal_error": "no clear answer",
    "something_new": "a reason we do not know",
}


async def test_what_slack_refuses_has_a_page_of_its_own(slack, slack_house, link, acme, browser):
    pages = {}
    for word in REFUSED:
        asked = await browser.follow(await browser.open(link), GO)
        slack.fail("oauth.v2.access", word)
        pages[word] = await allow(browser, asked, acme)

    for word, said in REFUSED.items():
        assert said in pages[word].text, word
        assert the_reference(pages[word])
    assert await slack_places(slack_house) == []


async def test_an_app_that_is_not_distributed_says_who_has_to_mend_it(
    slack, slack_house, link, acme, browser
):
    slack.app.is_distributed = False
    asked = await browser.follow(await browser.open(link), GO)
    page = await allow(browser, asked, acme)

    assert "switch on distribution" in page.text
    assert await slack_places(slack_house) == []


async def test_a_whole_organisation_is_told_what_to_do_and_nothing_is_kept(
    slack, slack_house, link, acme, browser
):
    acme.enterprise_id = "E1"
    asked = await browser.follow(await browser.open(link), GO)
    page = await allow(browser, asked, acme, whole="organisation")
    await slack.app.events_arrived()

    assert "choose one workspace at the top right" in page.text
    assert not acme.installed, "what was granted is handed back"
    assert await slack_places(slack_house) == []


async def test_slack_that_breaks_off_is_tried_again_with_the_same_link(
    slack, slack_house, link, acme, browser
):
    asked = await browser.follow(await browser.open(link), GO)
    slack.drop_after_accepting("oauth.v2.access")
    broken = await allow(browser, asked, acme)
    asked = await browser.follow(await browser.open(link), GO)
    done = await allow(browser, asked, acme)

    assert (broken.status, done.status) == (503, 200)
    assert "Acme is connected" in done.text


async def test_a_link_that_is_none_of_ours_says_whom_to_ask(slack_house, browser):
    for query in ("", "?for=", "?for=nothing", f"?for={'x' * 3000}", "?go=1"):
        page = await browser.open(f"{slack_house.url}/slack/install{query}")

        assert page.status == 404
        assert "ask your contact at Cirrus Channel Cloud" in page.text


async def test_a_link_that_was_taken_back_or_replaced_works_no_more(
    slack, slack_house, root, link, browser
):
    newer = await letter_for(slack, root, "Acme IT Services")
    old = await browser.open(link)
    new = await browser.open(newer)
    await root.say_in_dm("uninvite Acme IT Services")
    await slack.wait_for_message(root, says("That link works no more"))
    gone = await browser.open(newer)

    assert (old.status, new.status, gone.status) == (404, 200, 404)


async def test_one_link_brings_one_workspace_and_hands_the_second_back(
    slack, slack_house, link, acme, browser
):
    second = slack.add_team("Second", installed=False)
    for team in (acme, second):
        asked = await browser.follow(await browser.open(link), GO)
        page = await allow(browser, asked, team)
    await slack.app.events_arrived()

    assert "brought in another workspace already" in page.text
    assert not second.installed
    assert [row.name for row in await slack_places(slack_house)] == ["Acme"]


async def test_our_own_workspace_stays_ours_and_the_link_stays_good(
    slack, slack_house, link, acme, browser
):
    asked = await browser.follow(await browser.open(link), GO)
    ours = await allow(browser, asked, slack.team)
    asked = await browser.follow(await browser.open(link), GO)
    theirs = await allow(browser, asked, acme)

    assert "own workspace, so nothing changed" in ours.text
    assert "Acme is connected" in theirs.text
    assert [row.own for row in await slack_places(slack_house)] == [False]


async def test_a_workspace_of_another_partner_stays_with_it(
    slack, slack_house, root, link, acme, browser
):
    asked = await browser.follow(await browser.open(link), GO)
    await allow(browser, asked, acme)
    other = await letter_for(slack, root, "Bluepeak Managed IT")
    asked = await browser.follow(await browser.open(other), GO)
    page = await allow(browser, asked, acme)

    assert "connected for another partner before" in page.text
    assert "Acme IT" not in page.text
    (row,) = await slack_places(slack_house)
    assert row.partner_id == "partner-acme-it"


async def test_a_link_that_is_opened_without_end_is_told_to_wait(link, browser, monkeypatch):
    monkeypatch.setattr("bot.people.store.install_links.TRIES_AT_ONCE", 2)
    pages = [await browser.open(f"{link}&go=1") for _ in range(3)]

    assert [page.status for page in pages] == [200, 200, 429]
    assert "wait ten minutes" in pages[-1].text


async def test_pages_are_in_the_language_the_browser_asks_for(link, acme):
    async with Browser(language="fr, de-CH;q=0.9, en;q=0.5") as browser:
        page = await browser.open(link)
        asked = await browser.follow(page, "Weiter zu Slack")
        denied = await browser.press(asked, PATH, team=acme.id, decision="deny")

    assert "Worum gebeten wird, und warum" in page.text
    assert 'lang="de' in page.html
    assert "haben nein gesagt" in denied.text


async def test_the_checklist_follows_a_workspace_step_by_step(
    slack, slack_house, root, link, acme, browser
):
    card = await slack.wait_for_message(root, says("How far Acme IT Services has come"))
    stood = [card.text]
    page = await browser.open(link)
    await root.press(card, "Look again")
    await slack.until(lambda: card.text != stood[-1])
    stood.append(card.text)
    await allow(browser, await browser.follow(page, GO), acme)
    await root.press(card, "Look again")
    await slack.until(lambda: card.text != stood[-1])
    stood.append(card.text)

    assert [text.count("Not yet") for text in stood] == [5, 4, 2]
    assert "Workspace: Acme" in stood[-1]


async def test_only_administrators_invite(slack, slack_house, somebody):
    manager = await somebody("cirrus-03")
    await manager.say_in_dm("invite Acme IT Services to slack")

    assert await slack.wait_for_message(manager, bool)
    assert letters(manager) == []
    assert await rows(slack_house, select(InstallLink)) == []


async def test_no_token_code_or_state_lies_readable_or_is_logged(
    slack, slack_house, link, acme, browser, capsys
):
    slack.app.rotates = True
    asked = await browser.follow(await browser.open(link), GO)
    await allow(browser, asked, acme)
    (row,) = await slack_places(slack_house)
    kept = str(await rows(slack_house, select(Installation.__table__)))
    kept += str(await rows(slack_house, select(InstallLink.__table__)))
    kept += str(await rows(slack_house, select(InstallState.__table__)))
    secrets = {
        *(acme.token, *slack.app.refreshes, *slack.app.codes),
        *(asked.fields["state"], link.partition("for=")[2]),
    }
    logged = capsys.readouterr().out

    assert row.token
    assert row.refresh_token
    assert all(secret and secret not in kept for secret in secrets)
    assert all(secret not in logged for secret in secrets)


async def test_without_the_apps_id_there_is_no_such_page(slack, programme_url, clock, browser):
    settings = read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=programme_url,
        port=0,
        slack_signing_secret=slack.door.signing_secret,
        slack_bot_token=slack.team.token,
        slack_api_url=slack.api_url,
    )
    running = await served(settings, clock)
    pages = [
        await browser.open(f"{running.url}/slack/{name}") for name in ("install", "oauth_redirect")
    ]
    await running.stop()

    assert [page.status for page in pages] == [404, 404]
