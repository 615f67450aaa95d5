"""Run the fake Teams by itself: python -m tests.stand_ins.teams --port 9200 --app URL."""

import argparse
import asyncio
import sys

from . import FakeTeams
from .clouds import CLOUDS, PUBLIC
from .control import add_control
from .server import APP_ID


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.stand_ins.teams", description=__doc__)
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument("--app", default="http://127.0.0.1:8080/api/messages")
    parser.add_argument("--app-id", default=APP_ID)
    parser.add_argument("--app-password", default="stand-in-password")
    parser.add_argument("--anonymous", action="store_true", help="neither give nor ask for tokens")
    parser.add_argument("--cloud", default=PUBLIC.name, choices=list(CLOUDS))
    parser.add_argument("--people", default="ada,grace,linus", help="names, with commas between")
    return parser.parse_args()


async def run(given: argparse.Namespace) -> None:
    """Serve until interrupted."""
    teams = FakeTeams(
        given.app,
        given.app_id,
        given.app_password,
        anonymous=given.anonymous,
        port=given.port,
        cloud=given.cloud,
    )
    add_control(teams)
    async with teams:
        for name in given.people.split(","):
            teams.person(name)
        told = {
            "service": teams.service_url,
            "token": teams.token_url,
            "openid": teams.openid_url,
            "app": teams.app_id,
            "tenant": teams.tenant.id,
        }
        sys.stdout.write(" ".join(f"{key} {value}" for key, value in told.items()) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(run(arguments()))
    except KeyboardInterrupt:
        sys.exit(0)
