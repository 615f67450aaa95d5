"""`drumbeat import guess`: what a stranger's file seems to be, and a mapping to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from drumbeat.cli import import_options as options
from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import show


def guess(
    file: Annotated[Path, typer.Argument(help="A CSV file or workbook of another program.")],
    *,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Which kind it is, where it may be several.")
    ] = None,
    sheet: options.SheetName = None,
    target: Annotated[
        Path | None, typer.Option("--write", help="Where the mapping is written; else printed.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look at a file and say what it seems to be; nothing is imported.

    It says how the file is written, which kind fits best, which column may be which field, and
    what only you can say; the mapping it writes is one to begin with, for --mapping.
    """
    from drumbeat.importing.guess import Wanted
    from drumbeat.importing.guessed import guessed
    from drumbeat.settings import read_settings

    show(guessed(read_settings(), Wanted(file, kind, sheet), target), as_json=as_json)
