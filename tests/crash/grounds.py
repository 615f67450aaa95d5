"""Where trials take place: a small programme on SQLite or PostgreSQL, one of its own for each."""

import asyncio
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from bot import ports
from bot.people.store.installations import StoredInstallations
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact, Partner
from bot.store.columns import new_id
from bot.store.migrate import upgrade
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database
from tests.crash.program import on_trial
from tests.fixtures.postgres import Cluster
from tests.fixtures.program import SECRET, serving
from tests.stand_ins.slack import FakeSlack

LANES, READERS_A_LANE = 3, 20
READERS = LANES * READERS_A_LANE
EDITION = """---
newsletter: partner-beat
title: A trial
on_unknown: {}
audience:
  vendor: false
---
Hello.
"""
PROMISE = """
topics:
  news: Partner Beat
newsletters:
  - key: partner-beat
    title: Partner Beat
    topic: news
    promise: every second Tuesday at 09:00.
    cadence:
      rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
      starts_on: 2026-01-06T09:00
      zone: UTC
      catch_up: 6 hours
"""
LATER = "UPDATE cadence SET next_slot = ?, next_due_at = ?"


def people(slack: FakeSlack) -> Iterator[tuple[int, str, str]]:
    """Put everybody into their workspaces, in one order: a fake names them alike each time."""
    for lane in range(LANES):
        team = slack.add_team(f"Workspace {lane}")
        for reader in range(READERS_A_LANE):
            name = f"r{lane}-{reader}"
            yield lane, name, slack.user(name, team=team).member.id


async def fill(url: str) -> None:
    """Write the programme's people down, and where they are met."""
    slack, database = FakeSlack(), Database(url)
    installations, places = StoredInstallations(database, SecretBox(SECRET)), {}
    known = list(people(slack))
    for lane, team in enumerate(list(slack.world.teams.values())[1:]):
        place = ports.Installation(new_id(), "slack", team.id, team.token, team.bot_user_id)
        await installations.seed(place, team.name)
        places[lane] = place.id
    async with database.begin() as session:
        session.add(Partner(id="acme", name="Acme", tier="gold", stage="active", region="emea"))
        await session.flush()
        facts = {"partner_id": "acme", "role": "technical", "permission": "partner"}
        session.add_all(Contact(id=name, name=name, **facts) for _, name, _ in known)
        await session.flush()
        for lane, name, external_id in known:
            session.add(
                Address(
                    id=name,
                    contact_id=name,
                    platform="slack",
                    installation_id=places[lane],
                    external_id=external_id,
                    linked_at=datetime.now(UTC),
                )
            )
    await database.close()


def written(folder: Path, on_unknown: str) -> Path:
    """Lay a content folder with one edition and nothing else: it is read at every start."""
    content = folder / f"content-{on_unknown}"
    editions = content / "editions" / "partner-beat"
    editions.mkdir(parents=True)
    (content / "newsletters.yaml").write_text(PROMISE)
    (editions / "0001.md").write_text(EDITION.format(on_unknown))
    return content


class Ground:
    """Makes a programme once for each policy, and lends copies of it."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ready: dict[str, Path] = {}
        self._alone = asyncio.Lock()
        self._numbers = count(1)

    @contextmanager
    def lent(self, on_unknown: str) -> Iterator[str]:
        """Lend a copy of the programme whose edition has this policy."""
        raise NotImplementedError

    def _lay(self, on_unknown: str) -> str:
        """Return the address of a database with every table, to be filled."""
        raise NotImplementedError

    def content(self, on_unknown: str) -> Path:
        return self._ready[on_unknown]

    async def prepare(self, on_unknown: str) -> None:
        """Fill the programme, and let a server bring its texts in, unless that was done."""
        async with self._alone:
            if on_unknown in self._ready:
                return
            url = await asyncio.to_thread(self._lay, on_unknown)
            await fill(url)
            content = written(self.folder, on_unknown)
            state = str(self.folder / f"state-{on_unknown}")
            settings = {"CONTENT": str(content), "STATE": state, **on_trial()}
            async with serving(url, **settings) as server:
                server.process.send_signal(signal.SIGTERM)
                await server.process.wait()
            self._ready[on_unknown] = content

    def new_folder(self) -> Path:
        """Return a folder of one trial's own."""
        folder = self.folder / f"trial-{next(self._numbers)}"
        folder.mkdir()
        return folder


class OnSqlite(Ground):
    """Files, copied."""

    name = "sqlite"

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        super().__init__(folder)
        self._template = template

    @contextmanager
    def lent(self, on_unknown: str) -> Iterator[str]:
        folder = self.new_folder()
        yield _address(shutil.copy(self._file(on_unknown), folder / "drumbeat.db"))
        shutil.rmtree(folder)

    def _lay(self, on_unknown: str) -> str:
        url = _address(self._file(on_unknown))
        if self._template is not None:
            shutil.copy(self._template, self._file(on_unknown))
        else:
            upgrade(url)
        return url

    def _file(self, on_unknown: str) -> Path:
        return self.folder / f"{on_unknown}.db"


class OnPostgresql(Ground):
    """Databases of one server, cloned; it may go down in between."""

    name = "postgresql"

    def __init__(self, folder: Path, cluster: Cluster, template: str = "") -> None:
        super().__init__(folder)
        self.cluster, self._template = cluster, template

    @contextmanager
    def lent(self, on_unknown: str) -> Iterator[str]:
        name = f"crash_trial_{next(self._numbers)}"
        self._create(name, f"crash_{on_unknown}")
        yield self.cluster.url(name)
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _lay(self, on_unknown: str) -> str:
        name = f"crash_{on_unknown}"
        self._create(name, self._template or "template0")
        url = self.cluster.url(name)
        if not self._template:
            upgrade(url)
        return url

    def _create(self, name: str, template: str) -> None:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._say(words.format(sql.Identifier(name), sql.Identifier(template)))

    def _say(self, words: sql.Composed) -> None:
        # The cluster's own connection does not outlive a crash of it.
        where = f"postgresql://postgres@/postgres?host={self.cluster.folder}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(words)


def _address(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def just_now() -> datetime:
    """Return a slot that has just passed, as databases keep moments."""
    return datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=1)
