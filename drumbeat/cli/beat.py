"""Commands about what goes out."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

One = Annotated[str | None, typer.Option("--as", help="The email address of who reads it.")]
Several = Annotated[
    str | None,
    typer.Option("--partner", help="The partner in whose conversation several read it."),
]
Platform = Literal["slack", "teams", "email", "text", "web"]


def preview(
    file: Annotated[Path, typer.Argument(help="An edition (.md) or a survey (.yaml).")],
    *,
    person: One = None,
    several: Several = None,
    platform: Annotated[Platform, typer.Option(help="Where it would be read.")],
    as_json: AsJson = False,
) -> None:
    """Print exactly what would go out, with what that reader may see; nothing is sent.

    With --partner it is what all read in the conversation that this partner shares with us.
    """
    from drumbeat.reports.preview import previewed, previewed_for_several

    if (person is None) == (several is None):
        raise typer.BadParameter("say who reads it: --as EMAIL, or --partner NAME")
    if several is not None:
        made = partial(previewed_for_several, file=file, partner=several, platform=platform)
    else:
        made = partial(previewed, file=file, email=person or "", platform=platform)
    report(made, as_json=as_json)
