"""Commands about what is said: look files through, and move texts between files and chat."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ConfigurationInvalid
from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import show
from drumbeat.cli.reporting import report

content = typer.Typer(
    no_args_is_help=True,
    help="Look through the files with your texts, and move texts between files and chat.",
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder.")]


@content.command()
def lint(
    place: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR|FILE]", help="Without it, all of DRUMBEAT_CONTENT."),
    ] = None,
    *,
    links: Annotated[
        bool, typer.Option("--links", help="Ask the addresses in the texts whether they answer.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Name all that keeps a text from being sent, and all that could be better, with its line.

    What any platform refuses, figures that cannot be read, roles left out, nothing to do in it,
    too long a text. It ends with 1 where something is a fault; advice may be left as it is.
    """
    import asyncio

    from drumbeat.reports.content import linted
    from drumbeat.settings import read_settings

    work = partial(linted, read_settings(), place, links=links)
    found, is_sound = asyncio.run(work())
    show(found, as_json=as_json)
    if not is_sound:
        raise typer.Exit(1)


@content.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="A content folder; without it, DRUMBEAT_CONTENT."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Name everything that is wrong with a content folder, by file and line; it needs no database.

    Where there is one, figures in texts are held against the names of partners and products too.
    It ends with 1 where there is a fault.
    """
    import asyncio

    from drumbeat.figure_names import questions_of
    from drumbeat.reports.shelves import checked
    from drumbeat.settings import read_settings

    asked = None
    # Without settings nobody knows where pictures will stand: only whether they are there.
    vendor, base, pictures_at = "the vendor", "", "https://vendor.example/pictures"
    try:
        settings = read_settings()
    except ConfigurationInvalid:
        if folder is None:
            raise
    else:
        folder = folder or settings.content
        vendor, base = settings.vendor, settings.content_base_url
        pictures_at = settings.pictures_at
        asked = asyncio.run(questions_of(settings, folder))
    found, is_well = checked(folder, vendor, base, pictures_at, asked)
    show(found, as_json=as_json)
    if not is_well:
        raise typer.Exit(1)


@content.command("export")
def export_drafts(
    folder: Folder,
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that say otherwise.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write every draft and plan of chat as a file, as an author would write it."""
    from drumbeat.reports.shelves import exported

    report(partial(exported, folder=folder, overwrite=overwrite), as_json=as_json)


@content.command("import")
def import_drafts(
    folder: Folder,
    *,
    person: Annotated[str, typer.Option("--as", help="The email address of their author.")],
    as_json: AsJson = False,
) -> None:
    """Take files in as drafts of somebody, all or none; in chat they are planned and sent."""
    from drumbeat.reports.shelves import imported

    report(partial(imported, folder=folder, email=person), as_json=as_json)
