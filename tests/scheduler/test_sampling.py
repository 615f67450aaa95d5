"""A wave that asks a sample: drawn once, kept through a crash, and seen in its report."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.beat.ports import CadenceFile
from bot.beat.rules.reach import four_counts
from bot.beat.rules.suppression import Skip
from bot.beat.store import ledger
from bot.people.store import people
from bot.people.store.tables import Partner
from bot.voice.rules.sampling import Sample
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.tick import tick
from tests.scheduler.world import MONDAY, NINE, NINE_UTC, DyingDatabase, World, survey

CADENCE = CadenceFile("survey", "nps", "FREQ=MONTHLY;INTERVAL=3", NINE, "UTC", 720)
SIX = ("ann", "bob", "cid", "dan", "eve", "fay")


@pytest.fixture
async def sampled(world: World) -> World:
    """Four people of one partner and two of another, of whom each round asks two a partner."""
    async with world.database.begin() as session:
        session.add(Partner(id="p2", name="Brook", tier="gold", region="emea", stage="active"))
    for number, name in enumerate(SIX):
        role = ("sales", "technical")[number % 2]
        await world.person(name, partner_id="p1" if number < 4 else "p2", role=role)
    world.texts.surveys = {"nps": replace(survey(), sample=Sample(per_partner=2))}
    await world.promise(CADENCE)
    return world


async def strike(world: World, days: float) -> set[str]:
    """Return who is asked at the slot so many days after the first."""
    before = len(world.messenger.posts)
    now = world.clock.moment = NINE_UTC + timedelta(days=days)
    await Drum(world.beat(), EmbeddedEngine()).strike(now)
    return {name.partition("@")[0] for name, _ in world.messenger.posts[before:]}


async def test_each_round_asks_two_a_partner_and_everybody_has_a_turn(sampled: World):
    first = await strike(sampled, 0)
    states = await sampled.states()
    second = await strike(sampled, 92)

    assert len(first & set(SIX[:4])) == len(first & set(SIX[4:])) == 2
    assert {states[name] for name in first} == {"delivered"}
    left = {states[name] for name in set(SIX) - first}
    assert left == {f"skipped: {Skip.NOT_SAMPLED}"}
    assert second == set(SIX[:4]) - first
    [wave, _] = sorted(await sampled.waves(), key=lambda wave: wave.opens_at)
    assert wave.drawn_from == 6


async def test_a_sample_that_was_drawn_stays_as_it_is_through_a_crash(sampled: World):
    """Who comes while planning is broken off and taken up is not asked above the quota."""
    alive, now = sampled.database, NINE_UTC
    sampled.clock.moment = now
    for lives in range(1, 9):
        small = replace(sampled.beat().limits, chunk=1)
        with suppress(OSError):
            await tick(sampled.beat(database=DyingDatabase(alive, lives), limits=small), now)
        await sampled.person(f"new-{lives}")
    asked = await strike(sampled, 0)
    states = await sampled.states()

    assert len(asked & set(SIX[4:])) == 2
    assert len(asked) == 4
    assert Counter(states.values()) == {
        "delivered": 4,
        f"skipped: {Skip.NOT_SAMPLED}": len(states) - 4,
    }


async def test_the_report_names_the_sample_as_the_reason(sampled: World):
    await strike(sampled, 0)
    [send] = await sampled.sends()
    async with sampled.database.read() as session:
        tally = await ledger.tally(session, [send.id])
    four = four_counts((one.state, one.reason, one.count) for one in tally)

    assert (four.reached, four.left_out, four.everybody) == (4, 2, 6)
    assert four.spared == {Skip.NOT_SAMPLED: 2}


async def test_who_cannot_be_asked_leaves_their_place_to_another(sampled: World):
    first = await strike(sampled, 0)
    [left] = [set(SIX[:4]) - first]
    quiet, other = sorted(left)
    async with sampled.database.begin() as session:
        await people.mute(session, quiet, "nps", MONDAY)
    second = await strike(sampled, 92)
    third = await strike(sampled, 183)

    assert second == {other}
    # Nobody is left who waits longer, so those of the first round have their second turn.
    assert third & set(SIX[:4]) == first & set(SIX[:4])
