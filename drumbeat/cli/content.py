"""Commands about the files that texts are written in."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import show

content = typer.Typer(
    no_args_is_help=True, help="Look through the files with your newsletters, editions, surveys."
)


@content.command()
def lint(
    place: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR|FILE]", help="Without it, all of DRUMBEAT_CONTENT."),
    ] = None,
    *,
    links: Annotated[
        bool, typer.Option("--links", help="Ask the addresses in the texts whether they answer.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Name all that keeps a text from being sent, and all that could be better, with its line.

    What any platform refuses, figures that cannot be read, roles left out, nothing to do in it,
    too long a text. It ends with 1 where something is a fault; advice may be left as it is.
    """
    import asyncio

    from drumbeat.reports.content import linted
    from drumbeat.settings import read_settings

    work = partial(linted, read_settings(), place, links=links)
    report, is_sound = asyncio.run(work())
    show(report, as_json=as_json)
    if not is_sound:
        raise typer.Exit(1)
