"""`drumbeat import undo`: the last import, taken back."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only shown.")]


def undo(*, yes: Yes = False, as_json: AsJson = False) -> None:
    """Show what taking the last import back does; with --yes, take it back.

    What it added goes, and what it changed is again what it was, but for what somebody changed
    since. An import that wrote nothing is none. What came in and is in use by now, such as
    somebody who was written to, stays, and then nothing is taken back.
    """
    from drumbeat.cli.progress import progress_bar
    from drumbeat.importing.undo import undo_last

    with progress_bar() as progress:
        report(partial(undo_last, progress=progress, yes=yes), as_json=as_json)
