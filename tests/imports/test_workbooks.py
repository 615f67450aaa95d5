"""A sheet of a workbook goes in as the CSV file of the same sheet does."""

import csv
from contextlib import closing
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH

from bot.errors import ImportRefused
from bot.imports.rules.faults import Fault
from drumbeat.importing.files import opened_file
from drumbeat.importing.sheets import Record
from tests.fixtures.workbooks import AsText, Shown, by_hand, changed, line, workbook
from tests.imports.conftest import CUSTOMERS, HEADER, PARTNERS, Operator, subscriptions

HEAD = HEADER.strip().split(",")
ROW = ["s1", "c1", "Mail", date(2025, 1, 1), None, 10, "monthly", "USD"]


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def with_cell(field: str, value: Any) -> list[Any]:
    return [value if name == field else cell for name, cell in zip(HEAD, ROW, strict=True)]


def annualised(operator: Operator, *cells: Any, options: tuple[str, ...] = ()) -> list[Any]:
    given = [with_cell("amount", cell) for cell in cells]
    for number, row in enumerate(given):
        row[0] = f"s{number}"
    said = operator.bring("subscriptions", workbook([HEAD, *given]), *options)
    assert said.code == 0, said.out + said.err
    return [each for (_, each) in operator.rows("subscription_interval", "id", "annualised")]


def test_the_same_rows_as_csv_and_as_a_workbook_are_the_same(operator: Operator):
    rows = [
        ["s1", "c1", "Mail", date(2024, 2, 29), date(2025, 3, 1), 1188.10, "yearly", "USD"],
        [
            "s2",
            "c1",
            "Mail",
            datetime.fromisoformat("2025-04-01T14:22"),
            None,
            99,
            "monthly",
            "USD",
        ],
        ["s3", "c2", "Câblé ☂", "2025-04-01", "NULL", "1,188.00", "P1Y", "USD"],
        ["s4", "c2", "007", "Jan 1 2025", "9999-12-31", 0, "monthly", None],
    ]
    text = subscriptions(
        [
            "s1,c1,Mail,2024-02-29,2025-03-01,1188.10,yearly,USD",
            "s2,c1,Mail,2025-04-01 14:22,,99,monthly,USD",
            's3,c2,Câblé ☂,2025-04-01,NULL,"1,188.00",P1Y,USD',
            "s4,c2,007,Jan 1 2025,9999-12-31,0,monthly,",
        ]
    )
    operator.brought("partners", PARTNERS)
    said = operator.bring("customers", workbook(rows_of(CUSTOMERS)))
    first = operator.bring("subscriptions", workbook([HEAD, *rows]))
    again = operator.brought("subscriptions", text)

    assert (said.code, said.json["new"]) == (0, 2)
    assert (first.code, first.json["new"]) == (0, 4), first.out
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 4)
    assert first.json["totals"] == again["totals"]
    assert operator.brought("customers", CUSTOMERS)["unchanged"] == 2


