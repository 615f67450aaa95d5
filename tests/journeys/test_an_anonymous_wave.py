"""An anonymous wave, by every trace it leaves: files, backups, requests and logs link nobody."""

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from bot.store.tables import InboxRow
from bot.voice.store import sealed
from bot.voice.store.tables import Response, Wave
from bot.voice.store.wave_keys import WaveSeals
from drumbeat.housekeeping import housekeeping_of
from drumbeat.settings import SAMPLE_CONTENT
from tests.journeys.conftest import says, served

PEOPLE = [f"acme-it-{number:02}" for number in range(1, 6)]
MANAGER = "cirrus-04"
TITLE = "Read “How are we doing as your vendor?”"
SCORES = (0, 3, 7, 9, 10)
ANSWERS = {
    who: (score, f"quince{score}marmalade") for who, score in zip(PEOPLE, SCORES, strict=True)
}


@pytest.fixture
def keys_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("apart") / "keys"


@pytest.fixture
async def slack_house(slack, slack_settings, clock, keys_folder, tmp_path_factory):
    """A house whose NPS survey promises to be anonymous, and whose wave of it is open."""
    content = shutil.copytree(SAMPLE_CONTENT, tmp_path_factory.mktemp("said") / "content")
    survey = content / "surveys/partner-nps.yaml"
    survey.write_text(survey.read_text().replace("promise: named", "promise: anonymous"))
    given = {"content": content, "wave_keys": keys_folder}
    running = await served(slack_settings.model_copy(update=given), clock)
    slack.point_at(f"{running.url}/slack/events")
    now = clock.now()
    async with running.house.database.begin() as session:
        found = select(Wave).where(
            Wave.score == "nps", Wave.opens_at <= now, Wave.closes_at > now, Wave.state == "open"
        )
        wave = (await session.scalars(found)).one()
        wave.promise, wave.text_id = "anonymous", None
        running.house.context.wave_keys.make(wave.id)
    yield running
    await running.stop()


async def open_wave(house):
    async with house.database.read() as session:
        found = select(Wave).where(Wave.promise == "anonymous")
        return (await session.scalars(found)).one()


async def tidy(house, now):
    await housekeeping_of(house.database, wave_keys=house.context.wave_keys).look(now)


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.glob("drumbeat.db*")))


@pytest.fixture
def backup(programme_url, tmp_path_factory):
    """Copy every file of the database as it lies there now."""
    home = Path(make_url(programme_url).database).parent
    return lambda: Path(shutil.copytree(home, tmp_path_factory.mktemp("backup") / "of"))


async def answers(slack, person, score, reason):
    """Answer by number first, which is not taken; then by a tap, another, and words."""
    await person.command("/nps", "5")
    told = await slack.wait_for_message(person, says("Please tap a number on the card"))
    card = await slack.wait_for_message(person, says("is anonymous. It lies sealed"))
    await person.press(card, "5")
    await person.press(card, str(score))
    form = await slack.wait_for_view(person, bool)
    await person.submit(form, {"reason": reason})
    await slack.wait_for_message(person, says("Thank you"))
    return told, card


async def kept(house, wave):
    """Return how many answers lie sealed, the bodies of sealed requests, and all named reasons."""
    await house.workers.idle()
    async with house.database.read() as session:
        known = await sealed.answered(session, wave.id)
        requests = select(InboxRow.body).where(InboxRow.body.like("wave %"))
        bodies = list(await session.scalars(requests))
        return known, bodies, list(await session.scalars(select(Response.reason)))


async def reads_all(slack, boss):
    await boss.say_in_dm("answers")
    late = await slack.wait_for_message(boss, lambda one: TITLE in one.labels())
    await boss.press(late, TITLE)
    return await slack.wait_for_message(boss, says("Its key is destroyed"))


@pytest.mark.every_change
async def test_who_answered_what_can_never_be_found_out(
    slack_house, slack, somebody, clock, keys_folder, backup
):
    house = slack_house.house
    wave = await open_wave(house)
    shown, backups = [], []
    for count, who in enumerate(random.sample(PEOPLE, len(PEOPLE))):
        shown.append(await answers(slack, await somebody(who), *ANSWERS[who]))
        backups += [backup()] if count in {1, 4} else []
    boss = await somebody(MANAGER)
    await boss.say_in_dm("nps results")
    early = await slack.wait_for_message(boss, says("is anonymous: 5 people answered"))
    known, bodies, named = await kept(house, wave)
    clock.move_to(wave.closes_at)
    await tidy(house, clock.now())
    async with house.database.read() as session:
        ballots = await sealed.ballots(session, wave.id)
    read = await reads_all(slack, boss)
    opened = {WaveSeals(house.context.wave_keys).open(body) for body in bodies}

    assert all("carries your name" in told.text for told, _ in shown)
    assert all("Answered. Thank you." in card.text for _, card in shown)
    assert not any("is saved" in card.text for _, card in shown)
    assert (known, len(bodies), len({len(body) for body in bodies})) == (5, 15, 1)
    assert not any("marmalade" in (reason or "") for reason in named)
    assert not any(b"marmalade" in bytes_of(each) for each in backups)
    assert TITLE not in early.labels()
    assert "NPS 0 (95 % between" in read.text
    assert all(reason in read.text for _, reason in ANSWERS.values())
    assert sorted((vote.score, vote.reason) for vote in ballots) == sorted(ANSWERS.values())
    assert (opened, list(keys_folder.iterdir())) == ({""}, [])


async def test_who_comes_after_the_close_is_told_and_nothing_of_it_is_kept(
    slack_house, slack, somebody, clock
):
    house = slack_house.house
    wave = await open_wave(house)
    ada = await somebody(PEOPLE[0])
    await ada.command("/nps")
    card = await slack.wait_for_message(ada, says("is anonymous"))
    async with house.database.begin() as session:
        await session.execute(update(Wave).where(Wave.id == wave.id).values(closes_at=clock.now()))
    await tidy(house, clock.now())
    await ada.press(card, "3")
    await slack.wait_for_message(ada, says("closed"))
    await house.workers.idle()
    async with house.database.read() as session:
        ballots = await sealed.ballots(session, wave.id)
        bodies = list(await session.scalars(select(InboxRow.body).where(InboxRow.body == "")))

    assert ballots == []
    assert len(bodies) == 1
