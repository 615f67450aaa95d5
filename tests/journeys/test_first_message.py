"""The newcomer's clock: the page's own commands lead from an empty folder to a first message."""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import PROJECT
from tests.journeys.conftest import says
from tests.stand_ins.slack import FakeSlack

PAGE = (PROJECT / "docs" / "how-to" / "first-message-in-slack.md").read_text()
SCRIPTS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
APP_TOKEN = "xapp-1-A0000000001-stand-in"
EMAIL = "you@our-company.example"
NUMBERS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
WORDS_A_MINUTE, KEYS_A_MINUTE, MINUTES_IN_THE_BROWSER = 180, 150, 2
PATIENCE = 90


@pytest.fixture
async def slack():
    async with FakeSlack(app_token=APP_TOKEN) as slack:
        yield slack
        assert slack.violations == []


@pytest.fixture
def typed(slack, tmp_path):
    """Type into a shell in an empty folder, with the tokens that this workspace gave."""
    plain = {name: value for name, value in os.environ.items() if "DRUMBEAT" not in name}
    ours = str(Path(sys.executable).parent)
    plain |= {"PATH": f"{ours}:{plain['PATH']}", "DRUMBEAT_PORT": "0"}
    plain["DRUMBEAT_SLACK_API_URL"] = slack.api_url

    def command(script, folder):
        return {
            "args": ["/bin/bash", "-euo", "pipefail", "-c", with_tokens(slack, script)],
            "cwd": tmp_path / folder,
            "env": plain,
        }

    def run(script, folder="."):
        return subprocess.run(
            **command(script, folder),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    run.command = command
    return run


def with_tokens(slack, script):
    """Fill in what the page cannot know: the two tokens."""
    for placeholder, token in (
        ("xoxb-your-bot-token", slack.team.token),
        ("xapp-your-app-token", APP_TOKEN),
    ):
        script = script.replace(placeholder, token)
    return script


def commands_in(script):
    """Return the lines that are typed as commands, and not into a file."""
    without_files = re.sub(r"<<'END'\n.*?^END$", "", script, flags=re.MULTILINE | re.DOTALL)
    return [line for line in without_files.splitlines() if line.strip()]


def test_the_page_counts_its_commands_and_is_read_and_typed_in_under_ten_minutes():
    told = re.search(r"^(\w+) commands and one form", PAGE, re.MULTILINE)
    commands = [line for script in SCRIPTS for line in commands_in(script)]
    read = re.sub(r"```.*?```", "", PAGE.partition("## What the app may do")[0], flags=re.DOTALL)
    minutes = len(read.split()) / WORDS_A_MINUTE + len("".join(SCRIPTS)) / KEYS_A_MINUTE

    assert NUMBERS.index(told[1]) == len(commands)
    assert minutes + MINUTES_IN_THE_BROWSER < 10


@pytest.mark.every_change
async def test_from_an_empty_folder_to_a_first_message(slack, typed):
    begin, set_up, look_and_serve = SCRIPTS
    you = slack.user("you", email=EMAIL)
    begun = await asyncio.to_thread(typed, begin)
    ready = await asyncio.to_thread(typed, set_up, "ours")
    examine, serve = commands_in(look_and_serve)
    examined = await asyncio.to_thread(typed, examine, "ours")
    how = typed.command(f"exec {serve}", "ours")
    process = await asyncio.create_subprocess_exec(
        *how.pop("args"), **how, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await slack.until(lambda: slack.sockets.links, timeout=PATIENCE)
        word = re.search(r"under \*\*Apps\*\* and write `(\w+)`", PAGE)[1]
        await you.say_in_dm(word)
        answer = await slack.wait_for_message(you, says("What I can do"))
        after = await asyncio.to_thread(typed, "drumbeat doctor", "ours")
    finally:
        process.terminate()
        code = await asyncio.wait_for(process.wait(), PATIENCE)

    manifest = json.loads(begun.stdout[begun.stdout.index("\n{") :])
    assert [done.returncode for done in (begun, ready, examined, after)] == [0, 0, 0, 0]
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "..  first message: nobody was answered or written to yet" in examined.stdout
    assert answer
    assert ".." not in {line[:2] for line in after.stdout.splitlines()}
    assert code == 0
