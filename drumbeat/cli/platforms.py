"""Commands about one platform alone."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ConfigurationInvalid
from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import put, tell
from drumbeat.cli.reporting import report

TOKENS = """\
Next, at https://api.slack.com/apps:
  Create New App > From a manifest (an app there is: App Manifest), and paste it.
  Install App: the Bot User OAuth Token is DRUMBEAT_SLACK_BOT_TOKEN.
"""
BY_SOCKET = """\
  Basic Information > App-Level Tokens > Generate, with the scope connections:write:
  it is DRUMBEAT_SLACK_APP_TOKEN.
Put both into .env; `drumbeat doctor` says what comes then."""
BY_HTTP = """\
  Basic Information > Signing Secret: it is DRUMBEAT_SLACK_SIGNING_SECRET.
Put both into .env; `drumbeat doctor` says what comes then."""


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
    host: Annotated[str, typer.Option(help="Where this server is: beat.example.com")] = "",
    socket: Annotated[
        bool, typer.Option("--socket", help="Take requests by a socket: no public address.")
    ] = False,
) -> None:
    """Write the manifest to create or update the Slack app from, ready to paste."""
    import json

    from content.wording import load_wording
    from drumbeat.settings import read_settings
    from drumbeat.slash_commands import slack_manifest as manifest_of
    from drumbeat.slash_commands import slash_commands

    commands = slash_commands(read_settings())
    manifest = manifest_of(commands, load_wording(), host, by_socket=socket)
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    if file is None:
        put(text)
    else:
        _write(file, f"{text}\n".encode())
        put(f"{file} is ready: create or update the app from it.")
    tell(TOKENS + (BY_SOCKET if socket else BY_HTTP))


def teams_package(
    file: Annotated[Path, typer.Argument(help="The zip file to write.")],
    *,
    host: Annotated[str, typer.Option(help="Where this server is: beat.example.com")],
    manifest: Annotated[
        str, typer.Option(help="1.25 is for a Teams tenant that takes no newer manifest.")
    ] = "1.30",
) -> None:
    """Build the app package to upload to Microsoft Teams: one for every Teams tenant."""
    from adapters.teams.package.build import build_package
    from adapters.teams.package.manifest import Offers
    from bot.subjects import for_everybody, starters
    from content.wording import load_wording
    from drumbeat.settings import read_settings

    settings = read_settings()
    if not settings.teams_app_id:
        raise ConfigurationInvalid("DRUMBEAT_TEAMS_APP_ID is not set (see .env.example)")
    say = load_wording().say
    offers = Offers(for_everybody(say), starters(say))
    package = build_package(settings.teams_app_id, host, settings.vendor, offers, manifest)
    _write(file, package)
    put(f"{file} is ready to upload.")


def teams_letter(
    partner: Annotated[str, typer.Argument(help="The partner's name or id.")],
    *,
    host: Annotated[str, typer.Option(help="Where this server is: beat.example.com")],
    as_json: AsJson = False,
) -> None:
    """Write the letter with which a partner's administrator installs the Teams app."""
    from drumbeat.reports.teams_letter import teams_letter as letter_to

    report(partial(letter_to, partner=partner, host=host), as_json=as_json)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as problem:
        raise ConfigurationInvalid(f"cannot write {file}: {problem.strerror}") from None
