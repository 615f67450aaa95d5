"""What each tier of the programme asks and brings: `tiers.yaml`, lowest tier first."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.figures.rules.tiers import ASKED_OF_PARTNERS, Requirement, Tier
from bot.name_keys import name_key
from content.documents import read_yaml, validate
from content.faults import Faults
from content.shapes import Spoken, Strict

NAME = "tiers.yaml"
Words = Annotated[str, Field(min_length=1, max_length=500)]
Least = Annotated[int, Field(ge=1, le=10**12)]


class _Needs(Strict):
    arr: Least | None = None
    mrr: Least | None = None
    active_customers: Least | None = None
    certified_people: Least | None = None
    deals_won: Least | None = None


class _Tier(Strict):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    needs: _Needs = _Needs()
    benefits: Words | None = None
    languages: Mapping[Spoken, Words] = Field(default_factory=dict)


class _File(Strict):
    tiers: Annotated[tuple[_Tier, ...], Field(min_length=2, max_length=20)]


def load_tiers(folder: Path) -> tuple[Tier, ...]:
    """Read the folder's `tiers.yaml`, nothing where it has none; mistakes are `ContentInvalid`."""
    path = folder / NAME
    if not path.is_file():
        return ()
    document, faults = read_yaml(path), Faults()
    tiers = validate(document, _File).tiers
    faults.found += [document.invalid(place, reason) for place, reason in _mistakes(tiers)]
    faults.tell()
    return tuple(
        Tier(one.name, _requirements(one.needs), one.benefits or "", one.languages)
        for one in tiers
    )


def _mistakes(tiers: Sequence[_Tier]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield where a tier is called as another one, or asks for less than the one below it."""
    keys = [name_key(one.name) for one in tiers]
    for number, tier in enumerate(tiers):
        if keys[number] in keys[:number]:
            yield ("tiers", number, "name"), f"another tier is called {tier.name}: name it anew"
    for number, (lower, higher) in enumerate(pairwise(tiers), 1):
        for metric in ASKED_OF_PARTNERS:
            least, more = (getattr(one.needs, metric) or 0 for one in (lower, higher))
            if more < least:
                reason = (
                    f"{higher.name} asks for less {metric} than {lower.name} below it: tiers "
                    f"begin with the lowest, so write {least} or more"
                )
                yield ("tiers", number, "needs", metric), reason


def _requirements(needs: _Needs) -> tuple[Requirement, ...]:
    asked = ((metric, getattr(needs, metric)) for metric in ASKED_OF_PARTNERS)
    return tuple(Requirement(metric, least) for metric, least in asked if least is not None)
