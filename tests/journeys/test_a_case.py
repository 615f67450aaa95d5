"""A wave that is answered on Slack, on Teams and by mail, and a complaint until both close it."""

import asyncio
import json
import socket
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import delete, select

from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.store.sessions import Database
from bot.voice.store.case_tables import Case, CaseEvent
from bot.voice.store.improvements import posted_since
from bot.voice.store.tables import Response, Wave
from drumbeat.settings import read_settings
from tests.fixtures.program import run
from tests.journeys.conftest import says, served
from tests.journeys.replying import ADMINISTRATOR, DEPUTY, MANAGER, PERSON, give_to, name_of
from tests.journeys.test_email import ASKED, action_on, fetch, hidden
from tests.stand_ins.smtp import MailSink
from tests.stand_ins.teams import FakeTeams

LONG = 30
ON_SLACK, ON_TEAMS = "bluepeak-01", "fabrikam-01"


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running
        assert running.violations == []


@pytest.fixture
async def teams():
    async with FakeTeams() as running:
        yield running
        assert running.violations == []


@pytest.fixture
async def slack_house(slack, teams, programme_url, clock, sink, asking_all):
    """The bot as it is served to Slack, to Teams, and to readers who have nothing but mail."""
    database = Database(programme_url)
    async with database.begin() as session:
        await session.execute(delete(Address).where(Address.contact_id == PERSON))
    await give_to(database, MANAGER, DEPUTY)
    await database.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        content=asking_all,
        database_url=programme_url,
        port=port,
        public_url=f"http://127.0.0.1:{port}/",
        slack_signing_secret=slack.door.signing_secret,
        slack_bot_token=slack.team.token,
        slack_api_url=slack.api_url,
        teams_app_id=teams.app_id,
        teams_app_password=teams.app_password,
        teams_tenant_id=teams.tenant.id,
        teams_service_hosts=teams.service_url.split("/")[2],
        teams_login_url=teams.base,
        teams_openid_url=teams.openid_url,
        smtp_url=f"smtp://127.0.0.1:{sink.port}",
        smtp_allow_plain=True,
        mail_from="Cirrus Partner Programme <beat@cirrus.example>",
        mail_imprint="Cirrus GmbH\\nHafenstraße 1, 20457 Hamburg",
    )
    running = await served(settings, clock)
    slack.point_at(f"{running.url}/slack/events")
    teams.point_at(f"{running.url}/api/messages")
    yield running
    await running.stop()


@pytest.fixture
async def desk(slack_house, slack, somebody):
    """The manager, the deputy and an administrator before Slack."""
    people = [await somebody(one) for one in (MANAGER, DEPUTY, ADMINISTRATOR)]
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return people


@pytest.fixture
async def content(slack_house, slack, teams, somebody, desk):
    """Two who are content, one on Slack and one on Teams, each at a partner of their own."""
    ola = await somebody(ON_SLACK)
    await ola.say_in_dm("help")
    await slack.wait_for_message(ola, says("What I can do"))
    async with slack_house.house.database.read() as session:
        contact = await session.get_one(Contact, ON_TEAMS)
    tim = teams.person(ON_TEAMS, email=contact.email, zone=contact.zone)
    await tim.install()
    await tim.say("help")
    await teams.wait_for_message(tim, lambda one: "What I can do" in str(one.card))
    return ola, tim


@pytest.fixture
async def ada(slack_house, sink):
    """A partner's person who has nothing but mail."""
    async with slack_house.house.database.read() as session:
        email = await session.scalar(select(Contact.email).where(Contact.id == PERSON))
    return Reader(sink, email)


