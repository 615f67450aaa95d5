"""The law of crash trials finds what it is there for, and every named point is somewhere."""

import importlib
import inspect
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.crash.law import Found, LawBroken, Manner, Tally, weigh
from tests.crash.points import ALL

WELL = Found(
    {"a": "delivered", "b": "unknown", "c": "unknown"},
    {"a": 1, "b": 1},
    readers=3,
    sends=1,
    held=0,
)
DIE = "from tests.crash.points import pass_by\nfor _ in range(9): pass_by(3, {!r})"


def test_what_was_taken_is_delivered_and_a_part_of_unknown():
    found = weigh(WELL, Manner.MISS, kills=1, doubt=2, settled=0)

    assert found == Tally(trials=1, kills=1, accepted=2, delivered=1, unknown=2)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (replace(WELL, posted={"a": 2, "b": 1}), "nothing is said twice"),
        (replace(WELL, posted={"b": 1}), "whoever is delivered was posted to"),
        (replace(WELL, posted={"a": 1, "z": 1}), "nobody is posted to who has no row"),
        (replace(WELL, ends={**WELL.ends, "c": "planned"}), "every row has an end"),
        (replace(WELL, held=1), "every lane is free"),
        (replace(WELL, sends=2), "one slot, one send"),
        (replace(WELL, readers=4), "a row for each reader"),
    ],
)
def test_a_book_that_tells_another_story_is_found(found, says):
    with pytest.raises(LawBroken, match=says):
        weigh(found, Manner.MISS, kills=1, doubt=2, settled=0)


@pytest.mark.parametrize(
    ("manner", "doubt", "says"),
    [
        (Manner.MISS, 1, "few outcomes are unknown"),
        (Manner.LOOK, 2, "unknown only where a miss is preferred"),
        (Manner.REPEAT, 2, "unknown only where a miss is preferred"),
    ],
)
def test_more_unknown_than_may_be_is_found(manner, doubt, says):
    with pytest.raises(LawBroken, match=says):
        weigh(WELL, manner, kills=1, doubt=doubt, settled=0)


def test_repeats_are_counted_only_where_they_are_preferred():
    twice = replace(WELL, ends=dict.fromkeys("abc", "delivered"), posted={"a": 2, "b": 1, "c": 1})

    assert weigh(twice, Manner.REPEAT, kills=1, doubt=1, settled=0).repeats == 1
    with pytest.raises(LawBroken, match="few are repeated"):
        weigh(twice, Manner.REPEAT, kills=0, doubt=0, settled=0)


@pytest.mark.parametrize("name", ALL)
def test_a_point_lies_around_a_function_that_there_is(name):
    module, _, owner = ALL[name].module.partition(":")
    place = importlib.import_module(module)
    place = getattr(place, owner) if owner else place

    assert inspect.iscoroutinefunction(getattr(place, ALL[name].name))


def test_a_process_dies_at_this_passing_and_no_other(tmp_path):
    tally = tmp_path / "passed"
    tell = [sys.executable, "-c", DIE.format(str(tally))]
    first = subprocess.run(tell, check=False)  # noqa: S603 - our own words
    second = subprocess.run(tell, check=False)  # noqa: S603 - likewise

    assert (first.returncode, second.returncode) == (-signal.SIGKILL, 0)
    assert tally.read_bytes() == b"." * (3 + 9)
