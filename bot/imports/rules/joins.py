"""Several columns that are one field together stand as one column more behind the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.imports.rules.cells import Unusable
from bot.imports.rules.header import Wishes


@dataclass(frozen=True, slots=True)
class Joined:
    """A header with the columns that are made, the places of their parts, and what is wished."""

    header: Sequence[str]
    parts: tuple[tuple[int, ...], ...]
    wishes: Wishes

    def cells(self, cells: Sequence[str]) -> list[str]:
        """Return a row with the cells that are made: by a space, empty ones left out."""
        return [*cells, *(_one([cells[place] for place in places]) for places in self.parts)]


def _one(parts: Sequence[str]) -> str:
    unusable = (each for each in parts if isinstance(each, Unusable))
    text = " ".join(text for each in parts if (text := each.strip()))
    return next(unusable, text)


def joined(header: Sequence[str], wishes: Wishes) -> Joined:
    """Say which columns are made; of a kept mapping only what this file has is asked for.

    Where it has several columns for one field, the first that the file has is taken.
    """
    names = [name.strip() for name in header]
    there = set(names)
    made: dict[str, tuple[int, ...]] = {}
    maps = {name: field for name, field in wishes.maps.items() if name not in wishes.may_lack}
    parts: list[str] = []
    for name, field in wishes.maps.items():
        if name in maps or name not in there:
            continue
        if field in maps.values():
            parts.append(name)
        else:
            maps[name] = field
    for field, columns in wishes.joins.items():
        found = [name for name in columns if name in there]
        if len(found) == 1:
            maps[found[0]] = field
        elif found:
            name = " + ".join(found)
            made[name] = tuple(names.index(each) for each in found)
            maps[name] = field
            parts += [each for each in found if each not in wishes.maps]
    asked = replace(wishes, maps=maps, ignored=(*wishes.ignored, *parts))
    return Joined([*names, *made], tuple(made.values()), asked)
