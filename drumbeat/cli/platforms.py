"""Commands about one platform alone."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ConfigurationInvalid
from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import put
from drumbeat.cli.reporting import report


def bounces(
    mailbox: Annotated[
        Path | None, typer.Argument(help="A maildir or mbox; else DRUMBEAT_BOUNCE_MAILBOX.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Take reports of undelivered mail and of complaints from a mailbox; it is not changed."""
    from drumbeat.logs import set_up_logging
    from drumbeat.reports.bounces import take_bounces

    set_up_logging(only_trouble=True)
    report(partial(take_bounces, path=mailbox), as_json=as_json)


def slack_manifest(
    file: Annotated[
        Path | None, typer.Argument(help="The file to write; else it is shown.")
    ] = None,
    *,
    host: Annotated[
        str, typer.Option(help="Where this server is: beat.example.com")
    ] = "drumbeat.example.com",
) -> None:
    """Write the manifest to create or update the Slack app from."""
    import json

    from content.wording import load_wording
    from drumbeat.settings import read_settings
    from drumbeat.slash_commands import slack_manifest as manifest_of
    from drumbeat.slash_commands import slash_commands

    manifest = manifest_of(slash_commands(read_settings()), load_wording(), host)
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    if file is None:
        put(text)
        return
    _write(file, f"{text}\n".encode())
    put(f"{file} is ready: create or update the app from it.")


def teams_package(
    file: Annotated[Path, typer.Argument(help="The zip file to write.")],
    *,
    host: Annotated[str, typer.Option(help="Where this server is: beat.example.com")],
) -> None:
    """Build the app package to upload to Microsoft Teams."""
    from adapters.teams.package.build import build_package
    from bot.subjects import for_everybody
    from content.wording import load_wording
    from drumbeat.settings import read_settings

    settings = read_settings()
    if not settings.teams_app_id:
        raise ConfigurationInvalid("DRUMBEAT_TEAMS_APP_ID is not set (see .env.example)")
    commands = for_everybody(load_wording().say)
    package = build_package(settings.teams_app_id, host, settings.vendor, commands)
    _write(file, package)
    put(f"{file} is ready to upload.")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as problem:
        raise ConfigurationInvalid(f"cannot write {file}: {problem.strerror}") from None
