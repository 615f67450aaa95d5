"""Commands about when things go out: what is promised, single slots, and reading a rule."""

from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import show
from drumbeat.cli.reporting import report

schedule = typer.Typer(
    invoke_without_command=True,
    help="Every promised rhythm with its next slots; skip, move and pause them; read a rule.",
)

DAY, MINUTE = "%Y-%m-%d", "%Y-%m-%dT%H:%M"
Today = Annotated[
    datetime | None,
    typer.Option(
        formats=[DAY, MINUTE],
        metavar="YYYY-MM-DD",
        help="Read it as on that day, from its first minute; a time may stand behind it: T14:30.",
    ),
]
Which = Annotated[
    str, typer.Argument(metavar="PROMISE", help="Its name or id, as `drumbeat schedule` shows it.")
]
Slot = Annotated[
    str,
    typer.Argument(
        metavar="SLOT", help="The slot by its rule: next, 2026-12-08, or 2026-12-08T09:00."
    ),
]
SlotIfAny = Annotated[
    str | None,
    typer.Argument(metavar="[SLOT]", help="Only this slot; without it the whole promise."),
]
Why = Annotated[str, typer.Option(metavar="WORDS", help="The reason, as the books will show it.")]


@schedule.callback()
def begin(command: typer.Context, *, as_json: AsJson = False) -> None:
    """Show every promised rhythm with its next slots."""
    if command.invoked_subcommand is None:
        list_promises(as_json=as_json)


@schedule.command("list")
def list_promises(*, as_json: AsJson = False) -> None:
    """Show every promised rhythm, with its next slots and what was decided about them."""
    from drumbeat.reports.schedule import promised

    report(promised, as_json=as_json)


@schedule.command()
def skip(which: Which, slot: Slot, *, why: Why = "", as_json: AsJson = False) -> None:
    """Let one slot go by; when its time comes the books show it as missed, with the reason."""
    from drumbeat.reports import schedule as reports

    report(partial(reports.skipped, name=which, slot=slot, why=why), as_json=as_json)


@schedule.command()
def move(
    which: Which,
    slot: Slot,
    *,
    to: Annotated[
        datetime,
        typer.Option(
            formats=[MINUTE],
            metavar="YYYY-MM-DDTHH:MM",
            help="The moment on the promise's own clock; on the reader's own where it has none.",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Let one slot go out at another moment, once; the others stay where they are."""
    from drumbeat.reports import schedule as reports

    report(partial(reports.moved, name=which, slot=slot, to=to), as_json=as_json)


@schedule.command()
def pause(which: Which, slot: SlotIfAny = None, *, why: Why = "", as_json: AsJson = False) -> None:
    """Hold a promise back, or one slot of it, until `resume`.

    A slot that is still held when its catch-up limit is over is missed, and the books say so.
    """
    from drumbeat.reports import schedule as reports

    report(partial(reports.paused, name=which, slot=slot, why=why), as_json=as_json)


@schedule.command()
def resume(which: Which, slot: SlotIfAny = None, *, as_json: AsJson = False) -> None:
    """Let a promise go on, or put one slot back that was skipped, moved or paused."""
    from drumbeat.reports import schedule as reports

    report(partial(reports.resumed, name=which, slot=slot), as_json=as_json)


@schedule.command()
def simulate(
    *,
    whom: Annotated[
        str, typer.Option(metavar="WORDS", help="For whom something more is to be.")
    ] = "",
    when: Annotated[
        str, typer.Option(metavar="WORDS", help="When it is to come; empty means now.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say whose weeks become too full as all is planned, or by something more.

    With --whom or --when only what that adds is told, as the author of a draft sees it in chat.
    """
    from drumbeat.reports.simulating import simulated

    report(partial(simulated, whom=whom, when=when), as_json=as_json)


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
