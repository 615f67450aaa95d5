"""A file is seen as a whole or not at all, whoever looks and whatever dies."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlalchemy import func, insert, select, text, update

from bot.every_table import METADATA
from bot.figures.store.tables import RevenueLine
from bot.imports.store.tables import ImportBatch
from bot.store import migrate
from bot.store.generations import is_shown
from bot.store.inbox import StoredInbox
from bot.store.sessions import Database
from tests.fixtures.forked import Beside
from tests.fixtures.program import inherited
from tests.fixtures.tiers import is_soak
from tests.imports.conftest import Operator

COUNT = 4_000
PATIENCE = 90
LOOKING = 0.005
"""Seconds between two looks."""


def books(amount: str, count: int = COUNT) -> str:
    rows = [f"2025-01-{1 + each % 28:02d},c1,Mail,usage,{amount},r{each}" for each in range(count)]
    return "date,customer,product,kind,amount,reference\n" + "\n".join(rows) + "\n"


Running = Beside | subprocess.Popen[bytes]


def begun(operator: Operator, content: str, *options: str) -> Running:
    """Start an import in a process of its own."""
    return started("import", "revenue", operator.file(content, "books.csv"), *options)


def started(*words: str) -> Running:
    """Start a command in a process of its own."""
    if not is_soak():
        return Beside(words, inherited())
    command = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from drumbeat.cli import main; main()"
    )
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", command, *words],
        env={**inherited(), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.DEVNULL,
    )


def running(process: Running) -> Iterator[None]:
    """Look again and again while it runs, and leave it the processor meanwhile."""
    while process.poll() is None:
        yield
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOKING)


def seen(operator: Operator) -> tuple[int, int]:
    total = select(func.count(), func.coalesce(func.sum(RevenueLine.amount), 0))
    with operator.engine.connect() as connection:
        count, amount = connection.execute(total.where(is_shown(RevenueLine))).one()
    return count, int(amount)


def stored(operator: Operator) -> int:
    with operator.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(RevenueLine)).scalar_one()


def wait_until(happened: Callable[[], bool], process: Running) -> None:
    """Look until it happened, before the process ends."""
    deadline = monotonic() + PATIENCE
    for _ in running(process):
        if happened():
            return
        assert monotonic() < deadline, "it never happened"
    pytest.fail("the command ended before")


def let_leases_run_out(operator: Operator) -> None:
    with operator.engine.begin() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(ImportBatch).values(until=past))


def killed_half_way(operator: Operator, content: str, *options: str) -> None:
    before = stored(operator)
    process = begun(operator, content, *options)
    wait_until(lambda: stored(operator) > before, process)
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.both_databases
def test_who_reads_meanwhile_sees_all_of_the_old_or_all_of_the_new(programme: Operator):
    looks = set()
    for amount in ("1.00", "2.00"):
        process = begun(programme, books(amount))
        for _ in running(process):
            looks.add(seen(programme))
        assert process.returncode == 0
    looks.add(seen(programme))

    assert looks == {(0, 0), (COUNT, COUNT * 100), (COUNT, COUNT * 200)}
    assert stored(programme) == 2 * COUNT  # what was replaced is kept until the next import
    programme.brought("rates", "currency,month,rate\nEUR,2025-01,1.1\n")
    assert stored(programme) == COUNT


def test_an_import_that_is_killed_changed_nothing_and_can_be_done_again(programme: Operator):
    killed_half_way(programme, books("1.00"))

    assert seen(programme) == (0, 0)
    assert stored(programme) > 0
    let_leases_run_out(programme)
    assert programme.brought("revenue", books("1.00"))["new"] == COUNT
    assert seen(programme) == (COUNT, COUNT * 100)
    assert stored(programme) == COUNT


@pytest.mark.both_databases
def test_a_killed_change_leaves_the_old_figures_and_another_kind_clears_up(programme: Operator):
    programme.brought("revenue", books("1.00"))
    killed_half_way(programme, books("2.00"))
    assert seen(programme) == (COUNT, COUNT * 100)
    let_leases_run_out(programme)

    programme.brought("rates", "currency,month,rate\nEUR,2025-01,1.1\n")

    assert seen(programme) == (COUNT, COUNT * 100)
    assert stored(programme) == COUNT
    assert programme.rows("revenue_line", "shown_until", everything=True) == [(None,)] * COUNT


def test_an_import_that_died_after_the_switch_is_finished_by_the_next(programme: Operator):
    programme.brought("revenue", books("1.00", 10))
    now = datetime.now(UTC)
    with programme.engine.begin() as connection:
        connection.execute(
            update(RevenueLine).values(shown_until=50).where(RevenueLine.reference == "r1")
        )
        batch = {"id": "b", "kind": "revenue", "source": "x", "generation": 50, "state": "shown"}
        connection.execute(insert(ImportBatch), [{**batch, "started_at": now, "until": now}])
        connection.execute(text("UPDATE generation SET number = 50"))
    programme.brought("rates", "currency,month,rate\nEUR,2025-01,1.1\n")

    assert stored(programme) == 9
    assert {row[0] for row in programme.rows("import_batch", "state")} == {"done"}


def test_an_interrupted_import_takes_its_rows_away_at_once(programme: Operator):
    process = begun(programme, books("1.00"))
    wait_until(lambda: stored(programme) > 0, process)
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)

    assert process.returncode != 0
    assert stored(programme) == 0
    assert "writing" not in {row[0] for row in programme.rows("import_batch", "state")}


def test_customers_appear_together_and_change_together(programme: Operator):
    head = "id,name,partner,segment\n"
    first = head + "".join(f"k{each},Name {each},Acme,SMB\n" for each in range(3000))
    programme.brought("customers", first)
    told = programme.brought("customers", first.replace("SMB", "Enterprise"))

    assert (told["new"], told["changed"], told["unchanged"]) == (0, 3000, 0)
    segments = programme.rows("customer", "segment")
    assert segments.count(("Enterprise",)) == 3001


@pytest.mark.both_databases
def test_the_tables_are_as_the_classes_say(database_url: str):
    assert migrate.differences(database_url, METADATA) == []


async def longest_wait(url: str, process: Running) -> float:
    database = Database(url)
    inbox, longest, number = StoredInbox(database), 0.0, 0
    while process.poll() is None:
        began = monotonic()
        await inbox.accept("slack", f"k{number}", "event", "{}")
        longest, number = max(longest, monotonic() - began), number + 1
    await database.close()
    return longest


def test_requests_are_kept_within_a_second_while_a_file_comes_in(
    small_programme: Operator, sqlite_url: str
):
    process = begun(small_programme, books("1.00"))

    assert asyncio.run(longest_wait(sqlite_url, process)) < 1
    assert process.returncode == 0
