"""`drumbeat import`: a group whose commands are made when somebody asks for one of them."""

from functools import cache
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group


class KindsOnDemand(TyperGroup):
    """One command a kind of file; other commands need not load what describes the columns."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer hides its class
        """Return the kinds of files."""
        return _kinds().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - likewise
        """Return the command for one kind, if there is such a kind."""
        return _kinds().get_command(ctx, cmd_name)


@cache
def _kinds() -> TyperGroup:
    from drumbeat.cli.import_kinds import kinds

    return get_group(kinds)


imports = typer.Typer(
    cls=KindsOnDemand,
    no_args_is_help=True,
    help="Bring in partners, people and figures from CSV files, workbooks or another database.",
)


@imports.callback()
def _import() -> None:
    """Stand for the group: its commands are made on demand."""
