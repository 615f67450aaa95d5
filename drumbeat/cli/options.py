"""Options that several commands have."""

from datetime import datetime
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Reader = Annotated[str, typer.Option("--as", help="The email address of who reads it.")]


def day_option(help_text: str) -> typer.models.OptionInfo:
    """Return an option that takes a day."""
    option: typer.models.OptionInfo = typer.Option(
        formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=help_text
    )
    return option


FirstDay = Annotated[datetime | None, day_option("The day the demo begins.")]
LastDay = Annotated[datetime | None, day_option("The programme's last day.")]
