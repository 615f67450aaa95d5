"""The command that reads what people answered."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report


def answers(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILTER]...", help='In words, for example "Acme detractors last quarter".'
        ),
    ] = None,
    *,
    person: Annotated[str, typer.Option("--as", help="The email address of who reads.")],
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a row a response.")] = False,
) -> None:
    """Read what partners' people answered, as somebody may in chat: their partners, by name."""
    from drumbeat.reports import responses

    read = responses.rows_of if as_csv else responses.read
    report(partial(read, words=" ".join(words or ()), email=person), as_json=as_json)
