"""Commands about sends: whom they reached, send again what failed, stop one or all."""

import sys
from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

sends = typer.Typer(
    invoke_without_command=True,
    help="Whom the latest sends reached; stop one, send again what failed, stop them all.",
)

Which = Annotated[str, typer.Argument(metavar="SEND", help="Its id as `drumbeat sends` shows it.")]
Failed = Annotated[
    bool, typer.Option("--failed", help="What surely reached nobody; it is doubled for nobody.")
]
Unknown = Annotated[
    bool, typer.Option("--unknown", help="Of which nobody knows: some may get it twice.")
]
Who = Annotated[
    str | None, typer.Option("--to", metavar="WHO", help="Only this contact, by email address.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without being asked, as scripts do.")]


@sends.callback()
def list_sends(command: typer.Context, *, as_json: AsJson = False) -> None:
    """Show whom the latest sends reached, and every miss with its reason."""
    if command.invoked_subcommand is None:
        from drumbeat.reports.beat import reach

        report(reach, as_json=as_json)


@sends.command()
def show(send: Which, *, as_json: AsJson = False) -> None:
    """Show whom one send reached, by way, partner and role, and who does not have it and why."""
    from drumbeat.reports.reach import shown

    report(partial(shown, send=send), as_json=as_json)


@sends.command()
def history(send: Which, *, as_json: AsJson = False) -> None:
    """Show who wrote, approved, held, changed, paused, stopped and sent it, each with the time."""
    from drumbeat.reports.history import told

    report(partial(told, send=send), as_json=as_json)


@sends.command()
def resend(
    send: Which,
    *,
    failed: Failed = False,
    unknown: Unknown = False,
    to: Who = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Plan deliveries of a send anew, due now; first it says how many may get it twice, and asks.

    Their catch-up limit counts from now. Whoever has had the same text by another send since is
    left out, and what is still planned or just leaving is never touched. What followed the end
    of the send is not done again.
    """
    from drumbeat.reports import sends as reports

    wanted = reports.Wanted(send, failed=failed, unknown=unknown, to=to)
    if not yes:
        report(partial(reports.weighed, wanted=wanted), aside=as_json)
        _ask("Plan them anew?")
    report(partial(reports.resent, wanted=wanted), as_json=as_json)


@sends.command()
def stop(send: Which, *, yes: Yes = False, as_json: AsJson = False) -> None:
    """Stop one send for good: obeyed before the next request leaves, and never resumed.

    What has not left is skipped as stopped, and seen so. What is just leaving arrives.
    """
    from drumbeat.reports import running as reports

    if not yes:
        report(partial(reports.weighed_stop, send=send), aside=as_json)
        _ask("Stop it for good?")
    report(partial(reports.stopped_one, send=send), as_json=as_json)


@sends.command()
def watch(send: Which, *, as_json: AsJson = False) -> None:
    """Tell how a send goes, a line whenever that changes, until it has ended."""
    import asyncio

    from drumbeat.cli.printing import put
    from drumbeat.reports.watching import watched
    from drumbeat.settings import read_settings

    asyncio.run(watched(read_settings(), send, put, as_json=as_json))


Note = Annotated[
    str, typer.Option("--note", metavar="WORDS", help="What was wrong: readers see it above.")
]
Letters = Annotated[
    bool,
    typer.Option("--letters", help="Send a letter after each letter: those stay."),
]


@sends.command()
def correct(
    send: Which,
    *,
    note: Note = "",
    letters: Letters = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Correct an edition to the newest version of its text, in every copy that stands.

    Copies get a note that says so; what has not left says the new words. Write the new version
    first, in its file or in chat.
    """
    from drumbeat.reports import running as reports

    if not yes:
        report(partial(reports.weighed_correction, send=send), aside=as_json)
        _ask("Correct it?")
    done = partial(reports.corrected, send=send, note=note, letters=letters)
    report(done, as_json=as_json)


@sends.command()
def recall(send: Which, *, yes: Yes = False, as_json: AsJson = False) -> None:
    """Take an edition back wherever that is possible, and stop what has not left.

    Where deleting is not allowed a copy says that it was recalled; a letter stays as it is.
    """
    from drumbeat.reports import running as reports

    if not yes:
        report(partial(reports.weighed_recall, send=send), aside=as_json)
        _ask("Recall it?")
    report(partial(reports.recalled, send=send), as_json=as_json)


@sends.command("stop-all")
def stop_all(*, as_json: AsJson = False) -> None:
    """Let nothing of any send leave until `resume-all`: obeyed before the next request leaves.

    It holds for every send, those that are opened later too: newsletters, surveys, alarms.
    What is on its way arrives, planning goes on, and people are still answered. What is past
    its catch-up limit when sends are resumed is skipped as too late.
    """
    from drumbeat.reports import sends as reports

    report(reports.stopped, as_json=as_json)


@sends.command("resume-all")
def resume_all(*, as_json: AsJson = False) -> None:
    """Let go what `stop-all` held back; a send that was paused by itself stays paused."""
    from drumbeat.reports import sends as reports

    report(reports.resumed, as_json=as_json)


def _ask(question: str) -> None:
    from bot.errors import DrumbeatError

    if not sys.stdin.isatty():
        raise DrumbeatError("nobody is here to be asked: say --yes to do it. Nothing was changed.")
    if not typer.confirm(question, err=True):
        raise DrumbeatError("nothing was changed.")
