"""A whole house for a story: the program as it is served, and the people before it."""

import asyncio
import math
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
import pytest

import adapters.slack.room
import adapters.teams.room
import drumbeat.beating
import scheduler.lanes
from bot.clock import MovableClock
from bot.people.store.tables import Contact
from bot.store.programme import keep_demo_clock
from bot.store.sessions import Database
from drumbeat.app import OpenRoom
from drumbeat.demo.room import open_demo_room
from drumbeat.demo.sample import fill
from drumbeat.house import House
from drumbeat.serve import serve_until
from drumbeat.settings import SAMPLE_CONTENT, Settings, read_settings
from scheduler.pace import CHANGES, PACES, Bucket, Pace
from tests.fixtures.books import ask, change
from tests.fixtures.databases import sqlite_address
from tests.fixtures.postgres import Cluster
from tests.fixtures.program import serving
from tests.fixtures.tiers import is_soak, times
from tests.journeys.small_send import EDITION, PATIENCE, READERS, let_nothing_else_be_said
from tests.stand_ins.slack import FakeSlack, Message, Person

TODAY = date(2026, 11, 22)
MORNING = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)


async def write_sample(url: str) -> None:
    """Fill a database with the sample programme."""
    database = Database(url)
    await fill(database, today=TODAY)
    await database.close()


@pytest.fixture(scope="session")
def sqlite_sample(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A SQLite file with the sample programme, made once, to be copied."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("sample") / "sample.db")
    asyncio.run(write_sample(sqlite_address(path)))
    return path


@pytest.fixture(scope="session")
def postgresql_sample(postgres: Cluster, postgresql_template: str) -> str:
    """A PostgreSQL database with the sample programme, made once, to be cloned."""
    asyncio.run(write_sample(postgres.create("sample", template=postgresql_template)))
    return "sample"


@pytest.fixture
def sqlite_programme(sqlite_sample: Path, tmp_path: Path) -> str:
    """The sample programme in a SQLite file of this test's own."""
    return sqlite_address(shutil.copy(sqlite_sample, tmp_path / "drumbeat.db"))


@pytest.fixture
def postgresql_programme(postgres: Cluster, postgresql_sample: str) -> Iterator[str]:
    """The sample programme in a PostgreSQL database of this test's own."""
    with postgres.cloned(postgresql_sample) as url:
        yield url


@pytest.fixture
def programme_url(request: pytest.FixtureRequest, dialect: str) -> str:
    """The sample programme in a database of this test's own."""
    return request.getfixturevalue(f"{dialect}_programme")


@pytest.fixture
def asking_now(programme_url: str) -> None:
    """Let the sample's survey be open by the clock of this machine too."""
    closes = f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d %H:%M:%S.%f}"
    change(programme_url, "UPDATE wave SET closes_at = ? WHERE state = 'open'", [(closes,)])


@dataclass
class Served:
    """A house that answers, and the way to end it."""

    house: House
    port: int
    stopping: asyncio.Event
    task: asyncio.Task[None]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def tell_the_time(self) -> None:
        """Let commands that run beside it have its day, and not that of this machine."""
        async with self.house.database.begin() as session:
            await keep_demo_clock(session, self.house.clock.now())

    async def stop(self) -> None:
        """Ask it to stop, and wait until what was in hand is finished."""
        self.stopping.set()
        await self.task


async def served(
    settings: Settings, clock: MovableClock | None = None, open_more: OpenRoom | None = None
) -> Served:
    """Start a house and return it once it answers; what keeps it from starting is raised."""
    stopping = asyncio.Event()
    answers: asyncio.Future[tuple[House, int]] = asyncio.get_running_loop().create_future()

    def ready(house: House, port: int) -> None:
        answers.set_result((house, port))

    task = asyncio.create_task(serve_until(stopping, settings, clock, open_more, ready=ready))
    await asyncio.wait({task, answers}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    house, port = answers.result()
    return Served(house, port, stopping, task)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no story wait for the pace of a person or a lane.

    A program that is started keeps the real pace, and so does a soak.
    """
    if is_soak():
        yield
        return
    paces = {name: replace(pace, rate=math.inf) for name, pace in PACES.items()}
    monkeypatch.setattr(drumbeat.beating, "paces_with", lambda **_mail: paces)
    for room in (adapters.slack.room, adapters.teams.room):
        monkeypatch.setattr(room, "PACE", (500.0, 4))
    kept: list[Pace] = []

    def noted(pace: Pace, monotonic: Callable[[], float]) -> Bucket:
        kept.append(pace)
        return Bucket(pace, monotonic)

    monkeypatch.setattr(scheduler.lanes, "Bucket", noted)
    yield
    hurry = {*paces.values(), *CHANGES.values()}
    assert set(kept) <= hurry, "the beat takes its paces elsewhere now: this story waited for them"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MORNING)


@pytest.fixture
async def demo(programme_url: str, clock: MovableClock) -> AsyncIterator[Served]:
    """The demo, as `drumbeat demo` serves it, whose pages wait as long as a busy machine takes."""
    settings = read_settings(
        vendor="Cirrus Channel Cloud", secret_key="k" * 40, database_url=programme_url, port=0
    )
    running = await served(
        settings, clock, partial(open_demo_room, clock=clock, deadline=PATIENCE)
    )
    yield running
    await running.stop()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A Slack whose own workspace is the vendor's."""
    async with FakeSlack() as slack:
        yield slack
        assert slack.violations == []


@pytest.fixture
def slack_settings(slack: FakeSlack, programme_url: str) -> Settings:
    return read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=programme_url,
        port=0,
        slack_signing_secret=slack.door.signing_secret,
        slack_bot_token=slack.team.token,
        slack_api_url=slack.api_url,
    )


