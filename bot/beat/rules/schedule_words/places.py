"""Whose clock a place's name means: IANA names, cities, countries, and abbreviations."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.beat.rules.schedule_words.meanings import Meaning

_KNOWN = {
    "Africa/Cairo": "egypt",
    "Africa/Johannesburg": "south africa | cape town | sast",
    "America/Bogota": "colombia",
    "America/Chicago": "central time | us central time | us central | central"
    " | cdt | dallas | houston | austin"
    " | minneapolis | ct",
    "America/Denver": "mountain time | mountain | mdt | us mountain time | us mountain"
    " | salt lake city",
    "America/Lima": "peru",
    "America/Los_Angeles": "pacific time | pacific | us pacific time | us pacific | pt | pst | pdt"
    " | san francisco | seattle | san diego | silicon valley | las vegas",
    "America/New_York": "eastern time | eastern | us eastern time | us eastern | et | est | edt"
    " | boston"
    " | washington dc | washington d c | philadelphia | miami | atlanta | nyc | new yorker",
    "America/Phoenix": "arizona",
    "America/Sao_Paulo": "brasilia | rio de janeiro | rio",
    "America/Toronto": "ottawa | montreal",
    "Asia/Dubai": "abu dhabi | uae | emirates",
    "Asia/Hong_Kong": "hongkong | hkt",
    "Asia/Jerusalem": "tel aviv | israel",
    "Asia/Kolkata": "mumbai | delhi | new delhi | bangalore | bengaluru | chennai | pune | india"
    " | indian time | indian standard time",
    "Asia/Seoul": "korea | south korea | kst",
    "Asia/Shanghai": "beijing | peking | shenzhen | guangzhou | china",
    "Asia/Singapore": "sgt",
    "Asia/Tokyo": "japan | osaka | jst",
    "Atlantic/Reykjavik": "iceland",
    "Australia/Sydney": "canberra | aedt",
    "Europe/Amsterdam": "netherlands | the netherlands | rotterdam",
    "Europe/Athens": "greece | athen",
    "Europe/Berlin": "cet | cest | mez | mesz | central european time | mitteleuropäische zeit"
    " | germany | deutschland | munich | münchen | muenchen | frankfurt | hamburg | cologne"
    " | köln | koeln | stuttgart | düsseldorf | duesseldorf | berliner | deutsche | german"
    " | münchner | hamburger | frankfurter | mitteleuropäischer zeit",
    "Europe/Brussels": "belgium | brüssel",
    "Europe/Copenhagen": "denmark | kopenhagen",
    "Europe/Dublin": "ireland",
    "Europe/Helsinki": "finland",
    "Europe/Istanbul": "turkey | ankara",
    "Europe/Lisbon": "lissabon | wet",
    "Europe/London": "uk | united kingdom | england | britain | great britain | scotland"
    " | edinburgh | londoner | british",
    "Europe/Madrid": "barcelona",
    "Europe/Moscow": "moskau | msk",
    "Europe/Oslo": "norway",
    "Europe/Paris": "france | lyon | pariser",
    "Europe/Prague": "prag | czechia | czech republic",
    "Europe/Rome": "italy | milan | mailand | rom | milano | roma",
    "Europe/Stockholm": "sweden | gothenburg",
    "Europe/Vienna": "wien | wiener | austria | österreich",
    "Europe/Warsaw": "poland | warschau | krakow",
    "Europe/Zurich": "zürich | zürcher | geneva | genf | basel | bern | switzerland | schweizer"
    " | schweiz",
    "GMT": "gmt",
    "Pacific/Auckland": "new zealand | wellington | nzt | nzst | nzdt",
    "UTC": "utc | zulu | coordinated universal time",
}
_SEVERAL = {
    "Europe/London; Asia/Dhaka": "bst",
    "Asia/Kolkata; Europe/Dublin; Asia/Jerusalem": "ist",
    "America/Chicago; Asia/Shanghai": "cst",
    "America/Denver; America/Phoenix": "mst | mt",
    "America/Halifax; Asia/Riyadh": "ast",
    "Australia/Sydney; Australia/Brisbane": "aest | aet | australian eastern time",
    "Australia/Adelaide; Australia/Darwin": "acst",
    "Europe/Athens; Africa/Cairo": "eet | eest",
    "America/Los_Angeles; America/New_York": "portland | us | usa | united states | america",
    "Europe/London; America/Chicago": "birmingham | cambridge | manchester | richmond",
    "America/Los_Angeles; America/Costa_Rica": "san jose",
    "America/Santiago; Europe/Madrid": "santiago",
    "America/Argentina/Cordoba; Europe/Madrid": "cordoba",
    "America/Merida; Europe/Madrid": "merida",
    "Australia/Melbourne; America/Vancouver": "victoria",
    "Asia/Kolkata; Asia/Karachi": "hyderabad",
    "Australia/Sydney; Australia/Perth": "australia",
    "America/Sao_Paulo; America/Manaus": "brazil | brasil",
    "America/Toronto; America/Vancouver": "canada",
    "America/Mexico_City; America/Tijuana": "mexico",
    "Europe/Moscow; Asia/Vladivostok": "russia",
    "Europe/Madrid; Atlantic/Canary": "spain | spanien",
    "Europe/Lisbon; Atlantic/Azores": "portugal",
    "Asia/Jakarta; Asia/Makassar": "indonesia",
    "Europe/Paris; Europe/Berlin; Europe/London; Europe/Athens": "europe | european",
}  # fmt: skip
AREAS = {"africa", "america", "antarctica", "asia", "atlantic", "australia", "europe", "pacific"}
_NOT_PLACES = {
    *("acre", "act", "atka", "atlantic", "casey", "center", "central", "christmas"),
    *("continental", "davis", "east", "easter", "easterisland", "eastern", "general", "johnston"),
    *("kirov", "knox", "lhi", "midway", "mountain", "north", "oral", "pacific"),
    *("palmer", "regina", "resolute", "reunion", "south", "stanley", "troll", "virgin"),
    *("wake", "west"),
}
"""Words and names of people that are places too; nobody means the place."""
_SAMPLES = tuple(datetime(2026, 1, 1) + timedelta(days=15 * n) for n in range(48))  # noqa: DTZ001


def place_named(words: list[str], at: int) -> tuple[Meaning, int] | None:
    """Return the zone or zones that a name beginning here means, and how many words it takes."""
    plain = [_plain(word) for word in words[at : at + 4]]
    for length in range(len(plain), 0, -1):
        zones = _places().get(" ".join(plain[:length]))
        if zones and len(zones) == 1:
            return Meaning("zone", zones[0]), length
        if zones:
            return Meaning("which_zone", "; ".join(zones)), length
    return None


def iana_name(word: str) -> str | None:
    """Return the zone of this very name, in any letter case."""
    return _by_name().get(word.lower())


def clock_ahead(hours: int) -> str | None:
    """Return the zone that stays so many hours ahead of UTC; its own name has the sign turned."""
    name = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return name if hours == 0 or name in available_timezones() else None


@cache
def _by_name() -> Mapping[str, str]:
    return {name.lower(): name for name in available_timezones() if "/" in name}


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in available_timezones():
        area, _, rest = name.partition("/")
        if rest and area not in {"Etc", "US", "Canada", "Brazil", "Mexico", "Chile", "SystemV"}:
            found[_plain(rest.rpartition("/")[2].replace("_", " "))].add(name)
    places = {place: _apart(zones) for place, zones in found.items() if place not in _NOT_PLACES}
    for zone, names in _KNOWN.items():
        places |= {_plain(name): (zone,) for name in names.split(" | ")}
    for zones_said, names in _SEVERAL.items():
        places |= {_plain(name): tuple(zones_said.split("; ")) for name in names.split(" | ")}
    return places


def _apart(zones: set[str]) -> tuple[str, ...]:
    """Leave one of those that show the same time."""
    by_clock: dict[tuple[timedelta | None, ...], str] = {}
    for zone in sorted(zones):
        place = ZoneInfo(zone)
        by_clock[tuple(moment.replace(tzinfo=place).utcoffset() for moment in _SAMPLES)] = zone
    return tuple(by_clock.values())


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.lower().replace("-", " "))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
