"""All that is wrong with a content folder, at once."""

from pathlib import Path

from bot.errors import ContentInvalid
from content.catalogue import load_catalogue
from content.confidential import load_confidants
from content.documents import read_text
from content.faults import Faults
from content.mappings import check_mappings
from content.markdown import parse_body
from content.newsletters import Promised, load_newsletters
from content.policies import load_policies
from content.shelves import files_in, load_editions
from content.sources import split
from content.surveys import load_surveys
from content.wording import load_wording


def faults_of(
    folder: Path, vendor: str, base: str = "", pictures_at: str = ""
) -> tuple[ContentInvalid, ...]:
    """Return every fault of every file, by file and line.

    Where `newsletters.yaml` itself cannot be read, nobody knows whose newsletter an edition
    is: of the editions only what they say is looked at then.
    """
    faults, promised = Faults(), list[Promised]()
    with faults.kept():
        promised.append(load_newsletters(folder / "newsletters.yaml", base, pictures_at))
    with faults.kept():
        load_surveys(folder / "surveys", promised[0].topics if promised else None)
    with faults.kept():
        if promised:
            load_editions(folder / "editions", promised[0])
        else:
            _read_bodies(folder / "editions", base)
    with faults.kept():
        load_confidants(folder)
    with faults.kept():
        load_policies(folder / "pages", vendor, base)
    with faults.kept():
        check_mappings(folder / "mappings")
    with faults.kept():
        load_wording(folder / "wording")
    with faults.kept():
        load_catalogue(own=folder / "catalogue")
    if not faults.found:
        return ()
    every = ContentInvalid.of_all(faults.found)
    return (every, *every.more)


def _read_bodies(folder: Path, base: str) -> None:
    faults = Faults()
    for path in files_in(folder, faults):
        with faults.kept():
            parse_body(path, split(path, read_text(path))[1], base)
    faults.tell()
