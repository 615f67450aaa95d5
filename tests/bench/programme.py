"""A programme of any size: its people on Slack and on Teams, all asked by one open wave."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot.beat.store.tables import TextVersion
from bot.people.store.place_tables import Address, Conversation
from bot.people.store.tables import Contact, Partner
from bot.ports import Installation
from bot.store.columns import Base
from bot.store.sessions import Database
from bot.voice.store.tables import Invitation, Wave
from content.library import SAMPLE
from tests.bench.commands import TEAM
from tests.bench.storage import kept_installations
from tests.bench.teams_doors import APP_ID

TENANT = "t1"
BOT = f"28:{APP_ID}"
PLACES = (
    Installation("slack", "slack", TEAM, "xoxb-bench", "UBOT", own=True),
    Installation("teams", "teams", TENANT, "", own=True),
)
A_PARTNER = 20
"""How many people there are at each partner."""
AT_A_TIME = 5_000
KEPT_AT = datetime(2026, 1, 5, tzinfo=UTC)
SURVEY = "partner-nps"
OPEN_FOR = timedelta(days=14)


def invitation(person: int) -> str:
    """Name the invitation of a person."""
    return f"i{person}"


async def fill(database: Database, people: int, service_url: str) -> None:
    """Write this many people down, with all that a press of theirs looks at.

    On Teams they were met before: what their clients say of them is nothing new.
    """
    for place in PLACES:
        await kept_installations(database, place)
    now = datetime.now(UTC)
    text = (SAMPLE / "surveys" / f"{SURVEY}.yaml").read_text()
    await _write(
        database,
        {
            TextVersion: [
                {
                    "id": "x1",
                    "kind": "survey",
                    "key": SURVEY,
                    "version": 1,
                    "owner": "files",
                    "body": text,
                    "written_at": KEPT_AT,
                }
            ],
            Partner: [_partner(number) for number in range(people // A_PARTNER)],
            Wave: [
                {
                    "id": "w1",
                    "survey": SURVEY,
                    "text_id": "x1",
                    "score": "nps",
                    "kind": "relationship",
                    "promise": "named",
                    "opens_at": now - OPEN_FOR / 2,
                    "closes_at": now + OPEN_FOR / 2,
                }
            ],
        },
    )
    for first in range(0, people, AT_A_TIME):
        await _write(database, _people(range(first, min(first + AT_A_TIME, people)), service_url))


async def _write(database: Database, rows: dict[type[Base], list[dict[str, Any]]]) -> None:
    async with database.begin() as session:
        for table, written in rows.items():
            await session.execute(insert(table), written)


def _partner(number: int) -> dict[str, Any]:
    sort = {"tier": "Gold", "region": "EMEA", "stage": "active"}
    return {"id": f"p{number}", "name": f"Harbour {number}", **sort}


def _people(numbers: range, service_url: str) -> dict[type[Base], list[dict[str, Any]]]:
    return {
        Contact: [
            {
                "id": f"c{n}",
                "partner_id": f"p{n // A_PARTNER}",
                "name": f"Ada {n}",
                "email": f"ada{n}@harbour.example",
                "role": "technical",
                "permission": "partner",
                "zone": "Europe/Berlin",
                "language": "en",
            }
            for n in numbers
        ],
        Address: [address for n in numbers for address in _addresses(n)],
        Conversation: [
            {
                "id": f"v{n}",
                "installation_id": "teams",
                "external_id": f"a:{n}",
                "kind": "personal",
                "service_url": service_url,
                "bot": BOT,
                "person": f"u{n}",
                "member": f"29:{n}",
                "zone": "Europe/Berlin",
                "language": "en-GB",
                "noted_at": KEPT_AT,
            }
            for n in numbers
        ],
        Invitation: [
            {"id": invitation(n), "wave_id": "w1", "contact_id": f"c{n}", "invited_at": KEPT_AT}
            for n in numbers
        ],
    }


def _addresses(person: int) -> Iterator[dict[str, Any]]:
    for platform, name, home in (("slack", f"U{person}", TEAM), ("teams", f"u{person}", TENANT)):
        yield {
            "id": f"{platform}{person}",
            "contact_id": f"c{person}",
            "platform": platform,
            "installation_id": platform,
            "external_id": name,
            "home": home,
            "linked_at": KEPT_AT,
            "linked_by": "claim",
        }
