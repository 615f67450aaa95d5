"""The law of approvals, on stories that a dice tells and shrinks where one breaks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.fixtures.databases import sqlite_address
from tests.fixtures.tiers import Tried, told_in
from tests.scheduler.approvals_told import Approvals, Fresh

STORIES, STEPS = 5, 30


@pytest.fixture
def fresh(request: pytest.FixtureRequest, dialect: str) -> Fresh:
    """Databases with every table, one after the other: each story has its own."""
    template = request.getfixturevalue(f"{dialect}_template")
    if dialect == "postgresql":
        cluster = request.getfixturevalue("postgres")
        return lambda: cluster.reused(template)

    @contextmanager
    def copied() -> Iterator[str]:
        with TemporaryDirectory() as folder:
            yield sqlite_address(Path(copy(template, folder)))

    return copied


def test_nobody_gets_what_was_not_approved_nobody_twice_and_everybody_is_accounted_for(
    fresh: Fresh, tried: Tried
):
    opened: list[int] = []

    def story() -> Approvals:
        machine = Approvals(fresh)
        machine.closing.callback(lambda: opened.append(machine.opened))
        return machine

    run_state_machine_as_test(story, settings=told_in(STORIES, STEPS))
    tried(sum(opened), "sends")