class Reader:
    """Somebody who has nothing but mail: opens links, and presses what stands on the page."""

    def __init__(self, sink, email) -> None:
        self.sink, self.email = sink, email

    async def letter(self, words):
        return await self.sink.wait_for(self.email, lambda mail: words in mail.text, timeout=LONG)

    async def open(self, letter, end):
        """Open the link of a letter that ends so; return its page and what it shows."""
        address = next(unescape(url) for url in letter.links if end in unescape(url))
        _, shown = await fetch(address)
        return address.partition("?")[0], shown

    async def press(self, page, shown, label):
        _, after = await fetch(page, {**hidden(shown), "action": action_on(shown, label)})
        return after


async def state_of(house):
    async with house.house.database.read() as session:
        found = await session.scalars(select(Case))
        events = await session.scalars(select(CaseEvent.deed).order_by(CaseEvent.n))
        (case,) = found.all()
        return case, list(events)


async def later(house, clock, **span):
    clock.move_to(clock.now() + timedelta(**span))
    await house.house.drum.strike(clock.now())


async def complain(ada, house, clock):
    """Let somebody give a 3 from their letter, say why, and hear of it; return what they read."""
    clock.move_to(ASKED)
    await house.house.drum.strike(clock.now())
    page, shown = await ada.open(await ada.letter("recommend"), "?value=3")
    assert await count(house) == 0
    form = await ada.press(page, shown, "Give a 3")
    await fetch(page, {**hidden(form), "field-reason": "Nobody calls back"})
    await later(house, clock, minutes=1)
    return await ada.letter("gets in touch with you by")


async def praise(slack, teams, content):
    """Let those who are content tap a 9 and a 10 where the wave reached them."""
    ola, tim = content
    on_slack = await slack.wait_for_message(ola, says("How likely"), timeout=LONG)
    await ola.press(on_slack, "9")
    on_teams = await teams.wait_for_message(
        tim, lambda one: "How likely" in str(one.card), timeout=LONG
    )
    await tim.press(on_teams, "10")
    await slack.until(lambda: "your 9 is saved" in on_slack.text)
    await teams.until(lambda: "your 10 is saved" in str(on_teams.card))


@pytest.fixture
async def wave(slack_house, slack, teams, ada, clock, content):
    """What somebody is told who complained in a wave, and who answered what in it."""
    heard = await complain(ada, slack_house, clock)
    await praise(slack, teams, content)
    return heard, await scores_of(slack_house)


async def scores_of(house):
    """Return who answered what in the newest wave."""
    async with house.house.database.read() as session:
        newest = select(Wave.id).where(Wave.survey == "partner-nps").order_by(Wave.opens_at.desc())
        found = select(Response.contact_id, Response.score).where(
            Response.wave_id == newest.limit(1).scalar_subquery()
        )
        return dict((await session.execute(found)).all())


async def risen(house, slack, clock, deputy, root):
    """Let nobody see to it for days: the deputy is shown it, then the administrators."""
    await later(house, clock, days=1, hours=6)
    shown = await slack.wait_for_message(deputy, says("Nobody calls back"), timeout=LONG)
    await later(house, clock, days=4)
    await slack.wait_for_message(root, says("Nobody calls back"), timeout=LONG)
    return shown


async def say_what_was_done(slack, person, card, action):
    await person.press(card, "Close")
    form = await slack.wait_for_view(person, bool)
    await person.submit(form, {"cause": "support", "action": action})


