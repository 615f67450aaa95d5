"""What a file is by its bytes, before anything reads it: text, a workbook, or nothing of ours."""

import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.errors import ImportRefused

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
_MB = 1 << 20
_SHEETS, _STRINGS, _READ_WHOLE = "xl/worksheets/", "xl/sharedStrings", (".rels", "styles.xml")
_LARGEST: Mapping[str, int] = {_SHEETS: 1024 * _MB, _STRINGS: 128 * _MB}
_LARGEST_OTHER, _LARGEST_READ_WHOLE = 64 * _MB, 16 * _MB
_SMALL, _PACKED_TIMES = 8 * _MB, 250
"""What is larger and packed better than any sheet is was made to exhaust."""
_PARTS_AT_MOST = 10_000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "open it in a spreadsheet program and save it as XLSX or as CSV UTF-8"
_OTHERS: Mapping[bytes, str] = {
    b"\x1f\x8b": "it is compressed: unpack it first",
    b"%PDF": "it is a PDF: CSV or XLSX is wanted",
    b"7z\xbc\xaf": "it is an archive: unpack it first",
    b"Rar!": "it is an archive: unpack it first",
    b"<html": f"it is a web page under another name: {_SAVE}",
    b"<!doc": f"it is a web page under another name: {_SAVE}",
    b"<tabl": f"it is a web page under another name: {_SAVE}",
    b"<?xml": f"it is XML: {_SAVE}",
    b"{\\rtf": "it is a text with a layout: CSV or XLSX is wanted",
}
_HEAD, _SEARCHED = 512, 64 * _MB
_PROTECTED = "it is protected by a password: open it, take the password off, and save it again"
_BOOK, _STRICT = "xl/workbook.xml", b"purl.oclc.org/ooxml"
_IN_DIRECTORY = "EncryptedPackage".encode("utf-16-le")
_WHOSE: Mapping[str, str] = {
    "xl/workbook.bin": f"it is a binary workbook (XLSB): {_SAVE}",
    "content.xml": f"it is an OpenDocument file: {_SAVE}",
    "Index/Document.iwa": "it is a Numbers document: export it as XLSX or as CSV UTF-8",
    "word/document.xml": "it is a Word document: CSV or XLSX is wanted",
    "ppt/presentation.xml": "it is a presentation: CSV or XLSX is wanted",
}


def is_workbook(path: Path) -> bool:
    """Say whether a file is a workbook by its bytes; what is neither that nor text is refused."""
    try:
        with path.open("rb") as file:
            begin = file.read(_HEAD)
            rest = file.read(_SEARCHED) if begin.startswith(_COMPOUND) else b""
    except OSError as problem:
        raise ImportRefused(f"{path} cannot be opened: {problem.strerror}") from None
    if begin.startswith(_COMPOUND):
        old = f"it is a workbook of the old kind (XLS): {_SAVE}"
        raise _refusal(path, _PROTECTED if _IN_DIRECTORY in rest else old)
    if begin.startswith(ZIPPED):
        _refuse_other_archives(path)
        return True
    plain = begin.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, reason in _OTHERS.items():
        if begin.startswith(mark) or plain.startswith(mark.lower()):
            raise _refusal(path, reason)
    return False


def _refuse_other_archives(path: Path) -> None:
    """Refuse an archive that is no workbook, or one built to exhaust whoever reads it."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            book = next((each for each in parts if each.filename == _BOOK), None)
            is_strict = book is not None and not book.flag_bits & 1 and _is_strict(archive, book)
    except (BadZipFile, OSError, ValueError, NotImplementedError, zlib.error):
        raise _refusal(
            path,
            "it is a workbook or a zip archive that ends too early: copy or export it once more",
        ) from None
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise _refusal(path, _PROTECTED)
    if "[Content_Types].xml" not in names or names & set(_WHOSE):
        raise _refusal(path, _what_it_is(names))
    if is_strict:
        raise _refusal(path, "it is a “Strict” workbook: save it as a plain XLSX workbook")
    total = sum(part.file_size for part in parts)
    for part in parts:
        packed = part.file_size > _SMALL and part.file_size > _PACKED_TIMES * part.compress_size
        if packed or part.file_size > _largest(part.filename) or len(parts) > _PARTS_AT_MOST:
            raise _refusal(
                path,
                f"unpacked it has {total / _MB:,.0f} MB, more than a sheet of a million rows: "
                "save the sheet as CSV UTF-8",
            )


def _is_strict(archive: ZipFile, book: ZipInfo) -> bool:
    with archive.open(book) as file:
        return _STRICT in file.read(_HEAD * 8)


def _largest(name: str) -> int:
    if name.endswith(_READ_WHOLE) or name.count("/") < 1 or name == _BOOK:
        return _LARGEST_READ_WHOLE
    return next(
        (size for begin, size in _LARGEST.items() if name.startswith(begin)), _LARGEST_OTHER
    )


def _what_it_is(names: set[str]) -> str:
    for name, reason in _WHOSE.items():
        if name in names:
            return reason
    inside = sorted(each for each in names if each.lower().endswith((".csv", ".xlsx")))
    some = f" ({inside[0]} is in it)" if inside else ""
    return f"it is a zip archive and no workbook: unpack it first{some}"


def _refusal(path: Path, reason: str) -> ImportRefused:
    return ImportRefused(f"{path} cannot be imported: {reason}")
