"""An import as somebody asked for it on the command line, from the settings to its report."""

from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.currencies import is_currency
from bot.errors import ConfigurationInvalid
from bot.imports.rules.amounts import MARKS, Amounts
from bot.imports.rules.days import days_written
from bot.imports.rules.faults import CellUnreadable
from bot.imports.rules.fields import AmountIs, EndIs, Kind, Notation, WhatIsMissing
from bot.imports.rules.kinds_contacts import CONTACTS
from bot.imports.rules.kinds_events import EVENTS
from bot.imports.rules.person_names import NameOrder
from bot.imports.store.missing import ENDS
from bot.imports.store.write import Progress
from bot.name_keys import name_key
from bot.store.ownership import alone
from bot.store.revision import ensure_current
from bot.store.secret_box import check_secret
from bot.store.sessions import Database
from content.mappings import KeptMapping, find_mapping
from drumbeat.importing.ages import said_until
from drumbeat.importing.files import opened_file
from drumbeat.importing.job import EndsMissing, Job, carry_out
from drumbeat.importing.outcome import FaultReport, outcome
from drumbeat.importing.sheets import Source
from drumbeat.importing.wishes import pairs, wished
from drumbeat.reports.report import Report
from drumbeat.settings import Settings

MAPPINGS = "mappings"
"""Where in a content folder own mappings stand."""
_WRITTEN = frozenset(
    {
        "skip_rows",
        "skip_empty",
        "sheet",
        "delimiter",
        "date_format",
        "decimal",
        "currency",
        "end_is",
        "amount_is",
        "name_order",
    }
)
_MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The words of one import command, as they were given."""

    file: Path | None
    from_url: str | None
    query: str | None
    mapping: str | None
    delimiter: str | None
    sheet: str | None
    maps: list[str] | None
    constants: list[str] | None
    ignored: list[str] | None
    joins: list[str] | None
    map_values: list[str] | None
    left_out: list[str] | None
    values_file: Path | None
    only_columns: bool
    skip_rows: int
    name_order: NameOrder | None
    date_format: str | None
    decimal: str | None
    amounts: list[str] | None
    currency: str | None
    skip_empty: bool
    end_is: EndIs | None
    amount_is: AmountIs | None
    alone: bool
    missing: WhatIsMissing
    ended_on: str | None
    until: str | None
    dry_run: bool
    report: Path | None


async def import_as_asked(
    settings: Settings, kind: Kind, asked: Asked, progress: AbstractContextManager[Progress]
) -> tuple[Report, bool]:
    """Import, or nothing of it; return what came of it, and whether every row was well."""
    kept = None
    if asked.mapping is not None:
        kept = find_mapping(asked.mapping, kind.name, settings.content / MAPPINGS)
        asked = completed(asked, kept)
    wishes, written = wished(asked, kept), notation(settings, asked)
    box = settings.new_box()
    job = Job(
        kind,
        wishes,
        written,
        settings.currency,
        box.fingerprint,
        dry_run=asked.dry_run,
        alone=asked.alone,
        ends_missing=_ends_missing(kind, asked, written),
        until=said_until(kind, asked.until, written),
        topics=cache(partial(topics_of, settings.content)),
    )
    if kind is EVENTS:
        return await _ask_after(settings, job, asked, progress)
    return await _carry_out(settings, job, asked, progress)


async def _ask_after(
    settings: Settings, job: Job, asked: Asked, progress: AbstractContextManager[Progress]
) -> tuple[Report, bool]:
    """Ask after the events of a file: what they are asked is read from the content."""
    from drumbeat.importing.events import EventsOfFile  # noqa: PLC0415 - for this kind alone
    from drumbeat.reports.opened import opened  # noqa: PLC0415 - likewise

    async with opened(settings) as house:
        asks = EventsOfFile(house)
        return await _carry_out(settings, replace(job, asks=asks), asked, progress)


async def _carry_out(
    settings: Settings, job: Job, asked: Asked, progress: AbstractContextManager[Progress]
) -> tuple[Report, bool]:
    kind, box = job.kind, settings.new_box()
    with FaultReport(asked.report) as faults:
        database = Database(settings.database_url, checkpoints_apart=True)
        try:
            async with alone(database, settings.database_url) if asked.alone else nullcontext():
                async with database.begin() as session:
                    await ensure_current(session)
                    await check_secret(session, box)
                with closing(_source(asked)) as source, progress as hear:
                    tally = await carry_out(job, source, database, hear, faults)
        finally:
            await database.close()
    told = outcome(
        *(kind.name, tally, faults, asked.report),
        dry_run=asked.dry_run,
        currency=settings.currency,
    )
    return told, not faults.count


def topics_of(folder: Path) -> dict[str, str]:
    """Return the key of each topic by itself and by its title, as names are compared."""
    from content.newsletters import NEWSLETTERS, load_newsletters  # noqa: PLC0415 - rarely needed

    titles = load_newsletters(folder / NEWSLETTERS).topics
    return {name_key(each): key for key, title in titles.items() for each in (key, title)}


def _ends_missing(kind: Kind, asked: Asked, written: Notation) -> EndsMissing | None:
    if asked.missing is not WhatIsMissing.END:
        if asked.ended_on is not None:
            raise ConfigurationInvalid("--ended-on says when --missing end is: say both, or none")
        return None
    if kind.name not in ENDS:
        raise ConfigurationInvalid(
            f"--missing end is for {' and '.join(ENDS)}: what is missing among {kind.name} stays"
        )
    if asked.ended_on is None:
        return EndsMissing()
    if kind.name == CONTACTS.name:
        raise ConfigurationInvalid("--ended-on is for subscriptions: people end with the import")
    try:
        return EndsMissing(written.days.day(asked.ended_on, written.zone))
    except CellUnreadable as problem:
        raise ConfigurationInvalid(f"--ended-on {asked.ended_on}: {problem}") from None


def completed(asked: Asked, kept: KeptMapping) -> Asked:
    """Return what was asked, with what a kept mapping says of how the file is written."""
    return replace(
        asked,
        **{name: getattr(asked, name) or getattr(kept, name) for name in _WRITTEN},
    )


def _source(asked: Asked) -> Source:
    if asked.from_url is not None and asked.query is not None and asked.file is None:
        from drumbeat.importing.tables import QuerySheet  # noqa: PLC0415 - rarely needed

        return QuerySheet(asked.from_url, asked.query)
    if asked.file is None or asked.from_url is not None or asked.query is not None:
        raise ConfigurationInvalid("name a file, or say both --from-url and --query")
    return opened_file(asked.file, _mark(asked.delimiter), asked.skip_rows, asked.sheet)


def _mark(delimiter: str | None) -> str | None:
    mark = None if delimiter is None else _MARKS.get(delimiter, delimiter)
    if mark is not None and (len(mark) != 1 or mark in '"\r\n'):
        raise ConfigurationInvalid("--delimiter: write comma, semicolon, tab, or one character")
    return mark


def notation(settings: Settings, asked: Asked) -> Notation:
    """Return how the file writes days and money."""
    code = (asked.currency or settings.currency).upper()
    if not is_currency(code):
        raise ConfigurationInvalid(f"--currency {code}: write a code such as EUR")
    if asked.decimal not in {None, *MARKS}:
        raise ConfigurationInvalid("--decimal: write . or ,")
    days = days_written(asked.date_format)
    amounts = Amounts(asked.decimal, pairs("--amounts", asked.amounts))
    return Notation(
        days,
        ZoneInfo(settings.zone),
        code,
        amounts,
        skip_empty=asked.skip_empty,
        end_is=asked.end_is,
        amount_is=asked.amount_is,
        name_order=asked.name_order,
    )
