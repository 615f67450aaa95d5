"""The commands about complaints, until they are closed."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

cases = typer.Typer(invoke_without_command=True, help="Show complaints and how they stand.")

Filter = Annotated[
    str,
    typer.Option("--filter", metavar="WORDS", help='In words, such as "all", "closed Acme".'),
]


@cases.callback()
def show_cases(context: typer.Context, *, words: Filter = "", as_json: AsJson = False) -> None:
    """Show every case that is not closed, the oldest first: for people, or for a ticket system."""
    from drumbeat.reports.cases import standing

    if context.invoked_subcommand is None:
        report(partial(standing, words=words), as_json=as_json)


@cases.command("show")
def show_case(
    case_id: Annotated[str, typer.Argument(metavar="ID", help="As the list shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one case with all that happened to it."""
    from drumbeat.reports.cases import one

    report(partial(one, case_id=case_id), as_json=as_json)
