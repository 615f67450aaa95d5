"""Who is who, through Slack's door: claims, codes by mail, and what administrators settle."""

import re

import pytest
from sqlalchemy import select

from bot import ports
from bot.people.store.installations import StoredInstallations
from bot.people.store.tables import Contact
from bot.store.columns import new_id
from drumbeat.settings import read_settings
from tests.journeys.conftest import says
from tests.stand_ins.smtp import MailSink

TECHNICAL, MANAGER, ADMINISTRATOR, MEMBER = "acme-it-01", "cirrus-03", "cirrus-01", "cirrus-07"
UNKNOWN = says("We have not met yet")
ACME = "Acme IT Services"


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running
        assert running.violations == []


@pytest.fixture
def slack_settings(slack, slack_settings, sink):
    """Slack, and a relay for codes."""
    given = slack_settings.model_dump() | {
        "smtp_url": f"smtp://127.0.0.1:{sink.port}",
        "smtp_allow_plain": True,
        "mail_from": "beat@cirrus.example",
        "mail_imprint": "Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
        "public_url": "http://127.0.0.1:9/",
    }
    return read_settings(**{name: value for name, value in given.items() if value is not None})


@pytest.fixture
async def elsewhere(slack, slack_house):
    """A workspace that is not the vendor's, with our app in it."""
    team = slack.add_team("Acme")
    house = slack_house.house
    found = ports.Installation(new_id(), "slack", team.id, team.token, team.bot_user_id)
    await StoredInstallations(house.database, house.box).seed(found, "Acme's workspace")
    return team


@pytest.fixture
def email_of(slack_house):
    async def look_up(contact_id):
        async with slack_house.house.database.read() as session:
            return (await session.get_one(Contact, contact_id)).email

    return look_up


@pytest.fixture
def asks(slack):
    """Say something in the direct message, and return what is answered to it."""

    async def ask(person, words):
        before = len(person.inbox)
        await person.say_in_dm(words)
        await slack.until(lambda: len(person.inbox) > before)
        return person.inbox[-1].text

    return ask


async def enter_code(slack, sink, person, email):
    """Prove an email as a person does it: button, form, mail, form."""
    await person.say_in_dm("hello")
    offer = await slack.wait_for_message(person, UNKNOWN)
    await person.press(offer, "I have a partner account")
    form = await slack.wait_for_view(person, bool)
    await person.submit(form, {"Your email address": email})
    letter = await sink.wait_for(email)
    code = re.search(r"Your code is (\w{8})", letter.text)[1]
    form = await slack.wait_for_view(person, lambda view: "Your code" in str(view.body["title"]))
    await person.submit(form, {"The code from the mail": code})
    return code


async def test_a_bound_workspace_links_in_a_registered_domain_and_in_no_other(
    slack, slack_house, somebody, elsewhere, email_of, asks
):
    root = await somebody(ADMINISTRATOR)
    ada = slack.user("ada", team=elsewhere, email=await email_of(TECHNICAL))
    bob = slack.user("bob", team=elsewhere, email=await email_of("bluepeak-01"))
    bound = await asks(root, f"bind {elsewhere.id} to {ACME}")
    before = await asks(ada, "home")
    domains = await asks(root, f"domains {ACME} add acme-it.example")
    after = await asks(ada, "home")

    assert "now vouches" in bound
    assert "acme-it.example" in domains
    assert "We have not met yet" in before
    assert f"you are here for {ACME}" in after
    assert "We have not met yet" in await asks(bob, "home")


@pytest.mark.both_databases
async def test_a_code_by_mail_links_a_stranger_once(
    slack, slack_house, sink, elsewhere, email_of, asks
):
    ada = slack.user("ada", team=elsewhere, email="whatever@nowhere.example")
    await enter_code(slack, sink, ada, await email_of(TECHNICAL))
    home = await slack.wait_for_message(ada, says("you are here for"))

    assert ACME in home.text
    assert "as of" in await asks(ada, "our ARR")


