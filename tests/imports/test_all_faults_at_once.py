"""A file with a fault of each class tells all of them in one run: line, column, value, and what
to write instead.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.fixtures.workbooks import AsText, Shown, workbook
from tests.imports.conftest import Operator

Told = tuple[str, str, str]
"""Where it stands, what is shown of it, and words of what is to be done."""
SUBSCRIPTIONS = "subscription,customer,product,partner,start,end,amount,usage_amount,period"
HEAD = f"{SUBSCRIPTIONS},period_count,currency,kind,trial".split(",")
GOOD = dict(
    zip(
        HEAD,
        ("s0", "c1", "Mail", "", "2025-01-01", "", "10", "", "monthly", "", "USD", "", ""),
        strict=True,
    )
)
ROWS: dict[str, tuple[dict[str, str], Told]] = {
    "nothing": ({"product": ""}, ("product", "", "may not be empty: write the product's name")),
    "no customer": (
        {"customer": "c9"},
        ("customer", "c9", "import it with `drumbeat import cust"),
    ),
    "no partner": (
        {"partner": "Nobody"},
        ("partner", "Nobody", "import it with `drumbeat import"),
    ),
    "long": ({"subscription": "s" * 41}, ("subscription", "s" * 41, "40 at most, so shorten it")),
    "control": ({"product": "M\x07"}, ("product", "M␀", "U+0007: take it out")),
    "no day": ({"start": "2025-02-30"}, ("start", "2025-02-30", "write one of the calendar")),
    "no day at all": ({"start": "soon"}, ("start", "soon", "write the day as 2026-11-30")),
    "two days": ({"start": "03-04-2025"}, ("start", "03-04-2025", "say --date-format")),
    "long ago": ({"start": "0025-01-01"}, ("start", "0025-01-01", "between 1900 and 2199 is")),
    "no time": ({"start": "2025-01-01 25:00"}, ("start", "2025-01-01 25:00", "one such as 14:22")),
    "no offset": (
        {"start": "2025-01-01 10:00+99:00"},
        ("start", "2025-01-01 10:00+99:00", "write one such as +02:00"),
    ),
    "backwards": ({"end": "2024-01-01"}, ("end", "2024-01-01", "swap them, or leave it empty")),
    "no length": ({"end": "2025-01-01"}, ("end", "2025-01-01", "--skip-empty, or say --end-is")),
    "never": ({"start": "9999-12-31"}, ("start", "9999-12-31", "write the one that does")),
    "two amounts": ({"usage_amount": "1,250"}, ("usage_amount", "1,250", "say --amounts '1,250=")),
    "powers": ({"amount": "1e9"}, ("amount", "1e9", "plain digits such as 1234.50")),
    "minus nothing": ({"amount": "-0"}, ("amount", "-0", "write 0 without a minus")),
    "below zero": ({"amount": "-1"}, ("amount", "-1", "write what is paid, and what was given")),
    "too fine": ({"amount": "1.0051"}, ("amount", "1.0051", "no more: write 1.01, if that")),
    "too much": ({"amount": "9999999999999"}, ("amount", "9999999999999", "write it anew, in")),
    "other sign": ({"amount": "€10"}, ("amount", "€10", "correct one of them, or say --currency")),
    "no currency": ({"currency": "XYZ"}, ("currency", "XYZ", "write a code such as EUR")),
    "no rate": ({"currency": "EUR"}, ("currency", "EUR", "with `drumbeat import rates` first")),
    "no period": (
        {"period": "fortnightly"},
        ("period", "fortnightly", "say --map-value 'period:fortnightly=OURS'"),
    ),
    "no count": ({"period_count": "0"}, ("period_count", "0", "write 1, or leave it empty")),
    "half a count": ({"period_count": "1.5"}, ("period_count", "1.5", "write a whole number")),
    "no kind": ({"kind": "maybe"}, ("kind", "maybe", "write one of paid, trial, free, paused")),
    "no flag": ({"trial": "perhaps"}, ("trial", "perhaps", "write true or false, or say --map")),
    "two kinds": ({"kind": "paid", "trial": "yes"}, ("kind", "paid", "leave one of them empty")),
    "twin": ({"subscription": "s0"}, ("subscription and start", "s0", ": take one of them out")),
    "overlap": (
        {"subscription": "s0", "start": "2025-03-01"},
        ("start", "s0", "another one: end one there"),
    ),
}
LINES: dict[str, tuple[str, str]] = {
    "few": ("s,c1,Mail", "this line has 3 cells, and the header has 13: a cell with"),
    "quote": ('s,c1,"Ma"il' + "," * 10, "a quotation mark inside a quoted cell is written twice"),
    "return": ("s,c1,Ma\ril" + "," * 10, "put the cell in quotation marks"),
    "NUL": ("s,c1,Ma\0il" + "," * 10, "export the file once more"),
    "code page": ("s,c1,M\udce4il" + "," * 10, "save the file as CSV UTF-8"),
    "open quote": ('s,c1,"Mail', "a quotation mark opens here and is not closed"),
}


def cells() -> list[list[str]]:
    """A good row, and one with each fault; the last two are of the good one's subscription."""
    rows = [GOOD]
    for number, (changes, _) in enumerate(ROWS.values(), 1):
        rows.append({**GOOD, "subscription": f"s{number}", **changes})
    return [list(row.values()) for row in rows]


