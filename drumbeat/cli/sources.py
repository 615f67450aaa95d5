"""Commands about where figures come from by themselves."""

from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import show
from drumbeat.cli.reporting import report

sources = typer.Typer(
    invoke_without_command=True,
    help="Where figures come from by themselves: how each source stands; run one now.",
)


@sources.callback()
def begin(command: typer.Context, *, as_json: AsJson = False) -> None:
    """Show every source: when it came last, how it stands, when it is expected."""
    if command.invoked_subcommand is None:
        from drumbeat.sources.telling import listed

        report(listed, as_json=as_json)


@sources.command()
def run(
    name: Annotated[str, typer.Argument(help="The source's key, as `drumbeat sources` shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Ask a source now; exits with 1 where it failed."""
    import asyncio

    from drumbeat.settings import read_settings
    from drumbeat.sources.telling import run_now

    told, is_well = asyncio.run(run_now(read_settings(), name))
    show(told, as_json=as_json, is_complaint=not is_well)
    if not is_well:
        raise typer.Exit(1)
