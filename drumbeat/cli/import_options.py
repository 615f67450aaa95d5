"""The options of every import command: each a word to an operator."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from bot.imports.rules.fields import AmountIs, EndIs, WhatIsMissing
from bot.imports.rules.person_names import NameOrder

File = Annotated[Path | None, Argument(help="A CSV file, or a workbook (XLSX).")]
KeptMapping = Annotated[
    str | None,
    Option("--mapping", help="A mapping by its name, such as hubspot, or its YAML file."),
]
Maps = Annotated[list[str] | None, Option("--map", help="THEIRS=OURS: their column is our field.")]
Constants = Annotated[
    list[str] | None, Option("--set", help="FIELD=VALUE, the same for every row.")
]
Ignored = Annotated[list[str] | None, Option("--ignore", help="A column to pass over.")]
OnlyColumns = Annotated[
    bool, Option("--only-columns", help="Pass over every column that nobody spoke of.")
]
Joins = Annotated[
    list[str] | None, Option("--join", help="FIRST,LAST=name: several columns are one field.")
]
MapValues = Annotated[
    list[str] | None,
    Option("--map-value", help="FIELD:THEIRS=OURS: what a value means; * is every other one."),
]
LeftOutRows = Annotated[
    list[str] | None,
    Option("--leave-out", help="FIELD:THEIRS: rows that say this are left out, and counted."),
]
ValuesFile = Annotated[
    Path | None, Option("--map-values", help="The same from a CSV file of field,theirs,ours.")
]
OrderOfNames = Annotated[
    NameOrder | None, Option("--name-order", help="How names with a comma are written.")
]
SkipRows = Annotated[
    int, Option("--skip-rows", min=0, help="How many lines stand above the header.")
]
SheetName = Annotated[
    str | None, Option("--sheet", help="The sheet of a workbook, where it has several.")
]
Delimiter = Annotated[str | None, Option(help="comma, semicolon, tab; else seen from the header.")]
DateFormat = Annotated[str | None, Option(help="Such as dd-mm-yyyy; else yyyy-mm-dd.")]
DecimalMark = Annotated[
    str | None, Option("--decimal", help="The decimal mark: . or , if not seen from the amounts.")
]
Amounts = Annotated[
    list[str] | None, Option("--amounts", help="'1,250=1250': what an amount of the file means.")
]
Currency = Annotated[str | None, Option(help="Of amounts whose row names none.")]
SkipEmpty = Annotated[
    bool, Option("--skip-empty", help="Pass over rows that end where they start.")
]
EndOfRows = Annotated[EndIs | None, Option("--end-is", help="Which day an end in the file is.")]
AmountFor = Annotated[
    AmountIs | None, Option("--amount-is", help="Where seats are given: what the amount is for.")
]
Alone = Annotated[
    bool, Option("--alone", help="Faster, with nobody at work: refused while the bot serves.")
]
MissingRows = Annotated[
    WhatIsMissing,
    Option("--missing", help="What is here and not in the file stays, or ends (`end`)."),
]
EndedOn = Annotated[
    str | None, Option("--ended-on", help="The first day after, for --missing end; else today.")
]
Until = Annotated[
    str | None,
    Option("--until", help="The day up to which the file lacks nothing; else its newest day."),
]
DryRun = Annotated[bool, Option("--dry-run", help="Check everything, write nothing.")]
Report = Annotated[Path | None, Option(help="Where every fault is written, as CSV.")]
FromUrl = Annotated[
    str | None, Option("--from-url", help="A database to read from instead of a file.")
]
Query = Annotated[str | None, Option(help="What to select there.")]
