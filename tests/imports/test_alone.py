"""An import that has the database alone, and those who would work on it meanwhile."""

import asyncio
import signal

import pytest
from sqlalchemy import text

from bot.errors import DatabaseTaken
from bot.store.ownership import alone, at_work
from bot.store.sessions import Database
from tests.fixtures.program import run, serving, working
from tests.imports.conftest import Operator
from tests.imports.test_switch import (
    PATIENCE,
    begun,
    books,
    killed_half_way,
    let_leases_run_out,
    running,
    seen,
    stored,
    wait_until,
)

MANY = 12_000
TWO = "date,customer,product,kind,amount,reference\n2025-01-01,c1,Mail,usage,1.00,r1\n"


def brought_alone(url: str, file: str) -> tuple[int, str]:
    said = run(url, "import", "revenue", file, "--alone", ZONE="UTC")
    return said.returncode, " ".join(said.stderr.split())


@pytest.mark.both_databases
async def test_it_is_refused_while_a_server_has_the_database_and_not_when_that_is_killed(
    programme: Operator, database_url: str
):
    file = programme.file(TWO)
    async with serving(database_url) as server:
        code, said = await asyncio.to_thread(brought_alone, database_url, file)
        assert code == 1
        assert "stop `drumbeat serve` and every `drumbeat worker` first" in said
        assert stored(programme) == 0

        server.process.kill()
        await server.process.wait()
        code, said = await asyncio.to_thread(brought_alone, database_url, file)
        assert (code, seen(programme)) == (0, (1, 100)), said


async def test_it_is_refused_while_a_worker_shares_the_database(postgresql_url: str, tmp_path):
    file = tmp_path / "books.csv"
    file.write_text(TWO)
    async with working(postgresql_url):
        code, said = await asyncio.to_thread(brought_alone, postgresql_url, str(file))
    assert code == 1
    assert "import without --alone" in said


async def test_doors_alone_are_at_work_too(postgresql_url: str, tmp_path):
    file = tmp_path / "books.csv"
    file.write_text(TWO)
    async with serving(postgresql_url, "--doors"):
        code, _ = await asyncio.to_thread(brought_alone, postgresql_url, str(file))
    assert code == 1


@pytest.mark.both_databases
@pytest.mark.every_change
def test_nobody_begins_to_work_while_it_runs_and_others_can_once_it_has_ended(
    programme: Operator, database_url: str
):
    process = begun(programme, books("1.00", MANY), "--alone")
    wait_until(lambda: stored(programme) > 0, process)
    process.send_signal(signal.SIGSTOP)
    try:
        served = run(database_url, "serve", PORT="0")
        second = run(database_url, "import", "revenue", programme.file(TWO), "--alone")
    finally:
        process.send_signal(signal.SIGCONT)
    assert process.wait(PATIENCE) == 0

    assert served.returncode == second.returncode == 1
    assert "alone (--alone): start again" in " ".join(served.stderr.split())
    assert "another import has" in " ".join(second.stderr.split())
    assert seen(programme) == (MANY, MANY * 100)


@pytest.mark.both_databases
def test_a_killed_one_is_seen_by_nobody_and_keeps_nobody_out(
    programme: Operator, database_url: str
):
    killed_half_way(programme, books("1.00", MANY), "--alone")
    assert stored(programme) > 0
    assert seen(programme) == (0, 0)

    asyncio.run(served_once(database_url))
    let_leases_run_out(programme)
    assert programme.brought("revenue", books("1.00", 10), "--alone")["new"] == 10
    assert (seen(programme), stored(programme)) == ((10, 1000), 10)


async def break_connections(database: Database) -> None:
    """Do as a server of PostgreSQL does that is started anew."""
    others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with database.begin() as session:
        await session.execute(others)


async def is_refused(database: Database, url: str) -> bool:
    try:
        async with alone(database, url):
            return False
    except DatabaseTaken:
        return True


async def served_once(url: str) -> None:
    async with serving(url):
        pass


@pytest.mark.both_databases
def test_who_reads_meanwhile_sees_all_of_the_old_or_all_of_the_new(programme: Operator):
    looks = set()
    for amount in ("1.00", "2.00"):
        process = begun(programme, books(amount, MANY), "--alone")
        for _ in running(process):
            looks.add(seen(programme))
        assert process.returncode == 0
    looks.add(seen(programme))

    assert looks == {(0, 0), (MANY, MANY * 100), (MANY, MANY * 200)}


async def test_who_lost_its_connection_is_soon_known_to_be_at_work_again(
    postgresql_url: str, monkeypatch
):
    monkeypatch.setattr("bot.store.ownership.LOOK_SECONDS", 0.05)
    database, other = Database(postgresql_url), Database(postgresql_url)
    async with at_work(database):
        await break_connections(other)
        async with asyncio.timeout(PATIENCE):
            while not await is_refused(other, postgresql_url):
                pass
    assert not await is_refused(other, postgresql_url)
    await database.close()
    await other.close()
