"""A figure's statement is compiled once: at every later call only its values differ."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import event

from bot.figures.rules.plan import Compare, CompareKind, Filter
from bot.figures.rules.windows import Unit, Window
from bot.store.sessions import Database
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    REGISTRY,
    partner_user,
    plan,
    sample,
)

SEPTEMBER = Window(date(2026, 9, 1), date(2026, 10, 1))
SIX_WEEKS = Window(date(2026, 8, 20), date(2026, 10, 1))
FIVE_WEEKS = Window(date(2026, 8, 27), date(2026, 10, 1))
"""The same wave closed in both: of a score that there is, more is told than of none."""
SPRING, SUMMER = (Window(date(2026, month, 1), date(2026, month + 3, 1)) for month in (3, 6))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.begin() as session:
        await sample().store(session)
    yield opened
    await opened.close()


async def compiled(database, wanted, asker):
    """Count the statements of a figure, and those of them that were compiled for it."""
    met = []

    def note(_connection, _cursor, _statement, _values, context, _many):
        if context.compiled is not None:
            met.append(context.cache_hit.name)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    async with database.read() as session:
        await REGISTRY.answer(session, wanted, asker, FOOTING)
    event.remove(engine, "before_cursor_execute", note)
    return len(met), len(met) - met.count("CACHE_HIT")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"window": FIVE_WEEKS}, {"window": SIX_WEEKS}),
        ({"window": SPRING, "grain": Unit.MONTH}, {"window": SUMMER, "grain": Unit.MONTH}),
        ({"group_by": ("region",)}, {"group_by": ("region",)}),
        (
            {"filters": (Filter("region", ("EMEA",)),)},
            {"filters": (Filter("region", ("NA", "APAC")),)},
        ),
        (
            {"compare": Compare(CompareKind.EXPLICIT, FIVE_WEEKS)},
            {"compare": Compare(CompareKind.EXPLICIT, SIX_WEEKS)},
        ),
    ],
    ids=["days", "series", "groups", "filters", "compared"],
)
async def test_the_next_of_its_kind_is_not_compiled_again(database, first, second):
    told = {}
    for metric in sorted(FOOTING.catalogue.metrics):
        database.engine.clear_compiled_cache()  # what others compiled would be found here
        count, anew = await compiled(database, plan(metric, **first), ADMINISTRATOR)
        again, anew_again = await compiled(database, plan(metric, **second), ADMINISTRATOR)
        told[metric] = (again - count, anew > 0, anew_again)

    assert told == dict.fromkeys(told, (0, True, 0))


async def test_two_partners_statements_differ_in_values_alone(database):
    database.engine.clear_compiled_cache()
    _, first = await compiled(database, plan("arr"), partner_user(1))
    _, second = await compiled(database, plan("arr"), partner_user(2))

    assert first > 0
    assert second == 0
