"""Commands about figures."""

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ConfigurationInvalid
from drumbeat.cli.options import AsJson, day_option
from drumbeat.cli.printing import put
from drumbeat.cli.reporting import report

figures = typer.Typer(no_args_is_help=True, help="Look after the figures that are stored.")


@figures.command()
def rebuild(*, as_json: AsJson = False) -> None:
    """Store figures anew of every subscription there is, seen in one moment.

    An import keeps them right by itself: this is for a database in which `drumbeat doctor` says
    that they are not. Where they are right nothing is written.
    """
    from drumbeat.cli.progress import progress_bar
    from drumbeat.importing.rebuilding import rebuild_figures

    with progress_bar() as progress:
        report(partial(rebuild_figures, progress=progress), as_json=as_json)


def ask(
    question: Annotated[
        str | None, typer.Argument(help='For example "ARR by product last quarter".')
    ] = None,
    *,
    person: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="Who asks: an email address, vendor_admin, vendor_user or partner_user(NAME).",
        ),
    ] = None,
    today: Annotated[datetime | None, day_option("Ask as if this were the day.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read these questions, a JSON object a line (id, question, as, history), "
            "against the sample programme, and print how each was understood.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask about a figure as somebody would in chat, with what that person may see."""
    day = today.date() if today else None
    if batch is not None:
        if question is not None or person is not None:
            raise ConfigurationInvalid("--batch has its questions and askers in its file")
        _ask_all(batch, day)
        return
    if question is None or person is None:
        raise ConfigurationInvalid('ask "a question" --as SOMEBODY, or --batch FILE')
    from drumbeat.reports.figures import answer

    work = partial(answer, question=question, asked_as=person, today=day)
    report(work, as_json=as_json)


def _ask_all(file: Path, day: date | None) -> None:
    """Print a line for every question; no settings are read, for the sample is made up anew."""
    import asyncio
    from datetime import UTC

    from drumbeat.demo.sampled import sample_database
    from drumbeat.reports.batch import answer_batch, read_batch

    batch, today = read_batch(file), day or datetime.now(UTC).date()

    async def answered() -> list[str]:
        async with sample_database(today) as database:
            return await answer_batch(batch, database, today)

    for line in asyncio.run(answered()):
        put(line)
