"""What is installed is what was chosen: every package pinned, with its hashes."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.house.sources import PROJECT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pinned(lock: str) -> dict[str, str]:
    """Return each package's version and hashes, as they stand in the lock."""
    entries = re.split(r"^(?=\w)", (PROJECT / lock).read_text(), flags=re.MULTILINE)
    return {each.split("==")[0]: each for each in entries if "==" in each}


def named_packages(requirements: list[str]) -> Iterator[str]:
    for requirement in requirements:
        yield re.split(r"[^\w-]", requirement)[0].lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str):
    assert "://" not in (PROJECT / lock).read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_in_a_lock_has_hashes(lock: str):
    assert [name for name, entry in pinned(lock).items() if "--hash=sha256:" not in entry] == []


def test_the_locks_cover_what_the_project_asks_for():
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text())

    assert set(named_packages(asked["project"]["dependencies"])) <= set(pinned(LOCKS[0]))
    assert set(named_packages(asked["build-system"]["requires"])) <= set(pinned(LOCKS[0]))
    assert set(named_packages(asked["dependency-groups"]["dev"])) <= set(pinned(LOCKS[1]))


def test_both_locks_agree():
    runs, tests = (
        {name: entry.split()[0] for name, entry in pinned(lock).items()} for lock in LOCKS
    )

    assert {name: runs[name] for name in runs.keys() & tests.keys()} == {
        name: tests[name] for name in runs.keys() & tests.keys()
    }
