"""Answers to an anonymous wave: sealed while it is open, and nobody's from the close on."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from statistics import fmean

import pytest
from sqlalchemy import select, text

from bot.errors import WaveKeyMissing
from bot.store.columns import Base
from bot.store.sessions import Database
from bot.voice.closing_waves import close_waves
from bot.voice.store import sealed
from bot.voice.store.sealed import Vote
from bot.voice.store.sealed_tables import SealedAnswer
from bot.voice.store.tables import Wave
from bot.voice.store.wave_keys import WaveKeys, WaveSeals
from tests.store import quetzal

NOW = datetime(2026, 7, 6, 9, tzinfo=UTC)
WORLDS = 20
PEOPLE = (quetzal.CONTACT, quetzal.COLLEAGUE)


@pytest.fixture
def keys(tmp_path):
    return WaveKeys(tmp_path / "keys")


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    async with database.begin() as session:
        await quetzal.settle(session)
    yield database
    await database.close()


@pytest.fixture
async def wave(database, keys):
    """An anonymous wave that both of a partner were invited to, and its key."""
    key = keys.make("wave9")
    async with database.begin() as session:
        facts = {"survey": "pulse", "score": "nps", "kind": "relationship", "promise": "anonymous"}
        wave = Wave(id="wave9", opens_at=NOW, closes_at=NOW + timedelta(days=7), **facts)
        session.add(wave)
        await session.flush()
        invited = Base.metadata.tables["invitation"]
        rows = [
            {"id": f"i-{who}", "wave_id": "wave9", "contact_id": who, "invited_at": NOW}
            for who in PEOPLE
        ]
        await session.execute(invited.insert(), rows)
    return key


async def put(database, key, who, vote):
    async with database.begin() as session:
        await sealed.put(session, key, "wave9", who, vote)


async def standing(database):
    async with database.read() as session:
        found = await session.scalars(select(SealedAnswer).where(SealedAnswer.wave_id == "wave9"))
        return list(found)


async def test_who_answers_again_changes_their_answer_and_nobody_sees_by_how_much(
    database, keys, wave
):
    del keys
    await put(database, wave, quetzal.CONTACT, Vote(3))
    [first] = await standing(database)
    await put(database, wave, quetzal.CONTACT, Vote(10, "Much better " * 200, {"q": "yes"}))
    [second] = await standing(database)
    async with database.read() as session:
        kept = await sealed.given(session, wave, "wave9", quetzal.CONTACT)
        told = await sealed.answered(session, "wave9")
        known = await sealed.who_answered(session, wave, "wave9", PEOPLE)

    assert kept == Vote(10, "Much better " * 200, {"q": "yes"})
    assert (told, known) == (1, {quetzal.CONTACT})
    assert first.who == second.who
    assert first.held != second.held
    assert len(first.held) == len(second.held)


async def test_the_close_makes_ballots_and_destroys_the_key(database, keys, wave, tmp_path):
    await put(database, wave, quetzal.CONTACT, Vote(3, "Slow"))
    await put(database, wave, quetzal.COLLEAGUE, Vote(9))
    seals = WaveSeals(keys)
    request = seals.seal("wave9", '{"value": 3}')

    early = await close_waves(database, keys, NOW)
    over = await close_waves(database, keys, NOW + timedelta(days=7))
    again = await close_waves(database, keys, NOW + timedelta(days=8))
    async with database.read() as session:
        ballots = await sealed.ballots(session, "wave9")

    assert (early, over, again) == (0, 1, 0)
    assert sorted((vote.score, vote.reason) for vote in ballots) == [(3, "Slow"), (9, None)]
    assert await standing(database) == []
    assert list((tmp_path / "keys").iterdir()) == []
    assert seals.open(request) == ""
    assert seals.seal("wave9", "{}") == ""


async def test_a_key_that_a_crash_left_is_destroyed_at_the_next_look(database, keys, wave):
    del wave
    async with database.begin() as session:
        wave = await session.get_one(Wave, "wave9")
        wave.state = "closed"
    await close_waves(database, keys, NOW)

    assert keys.waves() == set()


async def test_while_the_folder_of_keys_is_out_of_reach_nothing_is_lost(
    database, keys, wave, tmp_path
):
    await put(database, wave, quetzal.CONTACT, Vote(3))
    (tmp_path / "keys").rename(tmp_path / "elsewhere")
    over = NOW + timedelta(days=7)
    first = await close_waves(database, keys, over)
    (tmp_path / "elsewhere").rename(tmp_path / "keys")
    second = await close_waves(database, keys, over)
    async with database.read() as session:
        ballots = await sealed.ballots(session, "wave9")

    assert (first, second) == (0, 1)
    assert ballots == [Vote(3)]


async def test_of_who_was_erased_meanwhile_only_the_number_stays(database, keys, wave):
    await put(database, wave, "somebody erased", Vote(4, "I am Ottoline", {"q": "words"}))
    await close_waves(database, keys, NOW + timedelta(days=7))
    async with database.read() as session:
        ballots = await sealed.ballots(session, "wave9")

    assert ballots == [Vote(4)]


def test_a_key_is_made_once_and_read_by_its_owner_alone(keys, tmp_path):
    one, other = keys.make("wave9"), keys.make("wave9")
    [file] = (tmp_path / "keys").iterdir()

    assert one.who("somebody") == other.who("somebody")
    assert other.open(one.seal("words")) == "words"
    assert keys.make("wave8").open(one.seal("words")) is None
    assert file.stat().st_mode & 0o077 == 0


async def test_two_processes_that_make_a_key_at_once_have_the_same(keys):
    made = await asyncio.gather(*(asyncio.to_thread(keys.make, "wave9") for _ in range(8)))

    assert len({key.who("somebody") for key in made}) == 1


@pytest.mark.parametrize("wave_id", ["../../etc/passwd", "", "a/b", "wave9.key"])
def test_what_names_no_wave_has_no_key(keys, wave_id):
    keys.make("wave9")

    assert keys.find(wave_id) is None


def test_without_a_folder_no_key_is_made():
    with pytest.raises(WaveKeyMissing, match="DRUMBEAT_WAVE_KEYS"):
        WaveKeys().make("wave9")


def correlation(one, other):
    """Spearman's, of two orders without ties."""
    n = len(one)
    apart = sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
    return 1 - 6 * apart / (n * (n * n - 1))


