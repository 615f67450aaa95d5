"""A survey is written in chat, tried on oneself, and asked; the ledger and the clock are real."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.beat.store.tables import Send
from bot.people.store.tables import Contact
from bot.voice.store.tables import Invitation, Response
from tests.fixtures.program import run
from tests.journeys.conftest import says
from tests.journeys.test_announce import MANAGER, NOW, TECHNICAL, people, rows, strike

__all__ = ["people"]
WISH = {
    "title": "The new portal",
    "kind": "nps",
    "question": "Would you recommend the new portal?",
    "low": "Never",
    "high": "At once",
    "reason": "Why?",
    "promise": "named",
    "days": "7",
}


async def written(slack, person, **more):
    """Write a survey in chat; return the card of the draft."""
    await person.say_in_dm("survey")
    offer = await slack.wait_for_message(person, lambda one: "Change it" in one.labels())
    await person.press(offer, "Change it")
    await person.submit(await slack.wait_for_view(person, bool), {**WISH, **more})
    return await slack.wait_for_message(person, says("Your survey: The new portal"))


async def test_its_author_gets_it_as_a_test_and_nothing_of_it_is_counted(
    slack, slack_house, people, clock
):
    mia, _ = people
    before = await rows(slack_house, select(func.count()).select_from(Invitation))
    draft = await written(slack, mia)
    await mia.press(draft, "Send it to me as a test")
    await mia.submit(await slack.wait_for_view(mia, bool), {})
    await slack.wait_for_message(mia, says("The test is on its way"))
    known = [one.ts for one in mia.inbox]
    await strike(slack_house, clock, NOW + timedelta(minutes=2))
    card = await slack.wait_for_message(
        mia, lambda one: "Test: The new portal" in one.text and one.ts not in known, timeout=20
    )
    await mia.press(card, "1")
    await mia.submit(await slack.wait_for_view(mia, bool), {"reason": "It is slow."})
    await slack.until(lambda: says("It is slow.")(card))
    await mia.press(card, "Change my answer")
    await slack.until(lambda: "10" in card.labels())
    await mia.press(card, "10")
    await slack.until(lambda: says("your 10 is saved")(card))
    after = await rows(slack_house, select(func.count()).select_from(Invitation))
    said = await rows(slack_house, select(Response.reason).where(Response.reason == "It is slow."))
    sent = await rows(slack_house, select(Send.kind).where(Send.title == "Test: The new portal"))

    assert "counts nowhere" in card.text
    assert "That was a test" in mia.inbox[-1].text
    assert (after, said, sent) == (before, [], ["survey_test"])


async def test_a_survey_out_of_a_file_is_tried_from_the_command_line(
    slack, slack_house, people, clock, programme_url
):
    mia, _ = people
    emails = {}
    for who in (MANAGER, TECHNICAL):
        [emails[who]] = await rows(slack_house, select(Contact.email).where(Contact.id == who))
    of_slack = {"SLACK_SIGNING_SECRET": "s" * 32, "SLACK_BOT_TOKEN": "xoxb-1"}

    def tried(key, email):
        return run(programme_url, "surveys", "test", key, email, **of_slack)

    sent, partner = tried("partner-nps", emails[MANAGER]), tried("partner-nps", emails[TECHNICAL])
    unknown = tried("nothing", emails[MANAGER])
    # A command has the machine's own clock.
    await strike(slack_house, clock, datetime.now(UTC) + timedelta(minutes=2))
    card = await slack.wait_for_message(mia, says("Test: How are we doing"))
    await mia.press(card, "3")
    await slack.until(lambda: says("your 3 is saved")(card))

    assert "goes to" in sent.stdout
    assert "nobody who writes surveys" in partner.stderr
    assert "partner-nps, portal, support-csat" in unknown.stderr
    assert await rows(slack_house, select(Response.id).where(Response.contact_id == MANAGER)) == []
