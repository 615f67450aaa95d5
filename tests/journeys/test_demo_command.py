"""The demo as it is started: it says what it does, and other commands work in its folder."""

import asyncio
import json
import os
import shutil
import signal
from datetime import date
from pathlib import Path

import pytest

from drumbeat.starting import lay_starting_set
from tests.fixtures.program import INSTALLED, run_in

READER = "kerensa.applegarth@acme-it.example"
PLAIN = {name: value for name, value in os.environ.items() if "DRUMBEAT" not in name}


async def run(folder, *words):
    """Run a command in this folder to its end; return its code and what it printed."""
    done = await asyncio.to_thread(run_in, folder, *words)
    return done.returncode, done.stdout, done.stderr


async def started_and_stopped(folder, *words):
    """Start the demo, wait until it answers, stop it, and return what it said meanwhile."""
    process = await asyncio.create_subprocess_exec(
        *(INSTALLED, "demo", "--port", "0", "--folder", "demo", *words),
        cwd=folder,
        env=PLAIN,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    said = ""
    try:
        async with asyncio.timeout(120):
            while "answers at" not in said:
                line = await process.stderr.readline()
                assert line, said
                said += line.decode()
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A demo that was started once, and what it said."""
    folder = tmp_path_factory.mktemp("made")
    return folder, asyncio.run(started_and_stopped(folder, "--today", "2026-11-22"))


@pytest.fixture
def demo(made, tmp_path):
    folder, first = made
    return Path(shutil.copytree(folder / "demo", tmp_path / "demo")), first


async def test_a_restart_says_what_it_does(demo, tmp_path):
    again = await started_and_stopped(tmp_path)

    assert "Making up the sample programme" in demo[1]
    assert "Making up" not in again
    assert "where it was left, at 07:30 UTC on Sunday 22 November 2026" in again


async def test_commands_work_in_the_demos_folder_at_the_demos_time(demo):
    folder, _ = demo
    code, answered, _ = await run(folder, "ask", "ARR", "--as", READER)
    listed = await run(folder, "sends")
    edition = folder / "own.md"
    edition.write_text("---\nnewsletter: partner-beat\ntitle: Ours\n---\nHi {{ first_name }}\n")
    previewed = await run(folder, "preview", edition.name, "--as", READER, "--platform", "text")

    assert code == 0
    assert "22 Nov 2026" in answered
    assert listed[0] == 0
    assert "Hi Kerensa" in previewed[1]


async def test_the_sample_s_people_read_an_operators_own_content(tmp_path):
    """The starting set is all of their own there is: its newsletter stands in the calendar."""
    lay_starting_set(tmp_path / "laid", "Ours", date(2026, 10, 20))
    ours = shutil.move(tmp_path / "laid" / "content", tmp_path / "ours")
    await started_and_stopped(tmp_path, "--today", "2026-11-22", "--content", "ours")
    listed = await run(tmp_path / "demo", "schedule", "--json")
    (ours / "surveys" / "partner-nps.yaml").unlink()
    refused = await run(tmp_path, "demo", "--folder", "other", "--content", "ours")
    wrong = await run(tmp_path, "demo", "--folder", "other", "--content", "nowhere")

    assert {one["subject"] for one in json.loads(listed[1])} == {"our-news", "partner-nps"}
    assert refused[0] == wrong[0] == 1
    assert "surveys/partner-nps.yaml" in refused[2]
    assert "there is no folder nowhere" in wrong[2]
    assert not (tmp_path / "other").exists()


async def test_the_demos_folder_serves_nobody_but_the_demo(demo):
    code, _, errors = await run(demo[0], "serve")

    assert code == 1
    assert "`drumbeat init DIR`" in errors
