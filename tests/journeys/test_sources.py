"""Figures that come by themselves: a source that stops and returns, and its bad hours."""

import asyncio

import pytest

from drumbeat.source_watch import in_a_process
from tests.journeys.sources import BOOKS, DAY, HEADER, TODAY, Vendor
from tests.stand_ins.file_server import file_server

HOURS = DAY / 24
NORA = "nora@cirrus.example"
BAD = HEADER + "s9,c1,Mail,soon,,1,yearly,USD\n"


@pytest.fixture
async def vendor(sqlite_url, tmp_path) -> Vendor:
    made = Vendor(sqlite_url, tmp_path)
    await made.begin(f"folder: {tmp_path / 'drop'}")
    return made


async def test_a_source_that_stops_and_returns(vendor: Vendor):
    vendor.drops(BOOKS)
    assert await vendor.looks() == []
    assert vendor.state()["state"] == "well"
    well = vendor.ask("arr")
    assert "3,600 USD a year" in well
    assert "should have come" not in well

    await vendor.at(TODAY + 3 * DAY + 4 * HOURS)
    (told,) = await vendor.looks()
    (again,) = await vendor.looks()
    assert told == again
    assert told.startswith("billing (subscriptions): should have come by")
    assert await vendor.alarms() == [(NORA, True, True)]
    late = vendor.ask("arr")
    assert "New data on subscriptions should have come by" in late
    assert "It came last on" in late
    assert f"as of {TODAY:%-d %b %Y}" in late
    refused = vendor.ask("churn last 7 days")
    assert "that I cannot answer yet" in refused
    assert "New data on subscriptions should have come by" in refused

    vendor.drops(BOOKS + f"s3,c1,Mail,{TODAY:%Y-%m-%d},,1200,yearly,USD\n")
    assert await vendor.looks() == []
    assert await vendor.alarms() == [(NORA, True, False)]
    clean = vendor.ask("arr")
    assert "4,800 USD a year" in clean
    assert "should have come" not in clean
    assert [path.suffix for path in sorted((vendor.drop / "done").iterdir())] == [
        *(".csv", ".txt"),
        *(".csv", ".txt"),
    ]
    assert [path.name for path in vendor.drop.iterdir()] == ["done"]


@pytest.mark.every_change
async def test_the_same_file_again_doubles_nothing_and_alarms_nobody(vendor: Vendor):
    vendor.drops(BOOKS)
    await vendor.looks()
    vendor.drops(BOOKS)

    assert await vendor.looks() == []
    assert vendor.state()["said"] == "books.csv: 2 rows read: 0 new, 0 changed, 2 unchanged"
    assert "3,600 USD a year" in vendor.ask("arr")
    assert await vendor.alarms() == []
    assert len(list((vendor.drop / "done").glob("*.csv"))) == 2


async def test_a_file_that_is_being_written_is_left_alone(vendor: Vendor):
    growing = vendor.drops(BOOKS, seconds_ago=3)
    for name in ("books.csv.part", ".books.csv", "books.tmp", "~books.csv"):
        vendor.drops(BOOKS, name)
    await vendor.looks()

    assert growing.is_file()
    assert len(list(vendor.drop.iterdir())) == 5
    assert vendor.state()["state"] == "waited for"

    (vendor.drop / "books.csv.part").rename(vendor.drop / "renamed.csv")
    await vendor.looks()
    assert not (vendor.drop / "renamed.csv").exists()
    assert growing.is_file()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BAD, "1 fault, so nothing was changed: line 2, start soon:"),
        ("", "is empty"),
        (HEADER, "has a header and no rows"),
        ("something,else\n1,2\n", "so nothing was changed: line 1"),
    ],
)
async def test_a_faulty_file_changes_nothing_and_its_owner_hears_why(vendor: Vendor, text, words):
    vendor.drops(BOOKS)
    await vendor.looks()
    vendor.drops(text, "bad.csv")
    (told,) = await vendor.looks()

    assert words in told
    assert (await vendor.alarms()) == [(NORA, True, True)]
    said = vendor.ask("arr")
    assert "3,600 USD a year" in said
    assert "The last attempt to bring in data on subscriptions failed." in said
    (report,) = (vendor.drop / "failed").glob("*.report.txt")
    assert words in report.read_text()

    vendor.drops(BOOKS)
    assert await vendor.looks() == []
    assert "failed" not in vendor.ask("arr")


