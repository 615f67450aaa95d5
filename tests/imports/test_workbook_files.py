"""Which sheet is read, what it is told to leave out, and what is no workbook we take."""

import gzip
import subprocess
import sys
from io import BytesIO
from time import process_time
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from tests.fixtures.workbooks import FIRST_SHEET, by_hand, changed, line, workbook
from tests.imports.conftest import CUSTOMERS, HEADER, Operator

HEAD = ["id", "name", "partner", "segment"]
ROWS = [HEAD, ["c8", "Ada", "acme", "SMB"], ["c9", "Bob", "acme", "SMB"]]
SHEET_XML = line(1, *HEAD) + line(2, "c8", "Ada", "acme", "SMB")


def brought(operator: Operator, content: bytes, *options: str) -> dict[str, Any]:
    said = operator.bring("customers", content, *options)
    assert said.code == 0, said.out + said.err
    return said.json


def refused(operator: Operator, content: bytes, *options: str) -> str:
    """Return what is said of it; what exhausts does so each time, a collection of garbage once."""
    took = []
    while not took or (took[-1] >= 2 and len(took) < 3):
        began = process_time()
        said = operator.bring("customers", content, *options)
        took.append(process_time() - began)
        assert (said.code, said.out) == (1, "")
    assert min(took) < 2
    return " ".join(said.err.split())


def test_one_filled_sheet_is_the_one_that_is_meant(small_programme: Operator):
    told = brought(small_programme, workbook(ROWS, sheets={"Sheet2": [], "Sheet3": [[None]]}))

    assert (told["new"], told["told"]) == (2, [])


def test_of_several_sheets_one_is_to_be_said(small_programme: Operator):
    several = workbook(ROWS, sheets={"Old": ROWS[:2], "Notes": [["Ask Ada"]]})
    asked = refused(small_programme, several)
    wrong = refused(small_programme, several, "--sheet", "New")
    told = brought(small_programme, several, "--sheet", "Old")

    assert "say --sheet with one of Sheet, Old, Notes" in asked
    assert "--sheet New: given.csv has Sheet, Old, Notes" in wrong
    assert (told["new"], told["told"]) == (1, ["Sheet Old; not read: Sheet, Notes."])


def test_a_mapping_may_say_which_sheet(small_programme: Operator):
    (small_programme.folder / "ours.yaml").write_text("kind: customers\nsheet: Old\n")
    several = workbook(ROWS, sheets={"Old": ROWS[:2]})

    assert brought(small_programme, several, "--mapping", "ours.yaml")["new"] == 1


def test_hidden_sheets_and_rows_are_told(small_programme: Operator):
    def hide(book, sheet):
        book["Old"].sheet_state = "hidden"
        sheet.row_dimensions[2].hidden = True

    content = workbook(ROWS, hide, {"Old": ROWS[:2]})
    told = brought(small_programme, content)
    hidden = brought(small_programme, content, "--sheet", "Old", "--dry-run")

    assert told["new"] == 2
    assert told["told"] == [
        "Sheet Sheet; not read: Old (hidden).",
        "1 rows are hidden in the sheet, and were read like all others.",
    ]
    assert hidden["told"] == ["Sheet Old, which is hidden; not read: Sheet."]


def test_merged_cells_are_refused_unless_they_stand_above(small_programme: Operator):
    def merge(_, sheet):
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("C4:C5")

    titled = [["Customers of 2026"], *ROWS, ["c10", "Cyd", None, "SMB"]]
    said = small_programme.bring("customers", workbook(titled, merge), "--skip-rows", "1")

    found = {(each["line"], each["column"]): each for each in said.json["first_faults"]}
    assert set(found) == {(4, "partner"), (5, "partner")}
    assert found[4, "partner"]["value"] == "C4:C5"
    assert "unmerge them" in found[4, "partner"]["reason"]


def test_empty_rows_and_columns_around_a_table_are_nothing(small_programme: Operator):
    around = [[], [], *([None, *row, None, " "] for row in ROWS[:2]), [], [None], ["", *ROWS[2]]]
    told = brought(small_programme, workbook(around))

    assert (told["rows"], told["new"]) == (2, 2)


