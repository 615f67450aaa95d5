"""The command about contracts that come due."""

from functools import partial
from typing import Annotated

import typer

from bot.figures.rules.renewals import AHEAD, FURTHEST
from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

Partner = Annotated[str, typer.Option("--partner", metavar="NAME", help="Of one partner only.")]
Days = Annotated[
    int, typer.Option("--days", min=1, max=FURTHEST, help="How many days ahead to look.")
]


def renewals(*, partner: Partner = "", days: Days = AHEAD, as_json: AsJson = False) -> None:
    """Show which contracts come due, and what both sides say of each."""
    from drumbeat.reports.renewals import coming_due

    report(partial(coming_due, partner=partner, days=days), as_json=as_json)
