"""How a score moved since the wave before, over rows made by hand."""

from datetime import date

import pytest

from bot.figures.rules.plan import Compare, CompareKind, Filter
from bot.figures.rules.windows import Window
from bot.voice.store.tables import Invitation, Response
from tests.store.test_survey_scores import SEPTEMBER, database, figure, stored, world

__all__ = ["database"]
EARLIER, LATER = date(2026, 7, 1), date(2026, 9, 1)
BOTH = (("w1", EARLIER), ("w2", LATER))


def same_people(made, number: int) -> None:
    """Let as many of the later wave be people of the earlier one."""
    for table in (Response, Invitation):
        rows = made.rows[table]
        later = [row for row in rows if row["wave_id"] == "w2"]
        for first, second in zip(rows, later[:number], strict=False):
            second["contact_id"] = first["contact_id"]


def two_waves(then: list[int], now: list[int], *, same: int = 0, **slots):
    made = world(*BOTH, **slots)
    made.answers("w1", 1, then, EARLIER)
    made.answers("w2", 1, now, LATER)
    same_people(made, same)
    return made


async def step(database, metric="nps", window=SEPTEMBER, **slots):
    found = await figure(database, metric, window, **slots)
    [note] = [note for note in found.notes if note.key.startswith("note_step")] or [None]
    return note


async def test_a_score_says_how_it_moved_since_the_wave_before_and_how_surely(database):
    await stored(database, two_waves([0] * 10 + [10] * 10, [10] * 20))

    note = await step(database)
    assert note.key == "note_step"
    assert (note.values["before"], note.values["closed"]) == (date(2026, 7, 28), date(2026, 9, 28))
    assert (note.values["then"].value, note.values["now"].value) == (0, 100)
    assert (note.values["change"].by.value, note.values["verdict"]) == (100, "change")


@pytest.mark.parametrize(
    ("same", "key", "verdict"), [(20, "note_step_paired", "change"), (19, "note_step", "noise")]
)
async def test_twenty_who_answered_both_are_each_held_against_themselves(
    database, same, key, verdict
):
    await stored(
        database, two_waves([6] * 5 + [10] * 7 + [7] * 8, [7] * 5 + [10] * 7 + [7] * 8, same=same)
    )

    note = await step(database)
    assert note.values["change"].by.value == 25
    assert (note.key, note.values["verdict"]) == (key, verdict)


async def test_what_the_same_people_do_not_say_is_noise(database):
    """The newcomers lift the score, and who had answered before thinks worse."""
    then = [10] * 14 + [7] * 6
    now = [7] * 8 + [10] * 6 + [7] * 6 + [10] * 40
    await stored(database, two_waves(then, now, same=20))

    note = await step(database)
    assert note.values["change"].by.value > 0
    assert (note.key, note.values["verdict"]) == ("note_step_paired", "noise")


async def test_pairs_that_are_all_but_a_few_of_a_wave_are_not_told_apart(database):
    await stored(database, two_waves([7] * 22, [10] * 23, same=20))

    assert (await step(database)).key == "note_step"


@pytest.mark.parametrize(("then", "now"), [(4, 20), (20, 4)])
async def test_nothing_is_said_where_one_of_the_two_is_of_a_few(database, then, now):
    await stored(database, two_waves([7] * then, [10] * now))

    assert await step(database) is None


async def test_a_score_of_some_is_held_against_theirs(database):
    made = two_waves([0] * 8, [10] * 8)
    made.answers("w1", 2, [7] * 8, EARLIER)
    made.answers("w2", 2, [7] * 8, LATER)
    await stored(database, made)

    note = await step(database, filters=(Filter("partner", ("Partner 2",)),))
    assert (note.values["change"].by.value, note.values["verdict"]) == (0, "noise")


async def test_a_score_of_several_waves_says_how_the_newest_moved(database):
    await stored(database, two_waves([0] * 6, [10] * 6))

    note = await step(database, window=Window(date(2026, 7, 1), date(2026, 10, 1)))
    assert note.values["change"].by.value == 200


async def test_answers_about_events_move_from_quarter_to_quarter(database):
    made = world(("w1", EARLIER), kind="transactional", scale="csat")
    made.answers("w1", 1, [2] * 6 + [5] * 6, date(2026, 5, 3))
    made.answers("w1", 1, [5] * 12, date(2026, 8, 3))
    await stored(database, made)

    note = await step(database, "csat", Window(date(2026, 7, 1), date(2026, 10, 1)))
    assert note.values["before"] == Window(date(2026, 4, 1), date(2026, 7, 1))
    assert note.values["change"].by.value == 50


async def test_an_effort_that_the_same_people_find_less_is_no_chance(database):
    made = two_waves([3, 5] * 10, [4, 6] * 10, same=20, kind="relationship", scale="ces")
    await stored(database, made)

    note = await step(database, "ces", filters=(Filter("survey_kind", ("relationship",)),))
    assert (note.key, note.values["verdict"]) == ("note_step_paired", "change")


async def test_two_times_that_are_compared_are_tested_on_the_same_people_too(database):
    await stored(database, two_waves([7] * 20, [7] * 14 + [10] * 6, same=20))
    july = Window(date(2026, 7, 1), date(2026, 8, 1))

    found = await figure(
        database, "nps", SEPTEMBER, compare=Compare(CompareKind.PREVIOUS_PERIOD, july)
    )
    assert found.verdict == "change"
    assert not [note for note in found.notes if note.key.startswith("note_step")]
