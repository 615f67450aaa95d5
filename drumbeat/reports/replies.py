"""Who waits for an answer, and for how long; what they said is for whoever answers them."""

from datetime import datetime

from bot.beat.store.exchanges import Exchange, open_for
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

NOBODY = "Nobody waits for an answer."
HOUR = 3600


async def waiting(settings: Settings) -> Report:
    """Return every exchange that nobody answered yet, the longest first."""
    async with opened(settings) as house, house.database.read() as session:
        now = house.clock.now()
        found = await open_for(session, None, now)
    value = [{**_facts(one), "business_hours": _hours(one, now)} for one in found]
    rows = [
        (one.who, one.partner, one.about, f"{one.waits_since:%Y-%m-%d %H:%M}", _hours(one, now))
        for one in found
    ]
    heads = ("Who", "Partner", "About", "Waits since (UTC)", "Business hours")
    table = Table(heads, [tuple(map(str, row)) for row in rows])
    return Report(value, (table,), NOBODY)


def _facts(one: Exchange) -> dict[str, object]:
    return {
        "id": one.id,
        "contact_id": one.contact_id,
        "name": one.who,
        "partner": one.partner,
        "about": one.about,
        "waits_since": one.waits_since,
    }


def _hours(one: Exchange, now: datetime) -> int:
    return int(one.waited(now).total_seconds() // HOUR)
