"""A backup of before the newsletter is restored after it: nobody gets it twice."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.store.sqlite_files import file_of
from tests.fixtures.books import ask
from tests.fixtures.program import run
from tests.journeys.small_send import READERS, all_ended, come_due, posted

UNFINISHED = "SELECT count(*) FROM delivery WHERE state IN ('planned', 'sending')"


@pytest.fixture
def program_settings(program_settings, tmp_path):
    return {**program_settings, "STATE": str(tmp_path / "state")}


@pytest.fixture
def make_backup(programme_url, dialect, tmp_path, request):
    postgres = request.getfixturevalue("postgres") if dialect == "postgresql" else None
    return lambda: Backup(programme_url, tmp_path, postgres)


class Backup:
    """A copy of the database as it is now, to be put back later."""

    def __init__(self, url, folder: Path, postgres) -> None:
        self._url, self._copy, self._postgres = url, folder / "backup", postgres
        if path := file_of(url):
            ask(url, "PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(path, self._copy)
        else:
            self._let_go(make_url(url).database)
            postgres.create(f"{make_url(url).database}_backup", template=make_url(url).database)
            self._copy = f"{make_url(url).database}_backup"

    def restore(self):
        if path := file_of(self._url):
            for each in path.parent.glob(f"{path.name}-*"):
                each.unlink()
            shutil.copyfile(self._copy, path)
        else:
            name = make_url(self._url).database
            self._postgres.drop(name)
            self._postgres.create(name, template=self._copy)
            self._postgres.drop(self._copy)

    def _let_go(self, database):
        self._postgres.connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [database],
        )


@pytest.mark.both_databases
async def test_copied_at_8_59_sent_at_9_00_restored_at_9_30(
    slack, readers, serve, programme_url, program_settings, make_backup
):
    come_due(programme_url, minutes=30)
    backup = make_backup()
    async with serve():
        await slack.until(lambda: len(posted(slack)) == len(READERS), timeout=60)
        await all_ended(programme_url)
    backup.restore()

    refused = run(programme_url, "serve", **program_settings)
    assert refused.returncode == 1
    assert "older than what was sent from it" in refused.stderr
    assert "`drumbeat db restored`" in refused.stderr

    examined = run(programme_url, "doctor", **program_settings)
    assert "-> run `drumbeat db restored`" in examined.stdout

    taken_up = run(programme_url, "db", "restored", **program_settings)
    assert taken_up.returncode == 0, taken_up.stderr
    assert "sends are paused" in taken_up.stdout

    # The slot of nine o'clock falls due again, and is planned, and waits for a person's word.
    async with serve() as program:
        await program.told.until(b'"restore_over"')
    assert ask(programme_url, UNFINISHED) == [(len(READERS),)]
    assert sum(posted(slack).values()) == len(READERS)

    # It goes out again only for who says so.
    [(send,)] = ask(programme_url, "SELECT DISTINCT send_id FROM delivery WHERE state = 'planned'")
    resumed = run(programme_url, "db", "resume", send, **program_settings)
    assert resumed.returncode == 0, resumed.stderr
    async with serve():
        await slack.until(lambda: len(posted(slack)) == 2 * len(READERS), timeout=60)
