"""Every server that a comparison starts in a process of its own: `-m tests.bench.servers NAME`."""

import asyncio
import logging
import sys

import structlog

from tests.bench import press_servers
from tests.bench.acks import bare_bolt, our_slack
from tests.bench.drums import drum
from tests.bench.imports import bot
from tests.bench.planning import planning_house
from tests.bench.receiver import receiver
from tests.bench.teams_doors import teams_direct, teams_with_sdk

SERVERS = {
    "bare-bolt": bare_bolt,
    "bare-slack": press_servers.bare_slack,
    "bare-teams": press_servers.bare_teams,
    "bot": bot,
    "drum": drum,
    "house": press_servers.house,
    "our-slack": our_slack,
    "planning-house": planning_house,
    "receiver": receiver,
    "teams-direct": teams_direct,
    "teams-with-sdk": teams_with_sdk,
}

if __name__ == "__main__":
    # Standard output is for the port alone; what is wrong is seen on standard error.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    name, *words = sys.argv[1:]
    asyncio.run(SERVERS[name](*words))
