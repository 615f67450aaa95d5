"""Commands about what goes out, and when."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.principal import Role
from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import show
from drumbeat.cli.reporting import report

schedule = typer.Typer(
    invoke_without_command=True,
    help="Every promised rhythm with its next slot; read a cadence out of plain words.",
)

Text = Annotated[Path | None, typer.Argument(help="An edition (.md) or a survey (.yaml).")]
Draft = Annotated[str, typer.Option(help="In the place of a file: the id of a draft of a chat.")]
One = Annotated[str, typer.Option("--as", help="The email address of who reads it.")]
InRole = Annotated[
    str, typer.Option(help=f"Or somebody at a partner in this role: {', '.join(Role)}.")
]
OfTier = Annotated[str, typer.Option(help="At a partner of this tier.")]
Several = Annotated[
    str,
    typer.Option(
        "--conversation",
        "--partner",
        help="Or the partner in whose conversation several read it.",
    ),
]
Today = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"],
        metavar="YYYY-MM-DD",
        help="Read it as on that day, from its first minute; a time may stand behind it: T14:30.",
    ),
]
Platform = Literal["slack", "teams", "email", "text", "web"]


def preview(  # noqa: PLR0913 - an option each
    file: Text = None,
    *,
    draft: Draft = "",
    person: One = "",
    role: InRole = "",
    tier: OfTier = "",
    several: Several = "",
    platform: Annotated[Platform, typer.Option(help="Where it would be read.")],
    as_json: AsJson = False,
) -> None:
    """Print exactly what would go out, with what that reader may see; nothing is sent.

    With --conversation it is what all read in the conversation that this partner shares with us.
    """
    from drumbeat.reports.preview import Wanted, previewed

    if sum(map(bool, (person, role, several))) != 1:
        raise typer.BadParameter("say who reads it: --as EMAIL, --role, or --conversation PARTNER")
    if role and role not in frozenset(Role):
        raise typer.BadParameter(f"{role!r} is no role: {', '.join(Role)}")
    if (file is None) == (not draft):
        raise typer.BadParameter("say which text: a FILE, or --draft ID")
    wanted = Wanted(
        file=file, draft=draft, email=person, role=role, tier=tier, conversation=several
    )
    report(partial(previewed, wanted=wanted, platform=platform), as_json=as_json)


@schedule.callback()
def list_promises(command: typer.Context, *, as_json: AsJson = False) -> None:
    """Show every promised rhythm with its next slot."""
    if command.invoked_subcommand is None:
        from drumbeat.reports.beat import promises

        report(promises, as_json=as_json)


@schedule.command()
def read(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help="Such as: every second Tuesday at 9.")
    ],
    *,
    zone: Annotated[
        str, typer.Option(help="Whose clock, where the words name none: Europe/Berlin, Berlin.")
    ] = "reader",
    today: Today = None,
    as_json: AsJson = False,
) -> None:
    """Read a cadence out of plain words, and say it back with its next five slots.

    Where the words leave something open the answer is a question, never a guess. It needs no
    settings and no database; holidays move none of the slots.
    """
    from drumbeat.reports.schedule_words import words_read

    show(words_read(words, zone, today), as_json=as_json)