async def test_a_wrong_code_is_said_beside_its_field(
    slack, slack_house, sink, elsewhere, email_of
):
    ada = slack.user("ada", team=elsewhere)
    await ada.say_in_dm("hello")
    offer = await slack.wait_for_message(ada, UNKNOWN)
    await ada.press(offer, "I have a partner account")
    form = await slack.wait_for_view(ada, bool)
    await ada.submit(form, {"Your email address": await email_of(TECHNICAL)})
    form = await slack.wait_for_view(ada, lambda view: "Your code" in str(view.body["title"]))
    await ada.submit(form, {"The code from the mail": "22222222"})

    assert "not a code I can take" in str(form.errors)


async def test_in_a_shared_room_a_person_of_another_company_proves_themselves_too(
    slack, slack_house, sink, elsewhere, email_of
):
    guest = slack.user("guest", team=elsewhere, via=slack.team)
    email = await email_of(TECHNICAL)
    room = slack.channel("shared", [guest], is_ext_shared=True)
    await guest.mention(room, "our ARR")
    offer = await slack.wait_for_message(guest, UNKNOWN)
    await guest.press(offer, "I have a partner account")
    form = await slack.wait_for_view(guest, bool)
    await guest.submit(form, {"Your email address": email})
    code = re.search(r"Your code is (\w{8})", (await sink.wait_for(email)).text)[1]
    form = await slack.wait_for_view(guest, lambda view: "Your code" in str(view.body["title"]))
    await guest.submit(form, {"The code from the mail": code})

    assert await slack.wait_for_message(guest, says("you are here for"))


async def test_an_administrator_links_somebody_by_hand(
    slack, slack_house, somebody, elsewhere, email_of, asks
):
    root, ada = await somebody(ADMINISTRATOR), slack.user("ada", team=elsewhere)
    email = await email_of(TECHNICAL)
    said = await asks(root, f"link {email} to slack {elsewhere.id} {ada.id}")

    assert ada.id in said
    assert ACME in await asks(ada, "home")


async def test_the_way_into_a_workspace_that_removed_us_is_shown_as_closed(
    slack, slack_house, somebody, elsewhere, email_of, asks
):
    root, ada = await somebody(ADMINISTRATOR), slack.user("ada", team=elsewhere)
    email = await email_of(TECHNICAL)
    await asks(root, f"link {email} to slack {elsewhere.id} {ada.id}")
    await slack.uninstall(elsewhere)
    await slack_house.house.workers.idle()
    said = await asks(root, f"who is {email}")

    assert "not used: we were removed there" in said
    assert "goes to Slack" not in said


async def test_a_manager_sees_coverage_and_people_and_others_do_not(
    slack, slack_house, somebody, email_of, asks
):
    manager, member = await somebody(MANAGER), await somebody(MEMBER)
    ada = await somebody("bluepeak-01")
    email = await email_of(TECHNICAL)
    coverage = await asks(manager, f"coverage {ACME}")
    seen = await asks(manager, f"who is {email}")
    refused = [await asks(who, "coverage") for who in (member, ada)]
    hidden = [
        await asks(who, f"who is {one}")
        for who in (member, ada)
        for one in (email, "nobody@nowhere.example")
    ]

    assert "no sponsor on their side" in coverage
    assert "technical" in seen
    assert email in seen
    assert refused[0] == refused[1]
    assert "look after the programme" in refused[0]
    assert len(set(hidden)) == 1


async def test_a_person_chooses_on_their_home_tab_to_be_reached_there(
    slack, slack_house, somebody, asks
):
    ada = await somebody(TECHNICAL)
    await ada.open_home()
    home = await slack.wait_for_home(ada)
    await ada.press(home, "Reach me here, on Slack")
    await slack.wait_for_message(ada, says("Slack it is"))
    async with slack_house.house.database.read() as session:
        chosen = await session.scalar(
            select(Contact.preferred_platform).where(Contact.id == TECHNICAL)
        )

    assert chosen == "slack"
