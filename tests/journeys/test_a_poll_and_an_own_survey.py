"""A poll in an edition and a survey of our own, walked through the doors: chat, browser, mail."""

import shutil
import socket
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from sqlalchemy import delete, select

from bot.people.store.place_tables import Address
from bot.store.sessions import Database
from bot.voice.store.polls import counted
from bot.voice.store.tables import Response, ResponseValue, Wave
from drumbeat.settings import SAMPLE_CONTENT, read_settings
from tests.journeys.conftest import says, served
from tests.journeys.replying import MANAGER, PERSON, give_to
from tests.journeys.test_a_case import LONG, ada, sink
from tests.journeys.test_browser import PATIENCE, be_the_partner, see
from tests.journeys.test_email import fetch, hidden
from tests.journeys.test_passing_a_survey_on import never_asked

__all__ = ["ada", "sink"]
SLOT, ASKED = datetime(2026, 11, 24, 9, 5, tzinfo=UTC), datetime(2026, 11, 26, 15, tzinfo=UTC)
MOST_BEATS = 8
POLL = "What keeps you from registering"
SURVEY = "partner portal work for you"
TAPPED = ("We forget", "Nothing: we do", "We forget", "The form is too long")


@pytest.fixture
def content(tmp_path_factory):
    """The sample, whose edition with a poll comes first, and whose own survey comes with it."""
    folder = shutil.copytree(SAMPLE_CONTENT, tmp_path_factory.mktemp("said") / "content")
    next((folder / "editions/partner-beat").glob("01-*")).unlink()
    survey = folder / "surveys/portal.yaml"
    said = survey.read_text()
    said = said.replace("roles: [sales, marketing]", "vendor: false")
    said = said.replace("FREQ=YEARLY;BYMONTH=1;BYDAY=3TU", "FREQ=DAILY;COUNT=1")
    survey.write_text(said.replace("2026-01-20T10:00", "2026-11-26T10:00"))
    return folder


@pytest.fixture
async def slack_house(slack, programme_url, clock, sink, content):
    """The bot as it is served to Slack, and to a reader who has nothing but mail."""
    database = Database(programme_url)
    async with database.begin() as session:
        await session.execute(delete(Address).where(Address.contact_id == PERSON))
    await give_to(database, MANAGER)
    await database.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = read_settings(
        vendor="Cirrus Channel Cloud",
        secret_key="k" * 40,
        database_url=programme_url,
        port=port,
        public_url=f"http://127.0.0.1:{port}/",
        content=content,
        slack_signing_secret=slack.door.signing_secret,
        slack_bot_token=slack.team.token,
        slack_api_url=slack.api_url,
        smtp_url=f"smtp://127.0.0.1:{sink.port}",
        smtp_allow_plain=True,
        mail_from="Cirrus Partner Programme <beat@cirrus.example>",
        mail_imprint="Cirrus GmbH\\nHafenstraße 1, 20457 Hamburg",
    )
    running = await served(settings, clock)
    slack.point_at(f"{running.url}/slack/events")
    yield running
    await running.stop()


@pytest.fixture
async def readers(slack, slack_house, somebody):
    """Five on Slack."""
    people = [await somebody(f"acme-it-0{number}") for number in range(2, 7)]
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return people


async def vote(slack, person, label):
    """Tap an option below the edition; return what is said of it."""
    card = await slack.wait_for_message(person, says(POLL), timeout=LONG)
    known = [one.ts for one in person.inbox]
    await person.press(card, label)
    return await slack.wait_for_message(
        person, lambda one: "Answered. Thank you." in one.text and one.ts not in known, timeout=20
    )


async def test_a_poll_is_answered_on_slack_and_by_mail_and_told_in_steps_of_five(
    slack, slack_house, readers, ada, clock
):
    clock.move_to(SLOT)
    await slack_house.house.drum.strike(clock.now())
    told = [
        await vote(slack, person, label) for person, label in zip(readers[:4], TAPPED, strict=True)
    ]
    letter = await ada.letter("forget")
    page, shown = await ada.open(letter, "value%3Do1")
    before = await votes(slack_house)
    await ada.press(page, shown, "We forget")
    fifth = await votes(slack_house)
    last = await vote(slack, readers[4], "The form is too long")
    changed = await vote(slack, readers[0], "Nothing: we do")

    assert all("from the fifth vote on" in one.text for one in told)
    assert (sum(before.values()), fifth) == (0, {"o1": 3, "o2": 1, "o4": 1})
    assert "5 votes so far:" in last.text
    assert sum((await votes(slack_house)).values()) == 5
    assert "5 votes so far:" in changed.text
    assert slack.unanswered == []


async def votes(house):
    """Return how many chose what, as it is told."""
    async with house.house.database.read() as session:
        wave = await session.scalar(select(Wave.id).where(Wave.survey.like("partner-beat/%")))
        return await counted(session, wave, "poll")


async def answers_of(house, who):
    """Return the score and the further answers of somebody."""
    async with house.house.database.read() as session:
        response = await session.scalar(
            select(Response)
            .join(Wave, Wave.id == Response.wave_id)
            .where(Wave.survey == "portal", Response.contact_id == who)
        )
        more = select(ResponseValue.question, ResponseValue.picks).where(
            ResponseValue.response_id == response.id
        )
        found = dict((await session.execute(more)).all())
        return response.score, response.reason, found


@pytest.mark.both_databases
async def test_what_is_asked_next_depends_on_the_score_on_slack_and_by_mail(
    slack, slack_house, readers, ada, somebody, clock
):
    boss = await somebody(MANAGER)
    await never_asked(slack_house, PERSON)
    clock.move_to(ASKED)
    await slack_house.house.drum.strike(clock.now())
    card = await slack.wait_for_message(readers[0], says(SURVEY), timeout=LONG)
    await readers[0].press(card, "2")
    form = await slack.wait_for_view(readers[0], bool)
    await readers[0].submit(form, {"mend": "deals", "used": ["deals", "tickets"]})
    await slack.until(lambda: says("Registering a deal takes too long")(card))
    page, shown = await ada.open(await ada.letter("Badly"), "?value=6")
    after = await ada.press(page, shown, "Give a 6")
    await fetch(page, {**hidden(after), "field-reason": "The price list"})
    await boss.say_in_dm("answers portal")
    read = await slack.wait_for_message(boss, says("The price list"))

    assert "What should we mend first?" in str(form.blocks)
    assert "What must never change?" in after
    assert "What should we mend first?" not in after
    low = await answers_of(slack_house, "acme-it-02")
    assert low == (2, None, {"mend": "deals", "used": "deals\ntickets"})
    assert await answers_of(slack_house, PERSON) == (6, "The price list", {})
    assert "portal" in read.text


async def test_the_poll_of_the_sample_is_tapped_in_the_browser(page, demo):
    await be_the_partner(page, demo)
    poll = page.locator("article.line.ours", has_text=POLL)
    moved = page.get_by_text("It is now ")
    for beats in range(1, MOST_BEATS):
        await page.get_by_role("button", name="Next beat").click()
        await expect(moved).to_have_count(beats, timeout=PATIENCE)
        if await poll.count():
            break
        await page.reload()  # a button that was pressed is another one from then on
    await see(page, POLL)
    await poll.last.get_by_role("button", name="We forget").click()
    await see(page, "Answered. Thank you.")
    await expect(page.get_by_text("Your vote is confidential").last).to_be_visible()
