"""Who is erased leaves no name, address or word; numbers stay; an export names every table."""

import asyncio
import json
import sqlite3

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from bot.errors import ConfigurationInvalid, ImportBusy, NothingFound
from bot.every_table import METADATA
from bot.imports.store.batches import open_batch
from bot.imports.store.known import seen_names
from bot.imports.store.tables import ImportBatch
from bot.store.generations import raise_names
from bot.store.sessions import Database, async_url
from bot.voice.store.tables import Response
from drumbeat.cli import app
from tests.store import quetzal
from tests.store.quetzal import CONTACT, EMAIL, LATER, OF_CONTACT, OF_PARTNER, SCORES, SEALED

NOBODYS = {
    *("cost_line", "erased", "generation", "lane", "occurrence", "product"),
    *("programme_fact", "rate", "wave", "text", "inbox", "amendment", "sealed_answer"),
    "link_look",
    *("response_tag", "complete_until", "shared_customer"),
}
"""The tables that hold nothing of anybody."""
PARTNERS_OWN = {
    *("partner", "partner_domain", "partner_history", "installation", "import_batch"),
    *("customer", "subscription_interval", "term", "trial", "revenue_line", "touch"),
    *("deal", "payout"),
    *("install_state", "upload"),
    *("waiting_tap", "hold", "frozen_figure", "stretch", "movement", "cohort_total"),
    *("renewal", "renewal_step", "check_in_round"),
}


async def settled(url):
    """Fill this database, and return it."""
    database = Database(async_url(url))
    async with database.begin() as session:
        await quetzal.settle(session)
    return database


@pytest.fixture
async def database(database_url):
    database = await settled(database_url)
    yield database
    await database.close()


@pytest.fixture
def run_on(monkeypatch, tmp_path):
    """Return what runs commands on a database and returns what they print."""
    monkeypatch.chdir(tmp_path)

    def on(database, url):
        given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": url}
        for name, value in given.items():
            monkeypatch.setenv(f"DRUMBEAT_{name}", value)

        async def invoke(*words):
            await database.close()
            done = await asyncio.to_thread(CliRunner().invoke, app, words, catch_exceptions=False)
            assert done.exit_code == 0
            return done.stdout

        return invoke

    return on


@pytest.fixture
def run(run_on, database, database_url):
    return run_on(database, database_url)


async def everything(database):
    """All that stands in all tables, as one text."""
    rows = []
    async with database.read() as session:
        for table in METADATA.sorted_tables:
            rows += [f"{table.name}: {row}" for row in await session.execute(select(table))]
    return "\n".join(rows)


def found_in(text, words):
    return {word for word in words if word.lower() in text.lower()}


def file_bytes(url):
    """The bytes of SQLite's file and of its write-ahead log."""
    path = make_url(url).database
    parts = []
    for name in (path, f"{path}-wal"):
        try:
            with open(name, "rb") as file:  # noqa: PTH123 - a test reads bytes
                parts.append(file.read())
        except FileNotFoundError:
            continue
    return b"".join(parts).decode("latin-1")


async def scores(database):
    async with database.read() as session:
        rows = await session.execute(
            select(Response.score, Response.role).order_by(Response.score.desc())
        )
        return [tuple(row) for row in rows]


async def test_the_little_world_has_a_trace_in_every_table(database):
    said = await everything(database)
    empty = [name for name in METADATA.tables if f"{name}: (" not in said]

    assert found_in(said, OF_PARTNER) == OF_PARTNER
    assert set(empty) <= {"programme_fact", "erased", "generation"}


@pytest.mark.every_change
async def test_of_an_erased_contact_nothing_is_left_but_numbers(database, database_url, run):
    preview = await run("erase", "contact", EMAIL)
    before = found_in(await everything(database), OF_CONTACT)
    await run("erase", "contact", EMAIL, "--yes")

    assert "Nothing was erased yet" in preview
    assert before == OF_CONTACT
    assert found_in(await everything(database), OF_CONTACT) == {"Vaduz"}  # her colleague's zone
    assert await scores(database) == SCORES


async def test_no_byte_of_an_erased_contact_is_left_in_sqlites_files(sqlite_url, run_on):
    database = await settled(sqlite_url)
    before = found_in(file_bytes(sqlite_url), OF_CONTACT)
    with sqlite3.connect(make_url(sqlite_url).database) as careless:  # as before bytes were wiped
        careless.execute("PRAGMA secure_delete=OFF")
        careless.execute("DELETE FROM chat_line")
    said = await run_on(database, sqlite_url)("erase", "contact", EMAIL, "--yes")

    assert before == OF_CONTACT
    assert "held" not in said
    assert found_in(file_bytes(sqlite_url), OF_CONTACT) == {"Vaduz"}