def found(operator: Operator, content: str | bytes, *options: str) -> list[dict[str, Any]]:
    said = operator.bring("subscriptions", content, *options)
    assert said.code == 1
    assert said.json["faults"] == len(said.json["first_faults"])
    assert operator.rows("subscription_interval", everything=True) == []
    return said.json["first_faults"]


def assert_each_is_told(told: Sequence[dict[str, Any]], header_line: int) -> None:
    last = header_line + 1 + len(ROWS)
    of_rows = {each["line"]: each for each in reversed(told) if each["line"] <= last}
    assert sorted(of_rows) == list(range(header_line + 2, last + 1))
    for line, (_, (column, value, reason)) in enumerate(ROWS.values(), header_line + 2):
        each = of_rows[line]
        assert each["column"] == column
        assert each["value"].startswith(value)
        assert reason in each["reason"]


@pytest.mark.parametrize("above", [0, 1])
def test_every_class_is_told_of_a_csv_file_in_one_run(small_programme: Operator, above: int):
    rows = ['"{}"'.format('","'.join(row)) for row in cells()]
    lines = [",".join(HEAD), *rows]
    lines += [text for text, _ in LINES.values()]
    text = "sep=,\n" * above + "\n".join(lines) + "\n"
    told = found(small_programme, text.encode(errors="surrogateescape"))

    assert_each_is_told(told, above + 1)
    of_lines = [each for each in told if each["line"] > above + 2 + len(ROWS)]
    for line, (each, (_, reason)) in enumerate(
        zip(of_lines, LINES.values(), strict=True), above + 3 + len(ROWS)
    ):
        assert each["line"] == line
        assert reason in each["reason"]


def test_every_class_is_told_of_a_sheet_in_one_run(small_programme: Operator):
    rows: list[list[Any]] = [[AsText(cell) for cell in row] for row in cells()]
    rows = [[cell.replace("\x07", "_x0007_") for cell in row] for row in rows]
    place = HEAD.index
    sheets_own = {
        "error": ("customer", "#N/A", "the sheet has an error here: mend the formula, or write"),
        "formula": ("amount", "=1+1", "open the file in a spreadsheet program and save it, or"),
        "digits": ("customer", 10**15, "give the cell the format of a text"),
        "number": ("start", 45_000, "give the cell the format of a day"),
        "percent": ("amount", Shown(0.25, "0%"), "plain digits such as 1234.50"),
        "euro": ("amount", Shown(5, "[$€-407] 0.00"), "correct one of them, or say --currency"),
    }
    for number, (field, cell, _) in enumerate(sheets_own.values()):
        rows.append([f"x{number}", *list(GOOD.values())[1:]])
        rows[-1][place("start")] = date(2025, 1, 1)
        rows[-1][place(field)] = cell
    told = found(small_programme, workbook([HEAD, *rows]))

    assert_each_is_told(told, 1)
    for each, (field, _, reason) in zip(
        told[-len(sheets_own) :], sheets_own.values(), strict=True
    ):
        assert each["column"] == field
        assert reason in each["reason"]


