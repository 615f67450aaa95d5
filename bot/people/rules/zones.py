"""Which time zone somebody means: a zone's own name, or the big city it is named after."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

UTC = "UTC"
NEAR = 4
"""So many zones are offered where none was named exactly."""
ALIKE = 0.75
_NO_PLACE = ("Etc/", "SystemV/")
"""Names whose sign is the wrong way round, and names of the past."""


@dataclass(frozen=True, slots=True)
class ZoneMeant:
    """The zone that was named, or else those that may be meant."""

    zone: str | None = None
    near: tuple[str, ...] = ()


@cache
def every_zone() -> frozenset[str]:
    """Return the names of all zones; to read them takes a while, so it is done once a process."""
    return frozenset(available_timezones())


def read_zone(words: str, country: str | None = None) -> ZoneMeant:
    """Find the zone these words name; a country's zones are offered where they name none.

    Abbreviations are no names: EST knows no summer, and IST is three countries' time.
    """
    said = _plain(words)
    city = said.rpartition("/")[2]
    named = _by_name().get(said) or _by_city().get(said, ())
    if len(named) == 1:
        return ZoneMeant(named[0])
    if named:
        return ZoneMeant(near=named[:NEAR])
    cities = get_close_matches(city, _by_city(), n=NEAR, cutoff=ALIKE) if city else ()
    alike = [zone for each in cities for zone in _by_city()[each]]
    return ZoneMeant(near=_distinct([*alike, *_zones_of(country)])[:NEAR])


def _zones_of(country: str | None) -> Sequence[str]:
    """Return the zones of a country as far as we name them, by their cities."""
    listed: Sequence[str] = get_global("territory_zones").get(country or "", ())
    return [zone for zone in sorted(listed) if zone in _zones()]


def _distinct(zones: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zones))


def _plain(words: str) -> str:
    return " ".join(words.replace("_", " ").split()).strip(" .!?").casefold()


@cache
def _zones() -> frozenset[str]:
    names = (name for name in every_zone() if "/" in name)
    return frozenset({UTC, *(name for name in names if not name.startswith(_NO_PLACE))})


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    return {_plain(zone): (zone,) for zone in _zones()}


@cache
def _by_city() -> Mapping[str, tuple[str, ...]]:
    """Return zones by their last part; several names of one and the same time are one."""
    cities: defaultdict[str, dict[str, str]] = defaultdict(dict)
    aliases = get_global("zone_aliases")
    for zone in sorted(_zones(), key=lambda name: (name in aliases, len(name), name)):
        city = _plain(zone.rpartition("/")[2])
        cities[city].setdefault(aliases.get(zone, zone), zone)
    return {city: tuple(found.values()) for city, found in cities.items()}