async def postgresql_bytes(database):
    """The bytes of every file of every table and index."""
    files = (
        "SELECT encode(pg_read_binary_file(pg_relation_filepath(oid)), 'hex') FROM pg_class "
        "WHERE relkind IN ('r', 't', 'i') AND relnamespace IN "
        "('public'::regnamespace, 'pg_toast'::regnamespace) AND relfilenode <> 0"
    )
    async with database.engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.execute(text("CHECKPOINT"))
        found = await plain.execute(text(files))
        return b"".join(bytes.fromhex(each) for each in found.scalars()).decode("latin-1")


async def test_no_byte_of_an_erased_partner_is_left_in_postgresqls_files(postgresql_url, run_on):
    database = await settled(postgresql_url)
    before = found_in(await postgresql_bytes(database), OF_PARTNER)
    run = run_on(database, postgresql_url)
    await run("erase", "partner", "Quetzal Logistics", "--yes")
    async with database.engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.execute(text("VACUUM FULL"))
    after = found_in(await postgresql_bytes(database), OF_PARTNER)
    await database.close()

    assert (before, after) == (OF_PARTNER, set())


@pytest.mark.every_change
async def test_of_an_erased_partner_nothing_is_left_but_numbers(database, database_url, run):
    await run("erase", "partner", "Quetzal Logistics", "--yes")
    text = await everything(database)

    assert found_in(text, OF_PARTNER) == set()
    assert await scores(database) == SCORES
    assert "120000" in text
    assert "Mortimer" in text
    assert "I run marathons" in text
    if database.is_sqlite:
        await database.close()
        assert found_in(file_bytes(database_url), OF_PARTNER) == set()


async def test_what_could_still_leave_does_not_reach_who_was_erased(database, run):
    await run("erase", "contact", EMAIL, "--yes")
    text = await everything(database)

    assert "'planned'" not in "".join(
        line for line in text.splitlines() if line.startswith("delivery: ")
    )


async def test_an_audit_line_says_that_somebody_was_erased_and_not_who(run):
    await run("erase", "contact", EMAIL, "--yes")
    lines = json.loads(await run("audit", "--json"))

    assert [line["by"] for line in lines if line["act"] == "erase"] == ["operator"]
    assert not found_in(json.dumps(lines), OF_CONTACT)


async def test_who_is_not_there_is_said_and_nothing_changes(run):
    with pytest.raises(NothingFound, match="no contact"):
        await run("erase", "contact", "nobody@nowhere.example", "--yes")
    await run("erase", "contact", EMAIL, "--yes")
    with pytest.raises(NothingFound, match="no contact"):
        await run("erase", "contact", EMAIL, "--yes")


async def test_an_export_names_every_table_that_names_the_person(run, tmp_path):
    said = await run("export", "partner", "QZ-42", "quetzal.json")
    whole = json.loads((tmp_path / "quetzal.json").read_text())
    expected = (
        set(METADATA.tables) - NOBODYS - {"cadence", "send", "filling", "approval"}
    )  # these name her alone
    text = json.dumps(whole)

    assert set(whole["tables"]) == expected
    assert found_in(text, OF_PARTNER) == OF_PARTNER
    assert SEALED not in text
    assert f"rows of {len(expected)} tables" in said


async def test_an_export_of_a_person_holds_nothing_of_a_colleague(run, tmp_path):
    await run("export", "contact", EMAIL, "ottoline.json")
    whole = json.loads((tmp_path / "ottoline.json").read_text())

    assert found_in(json.dumps(whole), OF_CONTACT) == OF_CONTACT
    assert "Perpetua" not in json.dumps(whole)
    assert set(whole["tables"]) == set(METADATA.tables) - NOBODYS - PARTNERS_OWN
    with pytest.raises(ConfigurationInvalid, match="not written over"):
        await run("export", "contact", EMAIL, "ottoline.json")


