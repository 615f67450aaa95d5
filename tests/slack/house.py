"""A small house around Slack's room: what it needs from the core, kept in memory."""

from contextlib import asynccontextmanager
from types import SimpleNamespace

from adapters.slack.room import open_slack
from tests.fixtures.small_house import Register, small_house

COMMANDS = {"/nps": "nps", "/metrics": "metrics", "/drumbeat": ""}


def register_of(slack):
    """The installations there are: the one in the vendor's own workspace."""
    register = Register("slack")
    register.add(slack.team.id, slack.team.token, slack.team.bot_user_id, own=True)
    return register


@asynccontextmanager
async def open_house(slack, commands=COMMANDS, **ways_in):
    """Slack's room behind a real port, with everything around it in memory."""
    register = register_of(slack)
    async with (
        small_house() as house,
        open_slack(
            api_url=slack.api_url,
            installations=register,
            commands=commands,
            **(ways_in or {"signing_secret": slack.door.signing_secret}),
            **house.ports(),
        ) as room,
        house.serving(room) as server,
    ):
        url = f"{server.url}/slack/events"
        slack.point_at(url)
        yield SimpleNamespace(
            debts=house.debts,
            inbox=house.inbox,
            register=register,
            router=house.router,
            strangers=house.strangers,
            threads=house.threads,
            workers=house.workers,
            room=room,
            url=url,
        )
