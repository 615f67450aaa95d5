"""Commands that run the program, and see to it that it can run."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson, FirstDay
from drumbeat.cli.printing import put, show, tell

DEMO_FOLDER = Path("var/demo")


def demo(
    port: Annotated[int, typer.Option(help="Where the browser finds it.")] = 8080,
    today: FirstDay = None,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = DEMO_FOLDER,
    *,
    fresh: Annotated[bool, typer.Option(help="Throw away what an earlier demo left.")] = False,
) -> None:
    """Start the sample programme with a browser chat: no settings, no accounts."""
    from drumbeat.demo.run import run_demo
    from drumbeat.logs import set_up_logging

    set_up_logging()
    run_demo(folder, port, today.date() if today else None, fresh=fresh, tell=tell)


def serve() -> None:
    """Run the bot: every door that is configured, and the scheduler."""
    import asyncio

    from drumbeat.logs import set_up_logging
    from drumbeat.serve import run_server
    from drumbeat.settings import read_settings

    set_up_logging()
    asyncio.run(run_server(read_settings(), tell=tell))


def doctor(*, as_json: AsJson = False) -> None:
    """Name everything that is missing or wrong, with the step that mends it."""
    import asyncio

    from drumbeat.doctor import examination

    report, healthy = asyncio.run(examination())
    show(report, as_json=as_json)
    if not healthy:
        raise typer.Exit(1)


def secret_key() -> None:
    """Make a value for DRUMBEAT_SECRET_KEY."""
    put(secrets.token_urlsafe(48))
