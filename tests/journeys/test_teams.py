"""The whole story through Teams' door: survey, newsletter, figure, refusal."""

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime

import aiohttp
import pytest
from botbuilder.core import ActivityHandler
from sqlalchemy import select

from adapters.teams.package.manifest import Offers, make_manifest
from adapters.teams.turns import TeamsHandler
from bot.beat.store.tables import Delivery
from bot.people.store.tables import Contact
from bot.voice.store.tables import Response
from tests.fixtures.books import ask
from tests.fixtures.program import run, serving
from tests.stand_ins.teams import FakeTeams

TECHNICAL, GERMAN = "acme-it-01", "bluepeak-04"
HELP, ARR = "What I can do for you", "Annual recurring revenue (ARR)"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
async def ada(teams, teams_house):
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, TECHNICAL)
    ada = teams.person("ada", email=contact.email, zone=contact.zone)
    await ada.install()
    return ada


def says(words):
    return lambda post: words in str(post.card) or words in post.text


async def rows(served_house, statement):
    async with served_house.house.database.read() as session:
        return (await session.execute(statement)).all()


@pytest.mark.every_change
async def test_the_whole_story_of_a_partner(teams, teams_house, ada, clock):
    await ada.say("nps")
    card = await teams.wait_for_message(ada, says("recommend"))
    tapped = await ada.press(card, "9")
    saved = await ada.press(card, "Save", {"field-reason": "Support answers quickly"})
    clock.move_to(TUESDAY)
    letter = await teams.wait_for_message(ada, says("CloudBackup Pro now restores"))
    await ada.say("our ARR by product last quarter")
    figures = await teams.wait_for_message(ada, says("as of 30 Sep 2026"))
    await ada.say("ARR of Bluepeak Managed IT")
    foreign = await teams.wait_for_message(ada, says("One question back"))
    answered = await rows(
        teams_house, select(Response.score).where(Response.reason == "Support answers quickly")
    )

    assert answered == [(9,)]
    assert tapped.card is not None
    assert saved is not None
    assert "technical work" in str(letter.card)
    assert "Workspace 365" in str(figures.card)
    assert "Bluepeak" not in str(foreign.card)
    assert teams.unanswered == []


async def test_a_newsletter_is_posted_once_however_often_the_clock_ticks(
    teams, teams_house, ada, clock
):
    await ada.say("help")
    await teams.wait_for_message(ada, says("What I can do"))
    clock.move_to(TUESDAY)
    await teams.wait_for_message(ada, says("CloudBackup Pro now restores"))
    for _ in range(3):
        await teams_house.house.drum.strike(clock.now())
    kept = await rows(
        teams_house,
        select(Delivery.id).where(Delivery.state == "delivered", Delivery.lane.like("teams:%")),
    )
    letters = [
        one for one in teams.accepted if "CloudBackup Pro" in one.activity.get("summary", "")
    ]

    assert len(kept) == 1
    assert len(letters) == 1


async def test_a_question_passes_through_the_sdk_s_activity_handler(
    teams, teams_house, ada, monkeypatch
):
    turns, on_turn = [], ActivityHandler.on_turn

    async def observed(handler, context):
        turns.append(type(handler))
        await on_turn(handler, context)

    monkeypatch.setattr(ActivityHandler, "on_turn", observed)
    await ada.say("our ARR")
    await teams.wait_for_message(ada, says("as of"))

    assert TeamsHandler in turns


async def test_with_two_settings_a_local_teams_is_answered_wherever_somebody_asks(programme_url):
    async with FakeTeams(anonymous=True) as teams:
        more = {"TEAMS_ALLOW_ANONYMOUS": "1", "TEAMS_SERVICE_HOSTS": f"127.0.0.1:{teams.port}"}
        async with serving(programme_url, **more) as program:
            teams.point_at(f"{program.url}/api/messages")
            ada, grace = teams.person("ada"), teams.person("grace")
            await ada.say("help")
            await teams.wait_for_message(ada, says("We have not met yet"))
            linked = await asyncio.to_thread(link, programme_url, teams, ada)
            group, team = teams.group("Plans", [ada, grace]), teams.team("Partners", [ada, grace])
            for words in ("help", "/help", "metrics our ARR", "/metrics our ARR"):
                await ada.say(words)
                await ada.mention_in(group, words)
                await ada.mention_in(team.general, words)
            await grace.mention_in(group, "our ARR")
            await teams.until(lambda: len(teams.accepted) == 1 + 3 * 4 + 1, timeout=30)

    answers = Counter(post.activity["summary"].partition(",")[0] for post in ada.inbox[1:])
    where = Counter(post.conversation.kind for post in ada.inbox[1:])
    asked = [post.id for post in team.general.posts if not post.own]
    assert linked.returncode == 0, linked.stderr
    assert answers == {HELP: 6, ARR: 6}
    assert where == {"personal": 4, "groupChat": 4, "channel": 4}
    assert sorted(post.thread for post in ada.inbox if post.thread) == sorted(asked)
    assert teams.messages(group) + teams.messages(team.general) == []
    assert [post.activity["summary"] for post in grace.inbox] == ["We have not met yet"]
    assert (teams.unanswered, teams.violations) == ([], [])


