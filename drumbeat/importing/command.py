"""`drumbeat import`: one command a kind of file, each of which explains its columns."""

import asyncio
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.domain.currencies import is_currency
from bot.domain.importing.days import days_written
from bot.domain.importing.fields import Kind, Notation
from bot.domain.importing.header import Wishes
from bot.domain.importing.kinds import KINDS
from bot.errors import ConfigurationInvalid
from bot.store.sessions import Database
from drumbeat.importing import options
from drumbeat.importing.job import Job, carry_out
from drumbeat.importing.outcome import FaultReport, Tally, as_json, complaint, sentence
from drumbeat.importing.progress import progress_bar
from drumbeat.importing.sheets import Sheet, Source
from drumbeat.settings import Settings, read_settings

imports = typer.Typer(
    no_args_is_help=True,
    help="Bring in partners, people and figures from CSV files or another database.",
)
_MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t"}


@dataclass(frozen=True, slots=True)
class Ways:
    """How one import was asked for: where from, and what is printed."""

    file: Path | None
    delimiter: str | None
    from_url: str | None
    query: str | None
    report: Path | None
    as_json: bool


def run_import(job: Job, ways: Ways, settings: Settings) -> None:
    """Import, print what came of it, and exit with 1 if a row was wrong."""
    with FaultReport(ways.report) as faults:
        tally = asyncio.run(_carry_out(job, ways, settings, faults))
        name = job.kind.name
        if ways.as_json:
            typer.echo(as_json(name, tally, faults, dry_run=job.dry_run), nl=False)
        elif faults.count:
            typer.echo(complaint(name, tally, faults, ways.report), nl=False, err=True)
        else:
            typer.echo(sentence(name, tally, dry_run=job.dry_run), nl=False)
    if faults.count:
        raise typer.Exit(1)


async def _carry_out(job: Job, ways: Ways, settings: Settings, faults: FaultReport) -> Tally:
    database = Database(settings.database_url)
    try:
        with closing(_source(ways)) as source, progress_bar() as progress:
            return await carry_out(job, source, database, progress, faults)
    finally:
        await database.close()


def _source(ways: Ways) -> Source:
    if ways.from_url is not None and ways.query is not None and ways.file is None:
        from drumbeat.importing.tables import QuerySheet  # noqa: PLC0415 - rarely needed

        return QuerySheet(ways.from_url, ways.query)
    if ways.file is None or ways.from_url is not None or ways.query is not None:
        raise ConfigurationInvalid("name a file, or say both --from-url and --query")
    return Sheet(ways.file, _mark(ways.delimiter))


def _mark(delimiter: str | None) -> str | None:
    mark = None if delimiter is None else _MARKS.get(delimiter, delimiter)
    if mark is not None and (len(mark) != 1 or mark in '"\r\n'):
        raise ConfigurationInvalid("--delimiter: write comma, semicolon, tab, or one character")
    return mark


def pairs(option: str, given: list[str]) -> dict[str, str]:
    """Split what was given as `left=right`; what repeats or has no sign is refused."""
    found: dict[str, str] = {}
    for each in given:
        left, sign, right = each.rpartition("=") if option == "--map" else each.partition("=")
        left = left.strip()
        if not sign or not left or left in found:
            raise ConfigurationInvalid(f"{option} {each}: write NAME=VALUE, and each name once")
        found[left] = right.strip()
    return found


def notation(
    settings: Settings, date_format: str | None, currency: str | None, decimal: str
) -> Notation:
    """Return how the file writes days and money."""
    code = (currency or settings.currency).upper()
    if not is_currency(code):
        raise ConfigurationInvalid(f"--currency {code}: write a code such as EUR")
    if decimal not in {".", ","}:
        raise ConfigurationInvalid("--decimal: write . or ,")
    return Notation(days_written(date_format), ZoneInfo(settings.zone), code, decimal)


def _described(kind: Kind) -> str:
    lines = [f"Import {kind.name}.", "", "Columns:", ""]
    for field in kind.fields:
        must = "" if field.required else " (may be left out)"
        choices = f": {', '.join(field.choices)}" if field.choices else ""
        lines.append(f"- {field.name}{must}: {field.promise}{choices}")
    return "\n".join(lines)


def _add_command(kind: Kind) -> None:
    def command(  # noqa: PLR0913 - an option each
        file: options.File = None,
        *,
        maps: options.Maps = None,
        constants: options.Constants = None,
        ignored: options.Ignored = None,
        delimiter: options.Delimiter = None,
        date_format: options.DateFormat = None,
        decimal: options.DecimalMark = ".",
        currency: options.Currency = None,
        skip_empty: options.SkipEmpty = False,
        dry_run: options.DryRun = False,
        report: options.Report = None,
        as_json: options.AsJson = False,
        from_url: options.FromUrl = None,
        query: options.Query = None,
    ) -> None:
        settings = read_settings()
        written = notation(settings, date_format, currency, decimal)
        written = replace(written, skip_empty=skip_empty)
        said = pairs("--map", maps or []), pairs("--set", constants or [])
        job = Job(kind, Wishes(*said, ignored or ()), written, settings.currency, dry_run)
        run_import(job, Ways(file, delimiter, from_url, query, report, as_json), settings)

    imports.command(kind.name, help=_described(kind))(command)


for _kind in KINDS.values():
    _add_command(_kind)