def test_what_stands_beside_the_table_is_named(small_programme: Operator):
    said = small_programme.bring(
        "customers", workbook([*ROWS[:2], [*ROWS[2], None, "ask Ada"], ["c10"]])
    )

    beside, short = said.json["first_faults"][:2]
    assert (beside["line"], beside["value"]) == (3, "ask Ada")
    assert "column F, which has no name: name it in line 1, or empty" in beside["reason"]
    assert (short["line"], short["column"]) == (4, "name")


def test_lines_above_the_header_are_skipped_by_their_own_numbers(small_programme: Operator):
    above = [["Report"], [], ["by", "Ada"], *ROWS]
    told = brought(small_programme, workbook(above), "--skip-rows", "3")
    late = refused(small_programme, workbook(above), "--skip-rows", "12")
    wrong = small_programme.bring("customers", workbook(above), "--skip-rows", "2")

    assert told["new"] == 2
    assert "has 6 lines: no header comes after --skip-rows 12" in late
    assert {each["line"] for each in wrong.json["first_faults"] if not each["value"]} == {3}


def test_a_guess_looks_into_a_workbook(small_programme: Operator):
    above = [["Report"], *ROWS]
    path = small_programme.file(workbook(above, sheets={"Old": ROWS}), "ours.xlsx")
    asked = small_programme.run("import", "guess", path)
    said = small_programme.run(
        *("import", "guess", path, "--sheet", "Sheet", "--write", "ours.yaml")
    )
    told = small_programme.run("import", "customers", path, "--mapping", "ours.yaml", "--json")

    assert "say --sheet with one of Sheet, Old" in " ".join(asked.err.split())
    assert "ours.xlsx: XLSX, sheet Sheet; 2 rows looked at." in said.out
    assert "It looks like customers." in said.out
    assert "Lines above the header: 1." in said.out
    assert told.json["new"] == 2


def test_a_guess_names_what_an_import_would_refuse(small_programme: Operator):
    head = HEADER.strip().split(",")
    row = ["s1", "c1", "Mail", "#REF!", None, "=A1", "monthly", "USD"]
    path = small_programme.file(workbook([head, row, ["s2"] * 9]))
    said = small_programme.run("import", "guess", path, "--json")

    asked = " ".join(said.json["asked"])
    assert "start (start): the sheet has an error here" in asked
    assert "amount (amount): this formula was never calculated" in asked
    assert "line 3: s2: this stands in column I" in asked


def test_a_file_is_what_its_bytes_say_not_its_name(small_programme: Operator):
    path = small_programme.file(CUSTOMERS, "really.xlsx")
    said = small_programme.run("import", "customers", path, "--json")
    sheet = small_programme.run("import", "customers", path, "--sheet", "Old")

    assert said.json["unchanged"] == 2
    assert "is no workbook, so leave it out" in sheet.err


