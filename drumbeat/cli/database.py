"""Commands about the database."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson, LastDay
from drumbeat.cli.printing import put
from drumbeat.cli.reporting import report

database = typer.Typer(no_args_is_help=True, help="Set up a database, or check it.")


@database.command()
def upgrade() -> None:
    """Bring the database up to this program; a new one is set up."""
    from bot.store import migrate, revision
    from drumbeat.settings import read_settings

    migrate.upgrade(read_settings().database_url)
    put(f"The database is at revision {revision.newest()}.")


@database.command()
def check() -> None:
    """Say whether the database is up to date; exit code 1 if it is not."""
    from bot.every_table import METADATA
    from bot.store import migrate, revision
    from drumbeat.settings import read_settings

    url = read_settings().database_url
    at, wanted = migrate.current(url), revision.newest()
    revision.ensure_known(at)
    if at != wanted:
        put(
            f"The database is at revision {at or 'none'}, this program needs {wanted}: "
            "run `drumbeat db upgrade`."
        )
        raise typer.Exit(1)
    differences = migrate.differences(url, METADATA)
    for difference in differences:
        put(f"Not as it should be: {difference}")
    if differences:
        raise typer.Exit(1)
    put(f"The database is at revision {at} and as it should be.")


@database.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
) -> None:
    """Write a SQLite database as it is now to a new file; the server may go on meanwhile."""
    from bot.store.backup import write_backup
    from drumbeat.settings import read_settings

    write_backup(read_settings().database_url, file)
    put(f"The backup is {file}. Keep the secret key apart from it.")


@database.command()
def sample(today: LastDay = None) -> None:
    """Fill an empty database with the sample programme, to try things out."""
    import asyncio

    from drumbeat.demo.run import fill_sample
    from drumbeat.settings import read_settings

    day = today.date() if today else date.today()  # noqa: DTZ011 - the operator's own day
    asyncio.run(fill_sample(read_settings().database_url, day))
    put("The sample programme is in.")


@database.command()
def restored(
    erased: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="What `erase list` wrote last.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """After a backup was restored: leave what it planned paused, and erase again who was erased.

    `drumbeat serve` refuses a restored database until then, for it would send again.
    """
    from drumbeat.reports.restored import take_up_restored

    report(partial(take_up_restored, erased=erased), as_json=as_json)


@database.command()
def resume(
    send: Annotated[str, typer.Argument(help="Its id, as `drumbeat sends` shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Let one send go on that `restored` left paused."""
    from drumbeat.reports import restored

    report(partial(restored.resume, send_id=send), as_json=as_json)
