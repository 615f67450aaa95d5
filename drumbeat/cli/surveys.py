"""The commands about surveys that were asked."""

from functools import partial
from typing import Annotated

import typer

from drumbeat.cli.options import AsJson
from drumbeat.cli.reporting import report

surveys = typer.Typer(
    invoke_without_command=True,
    help="Show waves of surveys, foresee, try or close one, ask after events, record answers.",
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The key of a survey.")]
Wave = Annotated[str, typer.Argument(metavar="WAVE", help="As the list shows it.")]


@surveys.callback()
def show_waves(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show every wave, the newest first: how many were asked, and how many answered."""
    from drumbeat.reports.surveys import asked

    if context.invoked_subcommand is None:
        report(asked, as_json=as_json)


@surveys.command("test")
def try_survey(
    key: Key,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Whose email address it is.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Send a survey to one of us alone, as its readers see it: nothing of it counts."""
    from drumbeat.reports.surveys import send_test

    report(partial(send_test, key=key, email=who), as_json=as_json)


@surveys.command("preview")
def preview_survey(
    key: Key,
    *,
    names: Annotated[bool, typer.Option("--names", help="Name everybody, asked or not.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say how many a survey would ask now and in rounds to come; who is left out, and why."""
    from drumbeat.reports.rounds import previewed

    report(partial(previewed, key=key, names=names), as_json=as_json)


@surveys.command("close")
def close_wave(
    wave: Wave,
    *,
    as_json: AsJson = False,
) -> None:
    """Close a wave now: nobody is asked any more, and what was answered counts."""
    from drumbeat.reports.surveys import close

    report(partial(close, wave_id=wave), as_json=as_json)


@surveys.command("record")
def record_answer(  # noqa: PLR0913 - an option each
    *,
    person: Annotated[str, typer.Option("--as", help="The email address of who records it.")],
    who: Annotated[str, typer.Option(help="Who said it: their name or email address.")],
    survey: Annotated[str, typer.Option(help="The survey's key, as the list of waves has it.")],
    day: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day it was said on.")],
    score: Annotated[str, typer.Option(help="The number, on the survey's own scale.")] = "",
    words: Annotated[str, typer.Option(help="In their words.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record what somebody was told in a meeting: marked with who says so, and in no score."""
    from bot.voice.recording import Told
    from drumbeat.reports.recording import record

    told = Told(who, survey, score, words, day)
    report(partial(record, told=told, email=person), as_json=as_json)


@surveys.command("stop")
def stop_wave(
    wave: Wave,
    *,
    as_json: AsJson = False,
) -> None:
    """Stop a wave that should not have been asked: what was answered counts in no score."""
    from drumbeat.reports.surveys import stop

    report(partial(stop, wave_id=wave), as_json=as_json)


@surveys.command("ask")
def ask_after_event(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of a survey about events.")],
    who: Annotated[
        list[str], typer.Argument(metavar="WHO...", help="Who is asked: names or email addresses.")
    ],
    *,
    occasion: Annotated[
        str,
        typer.Option(metavar="ID", help='The event, as your system calls it, as in "case 4711".'),
    ],
    as_json: AsJson = False,
) -> None:
    """Ask people at partners after an event: once for each, and each who is not is told why.

    They are asked by a send like any other, when it does not disturb them, and can answer for as
    many days as the survey is open.
    """
    from drumbeat.reports.asking import ask

    report(partial(ask, key=key, who=who, occasion=occasion), as_json=as_json)
