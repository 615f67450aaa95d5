"""Whatever is recorded by hand, of whom and when: no figure about surveys changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bot.beat.store.tables import TextVersion
from bot.figures.rules.windows import Window
from bot.store.sessions import Database
from bot.voice.rules.sought import Sought
from bot.voice.store import reading, wave_lists
from bot.voice.store.audience_scores import LAST_SCORES
from bot.voice.store.reading import Reach
from bot.voice.store.recording_tables import Recording
from bot.voice.store.silence import silent
from bot.voice.store.tables import Invitation, Response
from drumbeat.demo.sample.dice import Dice
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    REGISTRY,
    partner_user,
    plan,
    sample,
)

METRICS = ("nps", "promoter_share", "detractor_share", "csat", "ces")
REACH = ("response_rate", "survey_responses", "answer_coverage")
CUTS = ((), ("partner",), ("partner_tier",), ("role",), ("region", "role"))
WINDOWS = (
    Window(date(2026, 9, 1), date(2026, 10, 1)),
    Window(date(2026, 7, 1), date(2026, 12, 1)),
)
NOON = datetime(2026, 9, 10, 12, tzinfo=UTC)
PEOPLE = [f"c{number}" for number in range(11)]


@pytest.fixture
async def database(database_url: str):
    opened = Database(database_url)
    async with opened.begin() as session:
        await sample().store(session)
        await session.execute(update(Invitation).values(delivered_at=NOON))
        kept = {"kind": "survey", "key": "nps", "version": 1, "owner": "files", "body": ""}
        await session.execute(insert(TextVersion).values(id="t1", written_at=NOON, **kept))
    yield opened
    await opened.close()


async def everything(database):
    """All that is told of surveys in figures, rates, counts and lists of who is silent."""
    told = []
    async with database.read() as session:
        for asker in (ADMINISTRATOR, partner_user(1)):
            for metric in (*METRICS, *REACH):
                for cut in CUTS:
                    for window in WINDOWS:
                        wanted = plan(metric, window=window, group_by=cut)
                        told.append(await REGISTRY.answer(session, wanted, asker, FOOTING))
        told.append(await wave_lists.waves(session, 10))
        told.append(await silent(session, Sought(), Reach(None, "UTC"), NOON, 100))
        told.append(await reading.spread(session, Sought(), Reach(None, "UTC")))
        told.append((await reading.counted(session, Sought(), Reach(None, "UTC"))).tally)
        told.append(await LAST_SCORES.known(session, PEOPLE))
    return told


@pytest.mark.one_database
@pytest.mark.parametrize("seed", [1, 2])
async def test_no_figure_changes_by_what_is_recorded(database, seed):
    dice, before = Dice(seed, "recorded"), await everything(database)
    async with database.begin() as session:
        for number in range(40):
            person = dice.one_of(PEOPLE)
            said = {"score": dice.one_of(range(11)), "reason": dice.one_of(["", "Slow"])}
            day = NOON + timedelta(days=dice.one_of(range(-60, 60)))
            whose = {
                "contact_id": person,
                "partner_id": dice.one_of(["p1", "p2"]),
                "role": "sales",
            }
            row = {"id": f"x{number}", "source": "recorded", "answered_at": day, **said, **whose}
            await session.execute(insert(Response).values(**row))
            of = {"survey": "nps", "text_id": "t1", "score": "nps", "recorded_by": "c0"}
            recorded = {"response_id": f"x{number}", "recorded_at": NOON, **of}
            await session.execute(insert(Recording).values(**recorded))

    assert await everything(database) == before
    async with database.read() as session:
        found = await reading.counted(session, Sought(), Reach(None, "UTC"))
    assert (found.count, found.recorded) == (51, 40)
