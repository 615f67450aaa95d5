"""Commands about conversations shared with partners: which there are, and whose each is."""

from functools import partial
from typing import Annotated

import typer

from bot.people.rules.conversations import (
    Change,
    IgnoreConversation,
    JoinConversation,
    MatchConversation,
)
from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

conversations = typer.Typer(
    invoke_without_command=True,
    help="The conversations shared with partners, whose each is, and how it stands.",
)

Where = Annotated[
    str, typer.Argument(metavar="WHERE", help="The conversation's name or id, such as ext-acme.")
]


@conversations.callback()
def list_conversations(command: typer.Context, *, as_json: AsJson = False) -> None:
    """Show every conversation of several people as it was found last, with proposals by name."""
    if command.invoked_subcommand is None:
        from drumbeat.reports.conversations import listed

        report(partial(listed, anew=False), as_json=as_json)


@conversations.command()
def refresh(*, as_json: AsJson = False) -> None:
    """List them anew as the platforms have them, with proposals by name and by who is in them."""
    from drumbeat.reports.conversations import listed

    report(partial(listed, anew=True), as_json=as_json)


@conversations.command()
def match(
    where: Where,
    partner: Annotated[str, typer.Argument(help="The partner's name or id.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say whose a conversation is; of a partner's several, the one matched last is posted in."""
    _settle(MatchConversation(where, partner), as_json=as_json)


@conversations.command()
def ignore(where: Where, *, as_json: AsJson = False) -> None:
    """Say that a conversation is no partner's; nothing of any send goes there."""
    _settle(IgnoreConversation(where), as_json=as_json)


@conversations.command()
def join(where: Where, *, as_json: AsJson = False) -> None:
    """Go into a conversation that is open to the bot."""
    _settle(JoinConversation(where), as_json=as_json)


def _settle(change: Change, *, as_json: bool) -> None:
    from drumbeat.reports.conversations import settled

    report(partial(settled, change=change), as_json=as_json)
