"""The command that says whom words mean."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report


def audience(
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help="Such as: gold partners in EMEA, sales."),
    ],
    *,
    topic: Annotated[str, typer.Option(help="A topic: who muted it is counted as left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say whom these words mean, how many that is, and who is left out and why.

    Words that cannot be read, or could be read in two ways, get a question.
    """
    from drumbeat.reports.audience import chosen

    report(partial(chosen, words=" ".join(words), topic=topic), as_json=as_json)
