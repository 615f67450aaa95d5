"""A newsletter to eight people that a program is killed, or comes to grief, at."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from tests.fixtures.books import ask, change

READERS = tuple(f"acme-it-{number:02}" for number in range(1, 9))
EDITION = (
    "---\nnewsletter: partner-beat\ntitle: Trial {}\naudience:\n  vendor: false\n---\nHello.\n"
)
COME_DUE = "UPDATE cadence SET next_slot = ?, next_due_at = ? WHERE subject = 'partner-beat'"
AT_WORK = "SELECT id FROM delivery WHERE state IN ('planned', 'sending')"
SAY_MORE = ("check_in", "check_in_round", "goal", "alert", "read_out", "term")
PATIENCE = 60


def come_due(url, minutes):
    """Let a promised moment have passed while no server ran, and nothing else be due."""
    let_nothing_else_be_said(url)
    slot = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=minutes)
    change(url, COME_DUE, [(slot, slot)])


def let_nothing_else_be_said(url):
    """Take away what is told as well, by the clock of this machine."""
    for table in SAY_MORE:
        change(url, f"DELETE FROM {table}")  # noqa: S608 - ours


def let_leases_run_out(url):
    """Do in a moment what a minute would."""
    change(url, "UPDATE lane SET until = NULL, holder = NULL")


async def all_ended(url):
    """Wait until the books have an end for every delivery."""
    async with asyncio.timeout(PATIENCE):
        while ask(url, AT_WORK):  # noqa: ASYNC110 - another process writes, and rings no bell
            await asyncio.sleep(0.1)


async def all_answered(url):
    """Wait until nothing waits in the inbox: an answer arrives before its row says so."""
    async with asyncio.timeout(PATIENCE):
        while ask(url, "SELECT id FROM inbox WHERE state = 'waiting'"):  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.1)


def posted(slack):
    """Return how often each delivery was really posted."""
    return Counter(
        one.metadata["event_payload"]["delivery_id"] for one in slack.accepted if one.metadata
    )
