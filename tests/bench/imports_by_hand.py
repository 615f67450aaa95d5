"""A file of subscriptions: brought in by us, and by what one would write by hand.

By hand is a loop over `csv.reader` that looks partners and products up in a dict, makes each
amount minor units of a year, and hands everything to one `executemany` in one transaction, then
the stored figures of every customer, worked out by our own rule, to another two. It checks
nothing, compares with nothing, and knows what the columns are.
"""

import csv
import resource
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from bot.figures.rules.ledger import Movement, Paid, Stretch, ledger_of
from bot.store.migrate import upgrade
from tests.bench.compare import Comparison, Measured, compared, in_turns
from tests.bench.imports import run_import
from tests.bench.progress import Progress
from tests.bench.storage import POSTGRESQL, SQLITE
from tests.bench.subscriptions import PRODUCTS, small_files, write_subscriptions
from tests.fixtures.postgres import installed_programs, running_cluster

ROWS = 50_000
ROUNDS = 3
ASKED = {"alone": 0.2, "beside others": 0.1}
COLUMNS = (
    *("id", "subscription_id", "customer_id", "partner_id", "product_id", "start_date"),
    *("end_date", "kind", "currency", "annualised", "usage_annualised"),
    *("annualised_reporting", "usage_annualised_reporting", "shown_from"),
)
Fresh = Callable[[], AbstractContextManager[str]]
"""Lends a database with partners and customers, and nothing else."""


async def compare() -> list[Comparison]:
    """Compare on both engines; on SQLite also an import that leaves gaps for others."""
    progress = Progress(f"imports of {ROWS:,} rows")
    found = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "subscriptions.csv"
        write_subscriptions(file, ROWS)
        for dialect in (SQLITE, POSTGRESQL):
            async with _prepared(dialect, folder) as fresh:
                for way, asked in ASKED.items():
                    progress.say(f"{dialect}, {way} ...")
                    options = ("--alone",) if way == "alone" else ()
                    pairs = await in_turns(
                        _ours(folder, file, fresh, options), _by_hand(file, fresh), ROUNDS
                    )
                    what, words = f"import {way}, {dialect}", f"{ROWS:,} rows, csv + executemany"
                    found.append(compared(what, pairs, asked=asked, words=words))
    progress.end()
    return found


def _ours(
    folder: Path, file: Path, fresh: Fresh, options: tuple[str, ...]
) -> Callable[[], Awaitable[Measured]]:
    async def measured() -> Measured:
        with fresh() as url:
            used = _children()
            told = await run_import(folder, "subscriptions", file, *options, url=url)
            assert told["new"] == ROWS
            return Measured(ROWS / told["seconds"], (_children() - used) * 1000 / ROWS)

    return measured


def _by_hand(file: Path, fresh: Fresh) -> Callable[[], Awaitable[Measured]]:
    async def measured() -> Measured:
        with fresh() as url:
            began, used = time.perf_counter(), time.process_time()
            if url.startswith(SQLITE):
                _into_sqlite(url.partition(":///")[2], file)
            else:
                _into_postgresql(url.replace("+psycopg", ""), file)
            passed = time.perf_counter() - began
            return Measured(ROWS / passed, (time.process_time() - used) * 1000 / ROWS)

    return measured


def _into_sqlite(path: str, file: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO product (id, name) VALUES (?, ?)", _products())
        partners = dict(connection.execute("SELECT id, partner_id FROM customer"))
        rows = list(_rows(file, partners))
        connection.executemany(_statement("?"), rows)
        for table, columns, figures in _stored(rows):
            connection.executemany(_statement("?", table, columns), figures)


def _into_postgresql(url: str, file: Path) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO product (id, name) VALUES (%s, %s)", list(_products()))
        cursor.execute("SELECT id, partner_id FROM customer")
        partners = dict(cursor.fetchall())
        rows = list(_rows(file, partners))
        cursor.executemany(_statement("%s"), rows)  # type: ignore[arg-type]
        for table, columns, figures in _stored(rows):
            cursor.executemany(_statement("%s", table, columns), figures)  # type: ignore[arg-type]


def _statement(
    mark: str, table: str = "subscription_interval", columns: tuple[str, ...] = COLUMNS
) -> str:
    marks = ", ".join([mark] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def _stored(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, tuple[str, ...], list[Any]]]:
    """Yield the stored figures of these rows, table by table."""
    paid: dict[str, list[Paid]] = {}
    for row in rows:
        paid.setdefault(row[2], []).append(Paid(*row[3:7], row[9], 0))
    ledgers = {customer: ledger_of(each) for customer, each in paid.items()}
    for place, (table, kind) in enumerate((("stretch", Stretch), ("movement", Movement))):
        found = ((customer, row) for customer, each in ledgers.items() for row in each[place])
        figures = [(number, customer, *row, 0) for number, (customer, row) in enumerate(found)]
        yield table, ("id", "customer_id", *kind._fields, "shown_from"), figures


def _products() -> Iterator[tuple[str, str]]:
    return ((name.lower(), name) for name in PRODUCTS)


def _rows(file: Path, partners: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    with file.open(encoding="utf-8", newline="") as opened:
        lines = csv.reader(opened)
        next(lines)
        for number, (held, customer, product, start, end, amount, _, code) in enumerate(lines):
            year = int(Decimal(amount) * 100) * 12
            yield (
                *(f"h{number}", held, customer, partners[customer], product.lower(), start),
                *(end or None, "paid", code, year, 0, year, 0, 0),
            )


@asynccontextmanager
async def _prepared(dialect: str, folder: Path) -> AsyncIterator[Fresh]:
    """Prepare a database once, of which each round gets a copy."""
    if dialect == SQLITE:
        kept, used = folder / "kept.db", folder / "used.db"
        await _fill(folder, f"sqlite+aiosqlite:///{kept}")

        @contextmanager
        def copied() -> Iterator[str]:
            shutil.copyfile(kept, used)
            yield f"sqlite+aiosqlite:///{used}"
            for each in folder.glob("used.db*"):
                each.unlink()

        yield copied
        return
    programs = installed_programs()
    if programs is None:
        raise SystemExit("there is no PostgreSQL here to measure: install `postgres`")
    with running_cluster(programs) as cluster:
        await _fill(folder, cluster.create("kept"))
        yield lambda: cluster.cloned("kept")


async def _fill(folder: Path, url: str) -> None:
    upgrade(url)
    for kind, content in small_files(ROWS):
        file = folder / f"{kind}.csv"
        file.write_text(content)
        await run_import(folder, kind, file, url=url)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
