"""What the how-tos tell an operator to type works as it stands there."""

import configparser
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml

from drumbeat.cli import app
from drumbeat.settings import Settings
from tests.house.sources import PROJECT

HOW_TO = PROJECT / "docs" / "how-to"
WALKED = ("deploy", "back-up-and-restore", "upgrade", "change-the-secret-key")
SHOWN = (*WALKED, "choose-an-audience")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHIM = '#!/bin/sh\necho "$@" >> "$0.calls"\n'


def blocks(name, language):
    found = BLOCK.findall((HOW_TO / f"{name}.md").read_text())
    return [text for kind, text in found if kind == language]


@pytest.fixture
def machine(tmp_path):
    """A folder where Drumbeat was begun, with a `systemctl` that only listens."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "systemctl").write_text(SHIM)
    (programs / "systemctl").chmod(0o700)
    plain = {name: value for name, value in os.environ.items() if "DRUMBEAT" not in name}
    plain["PATH"] = f"{programs}:{Path(sys.executable).parent}:{plain['PATH']}"

    def walk(script, folder="ours"):
        return subprocess.run(  # noqa: S603 - what our own pages tell to type
            ["/bin/bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path / folder,
            env=plain,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return walk


@pytest.mark.parametrize("name", WALKED)
def test_every_line_can_be_typed_as_it_stands(machine, tmp_path, name):
    if name == "deploy":
        (begin,) = blocks("deploy", "sh")
        done = machine(begin, folder=".")
        assert done.returncode == 0, done.stdout + done.stderr
        return
    assert machine('drumbeat init ours --vendor "Ours"', folder=".").returncode == 0
    for script in blocks(name, "sh"):
        done = machine(script)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "bin" / "systemctl.calls").exists()
    modes = {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "ours").glob("*.db*")}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "ours" / ".env").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", SHOWN)
def test_every_command_that_is_shown_is_one(name):
    text = (HOW_TO / f"{name}.md").read_text()
    shown = re.findall(r"`(drumbeat [^`]+)`", text)
    shown += re.findall(r"^(drumbeat .+)$", "\n".join(blocks(name, "console")), re.MULTILINE)

    assert shown
    for line in shown:
        assert_is_command(shlex.split(line)[1:])


def assert_is_command(words):
    command, context = typer.main.get_command(app), None
    while words and hasattr(command, "commands") and not words[0].startswith("--"):
        context = command.make_context("drumbeat", [], parent=context, resilient_parsing=True)
        name, command, words = command.resolve_command(context, list(words))
        assert name is not None
    known = {option for each in command.params for option in each.opts}
    assert [word for word in words if word.startswith("--") and word not in known] == []


def test_the_unit_starts_what_there_is():
    (text,) = blocks("deploy", "ini")
    unit = configparser.ConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string(text)
    program, *words = shlex.split(unit["Service"]["ExecStart"])

    assert Path(program).name == "drumbeat"
    assert_is_command(words)
    assert unit["Service"]["UMask"] == "0077"


def test_the_compose_file_starts_what_there_is_with_settings_there_are():
    (text,) = blocks("deploy", "yaml")
    compose = yaml.safe_load(text)
    ours = [compose["services"][name] for name in ("upgrade", "drumbeat")]

    for service in ours:
        assert_is_command(shlex.split(service["command"])[1:])
        named = {name.removeprefix("DRUMBEAT_").lower() for name in service["environment"]}
        assert named <= Settings.model_fields.keys()
    waited_for = compose["services"]["drumbeat"]["depends_on"]
    assert waited_for["upgrade"]["condition"] == "service_completed_successfully"


def test_a_backup_is_whole_and_never_written_over(machine):
    machine('drumbeat init ours --vendor "Ours"', folder=".")
    assert machine("drumbeat db backup copy.db").returncode == 0
    again = machine("drumbeat db backup copy.db")
    opened = machine("DRUMBEAT_DATABASE_URL=sqlite:///copy.db drumbeat db check")

    assert again.returncode == 1
    assert "File exists" in again.stderr
    assert opened.returncode == 0, opened.stdout
