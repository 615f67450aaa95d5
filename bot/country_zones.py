"""The zone of a country, where it has one or all agree on one.

What zones a country has is in the zone table of the tz database, which lists the most populous
first. Where its zones differ, CLDR says for some countries which one stands for the whole.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

WEEKS = 54
"""So far ahead zones are held against each other: over a whole year, and both its changes."""
_PRIMARY = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MH": "Pacific/Majuro",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
"""CLDR's primary zones (supplemental/metaZones): nearly all people there live by them."""


@cache
def zone_of_country(country: str) -> str | None:
    """Return the zone by which people of a country live; None where it has several."""
    zones = zones_of_country(country)
    if country in _PRIMARY:
        return _PRIMARY[country]
    if not zones or len({_year(zone) for zone in zones}) > 1:
        return None
    return zones[0]


def zones_of_country(country: str) -> tuple[str, ...]:
    """Return the zones of a country, the most populous first."""
    return _table().get(country, ())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for country, zone in _rows():
        found[country] = (*found.get(country, ()), zone)
    return found


def _rows() -> Iterator[tuple[str, str]]:
    # With the package, so that every machine has the same table.
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            yield country, zone


def _year(zone: str) -> tuple[timedelta | None, ...]:
    """Return what clocks of a zone show in every week to come."""
    now, place = datetime.now(UTC), ZoneInfo(zone)
    return tuple(
        (now + timedelta(weeks=week)).astimezone(place).utcoffset() for week in range(WEEKS)
    )
