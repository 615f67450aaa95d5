"""What is kept of people, through every door: nothing in the clear, and nothing of strangers."""

import re
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import make_url

from bot.clock import MovableClock
from bot.every_table import METADATA
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.store.tables import InboxRow
from drumbeat.demo.room import open_demo_room
from drumbeat.housekeeping import housekeeping_of
from drumbeat.settings import read_settings
from tests.journeys.conftest import says, served
from tests.journeys.test_email import SECRET, action_on, fetch, hidden
from tests.stand_ins.smtp import MailSink
from tests.stand_ins.teams import FakeTeams

TECHNICAL = "acme-it-01"
WHY = "Support answers quickly and kindly"
ASKED = datetime(2027, 8, 11, 14, 0, tzinfo=UTC)  # whom the sample's wave asked waits 180 days
UNKNOWN, OFFER = "We have not met yet", "I have a partner account"


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams


@dataclass
class EveryDoor:
    """A house with every door open, and what its database holds."""

    served: object
    file: Path

    @property
    def url(self):
        return self.served.url

    async def kept(self):
        """Return every row of the inbox as the database has it, once all are worked on."""
        await self.served.house.workers.idle()
        async with self.served.house.database.read() as session:
            return list(await session.scalars(select(InboxRow)))

    async def kinds_that_tell(self, words):
        """Return the kinds of all requests, once none of them tells these words."""
        rows = await self.kept()
        assert [row.kind for row in rows if words in str(vars(row))] == []
        return {row.kind for row in rows}

    async def in_bytes(self):
        """Return every byte of SQLite's file and log of writes; elsewhere all that is kept."""
        if not self.served.house.database.is_sqlite:
            return b"".join(str(vars(row)).encode() for row in await self.kept())
        files = sorted(self.file.parent.glob(f"{self.file.name}*"))
        assert f"{self.file.name}-wal" in {path.name for path in files}
        return b"".join(path.read_bytes() for path in files)

    async def contact(self):
        async with self.served.house.database.read() as session:
            return await session.get_one(Contact, TECHNICAL)


@pytest.fixture
async def doors(slack_settings, teams, slack, sink, clock, programme_url):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = slack_settings.model_dump() | {
        "port": port,
        "teams_app_id": teams.app_id,
        "teams_app_password": teams.app_password,
        "teams_tenant_id": teams.tenant.id,
        "teams_service_hosts": teams.service_url.split("/")[2],
        "teams_login_url": teams.base,
        "teams_openid_url": teams.openid_url,
        "smtp_url": f"smtp://127.0.0.1:{sink.port}",
        "smtp_allow_plain": True,
        "mail_from": "beat@cirrus.example",
        "mail_imprint": "Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
        "bounce_domain": "bounces.cirrus.example",
        "bounce_secret": SECRET,
        "public_url": f"http://127.0.0.1:{port}/",
    }
    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    running = await served(settings, clock, partial(open_demo_room, clock=clock))
    slack.point_at(f"{running.url}/slack/events")
    teams.point_at(f"{running.url}/api/messages")
    yield EveryDoor(running, Path(make_url(programme_url).database))
    await running.stop()


def code_in(letter):
    return re.search(r"Your code is (\w{8})", letter.text)[1]


async def test_no_code_lies_in_the_clear_however_it_was_entered_on_slack(slack, doors, sink):
    email = (await doors.contact()).email
    ada = slack.user("ada", email="whatever@nowhere.example")
    await ada.say_in_dm("hello")
    await ada.press(await slack.wait_for_message(ada, says(UNKNOWN)), OFFER)
    await ada.submit(await slack.wait_for_view(ada, bool), {"Your email address": email})
    code = code_in(await sink.wait_for(email))
    await ada.say_in_dm(f"my code is {code}")
    await ada.command("/drumbeat", f"code {code}")
    form = await slack.wait_for_view(ada, lambda view: "Your code" in str(view.body["title"]))
    await ada.submit(form, {"The code from the mail": code})
    await slack.wait_for_message(ada, says("you are here for"))

    assert await doors.kinds_that_tell(code) == {"event", "command", "action", "view_submission"}
    assert code.encode() not in await doors.in_bytes()


