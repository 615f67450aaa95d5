"""Commands about what goes out, and when."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from drumbeat.cli.options import AsJson, Reader
from drumbeat.cli.reporting import report

Platform = Literal["slack", "teams", "email", "text", "web"]


def preview(
    file: Annotated[Path, typer.Argument(help="An edition (.md) or a survey (.yaml).")],
    *,
    person: Reader,
    platform: Annotated[Platform, typer.Option(help="Where it would be read.")],
    as_json: AsJson = False,
) -> None:
    """Print exactly what would go out, with what that reader may see; nothing is sent."""
    from drumbeat.reports.preview import previewed

    report(partial(previewed, file=file, email=person, platform=platform), as_json=as_json)


def schedule(*, as_json: AsJson = False) -> None:
    """Show every promised rhythm with its next slot."""
    from drumbeat.reports.beat import promises

    report(promises, as_json=as_json)


def sends(*, as_json: AsJson = False) -> None:
    """Show whom the latest sends reached, and every miss with its reason."""
    from drumbeat.reports.beat import reach

    report(reach, as_json=as_json)
