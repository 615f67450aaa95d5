"""Scores of surveys over rows made by hand: what a period holds, and what is told beside."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.figures.rules.plan import Compare, CompareKind, Filter
from bot.figures.rules.windows import Unit, Window
from bot.store.sessions import Database
from bot.voice.store.tables import Invitation, Response, Wave
from tests.store.small_programme import ADMINISTRATOR, FOOTING, REGISTRY, Programme, plan

SEPTEMBER = Window(date(2026, 9, 1), date(2026, 10, 1))
AUTUMN = Window(date(2026, 7, 1), date(2026, 12, 1))

OCTOBER_NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)
BY_HAND = {"source": "recorded", "wave_id": None, "invitation_id": None}


@pytest.fixture
async def database(database_url: str):
    opened = Database(database_url)
    yield opened
    await opened.close()


def world(*waves: tuple[str, date], kind: str = "relationship", scale: str = "nps") -> Programme:
    made = Programme()
    for number in (1, 2):
        made.partner(number)
    for name, day in waves:
        made.wave(name, day, kind=kind)
        made.rows[Wave][-1]["score"] = scale
    return made


async def stored(database, made, *, changing=()):
    async with database.begin() as session:
        await made.store(session)
        for change in changing:
            await session.execute(change)


async def figure(database, metric, window=AUTUMN, **slots):
    async with database.read() as session:
        wanted = plan(metric, window=window, **slots)
        found = await REGISTRY.answer(session, wanted, ADMINISTRATOR, FOOTING)
    return found.figures[0]


async def value(database, metric, window=AUTUMN, **slots):
    cell = (await figure(database, metric, window, **slots)).cells[0]
    return cell.quantity.value, cell.base


async def test_a_period_holds_the_waves_that_closed_in_it(database):
    made = world(("w1", date(2026, 8, 20)), ("w2", date(2026, 9, 20)))
    made.answers("w1", 1, [10] * 6, date(2026, 9, 2))
    made.answers("w2", 1, [0] * 6, date(2026, 9, 21))
    await stored(database, made)

    assert await value(database, "nps", SEPTEMBER) == (-100, 6)
    assert await value(database, "nps") == (0, 12)


async def test_who_answered_twice_counts_with_the_later_wave(database):
    made = world(("w1", date(2026, 7, 1)), ("w2", date(2026, 9, 1)))
    made.answers("w1", 1, [0] * 6, date(2026, 7, 2))
    made.answers("w2", 1, [10] * 6, date(2026, 9, 2))
    made.answers("w1", 2, [9] * 6, date(2026, 7, 3))
    for number in range(6):
        made.rows[Response][6 + number]["contact_id"] = f"c{number}"
        made.rows[Invitation][6 + number]["contact_id"] = f"c{number}"
    await stored(database, made)

    assert await value(database, "nps") == (100, 12)


async def test_what_was_recorded_by_hand_is_in_no_score_and_what_was_imported_is(database):
    made = world(("w1", date(2026, 9, 1)))
    made.answers("w1", 1, [10] * 8, date(2026, 9, 2))
    recorded = update(Response).where(Response.id == "r0").values(BY_HAND)
    imported = update(Response).where(Response.id == "r1").values(source="imported")
    await stored(database, made, changing=(recorded, imported))

    assert await value(database, "nps") == (100, 7)


@pytest.mark.parametrize(
    ("metric", "scale", "scores", "expected"),
    [
        ("csat", "csat", [5, 4, 4, 3, 1], 60),
        ("ces", "ces", [7, 6, 5, 5, 2], 5),
        ("promoter_share", "nps", [10, 9, 8, 7, 0], 40),
        ("detractor_share", "nps", [10, 9, 8, 6, 0], 40),
    ],
)
async def test_each_score_is_that_of_its_definition(database, metric, scale, scores, expected):
    kind = "relationship" if scale == "nps" else "transactional"
    made = world(("w1", date(2026, 8, 1)), kind=kind, scale=scale)
    made.answers("w1", 1, scores, date(2026, 8, 3))
    await stored(database, made)

    cell = (await figure(database, metric)).cells[0]
    low, high = cell.between
    assert (cell.quantity.value, cell.base) == (Decimal(expected), 5)
    assert low.value <= cell.quantity.value <= high.value


async def test_answers_after_events_count_by_quarters_and_a_month_gets_its_quarter(database):
    made = world(("w1", date(2026, 7, 1)), kind="transactional", scale="csat")
    made.answers("w1", 1, [5] * 5, date(2026, 7, 10))
    made.answers("w1", 1, [1] * 5, date(2026, 9, 10))
    made.answers("w1", 1, [1] * 7, date(2026, 10, 10))  # its quarter is not over
    await stored(database, made)

    july = Window(date(2026, 7, 1), date(2026, 8, 1))
    assert await value(database, "csat", july) == (50, 10)
    [note] = (await figure(database, "csat", july)).notes
    assert (note.key, note.values["period"]) == (
        "note_quarter",
        FOOTING.calendar.unit(Unit.QUARTER, -1),
    )


async def test_the_two_kinds_of_survey_are_never_one_figure(database):
    made = world(("w1", date(2026, 7, 1)))
    made.wave("w2", date(2026, 7, 1), kind="transactional")
    made.answers("w1", 1, [10] * 6, date(2026, 7, 2))
    made.answers("w2", 2, [0] * 6, date(2026, 7, 2))
    await stored(database, made)
    after_events = (Filter("survey_kind", ("transactional",)),)

    assert await value(database, "nps") == (100, 6)
    assert await value(database, "nps", filters=after_events) == (-100, 6)
    apart = await figure(database, "nps", group_by=("survey_kind",))
    assert [cell.groups for cell in apart.cells] == [("relationship",), ("transactional",)]


async def test_a_step_says_whether_it_is_more_than_chance(database):
    made = world(("w1", date(2026, 7, 1)), ("w2", date(2026, 9, 1)))
    made.answers("w1", 1, [0] * 20, date(2026, 7, 2))
    made.answers("w2", 1, [10] * 20, date(2026, 9, 2))
    await stored(database, made)
    july = Window(date(2026, 7, 1), date(2026, 8, 1))
    against = Compare(CompareKind.PREVIOUS_PERIOD, july)

    assert (await figure(database, "nps", SEPTEMBER, compare=against)).verdict == "change"


def still_open(given: int):
    made = world(("w1", date(2026, 11, 10)))
    made.rows[Wave][-1] |= {"state": "open", "closes_at": datetime(2026, 12, 5, tzinfo=UTC)}
    made.answers("w1", 1, [10] * given, date(2026, 11, 12))
    return made


@pytest.mark.parametrize(
    ("given", "key", "count"),
    [(4, "note_open_few", 0), (9, "note_open", 5), (14, "note_open", 10)],
)
async def test_of_an_open_wave_only_how_many_answered_is_told(database, given, key, count):
    await stored(database, still_open(given))
    found = await figure(database, "nps")
    [note] = found.notes

    assert (found.cells[0].quantity.value, found.cells[0].quantity.withheld) == (None, False)
    assert (note.key, note.values["count"].value) == (key, count)


async def test_what_people_say_in_an_open_wave_changes_nothing_that_is_said_of_it(database):
    await stored(database, still_open(17))
    before = await figure(database, "nps")
    async with database.begin() as session:
        await session.execute(update(Response).values(score=0))

    assert await figure(database, "nps") == before


async def test_one_partner_that_outweighs_the_others_is_named_with_the_weighed_score(database):
    made = world(("w1", date(2026, 9, 1)))
    for number in range(3, 7):
        made.partner(number)
    made.answers("w1", 1, [10] * 40, date(2026, 9, 2))
    for number in range(2, 7):
        made.answers("w1", number, [0] * 5, date(2026, 9, 2))
    await stored(database, made)

    [note] = (await figure(database, "nps")).notes
    assert note.values["partner"] == "Partner 1"
    assert round(note.values["weighted"].value) == round(Decimal(100 - 500) / 6)


async def test_who_answered_of_whom_was_asked(database):
    made = world(("w1", date(2026, 9, 1)))
    made.answers("w1", 1, [10] * 3, date(2026, 9, 2))
    made.answers("w1", 2, [9], date(2026, 9, 2), role="technical")
    recorded = update(Response).where(Response.id == "r3").values(BY_HAND)
    delivered = update(Invitation).values(delivered_at=datetime(2026, 9, 1, tzinfo=UTC))
    await stored(database, made, changing=(delivered, recorded))

    assert await value(database, "response_rate") == (75, 4)
    assert await value(database, "survey_responses") == (3, 3)
    assert await value(database, "answer_coverage") == (50, 2)
    by_role = await figure(database, "survey_responses", group_by=("role",))
    assert sum(cell.quantity.value for cell in by_role.cells) == 3


async def test_of_who_answered_in_confidence_is_told_what_a_score_would_tell(database):
    made = world(("w1", date(2026, 9, 1)), ("w2", date(2026, 10, 1)), ("w3", date(2026, 11, 1)))
    made.answers("w1", 1, [10] * 6, date(2026, 9, 2))
    made.answers("w1", 2, [10] * 2, date(2026, 9, 2))
    made.answers("w2", 2, [10] * 4, date(2026, 10, 2))
    for wave, promise in (("w1", "confidential"), ("w2", "named"), ("w3", "anonymous")):
        found = next(row for row in made.rows[Wave] if row["id"] == wave)
        found["promise"] = promise
    made.add(Invitation, id="nobody", wave_id="w3", contact_id="c0", invited_at=OCTOBER_NOON)
    delivered = update(Invitation).values(delivered_at=OCTOBER_NOON)
    await stored(database, made, changing=(delivered,))
    october = Window(date(2026, 10, 1), date(2026, 11, 1))
    november = Window(date(2026, 11, 1), date(2026, 12, 1))

    for metric in ("response_rate", "survey_responses", "answer_coverage"):
        parts = (await figure(database, metric, SEPTEMBER, group_by=("partner",))).cells
        assert [cell.quantity.withheld for cell in parts] == [True, True]
    assert await value(database, "response_rate", SEPTEMBER) == (100, 8)
    assert (await figure(database, "answer_coverage", SEPTEMBER)).notes == ()
    named = await figure(database, "survey_responses", october, group_by=("partner",))
    assert [cell.quantity.value for cell in named.cells] == [4]
    for metric in ("response_rate", "nps"):
        [cell] = (await figure(database, metric, november)).cells
        assert (cell.quantity.value, cell.quantity.withheld) == (None, False)


async def test_a_quarter_of_events_is_told_once_its_answers_are_settled(database):
    made = world(("w1", date(2026, 9, 1)), kind="transactional")
    made.answers("w1", 1, [10] * 6, date(2026, 9, 2))
    until = datetime(2026, 11, 24, tzinfo=UTC)
    made.rows[Wave][-1] |= {"state": "open", "closes_at": until}
    await stored(database, made)
    quarter = Window(date(2026, 7, 1), date(2026, 10, 1))
    after_events = {"filters": (Filter("survey_kind", ("transactional",)),)}

    found = await figure(database, "nps", quarter, **after_events)
    assert found.cells[0].quantity.value is None
    [note] = found.notes
    assert (note.key, note.values["day"]) == ("note_answered_still", until.date())
    async with database.begin() as session:
        await session.execute(update(Wave).values(closes_at=datetime(2026, 11, 20, tzinfo=UTC)))
    assert await value(database, "nps", quarter, **after_events) == (100, 6)


async def test_who_was_not_in_the_sample_was_not_asked_and_the_score_says_so(database):
    made = world(("w1", date(2026, 9, 1)), ("w2", date(2026, 10, 1)))
    made.answers("w1", 1, [10] * 6, date(2026, 9, 2))
    made.answers("w2", 2, [10] * 6, date(2026, 10, 2))
    delivered = update(Invitation).values(delivered_at=datetime(2026, 9, 1, tzinfo=UTC))
    # Two of those who were drawn were not reached after all.
    lost = update(Invitation).where(Invitation.id.in_(["n0", "n1"])).values(delivered_at=None)
    drawn = update(Wave).where(Wave.id == "w1").values(drawn_from=40)
    await stored(database, made, changing=(delivered, lost, drawn))

    for metric in ("nps", "response_rate", "answer_coverage"):
        [note] = [
            one for one in (await figure(database, metric)).notes if one.key == "note_sample"
        ]
        assert (note.values["asked"].value, note.values["of"].value) == (4, 40)
    assert await value(database, "response_rate") == (100, 10)
    later = Window(date(2026, 10, 1), date(2026, 12, 1))
    assert "note_sample" not in [one.key for one in (await figure(database, "nps", later)).notes]
