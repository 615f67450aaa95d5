"""Commands for a review of a partner: its brief, and what was promised."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

Whose = Annotated[str, typer.Option("--partner", metavar="NAME", help="Of this partner only.")]


def brief(
    name: Annotated[str, typer.Argument(metavar="PARTNER", help="Its name, or its id.")],
    *,
    person: Annotated[
        str,
        typer.Option(
            "--as",
            help="Who reads it: an email address, vendor_admin, vendor_user or "
            "partner_user(NAME).",
        ),
    ] = "vendor_admin",
    as_json: AsJson = False,
) -> None:
    """Print the brief of a partner, as this person has it in chat."""
    from drumbeat.reports.reviews import brief_of

    report(partial(brief_of, name=name, read_as=person), as_json=as_json)


def goals(*, partner: Whose = "", as_json: AsJson = False) -> None:
    """List every goal of the joint plans, with what was said of each last."""
    from drumbeat.reports.reviews import standing

    report(partial(standing, partner=partner), as_json=as_json)
