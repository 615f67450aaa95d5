"""Commands that run the program, and see to it that it can run."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ConfigurationInvalid
from drumbeat.cli.options import AsJson, FirstDay
from drumbeat.cli.printing import put, show, tell

DEMO_FOLDER = Path("var/demo")
NEXT = """\
{folder} is ready: settings in .env, a database, and a newsletter and a survey in content/.
Nothing goes out before {first:%A} {first.day} {first:%B %Y}, the first slot.

    cd {folder}
    drumbeat doctor                        what is missing or wrong
    drumbeat import partners FILE          then contacts: who is there to be written to
    drumbeat preview FILE --as EMAIL --platform text
    drumbeat serve                         once a door is open: .env names what each needs"""


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    *,
    vendor: Annotated[
        str | None, typer.Option(help="Your company's name, as partners read it.")
    ] = None,
) -> None:
    """Lay a small starting set: settings with a fresh key, a database, an edition, a survey."""
    from drumbeat.starting import lay_starting_set

    if vendor is None and not sys.stdin.isatty():
        raise ConfigurationInvalid(
            f'name your company: drumbeat init {folder} --vendor "Our Company"'
        )
    name = vendor or typer.prompt("Your company's name, as partners read it")
    today = date.today()  # noqa: DTZ011 - the operator's own day
    first = lay_starting_set(folder, name, today)
    put(NEXT.format(folder=folder, first=first))


def demo(
    port: Annotated[int, typer.Option(help="Where the browser finds it.")] = 8080,
    today: FirstDay = None,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = DEMO_FOLDER,
    *,
    content: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Your own content folder, in the place of the sample's."),
    ] = None,
    fresh: Annotated[bool, typer.Option(help="Throw away what an earlier demo left.")] = False,
) -> None:
    """Start the sample programme with a browser chat: no settings, no accounts.

    With --content its people read your own newsletters, editions and surveys.
    """
    from drumbeat.demo.run import run_demo
    from drumbeat.logs import set_up_logging

    set_up_logging()
    day = today.date() if today else None
    run_demo(folder, port, day, content=content, fresh=fresh, tell=tell)


def serve(
    *,
    doors: Annotated[
        bool, typer.Option("--doors", help="Leave the beat to `drumbeat worker` (PostgreSQL).")
    ] = False,
) -> None:
    """Run the bot: every door that is configured, and the scheduler."""
    import asyncio

    from drumbeat.logs import set_up_logging
    from drumbeat.serve import refuse_sample_content, run_server
    from drumbeat.settings import read_settings
    from drumbeat.worker import refuse_doors_alone

    set_up_logging()
    settings = read_settings()
    refuse_sample_content(settings)
    if doors:
        refuse_doors_alone(settings)
    asyncio.run(run_server(settings, tell=tell, doors_only=doors))


def worker() -> None:
    """Share the work of `drumbeat serve`: as many as wanted, on any machine (PostgreSQL)."""
    import asyncio

    from drumbeat.logs import set_up_logging
    from drumbeat.serve import refuse_sample_content
    from drumbeat.settings import read_settings
    from drumbeat.worker import run_worker

    set_up_logging()
    settings = read_settings()
    refuse_sample_content(settings)
    asyncio.run(run_worker(settings))


def doctor(*, as_json: AsJson = False) -> None:
    """Name everything that is missing or wrong, with the step that mends it."""
    import asyncio

    from drumbeat.doctor import examination
    from drumbeat.logs import set_up_logging

    set_up_logging(only_trouble=True)
    report, healthy = asyncio.run(examination())
    show(report, as_json=as_json)
    if not healthy:
        raise typer.Exit(1)
