"""Look at the conversations of several there are: the platforms' lists are the truth.

What a platform tells of one change may be missed, told twice, or told too late; so every
telling only makes us look, and at start and once a day we look at everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.errors import DeliveryProblem
from bot.people.rules.place_states import PlaceState
from bot.people.store import place_keeping
from bot.people.store.place_keeping import Change, Kept
from bot.ports import Place, Places, PlacesByPlatform
from bot.store.sessions import Database

CLOSED = frozenset({PlaceState.ARCHIVED, PlaceState.DISCONNECTED, PlaceState.NOT_A_MEMBER})
"""What stands so and is in no list stands so still, unless it has another id since."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Around:
    """What the platforms tell: by installation its conversations by id, or why it does not."""

    told: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)

    def place(self, installation_id: str, external_id: str) -> Place | None:
        """Return what was told of one conversation."""
        return self.told.get(installation_id, {}).get(external_id)

    def people(self, installation_id: str, external_id: str) -> int:
        """Return how many were told to be in one conversation, 0 where that was not told."""
        told = self.place(installation_id, external_id)
        return told.people if told is not None else 0


async def look_around(database: Database, places: PlacesByPlatform, now: datetime) -> Around:
    """List every conversation of several anew, and keep what is new of them."""
    async with database.read() as session:
        homes = [home for home in await place_keeping.homes(session) if home.platform in places]
    told: dict[str, Mapping[str, Place]] = {}
    troubles: dict[str, str] = {}
    for home in homes:
        try:
            told[home.id] = await _look_in(database, places[home.platform], home.id, now)
        except DeliveryProblem as problem:
            troubles[home.id] = f"{home.name}: {problem}"
            log.warning("conversations_not_listed", installation_id=home.id, reason=str(problem))
    return Around(told, troubles)


async def look_at(
    database: Database,
    places: Places,
    installation_id: str,
    conversation: str,
    now: datetime,
    *,
    may_be_new: bool = False,
) -> None:
    """Ask how one conversation stands, and keep it; one that nobody knows only if it `may_be_new`.

    A workspace tells of all its open rooms, and hundreds may be closed at once.
    """
    async with database.read() as session:
        known = await place_keeping.kept_in(session, installation_id, conversation)
    if not (known or may_be_new):
        return
    told = await places.look(installation_id, conversation)
    changes = [change for one in known if (change := place_keeping.change_of(one, told))]
    new = [told] if told and not known and place_keeping.is_worth_keeping(told) else []
    await _keep(database, installation_id, changes, new, now)


async def _look_in(
    database: Database, places: Places, installation_id: str, now: datetime
) -> Mapping[str, Place]:
    told = {place.id: place for place in await places.every(installation_id)}
    async with database.read() as session:
        kept = await place_keeping.kept_in(session, installation_id)
        missing = [one for one in kept if one.external_id not in told]
        theirs = await place_keeping.homes_of(session, {one.partner_id for one in missing})
    known = {one.external_id for one in kept}
    new = {place.id: place for place in told.values() if place.id not in known}
    changes: list[Change] = []
    for one in kept:
        place = told.get(one.external_id) or _called_so(one, new, theirs)
        if place is None and one.state in CLOSED:
            continue
        place = place or await places.look(installation_id, one.external_id)
        if place is not None:
            new.pop(place.id, None)
        if change := place_keeping.change_of(one, place):
            changes.append(change)
    worth = [place for place in new.values() if place_keeping.is_worth_keeping(place)]
    await _keep(database, installation_id, changes, worth, now)
    return told


def _called_so(
    missing: Kept, new: Mapping[str, Place], theirs: Mapping[str, frozenset[str]]
) -> Place | None:
    """Return what one that is in no list is now, if it has another id since.

    Names are given once in a workspace, so one that is new and called so is the same; but not
    where a name was given anew: another company is in it than the partner whose it was.
    """
    same = [one for one in new.values() if missing.name and one.name == missing.name]
    if len(same) != 1:
        return None
    homes = theirs.get(missing.partner_id or "", frozenset())
    is_another = bool(homes and same[0].homes and not homes & same[0].homes)
    return None if is_another else same[0]


async def _keep(
    database: Database,
    installation_id: str,
    changes: Sequence[Change],
    new: Sequence[Place],
    now: datetime,
) -> None:
    step = place_keeping.CHUNK
    for start in range(0, len(changes), step):
        async with database.begin() as session:
            await place_keeping.apply(session, changes[start : start + step], now)
    for start in range(0, len(new), step):
        async with database.begin() as session:
            await place_keeping.add(session, installation_id, new[start : start + step], now)