async def test_a_complaint_is_heard_promised_escalated_and_solved_by_both(
    slack_house, slack, ada, clock, desk, wave
):
    mia, deputy, root = desk
    heard, answered = wave
    card = await slack.wait_for_message(mia, says("Nobody calls back"), timeout=LONG)
    second = await risen(slack_house, slack, clock, deputy, root)
    await deputy.press(second, "Take it")
    await slack.until(lambda: "taken" in second.text)
    await say_what_was_done(slack, deputy, second, "You have a person")
    await later(slack_house, clock, minutes=1)
    page, shown = await ada.open(await ada.letter("You have a person"), "case_not_solved")
    still_asked, _ = await state_of(slack_house)
    why = await ada.press(page, shown, "No, not yet")
    await fetch(page, {**hidden(why), "field-words": "Nobody picks up"})
    await later(slack_house, clock, minutes=1)
    again = await slack.wait_for_message(deputy, anew(second, "Nobody picks up"), timeout=LONG)
    await say_what_was_done(slack, deputy, again, "A new number")
    await later(slack_house, clock, minutes=1)
    page, shown = await ada.open(await ada.letter("A new number"), "case_solved")
    thanked = await ada.press(page, shown, "Yes, it is solved")
    case, deeds = await state_of(slack_house)
    await improve_and_tell(slack_house, slack, ada, clock, deputy)
    read = await read_answers(slack, mia)

    assert answered == {PERSON: 3, ON_SLACK: 9, ON_TEAMS: 10}
    assert await name_of(slack_house.house.database, MANAGER) in heard.text
    assert "they answered" in card.text
    assert still_asked.state == "asked"
    assert "glad" in thanked
    assert "Nobody calls back" in read.text
    assert "case: solved" in read.text
    assert (case.state, case.ending, case.owner_id) == ("closed", "solved", DEPUTY)
    assert [one for one in deeds if one not in ("noted", "escalated")] == [
        *("opened", "took", "settled", "not_solved", "settled", "solved"),
    ]


async def read_answers(slack, manager):
    """Let a manager who was away read what her partner's people said, and what became of it."""
    await manager.say_in_dm("answers Acme with words")
    return await slack.wait_for_message(manager, says("What people answered"))


async def sent(house, slack, ada, clock, deputy, draft):
    """Send the draft as any other, and return what reaches who was asked."""
    await deputy.press(draft, "Send")
    await slack.until(lambda: "Take it back" in draft.labels())
    await later(house, clock, minutes=5)
    return await ada.letter("we did")


async def improve_and_tell(house, slack, ada, clock, deputy):
    """Let the case lead to an improvement of which its author hears, and to a post for all."""
    await deputy.say_in_dm("cases closed Acme")
    listed = await slack.wait_for_message(deputy, says("1 case"))
    who = await name_of(house.house.database, PERSON)
    await deputy.select(listed, "Open a case", f"{who} (Acme IT Services)")
    card = await slack.wait_for_message(deputy, anew(listed, "A new number"))
    await deputy.press(card, "Improve")
    title = {"title": "A number that is picked up"}
    await deputy.submit(await slack.wait_for_view(deputy, bool), title)
    improvement = await slack.wait_for_message(deputy, says("A number that is picked up"))
    await deputy.press(improvement, "Say how far it is")
    step = {"state": "done", "words": "It rings since Monday"}
    await deputy.submit(await slack.wait_for_view(deputy, bool), step)
    await later(house, clock, minutes=1)
    told = await ada.letter("It rings since Monday")
    await slack.until(lambda: "Tell everybody" in str(improvement.blocks))
    await deputy.press(improvement, "Tell everybody: you said, we did")
    draft = await slack.wait_for_message(deputy, says("You said, we did"), timeout=LONG)
    post = await sent(house, slack, ada, clock, deputy, draft)

    facts = await asyncio.to_thread(
        run, house.house.settings.database_url, "cases", "--filter", "all", "--json"
    )
    (fact,) = json.loads(facts.stdout)
    shown = await asyncio.to_thread(
        run, house.house.settings.database_url, "cases", "show", fact["id"]
    )

    assert (fact["state"], fact["ending"], fact["cause"]) == ("closed", "solved", "support")
    assert "Nobody picks up" in shown.stdout
    assert "Done: A number that is picked up" in told.subject
    assert "A number that is picked up" in post.text
    async with house.house.database.read() as session:
        quoted = await posted_since(session, clock.now() - timedelta(days=2), clock.now())
    assert quoted == ["A number that is picked up"]


def anew(before, words):
    """Return what looks for a message with these words that is not this one."""
    return lambda message: words in message.text and message.ts != before.ts


async def count(house):
    async with house.house.database.read() as session:
        return len((await session.scalars(select(Case))).all())