async def test_who_a_backup_brings_back_is_erased_again(sqlite_url, run_on, tmp_path):
    database = await settled(sqlite_url)
    run, path = run_on(database, sqlite_url), make_url(sqlite_url).database
    await database.close()
    with sqlite3.connect(path) as old, sqlite3.connect(tmp_path / "backup") as backup:
        old.backup(backup)
    await run("erase", "contact", EMAIL, "--yes")
    await run("erase", "list", "erased.txt")
    with sqlite3.connect(tmp_path / "backup") as backup, sqlite3.connect(path) as restored:
        backup.backup(restored)
    shown = await run("erase", "replay", "erased.txt", "--json")
    await run("erase", "replay", "erased.txt", "--yes")
    left = found_in(await everything(database), OF_CONTACT)
    await database.close()

    assert json.loads(shown) == [{"kind": "contact", "id": CONTACT}]
    assert left == {"Vaduz"}


def write_files(folder):
    (folder / "contacts.csv").write_text(
        "email,id,name,partner,role\n"
        "Ottoline@Quetzal.example,,Ottoline Brandywine,Quetzal Logistics,sales\n"
        "new.address@quetzal.example,HR-1701,Ottoline Brandywine,Quetzal Logistics,sales\n"
        "new@quetzal.example,,Nadia New,Quetzal Logistics,sales\n"
    )
    (folder / "answers.csv").write_text(
        "survey,wave,contact,score,answered_at,reason\n"
        f"nps,2025,{EMAIL},2,2025-03-01 10:00,Thoroughly fed up\n"
        "nps,2025,perpetua@quetzal.example,8,2025-03-01 10:00,\n"
    )
    (folder / "partners.csv").write_text(
        "name,id,tier,region,stage,manager\n"
        "Other Ltd,,Gold,EMEA,grow,mo@cirrus.example\n"
        "quetzal  LOGISTICS,,Gold,EMEA,grow,\n"
        "Quetzal Again,qz-42,Gold,EMEA,grow,\n"
    )


async def test_a_later_import_does_not_bring_a_person_back(database, run, tmp_path):
    write_files(tmp_path)
    await run("erase", "contact", EMAIL, "--yes")
    people = await run("import", "contacts", "contacts.csv")
    answers = await run("import", "responses", "answers.csv")
    passed = "passed over (they are of people or partners who were erased)"

    assert f"3 rows read: 1 new, 0 changed, 0 unchanged, 2 {passed}." in people
    assert f"2 rows read: 1 new, 0 changed, 0 unchanged, 1 {passed}." in answers
    assert not found_in(people + answers, OF_CONTACT)
    assert found_in(await everything(database), OF_CONTACT) == {"Vaduz"}


async def test_a_later_import_does_not_bring_a_partner_or_its_people_back(database, run, tmp_path):
    write_files(tmp_path)
    await run("erase", "partner", "Quetzal Logistics", "--yes")
    await run("erase", "contact", "mo@cirrus.example", "--yes")
    partners = json.loads(await run("import", "partners", "partners.csv", "--json"))
    people = json.loads(await run("import", "contacts", "contacts.csv", "--json"))

    assert (partners["changed"], sum(partners["passed_over"].values())) == (1, 2)
    assert list(partners["notes"].values()) == [1]
    assert sum(people["passed_over"].values()) == 3
    assert found_in(await everything(database), OF_PARTNER | {"Mortimer"}) == set()


async def test_who_wants_to_come_back_may(database, run, tmp_path):
    write_files(tmp_path)
    await run("erase", "contact", EMAIL, "--yes")
    await run("erase", "readmit", "contact", EMAIL)
    people = json.loads(await run("import", "contacts", "contacts.csv", "--json"))

    assert (people["new"], sum(people["passed_over"].values())) == (2, 1)
    with pytest.raises(NothingFound, match="no contact was erased"):
        await run("erase", "readmit", "contact", EMAIL)


async def test_nobody_is_erased_under_an_import_that_is_being_written(database, run):
    async with database.begin() as session:
        session.add(
            ImportBatch(
                id="running",
                kind="contacts",
                source="people.csv",
                generation=2,
                started_at=LATER,
                until=LATER,
            )
        )
    with pytest.raises(ImportBusy, match="an import is being written"):
        await run("erase", "contact", EMAIL, "--yes")

    assert found_in(await everything(database), OF_CONTACT) == OF_CONTACT


async def test_an_import_that_was_checked_before_somebody_was_erased_begins_again(database):
    seen = await seen_names(database)
    async with database.begin() as session:
        await raise_names(session)
    with pytest.raises(ImportBusy, match="somebody was erased"):
        await open_batch(database, "contacts", "people.csv", seen)
