"""People whose profile or whose name in our own books means harm, before the whole house."""

import asyncio
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle

import aiohttp
import pytest

from bot import ports
from bot.people.store.installations import StoredInstallations
from bot.principal import first_name_of
from bot.store.columns import new_id
from drumbeat.demo.sample.personas import TELLING
from drumbeat.settings import read_settings
from tests.contract import slack_stage, teams_stage
from tests.contract.email_stage import Page
from tests.contract.hostile_texts import HOSTILE, acting, named, seen
from tests.fixtures.books import ask, change
from tests.journeys.conftest import served
from tests.journeys.small_send import let_nothing_else_be_said
from tests.stand_ins.teams import FakeTeams

MANAGER, PARTNERS = "cirrus-03", ("Acme IT Services", "Bluepeak Managed IT")
TECHNICAL = "acme-it-01"
AT_ONCE = 4
EVERY = 5
"""Each platform gets every fifth text as a profile, its own ones; the people's tests take all."""
NAME_LETTERS = 255
NAMES = tuple(
    dict.fromkeys(
        text[:NAME_LETTERS]
        for text in HOSTILE
        if seen(text) and not any("\ud800" <= letter <= "\udfff" for letter in text)
    )
)
"""What a database can hold as somebody's name."""
numbers = count(1)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
def settings(slack_settings, teams):
    """One house for Slack and for Teams."""
    given = slack_settings.model_dump() | {
        "teams_app_id": teams.app_id,
        "teams_app_password": teams.app_password,
        "teams_tenant_id": teams.tenant.id,
        "teams_service_hosts": teams.service_url.split("/")[2],
        "teams_login_url": teams.base,
        "teams_openid_url": teams.openid_url,
    }
    return read_settings(**{name: value for name, value in given.items() if value is not None})


@dataclass
class Street:
    """A platform with people on it; `own` is the vendor's place there, `elsewhere` another's.

    `first` is with which of the hostile texts it begins.
    """

    platform: object
    own: object
    elsewhere: object

    async def asks(self, person, words):
        """Say something in private, and return the first message that answers it."""
        where = self.private(person)

        def answers():
            return [post for post in self.platform.accepted if post.conversation_id == where]

        before = len(answers())
        await self.say(person, words)
        await self.platform.until(lambda: len(answers()) > before)
        return self.read(answers()[before])


class SlackStreet(Street):
    first = 0
    read = staticmethod(lambda post: slack_stage.read_message(post.message))

    def person(self, place, name, email):
        key = f"person-{next(numbers)}"
        return self.platform.user(key, team=place, real_name=name, email=email)

    def private(self, person):
        return person.dm.id

    async def say(self, person, words):
        await person.say_in_dm(words)


class TeamsStreet(Street):
    first = 2
    read = staticmethod(lambda post: teams_stage.read_post(post.posted))

    def person(self, place, name, email):
        key = f"person-{next(numbers)}"
        person = self.platform.person(key, tenant=place, email=email)
        person.member.name = name
        return person

    def private(self, person):
        return person.chat.id

    async def say(self, person, words):
        await person.say(words)


@pytest.fixture
async def house(settings, clock, slack, teams, programme_url):
    let_nothing_else_be_said(programme_url)
    running = await served(settings, clock)
    slack.point_at(f"{running.url}/slack/events")
    teams.point_at(f"{running.url}/api/messages")
    yield running.house
    await running.stop()


@pytest.fixture(params=["slack", "teams"])
async def street(request, house, slack, teams):
    if request.param == "teams":
        return TeamsStreet(teams, teams.tenant, teams.add_tenant("Elsewhere"))
    team = slack.add_team("Elsewhere")
    found = ports.Installation(new_id(), "slack", team.id, team.token, team.bot_user_id)
    await StoredInstallations(house.database, house.box).seed(found, "Elsewhere")
    return SlackStreet(slack, slack.team, team)


@pytest.fixture
def books(programme_url):
    """Ask the database of the sample programme, also before a house stands on it."""
    return partial(ask, programme_url)


@pytest.fixture
def rename(programme_url, dialect):
    """Write names into the books, by contact."""

    def write(names):
        if dialect == "postgresql":  # which keeps no NUL
            names = {person: name.replace("\x00", "") for person, name in names.items()}
        rows = [(name, person) for person, name in names.items()]
        change(programme_url, "UPDATE contact SET name = ? WHERE id = ?", rows)
        return names

    return write


