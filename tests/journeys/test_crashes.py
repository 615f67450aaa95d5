"""A server that is killed while it sends: nobody hears us twice, and no one is forgotten."""

import random

import pytest

from tests.fixtures.books import ask
from tests.fixtures.tiers import times
from tests.journeys.small_send import (
    READERS,
    all_ended,
    come_due,
    killed_after,
    let_leases_run_out,
    posted,
)


@pytest.mark.both_databases
async def test_a_server_that_is_killed_while_it_sends_repeats_and_forgets_nothing(
    slack, readers, serve, programme_url, tried
):
    dice = random.Random(times(1))  # noqa: S311 - a story that can be told again, no secret
    for trial in range(times(1)):
        # Whoever served at the end of the trial before was killed there.
        let_leases_run_out(programme_url)
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
