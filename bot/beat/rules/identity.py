"""By what an edition is known again when its file has another name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from bot.beat.rules.texts import FILES, FileText


@dataclass(frozen=True, slots=True)
class Known:
    """A text of earlier: the key it is known by, and by what it can be known again."""

    key: str
    owner: str
    place: str
    own_key: str
    words: str


Trait = Callable[[Known | FileText], object]

_BY_KEY: Trait = lambda text: text.own_key  # noqa: E731 - one line each shows their order
_AS_IT_WAS: Trait = lambda text: text.place and (text.place, text.words)  # noqa: E731 - likewise
_BY_WORDS: Trait = lambda text: text.words  # noqa: E731 - likewise
_BY_PLACE: Trait = lambda text: text.place  # noqa: E731 - likewise


def known_as(files: Iterable[FileText], before: Iterable[Known]) -> Mapping[str, FileText]:
    """Return each file by the key its text is known by from earlier, or by a new one.

    The key its author gave it says most; then who stands as before; then a file of another
    name with the very words of one that left; then a file that says something else in its old
    place. Two files with different keys of their own are never taken for one text. What a
    person wrote in chat is only known by its key.
    """
    free = {known.key: known for known in sorted(before, key=lambda known: known.key)}
    taken, left = set(free), sorted(files, key=lambda file: (file.place, file.key))
    found: dict[str, FileText] = {}
    for trait in (_BY_KEY, _AS_IT_WAS, _BY_WORDS, _BY_PLACE):
        left = list(_unknown(trait, left, free, found))
    for file in left:
        owner = free[file.key].owner if file.key in free else FILES
        key = file.key if owner != FILES else _unused(file, taken)
        taken.add(key)
        found[key] = file
    return found


def _unknown(
    trait: Trait,
    files: Iterable[FileText],
    free: dict[str, Known],
    found: dict[str, FileText],
) -> Iterable[FileText]:
    """Give each file the text it shares this trait with; return those that share it with none."""
    sharing: dict[object, list[Known]] = {}
    for known in free.values():
        if trait is _BY_KEY or known.owner == FILES:
            sharing.setdefault(trait(known), []).append(known)
    for file in files:
        share = sharing.get(trait(file), []) if trait(file) else []
        same = next((known for known in share if _may_be_one(known, file)), None)
        if same is None:
            yield file
            continue
        share.remove(same)
        del free[same.key]
        found[same.key] = file


def _may_be_one(known: Known, file: FileText) -> bool:
    return not (known.own_key and file.own_key) or known.own_key == file.own_key


def _unused(file: FileText, taken: set[str]) -> str:
    """Return a key for a new text: the file's, unless another text is known by it."""
    if file.key not in taken:
        return file.key
    return next(key for n in count(2) if (key := f"{file.key}-{n}") not in taken)
