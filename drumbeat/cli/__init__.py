"""Keep a steady beat with the people at your channel partners."""

import asyncio
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import ConfigurationInvalid, DrumbeatError
from bot.store import migrate
from drumbeat import contacts_cli, reports
from drumbeat.importing.command import imports
from drumbeat.logs import set_up_logging
from drumbeat.preview import preview
from drumbeat.settings import read_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
database_commands = typer.Typer(no_args_is_help=True, help="Set up a database, or check it.")
app.add_typer(database_commands, name="db")
app.add_typer(contacts_cli.contacts, name="contacts")
app.add_typer(contacts_cli.installations, name="installations")
app.add_typer(contacts_cli.partners, name="partners")
app.add_typer(imports, name="import")
app.command()(preview)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
DEMO_FOLDER = Path("var/demo")


def main() -> None:
    """Run the command line; an error we know ends in one sentence and exit code 1."""
    try:
        app()
    except DrumbeatError as problem:
        errors = Console(stderr=True)
        text = f"drumbeat: {problem}"
        errors.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(1) from None


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the browser finds it.")] = 8080,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The day the demo begins."),
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = DEMO_FOLDER,
    *,
    fresh: Annotated[bool, typer.Option(help="Throw away what an earlier demo left.")] = False,
) -> None:
    """Start the sample programme with a browser chat: no settings, no accounts."""
    from drumbeat.demo.run import run_demo  # noqa: PLC0415 - other commands start without it

    set_up_logging()
    run_demo(folder, port, today.date() if today else None, fresh=fresh)


@app.command()
def serve() -> None:
    """Run the bot: every door that is configured, and the scheduler."""
    from drumbeat.serve import run_server  # noqa: PLC0415 - other commands start without it

    set_up_logging()
    asyncio.run(run_server(read_settings()))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help='For example "ARR by product last quarter".')],
    *,
    person: Annotated[str, typer.Option("--as", help="The email address of who asks.")],
    as_json: AsJson = False,
) -> None:
    """Ask about a figure as somebody would in chat, with what that person may see."""
    typer.echo(asyncio.run(reports.answer(read_settings(), question, person, as_json=as_json)))


@app.command()
def sends(*, as_json: AsJson = False) -> None:
    """Show whom the latest sends reached, and every miss with its reason."""
    typer.echo(asyncio.run(reports.reach(read_settings(), as_json=as_json)), nl=False)


@app.command()
def schedule(*, as_json: AsJson = False) -> None:
    """Show every promised rhythm with its next slot."""
    typer.echo(asyncio.run(reports.promises(read_settings(), as_json=as_json)), nl=False)


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Name everything that is missing or wrong, with the step that mends it."""
    from drumbeat.doctor import report  # noqa: PLC0415 - other commands start without it

    text, healthy = asyncio.run(report(as_json=as_json))
    typer.echo(text)
    if not healthy:
        raise typer.Exit(1)


@app.command()
def bounces(
    mailbox: Annotated[
        Path | None, typer.Argument(help="A maildir or mbox; else DRUMBEAT_BOUNCE_MAILBOX.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Take reports of undelivered mail and of complaints from a mailbox; it is not changed."""
    from drumbeat.bounces import take_bounces  # noqa: PLC0415 - other commands start without it

    set_up_logging(only_trouble=True)
    typer.echo(asyncio.run(take_bounces(read_settings(), mailbox, as_json=as_json)), nl=False)


@app.command("teams-package")
def teams_package(
    file: Annotated[Path, typer.Argument(help="The zip file to write.")],
    *,
    host: Annotated[str, typer.Option(help="Where this server is: beat.example.com")],
) -> None:
    """Build the app package to upload to Microsoft Teams."""
    from adapters.teams.package.build import build_package  # noqa: PLC0415 - likewise
    from bot.subjects import for_everybody  # noqa: PLC0415 - likewise
    from content.wording import load_wording  # noqa: PLC0415 - likewise

    settings = read_settings()
    if not settings.teams_app_id:
        raise ConfigurationInvalid("DRUMBEAT_TEAMS_APP_ID is not set (see .env.example)")
    commands = for_everybody(load_wording().say)
    package = build_package(settings.teams_app_id, host, settings.vendor, commands)
    file.write_bytes(package)
    typer.echo(f"{file} is ready to upload.")


@app.command("secret-key")
def secret_key() -> None:
    """Make a value for DRUMBEAT_SECRET_KEY."""
    typer.echo(secrets.token_urlsafe(48))


@database_commands.command()
def upgrade() -> None:
    """Bring the database up to this program; a new one is set up."""
    migrate.upgrade(read_settings().database_url)
    typer.echo(f"The database is at revision {migrate.newest()}.")


@database_commands.command()
def check() -> None:
    """Say whether the database is up to date; exit code 1 if it is not."""
    url = read_settings().database_url
    at, wanted = migrate.current(url), migrate.newest()
    if at != wanted:
        typer.echo(
            f"The database is at revision {at or 'none'}, this program needs {wanted}: "
            "run `drumbeat db upgrade`."
        )
        raise typer.Exit(1)
    differences = migrate.differences(url)
    for difference in differences:
        typer.echo(f"Not as it should be: {difference}")
    if differences:
        raise typer.Exit(1)
    typer.echo(f"The database is at revision {at} and as it should be.")


@database_commands.command()
def sample(
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The programme's last day."),
    ] = None,
) -> None:
    """Fill an empty database with the sample programme, to try things out."""
    from drumbeat.demo.run import fill_sample  # noqa: PLC0415 - other commands start without it

    day = today.date() if today else date.today()  # noqa: DTZ011 - the operator's own day
    asyncio.run(fill_sample(read_settings().database_url, day))
    typer.echo("The sample programme is in.")
