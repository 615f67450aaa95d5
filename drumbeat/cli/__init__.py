"""Keep a steady beat with the people at your channel partners.

Each subject has a file here with its commands; what a command needs to do its work is loaded
when it runs, so that help and answers come quickly.
"""

from typing import Annotated

import typer

from bot.errors import DrumbeatError
from drumbeat.cli import (
    answers,
    audience,
    beat,
    cases,
    content,
    conversations,
    database,
    figures,
    handing,
    imports,
    installing,
    kept,
    keys,
    people,
    platforms,
    renewals,
    replies,
    reviews,
    running,
    schedule,
    sends,
    sources,
    surveys,
)
from drumbeat.cli.printing import complain, put

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Keep a steady beat with the people at your channel partners.",
)
for command in (
    *(running.init, running.demo, running.serve, running.worker, running.doctor),
    *(figures.ask, answers.answers, beat.preview, beat.lanes, replies.replies),
    renewals.renewals,
    *(reviews.brief, reviews.goals),
    *(
        platforms.bounces,
        platforms.slack_manifest,
        platforms.teams_package,
        platforms.teams_letter,
    ),
    *(handing.audit, audience.audience),
):
    app.command()(command)
for name, group in (
    ("import", imports.imports),
    ("contacts", people.contacts),
    ("installations", installing.installations),
    ("partners", people.partners),
    ("cases", cases.cases),
    ("figures", figures.figures),
    ("conversations", conversations.conversations),
    ("content", content.content),
    ("schedule", schedule.schedule),
    ("sends", sends.sends),
    ("sources", sources.sources),
    ("surveys", surveys.surveys),
    ("export", kept.export),
    ("erase", kept.erase),
    ("db", database.database),
    ("secret-key", keys.secret_key),
):
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line; an error we know ends in one sentence and exit code 1."""
    try:
        app()
    except DrumbeatError as problem:
        complain(str(problem))
        raise SystemExit(1) from None
    except Exception as problem:
        from bot.store.troubles import trouble_in

        trouble = trouble_in(problem)
        if trouble is None:
            raise
        complain(str(trouble))
        raise SystemExit(1) from None


def _say_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from importlib.metadata import version

        put(f"drumbeat {version('drumbeat')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""
