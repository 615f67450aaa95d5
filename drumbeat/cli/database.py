"""Commands about the database."""

from datetime import date

import typer

from drumbeat.cli.options import LastDay
from drumbeat.cli.printing import put

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
def sample(today: LastDay = None) -> None:
    """Fill an empty database with the sample programme, to try things out."""
    import asyncio

    from drumbeat.demo.run import fill_sample
    from drumbeat.settings import read_settings

    day = today.date() if today else date.today()  # noqa: DTZ011 - the operator's own day
    asyncio.run(fill_sample(read_settings().database_url, day))
    put("The sample programme is in.")
