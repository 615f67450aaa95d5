"""An edition in another language: a file beside it, with its words and, if it wants, its title."""

from dataclasses import dataclass
from pathlib import Path

from content.documents import validate
from content.faults import Faults
from content.markdown import parse_body
from content.parts import Body, FileLine, check_placeholders
from content.shapes import Strict, Title
from content.sources import Readers, for_readers, has_head, split


class TranslatedHead(Strict):
    """The head of a text in another language, where it has one."""

    title: Title | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """The words of an edition in another language, and as they were written."""

    title: str
    parts: Body
    source: str


def read_translation(
    path: Path, source: str, base: str, title: str, readers: Readers
) -> Translation:
    """Read a translation; it has the `title` of its original where it says none of its own.

    All its mistakes are one `ContentInvalid`.
    """
    faults, head = Faults(), TranslatedHead()
    parts: Body = ()
    body = source
    if has_head(source):
        document, body = split(path, source)
        with faults.kept():
            if document.data is not None or document.faults:
                head = validate(document, TranslatedHead)
                place = FileLine(path, document.line_of(("title",)))
                check_placeholders(head.title or "", place, known=frozenset())
    with faults.kept():
        parts = parse_body(path, body, base)
    faults.tell()
    said = head.title or title
    return Translation(said, for_readers(path, parts, said, readers), source)