@pytest.fixture
def renamed(books, rename):
    """Give every partner's people names that mean harm; return them by contact."""
    people = books(
        "SELECT c.id FROM contact c JOIN partner p ON p.id = c.partner_id "
        "WHERE c.active ORDER BY p.name NOT IN (?, ?), c.id",
        *PARTNERS,
    )
    return rename(dict(zip((person for (person,) in people), cycle(NAMES), strict=False)))


@pytest.fixture
def email_of(books):
    return lambda contact_id: books("SELECT email FROM contact WHERE id = ?", contact_id)[0][0]


def faults(answer, tame, *names):
    """Yield what is wrong with an answer that says these names."""
    if more := answer.alive - tame:
        yield f"comes alive: {sorted(more)}"
    if left := acting(answer.raw):
        yield f"still acts: {left}"
    shown = seen(answer.words)
    yield from (
        f"does not stand there: {named(name)}" for name in names if seen(name) not in shown
    )


async def test_a_foreign_place_that_claims_a_partners_email_gets_a_strangers_reply(
    street, email_of
):
    liar = street.person(street.elsewhere, "Ada", email_of(TECHNICAL))
    nobody = street.person(street.elsewhere, "Nobody", "nobody@nowhere.example")
    known = street.person(street.own, "Ada", email_of(TECHNICAL))
    told = await street.asks(liar, "our ARR")

    assert "We have not met yet" in told.words
    assert told.words == (await street.asks(nobody, "our ARR")).words
    assert "We have not met yet" not in (await street.asks(known, "our ARR")).words


@pytest.mark.every_change
async def test_profiles_that_mean_harm_get_the_reply_of_a_stranger(street):
    nobody = street.person(street.own, "Nobody", "nobody@nowhere.example")
    expected = await street.asks(nobody, "our ARR")
    room = asyncio.Semaphore(AT_ONCE)

    async def told(text):
        async with room:
            return (await street.asks(street.person(street.own, text, text), "our ARR")).words

    texts = HOSTILE[street.first :: EVERY]
    answers = await asyncio.gather(*map(told, texts))

    assert "We have not met yet" in expected.words
    assert {named(x): said for x, said in zip(texts, answers, strict=True)} == {
        named(x): expected.words for x in texts
    }


async def test_names_in_our_books_that_mean_harm_stay_words_in_what_managers_look_up(
    renamed, street, email_of, books
):
    manager = street.person(street.own, "Mia", email_of(MANAGER))
    tame = (await street.asks(manager, f"who is {email_of(MANAGER)}")).alive
    wrong = []
    for partner in PARTNERS:
        people = books(
            "SELECT c.id FROM contact c JOIN partner p ON p.id = c.partner_id "
            "WHERE c.active AND p.name = ?",
            partner,
        )
        names = [renamed[person] for (person,) in people]
        answer = await street.asks(manager, f"coverage {partner}")
        wrong += faults(answer, tame, *names)
    for person in list(renamed)[::9]:
        answer = await street.asks(manager, f"who is {email_of(person)}")
        wrong += faults(answer, tame, renamed[person])

    assert wrong == []


async def test_a_contact_whose_name_means_harm_is_greeted_by_it(renamed, street, email_of):
    tame, wrong = frozenset(), []
    for person in [TECHNICAL, *list(renamed)[street.first :: 40]]:
        somebody = street.person(street.own, "x", email_of(person))
        answer = await street.asks(somebody, "home")
        tame = tame or answer.alive
        wrong += faults(answer, tame, first_name_of(renamed[person]))
        assert "you are here for" in answer.words

    assert wrong == []


@pytest.fixture
def telling(rename):
    """Give the people of the demo, who are few, the worst of names."""
    worst = (
        "<h1>Ada</h1>",
        "Ada\u202eadA",
        "</title><script>x",
        "Ada\x00\x1b[31m",
        '"><img src=x>',
    )
    return rename(dict(zip(TELLING, cycle(worst), strict=False)))


async def test_the_browser_shows_names_that_mean_harm_as_words(telling, demo):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        pages = [await (await session.get(demo.url)).text()]
        for person in telling:
            answer = await session.post(f"{demo.url}/be", data={"contact": person})
            pages.append(await answer.text())

    told = [seen("".join(Page(page).words)) for page in pages]
    assert all(seen(name) in told[0] for name in telling.values())
    assert [seen(name) in one for name, one in zip(telling.values(), told[1:], strict=True)] == [
        True
    ] * len(telling)
    for page in pages:
        assert acting(page) == []
        assert not [one for one in Page(page).elements if "<img" in one or "script  >" in one]
        assert page.count("<h1") == 1
