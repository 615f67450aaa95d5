"""A run says where its time went, and pytest's own count stays the last word."""

import pytest

from tests.house.sources import PROJECT

LAW = """
from hypothesis import given, strategies
@given(strategies.integers())
def test_a_law(number): pass
"""


def test_seconds_by_folder_and_what_was_tried_come_before_the_count(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    for folder, test in {"unit": LAW, "store": "def test_a_thing(): pass"}.items():
        place = pytester.path / "tests" / folder
        place.mkdir(parents=True)
        (place / f"test_{folder}.py").write_text(test)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    plugins = ("-p", "tests.fixtures.tiers", "-p", "tests.fixtures.seconds")
    ended = pytester.runpytest_subprocess(*plugins, "-p", "no:randomly", "-n", "2")
    last = [line for line in ended.outlines if line][-1]

    ended.assert_outcomes(passed=2)
    ended.stdout.re_match_lines_random(
        [r"store +1 +\d", r"unit +1 +\d", r"together +2 +\d", r"tried: \d+ examples"]
    )
    assert "2 passed" in last
