"""Run the fake Slack by itself: python -m tests.stand_ins.slack --port 9100 --app URL."""

import argparse
import asyncio
import sys

from . import FakeSlack
from .control import add_control


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.stand_ins.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--app", default="http://127.0.0.1:8080/slack/events")
    parser.add_argument("--app-token", default="", help="xapp-…: reach the app by its socket")
    parser.add_argument("--signing-secret", default="stand-in-signing-secret")
    parser.add_argument("--people", default="ada,grace,linus", help="names, with commas between")
    return parser.parse_args()


async def run(given: argparse.Namespace) -> None:
    """Serve until interrupted."""
    slack = FakeSlack(given.app, given.signing_secret, port=given.port, app_token=given.app_token)
    add_control(slack)
    async with slack:
        for name in given.people.split(","):
            slack.user(name)
        told = f"{slack.api_url} token {slack.team.token} team {slack.team.id}\n"
        sys.stdout.write(told)
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(run(arguments()))
    except KeyboardInterrupt:
        sys.exit(0)