async def test_no_code_lies_in_the_clear_however_it_was_entered_on_teams(teams, doors, sink):
    email = (await doors.contact()).email
    ada = teams.person("ada", email="whatever@nowhere.example")
    await ada.install()
    await ada.say("hello")
    card = await teams.wait_for_message(ada, lambda post: UNKNOWN in str(post.card))
    await ada.press(card, OFFER)
    await ada.press(card, "Mail me a code", {"field-email": email})
    code = code_in(await sink.wait_for(email))
    await ada.say(f"my code is {code}")
    linked = await ada.press(card, "That is me", {"field-code": code})

    assert "you are here for" in str((linked.card, [post.card for post in ada.inbox]))
    assert await doors.kinds_that_tell(code) >= {"message", "adaptiveCard/action"}
    assert code.encode() not in await doors.in_bytes()


async def test_words_given_on_slack_and_teams_stand_in_no_request_that_is_kept(
    slack, teams, doors
):
    contact = await doors.contact()
    ada = slack.user("ada", email=contact.email, tz=contact.zone)
    await ada.command("/nps")
    await ada.press(await slack.wait_for_message(ada, says("recommend")), "9")
    await ada.submit(await slack.wait_for_view(ada, bool), {"reason": WHY})
    await slack.wait_for_message(ada, says("Thank you"))
    bea = teams.person("bea", email=contact.email, zone=contact.zone)
    await bea.install()
    await bea.say("nps")
    card = await teams.wait_for_message(bea, lambda post: "recommend" in str(post.card))
    await bea.press(card, "Change my answer")
    await bea.press(card, "9")
    await bea.press(card, "Save", {"field-reason": WHY})

    assert await doors.kinds_that_tell(WHY) >= {"view_submission", "adaptiveCard/action"}


async def test_words_given_in_the_browser_chat_stand_in_no_request_that_is_kept(doors):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:

        async def post(path, **fields):
            async with browser.post(f"{doors.url}{path}", data=fields) as answer:
                assert answer.status == 200
                return await answer.text()

        page = await post("/be", contact=TECHNICAL)
        page = await post("/chat/say", **form_at(page, "/chat/say"), text=f"{WHY}: nps 9")
        page = await post("/chat/say", **form_at(page, "/chat/say"), text="nps")
        page = await post("/chat/press", **form_at(page, "/chat/press"), action=on(page, "9"))
        submit = {**form_at(page, "/chat/submit"), "field-reason": WHY}
        await post("/chat/submit", **submit)

    assert await doors.kinds_that_tell(WHY) == {"said", "pressed", "submitted"}


async def test_words_given_on_a_page_and_reports_of_mail_stand_in_no_request_that_is_kept(
    doors, sink, clock
):
    email = (await doors.contact()).email
    async with doors.served.house.database.begin() as session:
        elsewhere = (Address.contact_id == TECHNICAL, Address.platform != "email")
        await session.execute(delete(Address).where(*elsewhere))
        others = (Contact.permission == "partner") & (Contact.id != TECHNICAL)
        await session.execute(update(Contact).where(others).values(active=False))
    clock.move_to(ASKED)
    await doors.served.house.drum.strike(clock.now())
    letter = await sink.wait_for(email, lambda mail: "value=9" in mail.html, timeout=45)
    address = next(unescape(url) for url in letter.links if url.endswith("?value=9"))
    _, shown = await fetch(address)
    page = address.partition("?")[0]
    _, form = await fetch(page, {**hidden(shown), "action": action_on(shown, "Give a 9")})
    _, thanks = await fetch(page, {**hidden(form), "field-reason": WHY})
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{doors.url}/email/bounces",
            data=sink.bounce(letter).raw,
            headers={"X-Drumbeat-Secret": SECRET},
        ) as response,
    ):
        assert response.status == 202
    rows = await doors.kept()

    assert "Thank you" in thanks
    assert await doors.kinds_that_tell(WHY) == {"pressed", "submitted", "bounce"}
    assert [row for row in rows if "delivery_id" in row.body] == []