def test_a_faulty_header_hides_no_faulty_cell(small_programme: Operator):
    head = ",".join(HEAD).replace("period,", "curency,", 1)
    text = f"sep=,\n{head},discount,\ns1,c9,,,2025-02-30,,1e9,,monthly,,USD,,,5%,\n"
    told = found(small_programme, text, "--set", "period=sometimes", "--ignore", "nobody")

    assert [(each["line"], each["column"]) for each in told] == [
        (2, "--ignore nobody"),
        (2, "curency"),
        (2, "discount"),
        (2, ""),
        (2, "--set period"),
        (3, "product"),
        (3, "start"),
        (3, "amount"),
    ]


def test_a_question_of_what_amounts_mean_hides_no_faulty_row(small_programme: Operator):
    head = ",".join(HEAD)
    rows = (
        "s1,c9,Mail,,2025-01-01,,10,,monthly,,USD,,,5%",
        "s2,c1,Mail,,2025-02-01,2025-01-01,1,,monthly,,USD,,,",
    )
    told = found(small_programme, "\n".join((f"{head},discount", *rows)))

    assert [(each["line"], each["column"]) for each in told] == [
        (1, "discount"),
        (2, "customer"),
        (3, "end"),
    ]


def test_under_a_faulty_header_a_long_file_is_looked_at_in_part(small_programme: Operator):
    row = "s1,c1,Mail,,2025-02-30,,10,,monthly,,USD,,,\n"
    said = small_programme.bring("subscriptions", ",".join(HEAD) + ",colour\n" + row * 20_050)

    assert said.json["rows"] == 20_000
    assert said.json["faults"] == 20_001


PEOPLE: dict[str, tuple[str, str, str]] = {
    "email": ("ada,Ada,sales,Acme,,", "email", "write an email address such as"),
    "dots": ("a..b@acme.example,Ada,sales,Acme,,", "email", "a dot stands between two letters"),
    "nobody": ("b@acme.example,\u200b,sales,Acme,,", "name", "write it in letters, or leave"),
    "role": ("c@acme.example,Ada,IT Director,Acme,,", "role", "'role:IT Director=OURS' for all"),
    "no role": ("d@acme.example,Ada,,Acme,,", "role", "'role:=OURS' for all such"),
    "partner": (
        "e@acme.example,Ada,sales,Nobody,,",
        "partner",
        "`drumbeat import partners` first",
    ),
    "zone": ("f@acme.example,Ada,sales,Acme,localtime,", "zone", "such as Europe/Berlin"),
    "language": ("g@acme.example,Ada,sales,Acme,,English!", "language", "a language such as de"),
}


def test_every_fault_of_people_is_told_in_one_run(small_programme: Operator):
    head = "email,name,role,partner,zone,language\n"
    said = small_programme.bring(
        "contacts", head + "\n".join(row for row, _, _ in PEOPLE.values())
    )

    told = said.json["first_faults"]
    for line, (each, (_, column, reason)) in enumerate(zip(told, PEOPLE.values(), strict=True), 2):
        assert (each["line"], each["column"]) == (line, column)
        assert reason in each["reason"]
    assert small_programme.rows("contact", everything=True) == []


def test_every_fault_of_customers_is_told_in_one_run(small_programme: Operator):
    rows = ("c1,Anna,Acme,SMB", "c1,Anne,Acme,SMB", "c3,,Acme,SMB", "c4,X,Nobody,SMB", "c5,X,Acme")
    said = small_programme.bring("customers", "id,name,partner,segment\n" + "\n".join(rows))

    assert [(each["line"], each["column"]) for each in said.json["first_faults"]] == [
        (3, "customer id"),
        (4, "name"),
        (5, "partner"),
        (6, ""),
    ]
