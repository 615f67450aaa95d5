"""Whatever is wrong with the database, the command line says cause and step in one sentence."""

import os
import shutil
import sqlite3
import stat
import time

import pytest

from bot.store.revision import newest
from bot.store.sqlite_files import file_of
from tests.fixtures.books import change
from tests.fixtures.program import run


def said(url, *words, **more):
    """Run a command that cannot succeed, and return the one sentence it ends with."""
    begun = time.monotonic()
    done = run(url, *words, **more)
    assert time.monotonic() - begun < 20
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return " ".join(done.stdout.split()) + " ".join(done.stderr.split())


@pytest.fixture
def spoilt(tmp_path, sqlite_template):
    """A database that is begun well and ends in garbage."""
    path = shutil.copyfile(sqlite_template, tmp_path / "drumbeat.db")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))
    return f"sqlite:///{path}"


@pytest.mark.parametrize("words", [("serve",), ("schedule",), ("doctor",), ("db", "check")])
def test_a_missing_file_is_named_and_not_made(tmp_path, words):
    path = tmp_path / "nowhere.db"
    words_said = said(f"sqlite:///{path}", *words)

    assert "there is no such database file" in words_said
    assert "run `drumbeat db upgrade` where a new one is meant" in words_said
    assert not path.exists()


@pytest.mark.parametrize("words", [("schedule",), ("db", "upgrade")])
def test_garbage_is_no_database(tmp_path, words):
    path = tmp_path / "garbage.db"
    path.write_bytes(b"all kinds of words " * 1000)
    before = path.read_bytes()
    words_said = said(f"sqlite:///{path}", *words)

    assert "the file is no database" in words_said
    assert "restore a backup" in words_said
    assert path.read_bytes() == before


@pytest.mark.parametrize("words", [("schedule",), ("db", "upgrade")])
def test_a_damaged_file_is_named_as_one(spoilt, words):
    assert "the database file is damaged" in said(spoilt, *words)


@pytest.mark.parametrize("words", [("serve",), ("schedule",), ("doctor",), ("db", "upgrade")])
def test_a_newer_database_is_not_called_behind(sqlite_url, words):
    change(sqlite_url, "UPDATE alembic_version SET version_num = '9999'")
    words_said = said(sqlite_url, *words)

    assert "newer than this program" in words_said
    assert newest() in words_said
    assert "restore the backup that was made before" in words_said


def test_a_folder_that_is_not_there_is_named(tmp_path):
    words_said = said(f"sqlite:///{tmp_path}/nowhere/drumbeat.db", "db", "upgrade")

    assert f"make the folder {tmp_path}/nowhere" in words_said


def test_a_folder_nobody_may_write_in_is_named(tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "drumbeat.db").mkdir()
    words_said = said(f"sqlite:///{folder}/drumbeat.db", "db", "upgrade")

    assert "cannot be opened" in words_said
    assert "right to read and write" in words_said


@pytest.mark.parametrize("words", [("serve",), ("doctor",)])
def test_a_file_that_is_locked_for_long_is_named(sqlite_url, words):
    path = file_of(sqlite_url)
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE in_work (id)")
    words_said = said(f"sqlite:///{path}?timeout=0.2", *words)
    other.close()

    assert "locked by somebody else" in words_said
    assert "wait until whoever writes there is done" in words_said


@pytest.mark.parametrize("words", [("serve",), ("schedule",), ("doctor",), ("db", "upgrade")])
def test_a_server_that_is_not_there_is_named(words):
    words_said = said("postgresql://nobody:secret-word@127.0.0.1:1/drumbeat", *words)

    assert "the database cannot be reached" in words_said
    assert "secret-word" not in words_said


@pytest.mark.parametrize("words", [("serve",), ("db", "upgrade")])
def test_a_database_that_is_not_on_the_server_is_named(postgres, words):
    url = postgres.url("never_made")

    assert "there is no such database on the server" in said(url, *words)


def test_a_user_whom_the_server_does_not_know_is_named(postgres):
    url = postgres.url("postgres").replace("postgres@", "stranger:secret-word@")
    words_said = said(url, "db", "check")

    assert "refuses user or password" in words_said
    assert "secret-word" not in words_said


def test_a_new_database_and_its_log_are_their_owners_alone(tmp_path):
    before = os.umask(0o022)
    try:
        path = tmp_path / "drumbeat.db"
        assert run(f"sqlite:///{path}", "db", "upgrade").returncode == 0
        reader = sqlite3.connect(path)
        reader.execute("PRAGMA journal_mode = WAL")
        reader.execute("SELECT count(*) FROM inbox").fetchall()
        assert run(f"sqlite:///{path}", "db", "sample").returncode == 0
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
        reader.close()
    finally:
        os.umask(before)

    assert modes["drumbeat.db-wal"] == 0o600
    assert set(modes.values()) == {0o600}


def test_the_doctor_names_files_that_others_may_read(sqlite_url):
    path = file_of(sqlite_url)
    path.chmod(0o644)
    examined = run(sqlite_url, "doctor")
    assert f"chmod 600 {path}" in examined.stdout

    path.chmod(0o600)
    assert "nobody else may read what is private" in run(sqlite_url, "doctor").stdout