AMOUNTS: dict[str, tuple[Any, int]] = {
    "number": (1188.10, 118_810),
    "noise behind 15 digits": (1188.1000000000001, 118_810),
    "sum of noise": (0.1 + 0.2, 30),
    "decimals": (Shown(1188.1, "#,##0.00"), 118_810),
    "thousands": (Shown(1250, "#,##0"), 125_000),
    "three digits": (1.25, 125),
    "currency": (Shown(1188.1, '[$$-409]#,##0.00;[Red]"-"[$$-409]#,##0.00'), 118_810),
    "books": (Shown(1188.1, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)'), 118_810),
    "text": (AsText("$1,188.10"), 118_810),
    "text elsewhere": (AsText("1.188,10"), 118_810),
    "whole": (99, 9_900),
    "large": (9999999999.99, 999_999_999_999),
}


@pytest.mark.parametrize("amount", AMOUNTS)
def test_an_amount_is_exactly_what_its_cell_shows(small_programme: Operator, amount: str):
    cell, cents = AMOUNTS[amount]

    assert annualised(small_programme, cell) == [cents * 12]


def test_a_numbers_cell_says_nothing_of_how_people_write(small_programme: Operator):
    """With a number beside it `1,250` stays two amounts; and no mark is asked of a number."""
    both = [with_cell("amount", 99.5), with_cell("amount", AsText("1,250"))]
    both[1][0] = "s2"
    said = small_programme.bring("subscriptions", workbook([HEAD, *both]))
    settled = annualised(
        small_programme, 99.5, AsText("1.250"), 1.25, options=("--amounts", "1.250=1250")
    )

    assert "this is 1250 or 1.250" in said.json["first_faults"][0]["reason"]
    assert settled == [119_400, 1_500_000, 1_500]


def test_numbers_are_shown_as_the_sheet_shows_them(small_programme: Operator):
    rows = [
        ["id", "name", "partner", "segment"],
        [17, 3, "acme", "SMB"],
        [17.0, "x", "acme", "SMB"],
        [Shown(123, "00000"), "y", "acme", "SMB"],
        [AsText("00042"), "z", "acme", "SMB"],
        [Shown(7, '"CUST-"0000'), Shown(0.25, "0%"), "acme", "SMB"],
        [99.5, Shown(0.125, "0.0%"), "acme", True],
    ]
    twice = small_programme.bring("customers", workbook(rows))
    del rows[2]
    small_programme.bring("customers", workbook(rows))

    assert [each["line"] for each in twice.json["first_faults"]] == [3]
    assert set(small_programme.rows("customer", "id", "name", "segment")) > {
        ("17", "3", "SMB"),
        ("00123", "y", "SMB"),
        ("00042", "z", "SMB"),
        ("CUST-0007", "25%", "SMB"),
        ("99.5", "12.5%", "TRUE"),
    }


def test_days_count_from_the_workbooks_own_first_day(small_programme: Operator):
    def count_from_1904(book, _):
        book.epoch = MAC_EPOCH

    days = [date(2024, 2, 29), datetime.fromisoformat("2025-04-01T23:59:59"), date(1904, 1, 2)]
    for alter in (None, count_from_1904):
        rows = [with_cell("start", day) for day in days]
        for number, row in enumerate(rows):
            row[0] = f"s{number}"
        said = small_programme.bring("subscriptions", workbook([HEAD, *rows], alter))
        assert said.code == 0, said.out
        assert small_programme.rows("subscription_interval", "start_date") == sorted(
            [(date(2024, 2, 29),), (date(2025, 4, 1),), (date(1904, 1, 2),)], key=repr
        )


FAULTS = {
    "day without a format": ("start", 45_000, "45000", "this is a number: give the cell"),
    "day beyond sense": ("start", Shown(9e9, "yyyy-mm-dd"), "9000000000", "write the day as"),
    "time": ("start", Shown(0.5, "hh:mm"), "12:00:00", "write the day as"),
    "percent": ("amount", Shown(0.25, "0%"), "25%", "plain digits"),
    "too fine": ("amount", 33.333, "33.333", "2 decimals"),
    "another currency": ("amount", Shown(5, "[$€-407] 0.00"), "5", "it says €"),
    "a code's currency": ("amount", Shown(5, '0.00 "EUR"'), "5", "it says EUR"),
    "below zero": ("amount", -1, "-1", "below zero"),
    "more digits than a sheet keeps": ("customer", 10**15, "1000000000000000", "15 digits"),
    "error": ("product", "#N/A", "#N/A", "the sheet has an error here"),
    "formula that was never calculated": ("amount", "=A1*2", "=A1*2", "never calculated"),
    "letters": ("amount", "ten", "ten", "plain digits"),
    "control character": ("product", "Ma_x0007_il", "Ma␀il", "control character"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_cell_that_cannot_be_is_named_by_its_own_line(small_programme: Operator, fault: str):
    field, cell, shown, reason = FAULTS[fault]
    rows = [HEAD, ROW, [], [], with_cell(field, cell)]
    rows[4][0] = "s2"
    said = small_programme.bring("subscriptions", workbook(rows))

    (found,) = said.json["first_faults"]
    assert (said.code, found["line"], found["column"]) == (1, 5, field)
    assert found["value"] == shown
    assert reason in found["reason"]
    assert small_programme.rows("subscription_interval", everything=True) == []


def test_an_error_in_a_column_that_is_passed_over_is_nobodys_business(small_programme: Operator):
    rows = [["id", "name", "partner", "segment", "colour"], ["c9", "N", "acme", "SMB", "#REF!"]]
    said = small_programme.bring("customers", workbook(rows), "--ignore", "colour")

    assert (said.code, said.json["new"]) == (0, 1)


def test_a_joined_column_with_an_error_is_refused(small_programme: Operator):
    rows = [["id", "first", "last", "partner", "segment"], ["c9", "A", "#N/A", "acme", "SMB"]]
    said = small_programme.bring("customers", workbook(rows), "--join", "first,last=name")

    (found,) = said.json["first_faults"]
    assert (found["column"], found["value"]) == ("first + last", "#N/A")


def test_values_are_mapped_and_rows_left_out_as_in_any_file(small_programme: Operator):
    rows = [
        ["id", "name", "partner", "segment", "Status"],
        ["c8", "Ada", "acme", 1, "live"],
        ["c9", "Bob", "acme", 2, "dead"],
        ["c10", "Cyd", "acme", "#N/A", "live"],
    ]
    said = small_programme.bring(
        *("customers", workbook(rows), "--ignore", "Status"),
        *("--map-value", "segment:1=SMB", "--map-value", "segment:#N/A=none"),
        *("--leave-out", "segment:2"),
    )

    assert said.json["passed_over"] == {"segment says 2": 1}
    assert set(small_programme.rows("customer", "id", "segment")) > {
        ("c8", "SMB"),
        ("c10", "none"),
    }


def test_formulas_have_the_values_the_sheet_shows(small_programme: Operator):
    cells = (
        '<c t="str"><f>A1</f><v>s1</v></c><c t="inlineStr"><is><t>c1</t></is></c>'
        '<c t="inlineStr"><is><r><t>Ma</t></r><r><t>il</t></r></is></c>'
        '<c t="d"><v>2025-01-01</v></c><c t="str"><f>IF(1,"","x")</f><v></v></c>'
        '<c><f>SUM(1)</f><v>1188.0999999999999</v></c><c t="str"><f>B1</f><v>yearly</v></c>'
    )
    head = line(1, *HEAD[:-1])
    said = small_programme.bring("subscriptions", by_hand(f'{head}<row r="2">{cells}</row>'))

    assert said.code == 0, said.out + said.err
    assert small_programme.rows("subscription_interval", "annualised", "end_date") == [
        (118_810, None)
    ]


TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(
    lambda text: "_x" not in text
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(date(1900, 3, 1), date(2199, 12, 31)),
    st.booleans(),
)


def as_csv(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    text = f"{cell:f}" if hasattr(cell, "as_tuple") else str(cell)
    text = text.rstrip("0").rstrip(".") if "." in text and hasattr(cell, "as_tuple") else text
    return "0" if text == "-0" else text


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_a_workbook_reads_as_the_csv_file_of_it(rows: list[list[Any]]):
    written = StringIO(newline="")
    csv.writer(written).writerows([["a", "b", "c"], *(map(as_csv, row) for row in rows)])
    typed = [[AsText(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    with TemporaryDirectory() as folder:
        paths = Path(folder, "a.csv"), Path(folder, "a.xlsx")
        paths[0].write_text(written.getvalue(), newline="")
        paths[1].write_bytes(workbook([["a", "b", "c"], *typed]))
        found = []
        for path in paths:
            with closing(opened_file(path)) as source:
                twice = [[(each.line, *map(str, each.cells)) for each in source.records()]] * 2
                found += [*twice, [(1, *source.header())]]

    assert found[0] == found[3]
    assert found[1] == found[4]
    assert found[2] == found[5]


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_in_a_sheet_end_in_rows_faults_or_one_refusal(content: bytes, at: int):
    whole = f"{line(1, 'a', 'b')}{line(2, 'c', 'd')}"
    text = by_hand(whole)
    broken = changed(
        text,
        {"xl/worksheets/sheet1.xml": lambda xml: xml[:at] + content.decode("latin-1") + xml[at:]},
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "any.xlsx")
        path.write_bytes(broken)
        try:
            with closing(opened_file(path)) as sheet:
                found = list(sheet.records())
        except ImportRefused:
            return

    assert all(isinstance(each, Record | Fault) for each in found)
