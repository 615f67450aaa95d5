"""A server that is killed while it sends: nobody hears us twice, and no one is forgotten."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from shutil import copytree

import pytest

from drumbeat.settings import SAMPLE_CONTENT
from tests.fixtures.books import ask, change
from tests.fixtures.program import serving
from tests.fixtures.tiers import times
from tests.journeys.conftest import says

READERS = tuple(f"acme-it-{number:02}" for number in range(1, 9))
EDITION = (
    "---\nnewsletter: partner-beat\ntitle: Trial {}\naudience:\n  vendor: false\n---\nHello.\n"
)
COME_DUE = "UPDATE cadence SET next_slot = ?, next_due_at = ? WHERE subject = 'partner-beat'"
AT_WORK = "SELECT id FROM delivery WHERE state IN ('planned', 'sending')"
PATIENCE = 60


@pytest.fixture
def content(tmp_path):
    """A content folder with an edition for each trial, promised in one zone."""
    folder = copytree(SAMPLE_CONTENT, tmp_path / "content")
    promises = folder / "newsletters.yaml"
    promises.write_text(promises.read_text().replace("zone: reader", "zone: UTC"))
    editions = folder / "editions" / "partner-beat"
    for old in editions.iterdir():
        old.unlink()
    for number in range(times(1)):
        (editions / f"{number:04}.md").write_text(EDITION.format(number))
    return folder


@pytest.fixture
def serve(slack, programme_url, content):
    """Start the server of this story; it runs until it is killed or the block ends."""
    return lambda: serving(
        programme_url,
        SLACK_SIGNING_SECRET=slack.door.signing_secret,
        SLACK_BOT_TOKEN=slack.team.token,
        SLACK_API_URL=slack.api_url,
        CONTENT=str(content),
        PUSHES_PER_WEEK="50",
    )


@pytest.fixture
async def readers(slack, programme_url, serve):
    """The few who are left in the books, each met once on Slack."""
    few = ", ".join(f"'{who}'" for who in READERS)
    change(programme_url, f"UPDATE contact SET active = (id IN ({few}))")  # noqa: S608 - ours
    emails = dict(ask(programme_url, f"SELECT id, email FROM contact WHERE id IN ({few})"))  # noqa: S608
    async with serve() as program:
        slack.point_at(f"{program.url}/slack/events")
        for who, email in emails.items():
            person = slack.user(who, email=email)
            await person.say_in_dm("help")
            await slack.wait_for_message(person, says("What I can do"), timeout=PATIENCE)


def come_due(url, minutes):
    """Let a promised moment have passed while no server ran."""
    slot = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=minutes)
    change(url, COME_DUE, [(slot, slot)])


def let_leases_run_out(url):
    """Do in a moment what a minute would."""
    change(url, "UPDATE lane SET until = NULL, holder = NULL")


async def all_ended(url):
    """Wait until the books have an end for every delivery."""
    async with asyncio.timeout(PATIENCE):
        while ask(url, AT_WORK):  # noqa: ASYNC110 - another process writes, and rings no bell
            await asyncio.sleep(0.1)


def posted(slack):
    """Return how often each delivery was really posted."""
    return Counter(
        one.metadata["event_payload"]["delivery_id"] for one in slack.accepted if one.metadata
    )


async def killed_after(program, slack, posts):
    """Kill a server as soon as so many more of its posts were taken."""
    wanted = len(slack.accepted) + posts
    await slack.until(lambda: len(slack.accepted) >= wanted, timeout=PATIENCE)
    program.process.kill()
    await program.process.wait()


@pytest.mark.both_databases
async def test_a_server_that_is_killed_while_it_sends_repeats_and_forgets_nothing(
    slack, readers, serve, programme_url, tried
):
    dice = random.Random(times(1))  # noqa: S311 - a story that can be told again, no secret
    for trial in range(times(1)):
        come_due(programme_url, minutes=1 + trial)
        async with serve() as program:
            await killed_after(program, slack, dice.randrange(1, len(READERS)))
        let_leases_run_out(programme_url)
        async with serve():
            await all_ended(programme_url)
    tried(times(1), "servers killed while they sent")
    ends = dict(ask(programme_url, "SELECT id, state FROM delivery WHERE state <> 'skipped'"))
    counted = posted(slack)

    assert len(ends) == times(1) * len(READERS)
    assert set(counted.values()) == {1}
    assert set(ends.values()) <= {"delivered", "unknown"}
    assert {one for one, state in ends.items() if state == "delivered"} <= set(counted)
    assert set(counted) <= set(ends)
