"""The commands about surveys that were asked."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

surveys = typer.Typer(
    invoke_without_command=True, help="Show the waves of surveys, and close one before its day."
)


@surveys.callback()
def show_waves(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show every wave, the newest first: how many were asked, and how many answered."""
    from drumbeat.reports.surveys import asked

    if context.invoked_subcommand is None:
        report(asked, as_json=as_json)


@surveys.command("close")
def close_wave(
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="As the list shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Close a wave now: nobody is asked any more, and what was answered counts."""
    from drumbeat.reports.surveys import close

    report(partial(close, wave_id=wave), as_json=as_json)
