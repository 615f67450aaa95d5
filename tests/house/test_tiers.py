"""The tier alone says how much a run tries, so that a longer run needs no change of a test."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fixtures import tiers
from tests.house.sources import PROJECT

TESTS = Path(__file__).parents[1]
PROFILES = TESTS / "fixtures" / "tiers.py"
LAWS = {"hypothesis", "hypothesis.stateful", "hypothesis.strategies"}
COUNTS = {"settings", "HealthCheck"}


def counts_of_its_own(source: str) -> Iterator[int]:
    """Yield the lines where a test file takes from Hypothesis what a tier decides."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hypothesis"):
            if COUNTS & {each.name for each in node.names} or node.module not in LAWS:
                yield node.lineno
        elif isinstance(node, ast.Import):
            if any(each.name.startswith("hypothesis") for each in node.names):
                yield node.lineno
        elif isinstance(node, ast.keyword) and node.arg == "max_examples":
            yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        "from hypothesis import given, settings",
        "from hypothesis import HealthCheck as Excuse",
        "import hypothesis",
        "from hypothesis._settings import settings as s",
        "few(max_examples=3)",
    ],
)
def test_a_count_of_its_own_is_found(source: str):
    assert list(counts_of_its_own(source)) == [1]


def test_no_test_says_how_many_examples_it_takes():
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        if path != PROFILES and not path.samefile(__file__)
        for line in counts_of_its_own(path.read_text())
    ]

    assert found == []


def test_a_soak_takes_fifty_times_the_examples():
    assert tiers.EXAMPLES["soak"] == tiers.LONGER * tiers.EXAMPLES["test"]
    assert tiers.LONGER == 50
    assert settings.default.max_examples == tiers.EXAMPLES[tiers.tier()]


def test_a_tier_nobody_knows_is_refused(pytester: pytest.Pytester, monkeypatch):
    pytester.makepyfile("def test_nothing(): pass")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv(tiers.VARIABLE, "soack")
    ended = pytester.runpytest_subprocess("-p", "tests.fixtures.tiers")

    assert ended.ret == pytest.ExitCode.USAGE_ERROR
    ended.stderr.fnmatch_lines(["*DRUMBEAT_TEST_TIER is 'soack': write one of test, whole, soak*"])


def named_in(path: Path) -> Iterator[str]:
    """Yield the tests of a file as pytest calls them."""
    place = path.relative_to(TESTS.parent).as_posix()
    for node in ast.parse(path.read_text()).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        within = f"{place}::{node.name}" if isinstance(node, ast.ClassDef) else place
        for each in inside:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{within}::{each.name}"


def test_what_is_said_to_take_long_is_there_and_in_order():
    listed = tiers.LONG.read_text(encoding="utf-8").split()
    files = {line.partition("::")[0] for line in listed}
    there = {name for file in files for name in named_in(TESTS.parent / file)}

    assert listed == sorted(set(listed)), "in the order that --note-long writes"
    assert sorted(set(listed) - there) == [], "renamed or gone: change its line in tests/long.txt"


TWO_DATABASES = """
import pytest
@pytest.fixture
def dialect(request): return request.param
@pytest.mark.both_databases
def test_on_both(dialect): pass
@pytest.mark.where_they_differ
def test_where_they_differ(dialect): pass
def test_on_one(dialect): pass
def test_that_takes_long(): pass
@pytest.mark.every_change
def test_that_takes_long_and_runs(): pass
"""


@pytest.mark.parametrize(
    ("tier", "chosen", "count"),
    [("test", (), 5), ("whole", (), 7), ("soak", (), 8), ("test", ("-k", "test", "-n", "2"), 7)],
)
def test_a_tier_leaves_out_what_it_says_and_never_what_was_asked_for(
    pytester: pytest.Pytester, monkeypatch, tier: str, chosen: tuple[str, ...], count: int
):
    place = pytester.path / "tests" / "cli"
    place.mkdir(parents=True)
    (place / "test_two.py").write_text(TWO_DATABASES)
    listed = pytester.path / "long.txt"
    listed.write_text(
        "tests/cli/test_two.py::test_that_takes_long\n"
        "tests/cli/test_two.py::test_that_takes_long_and_runs\n"
    )
    (pytester.path / "conftest.py").write_text(
        "from pathlib import Path\n"
        "from tests.fixtures import tiers\n"
        f"tiers.LONG = Path({str(listed)!r})\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv(tiers.VARIABLE, tier)
    plugins = ("-p", "tests.fixtures.tiers", "-p", "tests.fixtures.seconds")
    ended = pytester.runpytest_subprocess(*plugins, *chosen)

    ended.assert_outcomes(passed=count)


def test_what_took_long_is_written_down(pytester: pytest.Pytester, monkeypatch):
    place = pytester.path / "tests" / "cli"
    place.mkdir(parents=True)
    (place / "test_slow.py").write_text(
        "import time\n"
        "def test_slow():\n"
        "    until = time.process_time() + 1.2\n"
        "    while time.process_time() < until: pass\n"
        "def test_quick(): pass\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv(tiers.VARIABLE, "whole")
    plugins = ("-p", "tests.fixtures.tiers", "-p", "tests.fixtures.seconds")
    noting = (*plugins, "--note-long", "found.txt")
    part = pytester.runpytest_subprocess(*noting, "-k", "quick")
    assert part.ret == pytest.ExitCode.USAGE_ERROR
    part.stderr.fnmatch_lines(["*--note-long measures a run of everything*"])
    ended = pytester.runpytest_subprocess(*noting, "-n", "2")

    ended.assert_outcomes(passed=2)
    assert (pytester.path / "found.txt").read_text() == "tests/cli/test_slow.py::test_slow\n"
