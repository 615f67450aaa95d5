"""Commands about what goes out."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.principal import Role
from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

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
Platform = Literal["slack", "teams", "email", "text", "web"]


def lanes(
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many lanes.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show the lanes in which something waits longest, and why one rests.

    A lane is one workspace, tenant or mail relay, and is drained at its own pace.
    """
    from drumbeat.reports.lanes import slow_lanes

    report(partial(slow_lanes, limit=limit), as_json=as_json)


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