@pytest.fixture
async def slack_house(
    slack: FakeSlack, slack_settings: Settings, clock: MovableClock
) -> AsyncIterator[Served]:
    """The bot as it is served to Slack, with a business clock that can be moved."""
    running = await served(slack_settings, clock)
    slack.point_at(f"{running.url}/slack/events")
    yield running
    await running.stop()


@pytest.fixture
def somebody(slack: FakeSlack, slack_house: Served) -> Callable[[str], Awaitable[Person]]:
    """Put a contact of the sample programme before the vendor's own Slack."""

    async def come(contact_id: str, **details: str) -> Person:
        async with slack_house.house.database.read() as session:
            contact = await session.get_one(Contact, contact_id)
        return slack.user(contact_id, email=contact.email, tz=contact.zone, **details)

    return come


def says(words: str) -> Callable[[Message], bool]:
    """Return what looks for a message with these words."""
    return lambda message: words in message.text


async def metrics_with(url: str, words: str) -> str:
    """Read the metrics until these words are among them."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with aiohttp.request("GET", f"{url}/metrics") as answer:
                assert answer.content_type == "text/plain"
                if words in (told := await answer.text()):
                    return told


@pytest.fixture
def teams_settings(teams, programme_url):
    """Teams as the only platform; each story brings its own `teams`."""
    return read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=programme_url,
        port=0,
        teams_app_id=teams.app_id,
        teams_app_password=teams.app_password,
        teams_tenant_id=teams.tenant.id,
        teams_service_hosts=teams.service_url.split("/")[2],
        teams_login_url=teams.base,
        teams_openid_url=teams.openid_url,
    )


@pytest.fixture
async def teams_house(teams, teams_settings, clock):
    """The bot with Teams as its only platform."""
    running = await served(teams_settings, clock)
    teams.point_at(f"{running.url}/api/messages")
    yield running
    await running.stop()


@pytest.fixture
def asking_all(tmp_path):
    """The sample's content, but for the sample: its survey asks everybody at once."""
    folder = shutil.copytree(SAMPLE_CONTENT, tmp_path / "asking-all")
    survey = folder / "surveys" / "partner-nps.yaml"
    survey.write_text(survey.read_text().replace("sample:\n  rounds: 3\n", ""))
    return folder


@pytest.fixture
def content(tmp_path):
    """A content folder with an edition for each trial, promised in one zone."""
    folder = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    promises = folder / "newsletters.yaml"
    promises.write_text(promises.read_text().replace("zone: reader", "zone: UTC"))
    editions = folder / "editions" / "partner-beat"
    for old in editions.iterdir():
        old.unlink()
    for number in range(times(1)):
        (editions / f"{number:04}.md").write_text(EDITION.format(number))
    return folder


@pytest.fixture
def program_settings(slack, content):
    """What a program of its own is started with: one Slack, and everybody may hear all trials."""
    return {
        "SLACK_SIGNING_SECRET": slack.door.signing_secret,
        "SLACK_BOT_TOKEN": slack.team.token,
        "SLACK_API_URL": slack.api_url,
        "CONTENT": str(content),
        "PUSHES_PER_WEEK": "50",
    }


@pytest.fixture
def serve(programme_url, program_settings):
    """Start `drumbeat serve`; it runs until it is killed or the block ends."""
    return partial(serving, programme_url, **program_settings)


@pytest.fixture
async def readers(slack, programme_url, serve):
    """The few who are left in the books, each met once on Slack."""
    few = ", ".join(f"'{who}'" for who in READERS)
    let_nothing_else_be_said(programme_url)
    change(programme_url, f"UPDATE contact SET active = (id IN ({few}))")  # noqa: S608 - ours
    emails = dict(ask(programme_url, f"SELECT id, email FROM contact WHERE id IN ({few})"))  # noqa: S608
    async with serve() as program:
        slack.point_at(f"{program.url}/slack/events")
        for who, email in emails.items():
            person = slack.user(who, email=email)
            await person.say_in_dm("help")
            await slack.wait_for_message(person, says("What I can do"), timeout=PATIENCE)