def ranks(values):
    order = sorted(values)
    return [order.index(value) for value in values]


async def one_wave(session, key, wave_id, people):
    """Let everybody answer in an order drawn by lot; return the ranks of all that is left."""
    facts = {"survey": "pulse", "score": "nps", "kind": "relationship", "promise": "anonymous"}
    session.add(Wave(id=wave_id, opens_at=NOW, closes_at=NOW, **facts))
    await session.flush()
    asked = random.sample(people, len(people))
    for number in asked:
        await sealed.put(session, key, wave_id, f"p{number}", Vote(number))
    await sealed.count_out(session, key, wave_id)
    found = await session.execute(
        text("SELECT rowid, n, id, score FROM ballot WHERE wave_id = :wave"), {"wave": wave_id}
    )
    left = list(found)
    answered = {number: at for at, number in enumerate(asked)}
    by_invitation = [row.score for row in left]
    by_answering = [answered[row.score] for row in left]
    columns = ranks([row.rowid for row in left]), ranks([row.n for row in left])
    columns += (ranks([row.id for row in left]),)
    return [
        correlation(column, order) for column in columns for order in (by_invitation, by_answering)
    ]


async def test_no_order_of_ballots_says_when_somebody_was_asked_or_answered(sqlite_url, tmp_path):
    database, keys, people = Database(sqlite_url), WaveKeys(tmp_path / "keys"), list(range(30))
    async with database.begin() as session:
        found = [
            await one_wave(session, keys.make(f"w{number}"), f"w{number}", people)
            for number in range(WORLDS)
        ]
    await database.close()
    # Of so many worlds the mean stays inside this band but once in a million runs.
    band = 4.9 / ((len(people) - 1) * WORLDS) ** 0.5

    assert all(abs(fmean(each)) < band for each in zip(*found, strict=True))
