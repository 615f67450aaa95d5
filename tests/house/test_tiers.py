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
    assert settings.default.max_examples == tiers.EXAMPLES[tiers.TIER]


def test_a_tier_nobody_knows_is_refused(pytester: pytest.Pytester, monkeypatch):
    pytester.makepyfile("def test_nothing(): pass")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv(tiers.VARIABLE, "soack")
    ended = pytester.runpytest_subprocess("-p", "tests.fixtures.tiers")

    assert ended.ret == pytest.ExitCode.USAGE_ERROR
    ended.stderr.fnmatch_lines(["*DRUMBEAT_TEST_TIER is 'soack': write test or soak*"])
