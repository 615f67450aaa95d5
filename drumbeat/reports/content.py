"""All there is to say of content files before anything of them goes out, on the command line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.beat.cards.proofs import finding_said
from bot.beat.rules.proofs import Finding, in_order
from bot.errors import ConfigurationInvalid, ContentInvalid
from bot.language import Wording
from content.approval import load_approval
from content.cases import load_cases
from content.catalogue import load_catalogue
from content.check import look_at_editions
from content.confidential import load_confidants
from content.documents import original_of
from content.editions import Edition, load_edition
from content.faults import Faults
from content.mappings import read_mapping
from content.newsletters import NEWSLETTERS, Promised, load_newsletters
from content.quiet import load_manners
from content.shelves import look_through
from content.surveys import load_survey, load_surveys
from content.targets import load_targets
from content.tiers import load_tiers
from content.vendor_figures import with_vendors_figures
from drumbeat.house import House
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings

NOTHING = "Nothing was found that should be changed."


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding, and the file it is in."""

    path: Path
    finding: Finding


@dataclass(slots=True)
class _Looked:
    """The editions that can be read, by their files, and what keeps others from being read."""

    editions: list[tuple[Path, Edition]]
    faults: list[ContentInvalid]


async def linted(settings: Settings, place: Path | None, *, links: bool) -> tuple[Report, bool]:
    """Return all findings in a file, or in all files of a folder, and whether all can be sent."""
    async with opened(settings) as house:
        looked = _looked(settings, place or settings.content)
        found = [
            _Found(fault.path, _unread(fault)) for one in looked.faults for fault in _every(one)
        ]
        for path, edition in looked.editions:
            found += await _of_edition(house, path, edition, links=links)
    is_sound = not any(one.finding.is_fault for one in found)
    return _report(house.wording, found), is_sound


async def _of_edition(
    house: House, path: Path, edition: Edition, *, links: bool
) -> Iterable[_Found]:
    """Look through an edition, and through each translation of it in its own file."""
    found: list[_Found] = []
    for tag, said in edition.by_language():
        file = path.with_name(f"{path.stem}.{tag}.md") if tag else path
        findings = await house.proofs.of_edition(said, file, links=links)
        found += [_Found(file, one) for one in findings]
    return found


def _looked(settings: Settings, place: Path) -> _Looked:
    if place.is_dir():
        return _in_folder(settings, place)
    if not place.is_file():
        raise ConfigurationInvalid(f"there is no file and no folder {place}")
    looked, faults = _Looked([], []), Faults()
    with faults.kept():
        promised = load_newsletters(
            settings.content / NEWSLETTERS, settings.content_base_url, settings.pictures_at
        )
        if place.suffix == ".md":
            of = original_of(place)
            file = of[0] if of and of[0].is_file() else place
            looked.editions.append((file, load_edition(file, promised, is_draft=True)))
        else:
            _read_yaml(settings, place, promised)
    looked.faults += faults.found
    return looked


_ALONE: dict[str, Callable[[Path], object]] = {
    "quiet.yaml": load_manners,
    "cases.yaml": load_cases,
    "tiers.yaml": load_tiers,
    "targets.yaml": load_targets,
    "figures.yaml": lambda folder: with_vendors_figures(load_catalogue(), folder),
    "confidential.yaml": load_confidants,
}
"""Files that are read without any other, by their folder."""


def _read_yaml(settings: Settings, place: Path, promised: Promised) -> None:
    """Read a file of YAML as what it is by its name: a survey, where it is nothing else."""
    match place.name:
        case name if name == NEWSLETTERS:
            load_newsletters(place, settings.content_base_url, settings.pictures_at)
        case name if name in _ALONE:
            _ALONE[name](place.parent)
        case "approval.yaml":
            load_approval(place, promised.newsletters)
        case _ if place.parent.name == "mappings":
            read_mapping(place)
        case _:
            load_survey(place, promised.topics)


def _in_folder(settings: Settings, folder: Path) -> _Looked:
    looked, faults, promised = _Looked([], []), Faults(), list[Promised]()
    with faults.kept():
        promised.append(
            load_newsletters(folder / NEWSLETTERS, settings.content_base_url, settings.pictures_at)
        )
    if not promised:
        with faults.kept():
            load_surveys(folder / "surveys", None)
        with faults.kept():
            look_at_editions(folder / "editions", settings.content_base_url)
    for one in promised:
        with faults.kept():
            load_surveys(folder / "surveys", one.topics)
        lying, wrong = look_through(folder / "editions", one)
        looked.editions += [(each.path, each.edition) for each in lying]
        faults.found += wrong.found
    looked.faults += faults.found
    return looked


def _every(fault: ContentInvalid) -> Iterator[ContentInvalid]:
    yield fault
    yield from fault.more


def _unread(fault: ContentInvalid) -> Finding:
    told = (("reason", fault.reason),)
    return Finding(fault.line, "unread", is_fault=True, told=told)


def _report(wording: Wording, found: Sequence[_Found]) -> Report:
    by_file: dict[Path, list[Finding]] = {}
    for one in found:
        by_file.setdefault(one.path, []).append(one.finding)
    rows = [(path, one) for path, some in sorted(by_file.items()) for one in in_order(some)]
    lines = [_line(wording, path, one) for path, one in rows]
    faults = sum(one.is_fault for _, one in rows)
    value = {
        "faults": faults,
        "advice": len(rows) - faults,
        "findings": [
            {
                "file": str(path),
                "line": one.line or 1,
                "kind": one.kind,
                "fault": one.is_fault,
                "said": finding_said(wording, one),
            }
            for path, one in rows
        ],
    }
    return Report(value, ("\n".join(lines),) if lines else (), empty=NOTHING)


def _line(wording: Wording, path: Path, finding: Finding) -> str:
    kind = "fault" if finding.is_fault else "advice"
    return f"{path}:{finding.line or 1}: {kind}: {finding_said(wording, finding)}"
