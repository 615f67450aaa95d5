"""Commands about figures."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report


def ask(
    question: Annotated[str, typer.Argument(help='For example "ARR by product last quarter".')],
    *,
    person: Annotated[str, typer.Option("--as", help="The email address of who asks.")],
    as_json: AsJson = False,
) -> None:
    """Ask about a figure as somebody would in chat, with what that person may see."""
    from drumbeat.reports.figures import answer

    report(partial(answer, question=question, email=person), as_json=as_json)
