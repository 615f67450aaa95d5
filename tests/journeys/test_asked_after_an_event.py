"""Events are told by a command, by a word in chat and by a file; people are asked, and answer."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.people.store.tables import Contact
from bot.voice.store.tables import Invitation, Response, Wave
from tests.fixtures.program import run
from tests.journeys.conftest import says
from tests.journeys.replying import MANAGER, PERSON, give_to
from tests.journeys.test_announce import rows, strike

LONG = 20
BOB, EVA = "acme-it-02", "acme-it-03"


@pytest.fixture
async def people(slack, slack_house, somebody):
    """The manager and three of her partner's people, whom nobody asked anything lately."""
    await give_to(slack_house.house.database)
    async with slack_house.house.database.begin() as session:
        await session.execute(update(Invitation).values(delivered_at=None))
    found = [await somebody(who) for who in (MANAGER, PERSON, BOB, EVA)]
    for person in found:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return found


@pytest.fixture
async def emails(slack_house):
    named = select(Contact.id, Contact.email).where(Contact.id.in_((PERSON, BOB, EVA)))
    async with slack_house.house.database.read() as session:
        return {row.id: row.email for row in await session.execute(named)}


@pytest.fixture
async def operator(slack_house, programme_url):
    """Run commands beside the server, by its clock."""

    async def runs(*words):
        await slack_house.tell_the_time()
        ended = await asyncio.to_thread(run, programme_url, *words, "--json")
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return json.loads(ended.stdout)

    return runs


class Desk:
    """How the vendor tells of events: by a command, in chat, and by a file."""

    def __init__(self, operator, manager, emails, folder) -> None:
        self.operator, self.manager, self.emails = operator, manager, emails
        self._file = folder / "closed.csv"

    async def command(self, who, occasion):
        email = self.emails[who]
        return await self.operator(
            *("surveys", "ask", "support-csat", email, "--occasion", occasion)
        )

    async def word(self, who, occasion):
        await self.manager.say_in_dm(f"ask support-csat {self.emails[who]} after {occasion}")

    async def file(self, *events):
        rows = [f"support-csat,{self.emails[who]},{occasion}" for who, occasion in events]
        self._file.write_text("\n".join(("survey,contact,occasion", *rows)) + "\n")
        return await self.operator("import", "events", str(self._file))


@pytest.fixture
async def desk(operator, people, emails, tmp_path):
    return Desk(operator, people[0], emails, tmp_path)


async def about(slack, person, occasion):
    """Wait for the card that asks somebody about this."""
    return await slack.wait_for_message(person, says(f"This is about: {occasion}"), timeout=LONG)


async def in_a_minute(house, clock):
    await strike(house, clock, clock.now() + timedelta(minutes=1))


@pytest.mark.both_databases
async def test_a_command_a_word_and_a_file_ask_once_each_in_the_one_wave_of_the_quarter(
    slack, slack_house, clock, people, desk
):
    mia, ada, bob, eva = people
    asked = await desk.command(PERSON, "case 4711")
    await desk.word(BOB, "the end of Atlas")
    await slack.wait_for_message(mia, says("is asked “How is our support?”"), timeout=LONG)
    brought = await desk.file((PERSON, "case 4711"), (PERSON, "case 4712"), (EVA, "go-live"))
    await in_a_minute(slack_house, clock)
    for person, occasion in (
        (ada, "case 4711"),
        (bob, "the end of Atlas"),
        (eva, "go-live"),
    ):
        await about(slack, person, occasion)
    waves = await rows(slack_house, select(Wave.id).where(Wave.quarter.is_not(None)))
    invited = select(Invitation.contact_id).where(Invitation.wave_id.in_(waves))

    assert [one["contact_id"] for one in asked["asked"]] == [PERSON]
    assert (brought["new"], brought["unchanged"]) == (1, 1)
    assert [one["occasion"] for one in brought["refused"]] == ["case 4712"]
    assert len(waves) == 1
    assert sorted(await rows(slack_house, invited)) == [PERSON, BOB, EVA]


async def test_who_answered_is_not_asked_again_for_that_event_nor_for_another_within_90_days(
    slack, slack_house, clock, people, desk
):
    mia, ada, *_ = people
    await desk.command(PERSON, "case 4711")
    await in_a_minute(slack_house, clock)
    card = await about(slack, ada, "case 4711")
    await ada.press(card, "4")
    await ada.submit(await slack.wait_for_view(ada, bool), {"reason": "Quick help."})
    await slack.until(lambda: says("Answered. Thank you.")(card), timeout=LONG)
    again = await desk.command(PERSON, "Case 4711")
    await desk.word(PERSON, "case 4712")
    await slack.wait_for_message(mia, says("was asked lately; again from"), timeout=LONG)
    twice = await desk.file((PERSON, "case 4711"))
    await in_a_minute(slack_house, clock)
    await slack_house.house.workers.idle()
    given = select(Response.reason).where(Response.contact_id == PERSON)

    assert [one["reason"] for one in again["refused"]] == ["asked already"]
    assert (twice["new"], twice["unchanged"]) == (0, 1)
    assert [one for one in ada.inbox if "This is about" in one.text] == [card]
    assert "Quick help." in await rows(slack_house, given)
    assert slack.unanswered == []
