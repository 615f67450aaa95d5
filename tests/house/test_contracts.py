"""The import contracts bite: each one breaks when somebody builds the door it forbids."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import PROJECT, ROOMS, named, product_files

# Each file is a door that must not be; beside it the contract that says so.
FORBIDDEN_DOORS = {
    "house": ("bot/people/rules/planted.py", "import content"),
    "core": ("bot/planted.py", "import datetime"),
    "subject": ("bot/people/rules/planted_store.py", "import bot.people.store.people"),
    "open-subjects": ("content/planted_store.py", "import bot.beat.store.sends"),
    "platforms": ("adapters/slack/planted.py", "import adapters.web"),
    "open-core": ("adapters/web/planted.py", "import bot.store"),
    "use-cases": ("bot/voice/usecases/planted.py", "import bot.people.usecases.another"),
    "pure": ("bot/beat/rules/planted_too.py", "import asyncio"),
    "slack": ("adapters/web/planted_slack.py", "import slack_sdk.web"),
    "teams": ("drumbeat/planted.py", "import botbuilder.core"),
    "dns": ("drumbeat/planted_dns.py", "import dns.resolver"),
    "sql": ("bot/people/usecases/another.py", "import sqlalchemy"),
    "embedded": ("scheduler/planted.py", "import apscheduler"),
    "distributed": ("scheduler/planted_too.py", "import procrastinate"),
    "pages": ("content/planted.py", "import jinja2"),
    "texts": ("adapters/web/planted_text.py", "import yaml"),
    "printing": ("drumbeat/cli/planted.py", "import rich.table"),
    "circles": ("content/planted_circle.py", "import content.planted_back"),
}
MADE = shutil.ignore_patterns("__pycache__")


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each contract says of a copy of the house with every forbidden door in it."""
    copy = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(PROJECT / room, copy / room, ignore=MADE)
    shutil.copy(PROJECT / ".importlinter", copy)
    for file, line in FORBIDDEN_DOORS.values():
        (copy / file).write_text(line)
    (copy / "content" / "planted_back.py").write_text("import content.planted_circle")
    return _verdicts(copy)


def contract_names() -> dict[str, str]:
    found = re.findall(
        r"^\[importlinter:contract:(.+)\]\nname = (.+)$",
        (PROJECT / ".importlinter").read_text(),
        re.MULTILINE,
    )
    return dict(found)


def _verdicts(house: Path) -> dict[str, str]:
    done = subprocess.run(  # noqa: S603 - our own program
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^(.+?) ?(KEPT|BROKEN)", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return dict(found)


@pytest.mark.parametrize("contract", sorted(contract_names()))
def test_a_forbidden_door_breaks_its_contract(verdicts: dict[str, str], contract: str):
    assert verdicts[contract_names()[contract]] == "BROKEN"


def test_every_contract_has_its_planted_door():
    assert set(FORBIDDEN_DOORS) == set(contract_names())


def test_every_session_is_opened_where_the_proxy_is_known():
    opened = [
        named(path)
        for path in product_files()
        if "ClientSession(" in path.read_text() or "trust_env" in path.read_text()
    ]

    past_it = [named(path) for path in product_files() if "new_session()" in path.read_text()]

    assert opened == ["adapters/outgoing.py"]
    assert past_it == []