def link(url, teams, person):
    """Say by hand who somebody is: a tenant that is not named as ours vouches for nobody."""
    email = ask(url, "SELECT email FROM contact WHERE id = ?", TECHNICAL)[0][0]
    place = ("--installation", teams.tenant.id, "--user", person.aad_id)
    return run(url, "contacts", "link", email, "--platform", "teams", *place)


async def test_the_pages_that_the_app_s_manifest_names_are_there(teams_house):
    developer = make_manifest("id", "beat.example", "Cirrus Channel Cloud", Offers({}, {}))[
        "developer"
    ]
    pages = {}
    async with aiohttp.ClientSession() as session:
        for name, url in developer.items():
            if name.endswith("Url"):
                path = url.removeprefix("https://beat.example")
                async with session.get(f"{teams_house.url}{path}") as response:
                    pages[name] = response.status, await response.text()
        style = re.search(r'href="(/static/personal.css[^"]*)"', pages["privacyUrl"][1])[1]
        async with session.get(f"{teams_house.url}{style}") as response:
            pages["style"] = response.status, await response.text()

    assert {status for status, _ in pages.values()} == {200}
    assert "emptied seven days after" in pages["privacyUrl"][1]
    assert "Cirrus Channel Cloud&#39;s partner programme" in pages["termsOfUseUrl"][1]


async def test_who_reads_german_is_answered_in_german(teams, teams_house, clock):
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, GERMAN)
    thea = teams.person("thea", email=contact.email, zone=contact.zone)
    await thea.install()

    await thea.say("nps")
    card = await teams.wait_for_message(thea, says("weil Sie mit Cirrus Channel Cloud"))
    asked = str(card.card)
    tapped = await thea.press(card, "9")
    wrong = await thea.press(card, "Speichern", {"field-reason": " "})
    saved = await thea.press(card, "Speichern", {"field-reason": "Schnell"})
    clock.move_to(TUESDAY)
    letter = await teams.wait_for_message(thea, says("CloudBackup Pro now restores"))
    await thea.say("our ARR by product last quarter")
    figures = await teams.wait_for_message(thea, says("Stand 30. Sept. 2026"))
    await thea.say("ARR of Acme IT Services")
    await teams.wait_for_message(thea, says("Eine Rückfrage"))

    assert "Wie wahrscheinlich ist es, dass Sie Cirrus Channel Cloud" in str(card.card)
    assert "Sehr unwahrscheinlich" in asked
    assert "Antwort ändern" in str(card.card)
    assert "Was ist der wichtigste Grund" in str(tapped.card)
    assert "Ihre Bewertung 9 ist gespeichert" in str(tapped.card)
    assert "Bitte füllen Sie dieses Feld aus." in str(tapped.card)
    assert "ein, zwei Worte" in str(wrong.card)
    assert "Vielen Dank" in str(saved.card)
    assert "weil Sie bei Bluepeak Managed IT im Marketing arbeiten" in str(letter.card)
    assert "jeden zweiten Dienstag um 09:00 Uhr Ihrer Zeit" in str(letter.card)
    assert re.search(r"\d{1,3}\.\d{3} USD im Jahr", str(figures.card))
    assert teams.unanswered == []


async def test_where_an_older_app_is_installed_the_pointer_is_in_the_asker_s_language(
    teams, teams_house
):
    async with teams_house.house.database.read() as session:
        contact = await session.get_one(Contact, TECHNICAL)
    ada = teams.person("ada", email=contact.email, zone=contact.zone, locale="de-DE")
    await ada.install()
    room = teams.group("Plans", [ada, teams.person("grace")])
    room.app_is_old = True

    await ada.mention_in(room, "our ARR")
    await teams.wait_for_message(ada, says("Jährlich wiederkehrender Umsatz"))
    pointers = [says("Ich habe in unserem eigenen Chat geantwortet"), says("answered in our own")]

    await teams.until(lambda: any(map(pointers[0], room.posts)))
    assert not any(map(pointers[1], room.posts))
