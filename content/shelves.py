"""The folder of editions: which files are editions, and what no single one of them can see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentInvalid
from content.documents import original_of
from content.editions import Edition, load_edition
from content.faults import Faults
from content.figures_asked import FigureQuestions
from content.newsletters import Promised


@dataclass(frozen=True, slots=True)
class Lying:
    """An edition, and the file it lies in."""

    path: Path
    edition: Edition


def load_editions(
    folder: Path, promised: Promised, asked: FigureQuestions | None = None
) -> tuple[Edition, ...]:
    """Read every edition, a folder each newsletter, in the order of the file names.

    All that is wrong with any of them, and between them, is one `ContentInvalid`; with the
    figures in them too, as far as it is known how they are `asked`.
    """
    lying, faults = look_through(folder, promised)
    if asked is not None:
        for one in lying:
            faults.found += asked.faults(one.edition, one.path)
    faults.tell()
    return tuple(one.edition for one in lying)


def look_through(folder: Path, promised: Promised) -> tuple[Sequence[Lying], Faults]:
    """Return every edition that can be read, and all that is wrong with any and between them."""
    faults, lying = Faults(), list[Lying]()
    for path in files_in(folder, faults):
        with faults.kept():
            lying.append(Lying(path, load_edition(path, promised)))
    faults.found += (*_same_day(lying), *_same_key(lying))
    return lying, faults


def files_in(folder: Path, faults: Faults) -> Iterator[Path]:
    """Walk the files that are editions; what lies there and is none becomes a fault."""
    if not folder.is_dir():
        return
    for series in _visible(folder):
        if not series.is_dir():
            reason = "editions stand in a folder named after the newsletter"
            faults.found.append(ContentInvalid(series, 1, reason))
            continue
        for path in _visible(series):
            if path.suffix != ".md":
                reason = "an edition is a file that ends in .md"
                faults.found.append(ContentInvalid(path, 1, reason))
                continue
            is_edition = False
            with faults.kept():
                is_edition = _is_edition(path)
            if is_edition:
                yield path


def _is_edition(path: Path) -> bool:
    """Whether it is an edition, and no translation of one beside it."""
    of = original_of(path)
    if of is not None and not of[0].is_file():
        reason = f"it says {of[0].name} in another language, and there is no {of[0].name}"
        raise ContentInvalid(path, 1, reason)
    return of is None


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _same_day(lying: Sequence[Lying]) -> Iterator[ContentInvalid]:
    taken: dict[object, Lying] = {}
    for one in lying:
        head = one.edition.head
        if head.day is None:
            continue
        other = taken.setdefault((head.newsletter, head.day), one)
        if other is not one:
            reason = f"{head.day} is the day of {other.edition.head.place} already"
            yield ContentInvalid(one.path, _line(one, "slot"), reason)


def _same_key(lying: Sequence[Lying]) -> Iterator[ContentInvalid]:
    """Find the files that are one edition by their keys: one of the two would never go out."""
    taken: dict[str, Lying] = {}
    for one in lying:
        names = {one.edition.head.key, one.edition.own_key} - {""}
        others = {id(other): other for name in names if (other := taken.get(name))}
        for other in others.values():
            key = one.edition.own_key or other.edition.own_key
            told = f"{key!r} is the key of {other.path}:{_line(other, 'key')} too"
            reason = f"{told}: give one of them another, for a key names one edition"
            yield ContentInvalid(one.path, _line(one, "key"), reason)
        taken |= dict.fromkeys(names, one)


def _line(one: Lying, field: str) -> int:
    """Return the line of the head in which a field stands; the first where it does not."""
    lines = one.edition.source.split("\n")
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{field}:")), 1)
