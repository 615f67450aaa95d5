"""Commands about the secret key."""

import secrets

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import put
from drumbeat.cli.reporting import report

secret_key = typer.Typer(
    invoke_without_command=True, help="Make a value for DRUMBEAT_SECRET_KEY, or change the key."
)


@secret_key.callback()
def make(context: typer.Context) -> None:
    """Make a value for DRUMBEAT_SECRET_KEY, or change the key."""
    if context.invoked_subcommand is None:
        put(secrets.token_urlsafe(48))


@secret_key.command()
def rotate(*, as_json: AsJson = False) -> None:
    """Seal everything anew with DRUMBEAT_SECRET_KEY that DRUMBEAT_SECRET_KEY_OLD opens.

    Servers may run meanwhile, once they were started with both.
    """
    from drumbeat.reports.keys import rotate as rotated

    report(rotated, as_json=as_json)
