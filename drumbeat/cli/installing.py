"""Commands that call workspaces in by a link, make them our own, and leave them."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli import people
from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

installations = people.installations
Which = Annotated[str, typer.Argument(help="The workspace's or tenant's id.")]
Partner = Annotated[
    str, typer.Argument(help="The partner's name or id; leave it out for a workspace of nobody's.")
]


@installations.command()
def invite(partner: Partner = "", *, as_json: AsJson = False) -> None:
    """Print a letter with the one link by which a partner's Slack workspace installs us.

    An earlier link of that partner works no more. `drumbeat installations` follows it.
    """
    from drumbeat.reports import installing

    report(partial(installing.invite, partner=partner), as_json=as_json)


@installations.command()
def links(*, as_json: AsJson = False) -> None:
    """Show every such link, and how far the workspace it is for has come."""
    from drumbeat.reports import installing

    report(installing.links, as_json=as_json)


@installations.command()
def uninvite(partner: Partner = "") -> None:
    """Let a partner's link work no more; what it brought in already stays."""
    from drumbeat.reports import installing

    report(partial(installing.uninvite, partner=partner))


@installations.command()
def own(installation: Which) -> None:
    """Say that an installation is our own: its word counts for everybody's email address."""
    from drumbeat.reports import installing

    report(partial(installing.own, which=installation))


@installations.command()
def disown(installation: Which) -> None:
    """Say that it is our own no more; links that rested on its word are taken back."""
    from drumbeat.reports import installing

    report(partial(installing.disown, which=installation))


@installations.command()
def remove(installation: Which) -> None:
    """Leave a workspace: Slack takes us out, our key is deleted, addresses stay for a return."""
    from drumbeat.reports import installing

    report(partial(installing.remove, which=installation))
