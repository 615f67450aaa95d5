"""One command a kind of file, each of which explains its columns."""

from dataclasses import fields
from typing import Any

import typer

from bot.imports.rules.fields import Kind, WhatIsMissing
from bot.imports.rules.kinds import KINDS
from drumbeat.cli import import_options as options
from drumbeat.cli.import_guess import guess
from drumbeat.cli.import_undo import undo
from drumbeat.cli.options import AsJson
from drumbeat.cli.printing import show
from drumbeat.cli.progress import progress_bar

kinds = typer.Typer()


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
        mapping: options.KeptMapping = None,
        maps: options.Maps = None,
        constants: options.Constants = None,
        ignored: options.Ignored = None,
        only_columns: options.OnlyColumns = False,
        joins: options.Joins = None,
        map_values: options.MapValues = None,
        left_out: options.LeftOutRows = None,
        values_file: options.ValuesFile = None,
        name_order: options.OrderOfNames = None,
        skip_rows: options.SkipRows = 0,
        delimiter: options.Delimiter = None,
        sheet: options.SheetName = None,
        date_format: options.DateFormat = None,
        decimal: options.DecimalMark = None,
        amounts: options.Amounts = None,
        currency: options.Currency = None,
        skip_empty: options.SkipEmpty = False,
        end_is: options.EndOfRows = None,
        amount_is: options.AmountFor = None,
        alone: options.Alone = False,
        missing: options.MissingRows = WhatIsMissing.KEEP,
        ended_on: options.EndedOn = None,
        until: options.Until = None,
        dry_run: options.DryRun = False,
        report: options.Report = None,
        as_json: AsJson = False,
        from_url: options.FromUrl = None,
        query: options.Query = None,
    ) -> None:
        _run(kind, dict(locals()))

    kinds.command(kind.name, help=_described(kind))(command)


def _run(kind: Kind, given: dict[str, Any]) -> None:
    """Import, print what came of it, and exit with 1 if a row was wrong."""
    import asyncio

    from drumbeat.importing.asked import Asked, import_as_asked
    from drumbeat.settings import read_settings

    asked = Asked(**{each.name: given[each.name] for each in fields(Asked)})
    told, is_well = asyncio.run(import_as_asked(read_settings(), kind, asked, progress_bar()))
    show(told, as_json=given["as_json"], is_complaint=not is_well)
    if not is_well:
        raise typer.Exit(1)


for _kind in KINDS.values():
    _add_command(_kind)
kinds.command()(guess)
kinds.command()(undo)
