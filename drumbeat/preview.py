"""`drumbeat preview`: exactly what would go out, to one reader, on one platform."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.errors import ConfigurationInvalid, MessageRejected
from bot.ports import Preview
from bot.store.people import principal_by_email
from drumbeat.house import open_core
from drumbeat.settings import Settings, read_settings

Platform = Literal["slack", "teams", "email", "text", "web"]
BETWEEN = {"slack": "\n", "teams": "\n"}
"""JSON needs only a new line between two messages; what people read gets an empty one too."""


def preview(
    file: Annotated[Path, typer.Argument(help="An edition (.md) or a survey (.yaml).")],
    *,
    person: Annotated[str, typer.Option("--as", help="The email address of who reads it.")],
    platform: Annotated[Platform, typer.Option(help="Where it would be read.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for a program to read.")
    ] = False,
) -> None:
    """Print exactly what would go out, with what that reader may see; nothing is sent."""
    text = asyncio.run(_previewed(read_settings(), file, person, platform, as_json=as_json))
    typer.echo(text, nl=not text.endswith("\n"))


async def _previewed(
    settings: Settings, file: Path, email: str, platform: Platform, *, as_json: bool
) -> str:
    from drumbeat.drawings import drawings_of  # noqa: PLC0415 - it brings every renderer

    async with open_core(settings) as house:
        async with house.database.read() as session:
            reader = await principal_by_email(session, email)
        if reader is None:
            raise ConfigurationInvalid(f"nobody here has the email address {email}")
        message = await house.library.draft(file, reader, house.clock.now())
        drawn = drawings_of(house).draw(platform, message, email)
    if drawn.refused:
        raise MessageRejected(drawn.refused)
    if as_json:
        return _as_json(drawn, platform, email)
    return BETWEEN.get(platform, "\n\n").join(drawn.payloads)


def _as_json(drawn: Preview, platform: Platform, email: str) -> str:
    is_json = platform in BETWEEN
    payloads = [json.loads(each) if is_json else each for each in drawn.payloads]
    told = {"platform": platform, "reader": email, "payloads": payloads}
    return json.dumps(told, ensure_ascii=False, indent=2)
