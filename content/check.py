"""All that is wrong with a content folder, at once."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.errors import ContentInvalid
from content.approval import NAME as APPROVAL
from content.approval import load_approval
from content.cases import load_cases
from content.catalogue import load_catalogue
from content.confidential import load_confidants
from content.data_sources import load_sources
from content.editions import look_at
from content.faults import Faults
from content.figures_asked import FigureQuestions
from content.mappings import check_mappings
from content.newsletters import Promised, load_newsletters
from content.policies import load_policies
from content.quiet import load_manners
from content.shelves import files_in, load_editions
from content.surveys import load_surveys
from content.targets import load_targets
from content.tiers import load_tiers
from content.vendor_figures import with_vendors_figures
from content.wording import load_wording


def faults_of(
    folder: Path,
    vendor: str,
    base: str = "",
    pictures_at: str = "",
    asked: FigureQuestions | None = None,
) -> tuple[ContentInvalid, ...]:
    """Return every fault of every file, by file and line; figures are read as they are `asked`.

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
            load_editions(folder / "editions", promised[0], asked or FigureQuestions(folder))
        else:
            look_at_editions(folder / "editions", base)
    with faults.kept():
        load_approval(folder / APPROVAL, promised[0].newsletters if promised else None)
    others: tuple[Callable[[], object], ...] = (
        partial(load_manners, folder),
        partial(load_confidants, folder),
        partial(load_cases, folder),
        partial(load_tiers, folder),
        partial(load_targets, folder),
        partial(load_policies, folder / "pages", vendor, base),
        partial(check_mappings, folder / "mappings"),
        partial(load_sources, folder),
        partial(load_wording, folder / "wording"),
        partial(load_catalogue, own=folder / "catalogue"),
    )
    with faults.kept():
        with_vendors_figures(load_catalogue(), folder)
    for load in others:
        with faults.kept():
            load()
    if not faults.found:
        return ()
    every = ContentInvalid.of_all(faults.found)
    return tuple(ContentInvalid(one.path, one.line, one.reason) for one in (every, *every.more))


def look_at_editions(folder: Path, base: str) -> None:
    """Look at editions while nobody knows whose they are; mistakes are one `ContentInvalid`."""
    faults = Faults()
    for path in files_in(folder, faults):
        with faults.kept():
            look_at(path, base)
    faults.tell()
