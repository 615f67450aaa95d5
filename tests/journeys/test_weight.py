"""What a command loads before it says anything: counted in a process of its own."""

import json
import subprocess
import sys

import pytest

from tests.fixtures.program import environment

COUNTING = """
import json, sys
from drumbeat.cli import main
sys.argv = ["drumbeat", *sys.argv[1:]]
try:
    main()
finally:
    sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""
READER = "kerensa.applegarth@acme-it.example"


def loaded(url: str, *words: str) -> tuple[set[str], str]:
    """Return every module that a command loaded, and what it printed."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", COUNTING, *words],
        env=environment(url),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1])), done.stdout


def test_help_is_light(sqlite_url):
    modules, printed = loaded(sqlite_url, "--help")

    assert "Ask about a figure" in printed
    assert len(modules) < 450


@pytest.mark.every_change
def test_a_question_loads_no_platform_and_nothing_that_migrates(programme_url):
    modules, printed = loaded(programme_url, "ask", "ARR", "--as", READER)
    rooms = {name.partition(".")[0] for name in modules}

    assert "Annual recurring revenue" in printed
    assert rooms & {"alembic", "slack_sdk", "slack_bolt", "botbuilder", "aiohttp"} == set()
    # The driver of PostgreSQL is as heavy as it is.
    assert len([name for name in modules if not name.startswith("psycopg")]) < 900


@pytest.mark.parametrize("words", [("--version",), ("secret-key",)])
def test_what_needs_no_settings_reads_none(sqlite_url, words):
    modules, _ = loaded(sqlite_url, *words)

    assert not any(name.startswith(("sqlalchemy", "pydantic_settings")) for name in modules)


def test_the_version_is_the_one_that_is_installed(sqlite_url):
    _, printed = loaded(sqlite_url, "--version")

    assert printed == "drumbeat 0.1.0\n"
