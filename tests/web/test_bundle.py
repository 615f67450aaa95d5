"""What draws previews is built once, whoever built it, and its failure hurts nobody."""

import asyncio
import os
import time

import pytest
from structlog.testing import capture_logs

from drumbeat.demo.chat.previews.bundle import SECONDS, Bundle, State

WORKS = {
    "npm": "exit 0",
    "node": "mkdir -p built && echo drawing > built/slack.js && echo style > built/slack.css",
}


@pytest.fixture
def programs(tmp_path):
    """Puts programs of these names on a path of their own; returns that path."""

    def put(scripts):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name, script in scripts.items():
            (folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (folder / name).chmod(0o755)
        return str(folder)

    return put


async def test_what_was_built_is_found_again(tmp_path, programs):
    path = programs(WORKS)
    first = Bundle(tmp_path / "previews", path)
    assert first.state is State.NOT_BUILT
    await first.build()

    again = Bundle(tmp_path / "previews", programs({"npm": "exit 1"}))

    assert (first.state, again.state) == (State.READY, State.READY)
    assert again.read("slack.js") == b"drawing\n"
    assert [each.name for each in (tmp_path / "previews").iterdir()] == [again.version]


async def test_only_what_was_built_to_be_read_is_read(tmp_path, programs):
    bundle = Bundle(tmp_path / "previews", programs(WORKS))
    assert bundle.read("slack.js") is None
    await bundle.build()

    assert bundle.read("../../bin/npm") is None
    assert bundle.read("package.json") is None
    assert bundle.read("teams.js") is None


async def test_a_build_that_fails_is_one_line_in_the_log(tmp_path, programs):
    path = programs({**WORKS, "npm": "echo no registry today >&2; exit 7"})
    bundle = Bundle(tmp_path / "previews", path)

    with capture_logs() as logs:
        await bundle.build()

    assert bundle.state is State.FAILED
    assert [each["event"] for each in logs] == ["previews_building", "previews_not_built"]
    assert logs[-1]["reason"] == "npm: no registry today"
    assert list((tmp_path / "previews").iterdir()) == []


async def test_without_node_nothing_is_tried(tmp_path, programs):
    bundle = Bundle(tmp_path / "previews", programs({}))

    with capture_logs() as logs:
        await bundle.build()

    assert bundle.state is State.NO_NODE
    assert logs == []
    assert not (tmp_path / "previews").exists()


async def test_two_that_build_the_same_both_have_it(tmp_path, programs):
    path = programs(WORKS)
    one, other = Bundle(tmp_path / "p", path), Bundle(tmp_path / "p", path)

    await asyncio.gather(one.build(), other.build())

    assert (one.state, other.state) == (State.READY, State.READY)


async def test_a_server_sees_what_another_process_builds_meanwhile(tmp_path, programs):
    started = tmp_path / "started"
    os.mkfifo(started)
    path = programs({**WORKS, "npm": f"echo > {started}; cat {started} > /dev/null"})
    path = f"{path}:{os.environ['PATH']}"
    builder, server = Bundle(tmp_path / "p", path), Bundle(tmp_path / "p", path)
    before = server.state
    async with asyncio.TaskGroup() as group:
        group.create_task(builder.build())
        await asyncio.to_thread(started.read_text)
        meanwhile = server.state
        await asyncio.to_thread(started.write_text, "go on")

    assert (before, meanwhile, server.state) == (State.NOT_BUILT, State.BUILDING, State.READY)


def test_a_build_that_was_killed_is_not_waited_for_for_good(tmp_path, programs, monkeypatch):
    (tmp_path / "p" / "building-it").mkdir(parents=True)
    bundle = Bundle(tmp_path / "p", programs(WORKS))
    soon = bundle.state
    later = time.time() + SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)

    assert (soon, bundle.state) == (State.BUILDING, State.NOT_BUILT)


async def test_a_build_that_is_stopped_does_not_wait_for_the_build(tmp_path, programs):
    started = tmp_path / "started"
    os.mkfifo(started)
    path = programs({**WORKS, "npm": f"echo $$ > {started}; exec tail -f /dev/null"})
    path = f"{path}:{os.environ['PATH']}"
    bundle = Bundle(tmp_path / "previews", path)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(bundle.build())
        process = int(await asyncio.to_thread(started.read_text))
        task.cancel()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert list((tmp_path / "previews").iterdir()) == []