def archive(**parts: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return made.getvalue()


def with_flags(content: bytes, bits: int) -> bytes:
    """Say of every part that it is under a password."""
    place = content.index(b"PK\x01\x02")
    while place >= 0:
        content = content[: place + 8] + bytes([bits]) + content[place + 9 :]
        place = content.find(b"PK\x01\x02", place + 4)
    return content


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def to_strict(text: str) -> str:
    return text.replace("schemas.openxmlformats.org/spreadsheetml/2006", "purl.oclc.org/ooxml")


FILES = {
    "old kind": (COMPOUND + "Workbook".encode("utf-16-le"), "the old kind (XLS): open it"),
    "password": (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "take the password off"),
    "password of a zip": (with_flags(workbook(ROWS), 1), "take the password off"),
    "binary workbook": (archive(xl__workbook="", _Content_Types=""), "a zip archive"),
    "OpenDocument": (archive(content_xml=""), "an OpenDocument file: open it"),
    "text document": (archive(word__document_xml=""), "a Word document"),
    "zip of a file": (archive(**{"a.csv": CUSTOMERS}), "unpack it first (a.csv is in it)"),
    "cut off": (workbook(ROWS)[:900], "ends too early: copy or export it once more"),
    "compressed": (gzip.compress(b"a,b"), "it is compressed: unpack it first"),
    "web page": (b"\xef\xbb\xbf <HTML><table>", "a web page under another name"),
    "XML": (b'<?xml version="1.0"?><Workbook/>', "it is XML: open it"),
    "PDF": (b"%PDF-1.7", "it is a PDF"),
    "empty": (workbook(), "is empty"),
    "empty sheets": (workbook(sheets={"B": []}), "is empty"),
    "header only": (workbook(ROWS[:1]), "a header and no rows"),
    "header with an error": (workbook([["id", "#REF!"]]), "line 1: #REF!: the sheet has"),
    "no workbook inside": (archive(**{"[Content_Types].xml": "<a/>"}), "cannot be read as a work"),
    "broken XML": (by_hand(f"{SHEET_XML}<row>"), "cannot be read as a workbook: open it"),
    "no sheet": (
        changed(
            workbook(ROWS),
            {"xl/_rels/workbook.xml.rels": lambda text: text.replace("sheet1", "sheet9")},
        ),
        "has no sheet that can be read",
    ),
    "strict": (
        changed(workbook(ROWS), dict.fromkeys(("xl/workbook.xml", FIRST_SHEET), to_strict)),
        "a “Strict” workbook: save it as a plain XLSX",
    ),
}


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(small_programme: Operator, file: str):
    content, reason = FILES[file]

    assert reason in refused(small_programme, content)


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {one} "{f"&{two};" * 10}">' for two, one in zip("abcdefghi", "bcdefghij"))  # noqa: B905
    + "]>"
)
BOMBS = {
    "packed a thousand times": by_hand(SHEET_XML + " " * (64 << 20)),
    "entities in entities": changed(
        workbook(ROWS),
        {
            FIRST_SHEET: lambda text: (
                ENTITIES + text.replace("</sheetData>", f"{line(9, '&j;')}</sheetData>")
            )
        },
    ),
    "a row without an end": changed(
        workbook(ROWS),
        {
            FIRST_SHEET: lambda text: text.replace(
                "</sheetData>",
                "<row>" + "".join(f"<c><v>{n * n}</v></c>" for n in range(400_000)) + "</row>",
            )
        },
    ),
    "rooms in rooms": by_hand(SHEET_XML + "<row>" + "<c>" * 20_000),
    "many parts": archive(
        **{"[Content_Types].xml": "", **{f"xl/{number}": "" for number in range(10_001)}}
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_made_to_exhaust_is_refused_at_once(small_programme: Operator, bomb: str):
    assert "given.csv" in refused(small_programme, BOMBS[bomb])
    assert small_programme.rows("customer", everything=True) == small_programme.rows("customer")


LOADS = """
import sys
import drumbeat.cli.import_kinds, drumbeat.importing.asked, drumbeat.importing.guessed
print([name for name in sys.modules if name.startswith(("openpyxl", "zipfile36"))])
"""


def test_what_reads_workbooks_is_loaded_for_one_only():
    done = subprocess.run(  # noqa: S603 - our own sentence
        [sys.executable, "-c", LOADS], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


READS = """
import resource, sys
from contextlib import closing
from pathlib import Path
from drumbeat.importing.files import opened_file
peaks = []
for path in sys.argv[1:]:
    with closing(opened_file(Path(path))) as source:
        counts = [sum(1 for each in source.records()) for _ in range(2)]
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(*counts, peaks[1] - peaks[0])
"""


def test_a_long_sheet_takes_no_more_memory_than_a_short_one(tmp_path):
    for name, count in (("short.xlsx", 500), ("long.xlsx", 20_000)):
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for number in range(count + 1):
            sheet.append([f"c{number}", f"Customer {number}", "acme", "SMB"])
        book.save(tmp_path / name)
    done = subprocess.run(  # noqa: S603 - our own sentence
        [sys.executable, "-c", READS, tmp_path / "short.xlsx", tmp_path / "long.xlsx"],
        capture_output=True,
        text=True,
        check=True,
    )
    first, second, more_kilobytes = map(int, done.stdout.split())

    assert (first, second) == (20_000, 20_000)
    assert more_kilobytes < 16 * 1024


def test_values_are_mapped_from_a_sheet_too(small_programme: Operator):
    words = [["field", "theirs", "ours"], ["segment", 1, "SMB"], ["segment", None, "none"]]
    values = small_programme.file(workbook(words), "values.xlsx")
    rows = [HEAD, ["c8", "Ada", "acme", 1], ["c9", "Bob", "acme", None]]
    brought(small_programme, workbook(rows), "--map-values", values)

    assert set(small_programme.rows("customer", "id", "segment")) > {("c8", "SMB"), ("c9", "none")}
