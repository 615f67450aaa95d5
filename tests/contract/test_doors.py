"""What every door promises, once, over all of them."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.event import ProfileChanged
from tests.contract.email_entrance import EmailEntrance, email_entrance
from tests.contract.slack_entrance import SlackEntrance, slack_entrance
from tests.contract.teams_entrance import TeamsEntrance, teams_entrance
from tests.contract.web_entrances import (
    ChatEntrance,
    PagesEntrance,
    chat_entrance,
    pages_entrance,
)

OPENED = {
    SlackEntrance: slack_entrance,
    TeamsEntrance: teams_entrance,
    ChatEntrance: chat_entrance,
    PagesEntrance: pages_entrance,
    EmailEntrance: email_entrance,
}
DOORS = {entrance.name: opened for entrance, opened in OPENED.items()}
TOLD_OF_OURSELVES = ("slack", "teams")
"""Nobody tells the web or mail's door what we said ourselves: reports name a letter of ours."""
TAKEN = range(200, 400)
REFUSED = range(300, 500)
GARBAGE = [
    b"",
    b"\0",
    b"\xff\xfe",
    b"{",
    b"{}",
    b"[]",
    b"null",
    b"5",
    b'"words"',
    b"[" * 100_000,
    b'{"type": 7}',
    b'{"type": "event_callback", "event": {"ty',
    b'{"type": "message", "text": "hello", "serviceUrl"',
    b"just words",
    b"text=%ff",
    b"text=\xc3\xa4",
    b"payload=%7B%22type%22",
    b"payload=5",
    b"&".join(b"a=1" for _ in range(200)),
    b"From: a@b\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n",
    bytes(range(256)) * 20,
]


@pytest.fixture(params=DOORS)
async def door(request):
    async with DOORS[request.param]() as opened:
        yield opened


def traces(door):
    return [*door.inbox.kept, *door.router.events]


def heard(door):
    """Return what was done; that somebody lives in a zone Teams tells us by the way."""
    return [event for event in door.router.events if not isinstance(event, ProfileChanged)]


async def test_what_is_proved_is_kept_carried_out_and_closed(door):
    status = await door.knock(door.request())
    await door.workers.rest()

    (kept,) = door.inbox.kept.values()
    assert status in TAKEN
    assert [event.inbox_id for event in heard(door)] == [kept.id]
    assert door.inbox.closed == [kept.id]


async def test_whoever_proves_nothing_is_refused_and_leaves_no_trace(door):
    answers = {how: await door.knock(request) for how, request in door.forgeries()}
    await door.workers.rest()

    assert {how: status for how, status in answers.items() if status not in REFUSED} == {}
    assert len(answers) > 3
    assert traces(door) == []


async def test_a_body_that_makes_no_sense_is_no_error_of_ours_and_leaves_no_trace(door):
    answers = {body[:40]: await door.knock(door.garbage(body)) for body in GARBAGE}
    await door.workers.rest()

    assert {body: status for body, status in answers.items() if status >= 500} == {}
    assert traces(door) == []
    assert await door.knock(door.request()) in TAKEN


async def test_the_same_request_again_is_answered_and_recorded_once(door):
    request = door.request()
    answers = [await door.knock(request) for _ in range(2)]
    async with asyncio.TaskGroup() as group:
        more = [group.create_task(door.knock(request)) for _ in range(3)]
    await door.workers.rest()

    assert {*answers, *(task.result() for task in more)} <= {*TAKEN}
    assert (len(door.inbox.kept), len(heard(door))) == (1, 1)


async def test_the_same_request_many_times_at_once_is_recorded_once(door):
    request = door.asking()
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(door.knock(request)) for _ in range(5)]
    await door.workers.rest()

    assert {task.result() for task in answers} <= {*TAKEN}
    assert (len(door.inbox.kept), len(heard(door))) == (1, 1)


def test_only_these_platforms_tell_us_of_ourselves():
    told = tuple(entrance.name for entrance in OPENED if hasattr(entrance, "echo"))

    assert told == TOLD_OF_OURSELVES


@pytest.mark.parametrize("door", TOLD_OF_OURSELVES, indirect=True)
async def test_our_own_words_are_acknowledged_and_ignored(door):
    status = await door.knock(door.echo())
    await door.workers.rest()

    assert status == 200
    assert traces(door) == []


@pytest.mark.parametrize("kind", ["request", "asking"])
async def test_the_answer_comes_in_time_even_when_the_handler_hangs(door, kind):
    door.router.gate.clear()
    status = await door.knock(getattr(door, kind)())
    unfinished = list(door.inbox.closed)
    door.router.gate.set()
    await door.workers.rest()

    assert status in TAKEN
    assert unfinished == []
    assert len(heard(door)) == len(door.inbox.closed) == 1


async def test_what_cannot_be_kept_is_not_acknowledged_and_may_come_again(door):
    request = door.request()
    door.inbox.fails = True
    failed = await door.knock(request)
    door.inbox.fails = False
    taken = await door.knock(request)
    await door.workers.rest()

    assert failed >= 500
    assert taken in TAKEN
    assert len(heard(door)) == 1


async def test_nothing_of_what_was_said_or_by_whose_link_stands_in_the_log(door):
    requests = (door.request(), door.asking(), *(forged for _, forged in door.forgeries()))
    with capture_logs() as logs:
        for request in requests:
            await door.knock(request)
        await door.workers.rest()

    told = [json.dumps(line, default=repr) for line in logs]
    assert len(heard(door)) == 2
    assert [line for line in told if requests[0].hush in line] == []
