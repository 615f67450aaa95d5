"""Commands about what is said: look files over, and move texts between files and chat."""

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
    help="Look content files over, and move texts between files and chat.",
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder.")]


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

    It ends with 1 where there is a fault.
    """
    from drumbeat.reports.content import checked
    from drumbeat.settings import read_settings

    vendor, base = "the vendor", ""
    try:
        settings = read_settings()
    except ConfigurationInvalid:
        if folder is None:
            raise
    else:
        folder = folder or settings.content
        vendor, base = settings.vendor, settings.content_base_url
    found, is_well = checked(folder, vendor, base)
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
    from drumbeat.reports.content import exported

    report(partial(exported, folder=folder, overwrite=overwrite), as_json=as_json)


@content.command("import")
def import_drafts(
    folder: Folder,
    *,
    person: Annotated[str, typer.Option("--as", help="The email address of their author.")],
    as_json: AsJson = False,
) -> None:
    """Take files in as drafts of somebody, all or none; in chat they are planned and sent."""
    from drumbeat.reports.content import imported

    report(partial(imported, folder=folder, email=person), as_json=as_json)