async def test_a_folder_that_went_away_is_told_once(vendor: Vendor):
    vendor.drop.rename(vendor.folder / "elsewhere")
    first, second = await vendor.looks(), await vendor.looks()

    assert first == second
    assert "there is no folder" in first[0]
    assert vendor.state()["failures"] == 1


async def test_a_database_is_read_in_its_rhythm_and_again_after_it_failed(vendor: Vendor):
    path = vendor.folder / "billing.db"
    vendor.reads_books(path)
    (told,) = await vendor.looks()
    assert "billing (subscriptions)" in told
    vendor.other_database(BOOKS)
    assert len(await vendor.looks()) == 1  # it is left alone for five minutes
    await vendor.at(TODAY + HOURS)

    assert await vendor.looks() == []
    assert "3,600 USD a year" in vendor.ask("arr")
    tried = vendor.state()["tried_at"]
    await vendor.at(TODAY + 5 * HOURS)
    await vendor.looks()
    assert vendor.state()["tried_at"] == tried
    await vendor.at(TODAY + DAY)
    await vendor.looks()
    assert vendor.state()["tried_at"] > tried


async def test_a_database_is_never_written_to(vendor: Vendor):
    path = vendor.other_database(BOOKS)
    vendor.reads_books(path, "DELETE FROM books")

    assert vendor.ask_source()["code"] == 1
    vendor.reads_books(path)
    assert vendor.ask_source()["came"]


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("error", "the server answered 500"),
        ("hangs", "the server did not answer in time"),
        ("breaks off", "the server broke off in the middle of the file"),
        ("inside", "the server leads to where nothing is fetched from"),
        ("round", "without end"),
        ("empty", "is empty"),
    ],
)
async def test_a_server_with_a_bad_hour_changes_nothing(vendor, monkeypatch, mood, words):
    async with file_server() as server:
        server.body, server.mood = b"" if mood == "empty" else BOOKS.encode(), mood
        monkeypatch.setenv("BILLING_URL", server.url)
        vendor.say("address_from: BILLING_URL")
        failed = await asyncio.to_thread(vendor.ask_source)
        server.body, server.mood = BOOKS.encode(), "well"
        came = await asyncio.to_thread(vendor.ask_source)

    assert (failed["came"], failed["code"]) == (False, 1)
    assert words in failed["said"]
    assert (came["came"], came["code"]) == (True, 0)
    assert "token" not in failed["said"]
    assert server.wrong == []


async def test_a_variable_that_is_not_set_is_named(vendor: Vendor):
    vendor.say("address_from: BILLING_URL")

    assert vendor.ask_source()["said"] == "BILLING_URL is not set in the environment"
    doctor = vendor.run("doctor")
    assert "billing: BILLING_URL is not set in the environment" in doctor.stdout


async def test_a_run_whose_process_was_killed_is_run_again(vendor: Vendor, monkeypatch):
    async with file_server() as server:
        server.body, server.mood = BOOKS.encode(), "hangs"
        monkeypatch.setenv("BILLING_URL", server.url)
        vendor.say("address_from: BILLING_URL")
        running = await vendor.started("sources", "run", "billing")
        await server.was_asked.wait()
        held = await asyncio.to_thread(vendor.run, "sources", "run", "billing")
        running.kill()
        await running.wait()
        server.mood = "well"
        during = await asyncio.to_thread(vendor.state)
        await vendor.lease_ends()
        alarms = await vendor.looks()

    assert "billing is being run just now" in held.stderr
    assert during["state"] == "running"
    assert alarms == []
    assert vendor.state()["state"] == "well"
    assert "3,600 USD a year" in vendor.ask("arr")


async def test_the_server_runs_a_source_in_a_process_of_its_own(vendor: Vendor, monkeypatch):
    vendor.drops(BOOKS)
    for name, value in vendor.environment().items():
        monkeypatch.setenv(name, value)
    await in_a_process("billing")

    assert vendor.state()["state"] == "well"
    assert "3,600 USD a year" in vendor.ask("arr")
