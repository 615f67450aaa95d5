"""The ground the tests stand on: databases, a browser, and a run that leaves nothing out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.people.store.tables import Partner
from bot.store.tables import ProgrammeFact
from tests.fixtures.axe import assert_accessible
from tests.fixtures.browser import Complaints, connected
from tests.fixtures.postgres import installed_programs, running_cluster

GOOD_PAGE = """<!doctype html>
<html lang="en"><head><title>A good page</title><link rel="icon" href="data:,"></head>
<body><main><h1>Good morning</h1><label>Name <input name="name"></label></main></body></html>"""
BAD_PAGE = GOOD_PAGE.replace(
    '<label>Name <input name="name"></label>', "<input><img src='data:,'>"
)


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """Where a good page and a bad one are served."""

    async def serve(request: web.Request) -> web.Response:
        body = BAD_PAGE if request.path == "/bad" else GOOD_PAGE
        return web.Response(text=body, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{name:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield "http://{}:{}".format(*runner.addresses[0])
    await runner.cleanup()


async def table_names(url: str) -> list[str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()
    return names


@pytest.mark.where_they_differ
async def test_a_database_for_a_test_has_every_table(database_url: str):
    assert set(await table_names(database_url)) >= set(Partner.metadata.tables)


@pytest.mark.where_they_differ
async def test_an_empty_database_has_no_table(empty_database_url: str):
    assert await table_names(empty_database_url) == []


@pytest.mark.where_they_differ
@pytest.mark.parametrize("visit", ["first", "second"])
async def test_no_test_finds_rows_that_another_one_wrote(database_url: str, visit: str):
    fact = ProgrammeFact.__table__
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        before = (await connection.execute(select(fact))).all()
        await connection.execute(insert(fact).values(name=visit, value="was here"))
    await engine.dispose()

    assert before == []


@pytest.mark.where_they_differ
@pytest.mark.parametrize("visit", ["first", "second"])
async def test_no_test_finds_what_another_one_wrote(database_url: str, visit: str):
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE footprint (visit TEXT)"))
    await engine.dispose()

    assert "footprint" in await table_names(database_url)


def test_a_postgres_for_tests_leaves_nothing_behind():
    programs = installed_programs()
    assert programs, "neither the system nor the wheel has a PostgreSQL"

    with running_cluster(programs) as cluster:
        server = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
        assert is_running(server)

    assert not is_running(server)
    assert not cluster.folder.exists()


async def test_the_browser_opens_a_page_from_this_machine(page: Page, address: str):
    await page.goto(address)

    assert await page.get_by_role("heading").inner_text() == "Good morning"


async def test_what_a_page_complains_of_fails_its_test(page: Page, complaints: Complaints):
    await page.set_content("<script>console.error('ink is out'); missing.word()</script>")

    with pytest.raises(AssertionError, match=r"ink is out[\s\S]*missing is not defined"):
        complaints.check()
    complaints.found.clear()


async def test_a_page_that_everybody_can_use_passes_axe(page: Page, address: str):
    await page.goto(address)

    await assert_accessible(page)


async def test_axe_names_what_shuts_people_out(page: Page, address: str):
    await page.goto(f"{address}/bad")

    with pytest.raises(AssertionError, match=r"critical: (image-alt|label): "):
        await assert_accessible(page)


async def test_each_page_has_a_context_of_its_own(browser: Browser, page: Page):
    assert browser.contexts == [page.context]


async def test_what_a_page_was_told_is_unknown_to_the_next(running_browser: str, address: str):
    told = "document.cookie = 'who=ada; max-age=600'; localStorage.who = 'ada'"
    asked = "[document.cookie, localStorage.who ?? '']"
    async with connected(running_browser) as browser:
        page = await (await browser.new_context()).new_page()
        await page.goto(address)
        await page.evaluate(told)
        known = await page.evaluate(asked)
    async with connected(running_browser) as browser:
        left = browser.contexts
        page = await (await browser.new_context()).new_page()
        await page.goto(address)

        assert known == ["who=ada", "ada"]
        assert left == []
        assert await page.evaluate(asked) == ["", ""]


def is_running(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


SKIPPING = """
import pytest
def test_that_needs_more(): pytest.skip("no moon tonight")
def test_that_passes(): pass
@pytest.mark.xfail(reason="known")
def test_that_is_known_to_fail(): assert False
"""


@pytest.fixture
def run_of_its_own(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs a small test file under our rule about skipping, and nothing else."""

    def run(source: str, *, strict: bool) -> pytest.RunResult:
        monkeypatch.setenv("DRUMBEAT_TEST_STRICT", "1" if strict else "0")
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        pytester.makepyfile(source)
        return pytester.runpytest("-p", "tests.fixtures.strict", "-rs")

    return run


@pytest.mark.parametrize(("strict", "failed", "skipped"), [(True, 1, 0), (False, 0, 1)])
def test_a_strict_run_fails_for_a_skipped_test(run_of_its_own, strict, failed, skipped):
    result = run_of_its_own(SKIPPING, strict=strict)

    result.assert_outcomes(passed=1, failed=failed, skipped=skipped, xfailed=1)
    result.stdout.fnmatch_lines(["*no moon tonight*"])


def test_a_strict_run_fails_for_a_skipped_file(run_of_its_own):
    result = run_of_its_own("import pytest\npytest.importorskip('nobody_has_it')", strict=True)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*may not be skipped in a strict run*"])


async def test_the_browser_and_the_test_share_a_loop(page: Page, address: str):
    async with asyncio.timeout(20):
        await page.goto(address)
        await page.fill("input", "Ada")

    assert await page.input_value("input") == "Ada"