def form_at(html, path):
    """Return what is hidden in the last form that posts to this path."""
    form = re.findall(rf'<form[^>]*action="{path}".*?</form>', html, re.DOTALL)[-1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def on(html, label):
    """Return the action of the last button with this label."""
    return unescape(re.findall(rf'name="action" value="([^"]+)"[^>]*>\s*{label}\s*<', html)[-1])


async def test_a_strangers_profile_change_is_not_kept(slack, doors):
    contact = await doors.contact()
    ada = slack.user("ada", email=contact.email, tz=contact.zone)
    stranger = slack.user("stranger")
    await ada.say_in_dm("home")
    await slack.wait_for_message(ada, says("you are here for"))
    before = len(await doors.kept())
    await slack.change_user(stranger, tz="Asia/Tokyo")
    after = len(await doors.kept())
    await slack.change_user(ada, tz="Asia/Tokyo")

    assert (before, after, len(await doors.kept())) == (before, before, before + 1)
    assert (await doors.contact()).zone == "Asia/Tokyo"


async def test_of_strangers_who_leave_teams_nothing_is_kept(teams, doors):
    contact = await doors.contact()
    ada = teams.person("ada", email=contact.email, zone=contact.zone)
    stranger = teams.person("stranger")
    for person in (ada, stranger):
        await person.install()
    await ada.say("home")
    await teams.wait_for_message(ada, lambda post: "you are here for" in str(post.card))
    before = len(await doors.kept())
    await stranger.uninstall()
    after = len(await doors.kept())
    await ada.uninstall()

    assert (before, after, len(await doors.kept())) == (before, before, before + 1)


async def told_of(doors, words):
    """Return the tables and columns in which any of these words stands."""
    found = set()
    async with doors.served.house.database.read() as session:
        for table in METADATA.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                found |= {
                    f"{table.name}.{column.name}"
                    for column in table.columns
                    if any(word.casefold() in str(row[column.name]).casefold() for word in words)
                }
    return found


async def does_everything(slack, doors, stranger):
    """Let somebody unknown do on Slack all that a stranger can."""
    room = slack.channel("hall", [stranger])
    await slack.tell_of_joining(stranger)
    await slack.change_user(stranger, tz="Asia/Tokyo")
    await stranger.open_home()
    await stranger.command("/nps")
    await stranger.mention(room, "our ARR")
    await stranger.say_in_dm("thanks, I am Xylogrix Vorpalia")
    await stranger.press(await slack.wait_for_message(stranger, says(UNKNOWN)), OFFER)
    form = await slack.wait_for_view(stranger, bool)
    await stranger.submit(form, {"Your email address": stranger.member.email})
    form = await slack.wait_for_view(stranger, lambda view: "Your code" in str(view.body["title"]))
    await stranger.submit(form, {"The code from the mail": "ABCD2345"})
    await doors.served.house.workers.idle()


async def test_of_strangers_nothing_stays_not_even_an_id_but_where_a_code_was_asked_for(
    slack, teams, doors, monkeypatch
):
    monkeypatch.setattr("bot.people.usecases.find_people.BETWEEN", 0)
    known = {"email": "xylogrix@vorpalia.example", "real_name": "Xylogrix Vorpalia"}
    stranger = slack.user("xylogrix", **known)
    other = teams.person("xylogrix", email=known["email"])
    await does_everything(slack, doors, stranger)
    await other.install()
    await other.say("thanks, I am Xylogrix Vorpalia")
    await other.mention_in(teams.group("Hall", [other]), "our ARR")
    await doors.served.house.finder.find()
    await doors.served.house.workers.idle()
    words = {stranger.id, "xylogrix", "vorpalia", other.aad_id, other.id, other.chat.id}
    soon = await told_of(doors, words)
    later = MovableClock(datetime.now(UTC) + timedelta(hours=2))
    await housekeeping_of(doors.served.house.database, later).look(later.now())
    after_an_hour = await told_of(doors, words)
    later.move_to(datetime.now(UTC) + timedelta(days=2))
    await housekeeping_of(doors.served.house.database, later).look(later.now())

    assert soon <= {
        "conversation.external_id",
        "conversation.person",
        "conversation.member",
        "link_code.external_id",
    }
    assert after_an_hour == {"link_code.external_id"}
    assert await told_of(doors, words) == set()


async def test_of_words_in_a_shared_conversation_that_are_not_for_us_no_byte_is_kept(
    slack, doors, capsys
):
    contact = await doors.contact()
    ada = slack.user("ada", email=contact.email, tz=contact.zone)
    eve = slack.user("eve", team=slack.add_team("Acme"), via=slack.team)
    room = slack.channel("ext-acme", [ada, eve], is_ext_shared=True)
    before = len(await doors.kept())
    for person in (ada, eve):
        await person.say(room, WHY)
        await person.say(room, WHY, thread_ts=room.messages[-1].ts)
    after = len(await doors.kept())
    await eve.mention(room, f"help {WHY}")

    assert (after, len(await doors.kept())) == (before, before + 1)
    assert WHY.encode() not in await doors.in_bytes()
    assert WHY not in capsys.readouterr().out
    assert len([sent for sent in slack.door.sent if sent.kind == "message"]) == 5
