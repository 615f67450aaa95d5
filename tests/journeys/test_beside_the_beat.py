"""An import and a rebuild of figures run beside a newsletter on each engine, disturbing nobody."""

import asyncio
import os
import time

import pytest

from tests.fixtures.books import ask, change
from tests.fixtures.program import run
from tests.journeys.small_send import PATIENCE, READERS, all_ended, come_due, posted
from tests.journeys.test_announce import MANAGER
from tests.journeys.test_workers import several, work

__all__ = ["work"]
pytestmark = pytest.mark.both_databases
SMALL_FILES = {
    "partners": "name,id,tier,region,stage\nQuayside,quay,Gold,EMEA,build\n",
    "customers": "id,name,partner,segment\nq1,Anna Ltd,Quayside,SMB\nq2,Bert plc,Quayside,SMB\n",
}
BOOKS = (
    "subscription,customer,product,start,end,amount,period,currency\n"
    "q-1,q1,Mail,2025-01-01,,1200,yearly,USD\nq-2,q2,Mail,2025-03-01,,2400,yearly,USD\n"
)
SOURCE = """sources:
  - key: billing
    folder: {drop}
    kind: subscriptions
    owner: {owner}
    until: today
    cadence:
      rule: FREQ=DAILY
      starts_on: 2025-01-01T06:00
"""
HAS_COME = "SELECT id FROM source_state WHERE came_at IS NOT NULL"
STORED = "stretch", "movement", "cohort_total"
ARR = "ask", "arr of quayside", "--as", "vendor_admin"


@pytest.fixture
def at_work(dialect, serve, work):
    """What an operator runs: a server, or on PostgreSQL its doors alone and two workers."""
    if dialect == "sqlite":
        return serve()
    return several(serve("--doors"), work(), work())


@pytest.fixture
def command(programme_url, program_settings):
    """Run a command beside it, and return what it says."""

    def run_to_the_end(*words):
        done = run(programme_url, *words, **program_settings)
        assert done.returncode == 0, done.stderr
        return " ".join(done.stdout.split())

    return run_to_the_end


@pytest.fixture
def books(content, tmp_path, programme_url, command):
    """Two customers of a new partner, and a folder from which their subscriptions come in."""
    folder = tmp_path / "drop"
    folder.mkdir()
    owner = ask(programme_url, "SELECT email FROM contact WHERE id = ?", MANAGER)[0][0]
    (content / "sources.yaml").write_text(SOURCE.format(drop=folder, owner=owner))
    for kind, text in SMALL_FILES.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        command("import", kind, str(path))
    file = folder / "books.csv"
    file.write_text(BOOKS)
    written_at = time.time() - 90
    os.utime(file, (written_at, written_at))
    return file


async def come_in(url):
    async with asyncio.timeout(PATIENCE):
        while not ask(url, HAS_COME):  # noqa: ASYNC110 - another process writes
            await asyncio.sleep(0.2)


@pytest.mark.usefixtures("readers")
async def test_an_import_and_a_rebuild_run_beside_a_newsletter(
    slack, programme_url, at_work, command, books
):
    come_due(programme_url, minutes=1)
    async with at_work:
        await come_in(programme_url)
        told = command(*ARR)
        for table in STORED:
            change(programme_url, f"DELETE FROM {table} WHERE partner_id = 'quay'")  # noqa: S608
        mended = command("figures", "rebuild")
        told_again = command(*ARR)
        nothing = command("figures", "rebuild")
        await all_ended(programme_url)
    ends = ask(programme_url, "SELECT state FROM delivery WHERE state <> 'skipped'")

    assert "3,600 USD a year" in told
    assert told_again == told
    assert "nothing was changed" not in mended
    assert "nothing was changed" in nothing
    assert not books.exists()
    assert set(posted(slack).values()) == {1}
    assert ends == [("delivered",)] * len(READERS)
