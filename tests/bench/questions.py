"""What a question costs the processor: read alone, and with its figure and its card."""

import time
from collections.abc import Awaitable, Callable
from datetime import date
from statistics import median
from typing import NamedTuple

from sqlalchemy import insert

from bot.clock import MovableClock
from bot.context import Programme
from bot.event import Origin, Said
from bot.figures.store.questions import Questions
from bot.figures.usecases.ask import ask
from bot.language import Titles
from bot.metrics import METRICS
from bot.people.store.tables import Contact
from bot.store.sessions import Database
from bot.voice.context import VoiceContext
from content.wording import load_wording
from tests.bench.storage import new_database
from tests.fixtures.moments import NOON
from tests.fixtures.no_rooms import keep_nothing, write_nothing
from tests.store import small_programme
from tests.store.small_programme import ADMINISTRATOR, FOOTING

SIZES = (1_000, 10_000, 100_000)
A_PARTNER = 100
"""How many people there are at each partner."""
AT_A_TIME = 10_000
ASKED = (
    "arr",
    "churn last quarter",
    "nps",
    "what was the arr of gold partners in emea last qurater",
)
AT_ONCE = 10
"""How many are measured together, so that the clock's own steps do not count."""
BAR_MS = 2.0
HERE = Origin("bench", "here", "someone")


class Nobody:
    """Whom a question needs nothing of."""


class Asked(NamedTuple):
    """Milliseconds of processor at one size: all the names once, a reading, a whole answer."""

    contacts: int
    partners: int
    first: float
    read: float
    answered: float


async def measure(rounds: int) -> list[Asked]:
    """Measure a question at every size."""
    return [await _at(contacts, rounds) for contacts in SIZES]


async def _at(contacts: int, rounds: int) -> Asked:
    partners = contacts // A_PARTNER
    async with new_database() as database:
        await _fill(database, partners, contacts)
        context = _context(database)
        footing = context.footing()

        async def read() -> None:
            for question in ASKED:
                async with database.read() as session:
                    await context.questions.read(session, question, ADMINISTRATOR, footing)

        async def answer() -> None:
            for question in ASKED:
                reply = await ask(context, ADMINISTRATOR, Said(HERE, question))
                assert reply.messages, question

        first = await _processor_ms(read, 1)
        await answer()
        reading = [await _processor_ms(read, AT_ONCE) for _ in range(rounds)]
        whole = [await _processor_ms(answer, AT_ONCE) for _ in range(rounds)]
    each = len(ASKED)
    return Asked(contacts, partners, first, median(reading) / each, median(whole) / each)


async def _processor_ms(work: Callable[[], Awaitable[None]], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - began) / times * 1000


async def _fill(database: Database, partners: int, contacts: int) -> None:
    world = small_programme.Programme()
    world.product("CloudBackup Pro")
    world.wave("w1", date(2026, 9, 1))
    for number in range(1, partners + 1):
        world.partner(number, name=f"Harbour{number} Systems {number}")
        world.customer(f"customer-{number}", number)
        world.paid(
            f"customer-{number}", "CloudBackup Pro", date(2025, 1, 1), None, 1, partner=number
        )
    async with database.begin() as session:
        await world.store(session)
    for first in range(0, contacts, AT_A_TIME):
        people = [
            _person(number, partners) for number in range(first, min(first + AT_A_TIME, contacts))
        ]
        async with database.begin() as session:
            await session.execute(insert(Contact), people)


def _person(number: int, partners: int) -> dict[str, str]:
    return {
        "id": f"c{number}",
        "name": f"Ada {number}",
        "partner_id": f"p{number % partners + 1}",
        "role": "sales",
        "permission": "partner",
        "zone": "UTC",
    }


def _context(database: Database) -> VoiceContext:
    return VoiceContext(
        database=database,
        clock=MovableClock(NOON),
        cadences=Nobody(),  # type: ignore[arg-type] # asking needs no editions
        desk=Nobody(),  # type: ignore[arg-type] # likewise
        surveys=Nobody(),  # type: ignore[arg-type] # likewise
        topics=Titles({}),
        wording=load_wording(),
        catalogue=FOOTING.catalogue,
        questions=Questions(FOOTING.catalogue, METRICS),
        directories={},
        messengers={},
        courier=Nobody(),  # type: ignore[arg-type] # asking sends nobody a letter
        digest=str,
        seal=str,
        unseal=str,
        recall=keep_nothing,
        edition=write_nothing,
        programme=Programme("Stratus"),
    )
