"""Every word that does something, said through the real doors, and every way to say a score."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from bot.people.store.people import principal_by_id
from bot.people.store.tables import Contact
from bot.subjects import COMMANDS
from bot.voice.store.tables import Response
from tests.fixtures.axe import assert_accessible
from tests.stand_ins.teams import FakeTeams

TECHNICAL = "acme-it-01"
PATIENCE = 20_000
SAY = "What do you want to say or ask?"
WHO = "Technical work at Acme IT Services"
ASKED = datetime(2027, 8, 11, 14, 0, tzinfo=UTC)  # whom the sample's wave asked waits 180 days
SURVEY_OF_TODAY = datetime(2026, 11, 22, tzinfo=UTC)
WORDS = (
    ("settings", "Your settings"),
    ("my settings", "Reached first on"),
    ("time zone Berlin", "Europe/Berlin, where it is 08:3"),
    ("time zone Berln", "Did you mean Europe/Berlin?"),
    ("country AT", "Austria"),
    ("language", "Which language shall I write in?"),
    ("language german", "Deutsch"),
    ("language english", "English it is"),
    ("who am i", "Ways to them"),
    ("schedule", "What comes next"),
    ("calendar", "What comes to you in the next six weeks"),
    ("calendar of Nobody Ltd", "This calendar is not yours to see"),
    ("news", "The last editions you were sent"),
    ("who is my manager", "Who looks after you"),
    ("Who is our manager?", "Who looks after you"),
    ("I need a human!", "Who looks after you"),
    ("talk to a human", "Who looks after you"),
    ("replies", "This is not yours to answer"),
    ("cases", "This case is not yours to see"),
    ("renewals", "What comes due in the next 90 days"),
    ("renewals on", "Renewals are sent to you"),
    ("renewals off", "No renewals are sent to you"),
    ("stop renewals", "No renewals are sent to you"),
    ("renewals an", "Renewals are sent to you"),
    ("renewals due next quarter", "Renewals due"),
    ("improvements", "This case is not yours to see"),
    ("answers", "Survey responses"),
    ("record", "These answers are not yours to read"),
    ("ask", "Who is asked is not yours to say"),
    ("nps results", "Net Promoter Score"),
    ("announce", "Announcements are written by partner managers"),
    ("sends", "This is not yours to see"),
    ("survey", "Surveys are written by the vendor"),
    ("surveys", "Surveys are written by the vendor"),
    ("edition", "Announcements are written by partner managers"),
    ("preview", "Announcements are written by partner managers"),
    ("drafts", "Announcements are written by partner managers"),
    ("approvals", "Approving is for managers and administrators"),
    ("coming", "This is not yours to decide"),
    ("stop", "What shall I stop?"),
    ("unsubscribe", "What shall I stop?"),
    ("mute", "What shall I stop?"),
    ("mute Partner Beat", "Partner Beat is muted"),
    ("unsubscribe from Partner Beat, please", "nothing more about Partner Beat"),
    ("mute Gossip", "There is no topic called “Gossip”"),
    ("unmute", "These topics are muted"),
    ("unmute Partner Beat", "You will get Partner Beat again"),
    ("mute partner Acme IT Services", "There is no topic called “partner Acme IT Services”"),
    ("unmute partner Acme IT Services", "What shall come again?"),
    ("stop all sends", "Only administrators at Cirrus Channel Cloud"),
    ("resume all sends", "Only administrators at Cirrus Channel Cloud"),
    ("stop everything", "Nothing more comes from us"),
    ("start", "You get things again"),
    ("away until 2026-12-01", "You are away"),
    ("back", "Welcome back"),
    ("help", "What I can do for you"),
    ("home", "your place here"),
)
"""What is said, one after the other, with words of the answer."""


async def scores(house, since=SURVEY_OF_TODAY):
    """Return every answer given since: of one wave there is one, however often it was given."""
    async with house.house.database.read() as session:
        found = await session.scalars(
            select(Response.score).where(
                Response.contact_id == TECHNICAL, Response.answered_at > since
            )
        )
        return list(found)


async def contact(house):
    async with house.house.database.read() as session:
        return await session.get_one(Contact, TECHNICAL)


@pytest.fixture
async def ada(slack, somebody):
    return await somebody(TECHNICAL)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
async def thea(teams, teams_house):
    known = await contact(teams_house)
    thea = teams.person("thea", email=known.email, zone=known.zone)
    await thea.install()
    return thea


@pytest.mark.every_change
async def test_every_word_is_understood_on_slack(slack, slack_house, ada):
    async def hears(said, expected):
        before = len(ada.inbox)
        await said
        await slack.until(lambda: [m for m in ada.inbox[before:] if expected in m.text])

    for word, expected in WORDS:
        await hears(ada.say_in_dm(word), expected)
        await hears(ada.command("/drumbeat", word), expected)

    assert slack.unanswered == []


@pytest.mark.parametrize("who", [TECHNICAL, "cirrus-03", "cirrus-01"])
@pytest.mark.every_change
async def test_every_line_of_help_does_what_it_says(slack, slack_house, somebody, who):
    person = await somebody(who)
    await person.say_in_dm("help")
    await slack.wait_for_message(person, lambda m: "What I can do for you" in m.text)
    # Those who may do the most are told it in more than one message.
    await slack.until(lambda: len(person.inbox) > (who == "cirrus-01"))
    shown = "".join(message.text for message in person.inbox)
    lines = [command for command in COMMANDS if f"{command.word}: " in shown]
    example = re.search("for example “(.+?)”", shown)[1]
    for words in (*(command.word for command in lines), example):
        before = len(person.inbox)
        await person.say_in_dm(words)
        await slack.until(lambda before=before: len(person.inbox) > before)
        said = "".join(message.text for message in person.inbox[before:])
        assert "One question back" not in said, words
        assert "That did not work" not in said, words

    async with slack_house.house.database.read() as session:
        asker = await principal_by_id(session, who)
    assert lines == [command for command in COMMANDS if command.is_shown_to(asker)]
    headings = ("To speak to partners", "Your partners and their people")
    assert [heading in shown for heading in headings] == [asker.is_vendor] * len(headings)
    assert ("To administer the programme" in shown) is (who == "cirrus-01")


async def test_every_word_is_understood_on_teams(teams, teams_house, thea):
    for word, expected in WORDS:
        before = len(thea.inbox)
        await thea.say(word)
        await teams.until(
            lambda before=before, expected=expected: [
                post for post in thea.inbox[before:] if expected in f"{post.text} {post.card}"
            ]
        )

    assert teams.unanswered == []


async def test_every_word_is_understood_in_the_browser(page, demo):
    await be_the_partner(page, demo)
    for word, expected in WORDS:
        answers = page.locator("article").filter(has_text=expected)
        before = await answers.count()
        await say(page, word)
        await expect(answers).to_have_count(before + 1, timeout=PATIENCE)


async def test_a_score_said_in_any_way_counts_once_on_slack(slack, slack_house, ada, clock):
    room = slack.channel("plans", [ada])
    began = slack.world.post(room, ada.id, {"text": "a thread of people"})

    async def saves(said, score, where=ada):
        await said
        await slack.wait_for_message(where, lambda m: f"your {score} is saved" in m.text)
        assert await scores(slack_house) == [score]

    await saves(ada.command("/nps", "1"), 1)
    await saves(ada.say_in_dm("nps 2"), 2)
    await saves(ada.say_in_dm("3"), 3)
    await saves(ada.mention(room, "nps 4"), 4)
    await saves(ada.mention(room, "/nps 5", thread_ts=began.ts), 5)
    clock.move_to(clock.now() + timedelta(hours=1))
    await ada.mention(room, "nps", thread_ts=began.ts)
    await saves(ada.mention(room, "6", thread_ts=began.ts), 6)
    await ada.mention(room, "7")  # nothing was asked in the room itself
    await slack.until(lambda: [m for m in ada.inbox if "One question back" in m.text])

    assert await scores(slack_house) == [6]


async def test_a_number_in_the_survey_s_own_thread_counts_hours_later(
    slack, slack_house, ada, clock
):
    await ada.say_in_dm("help")
    await slack.wait_for_message(ada, lambda m: "What I can do" in m.text)
    clock.move_to(ASKED)
    card = await slack.wait_for_message(ada, lambda m: "to a colleague" in m.text, timeout=30)
    clock.move_to(ASKED + timedelta(hours=5))
    await ada.say_in_dm("9", thread_ts=card.ts)
    await slack.wait_for_message(ada, lambda m: "your 9 is saved" in m.text)

    assert await scores(slack_house) == [9]


async def test_a_score_said_in_any_way_counts_once_on_teams(teams, teams_house, thea):
    group, team = teams.group("Plans", [thea]), teams.team("Partners", [thea])

    async def saves(said, score):
        await said
        saved = f"your {score} is saved"
        await teams.wait_for_message(thea, lambda post: saved in str(post.card))
        assert await scores(teams_house) == [score]

    await saves(thea.say("nps 1"), 1)
    await saves(thea.say("/nps 2"), 2)
    await saves(thea.say("3"), 3)
    await saves(thea.mention_in(group, "nps 4"), 4)
    await saves(thea.mention_in(team.general, "/nps 5"), 5)
    began = next(post for post in team.general.posts if not post.own)
    await thea.mention_in(team.general, "nps", thread=began)
    await saves(thea.mention_in(team.general, "6", thread=began), 6)


async def test_a_score_said_in_any_way_counts_once_in_the_browser(page, demo):
    await be_the_partner(page, demo)
    for words, score in (("nps 1", 1), ("/nps 2", 2), ("3", 3), ("@Drumbeat nps 4", 4), ("5!", 5)):
        await say(page, words)
        saved = page.get_by_text(f"your {score} is saved").last
        await expect(saved).to_be_visible(timeout=PATIENCE)
        assert await scores(demo) == [score]


async def be_the_partner(page, demo):
    await page.goto(demo.url)
    await page.get_by_role("button", name=WHO).click()
    await page.wait_for_url("**/chat*")


async def say(page, words):
    await page.get_by_label(SAY).fill(words)
    await page.get_by_label(SAY).press("Enter")


def fields_of(view):
    """Return every input of a form on Slack by its name."""
    return {block["block_id"]: block for block in view.body["blocks"] if block["type"] == "input"}


async def test_the_form_of_the_settings_is_filled_in_on_slack(slack, slack_house, ada):
    await ada.say_in_dm("settings")
    card = await slack.wait_for_message(ada, lambda m: "Your settings" in m.text)
    await ada.press(card, "Change these")
    form = await slack.wait_for_view(ada, bool)
    wrong = await ada.submit(form, {"zone": "Berln"})
    await ada.submit(form, {"zone": "tokyo", "country": "Japan", "language": "de"})
    await slack.wait_for_message(ada, lambda m: "Ihre Einstellungen" in m.text)
    known = await contact(slack_house)

    assert set(fields_of(form)) == {"language", "zone", "country", "platform"}
    assert "Did you mean Europe/Berlin?" in str(wrong.body)
    chosen = (known.chosen_zone, known.chosen_country, known.chosen_language)
    assert chosen == ("Asia/Tokyo", "JP", "de")


async def test_the_form_of_the_settings_is_filled_in_on_teams(teams, teams_house, thea):
    await thea.say("settings")
    card = await teams.wait_for_message(thea, lambda post: "Your settings" in str(post.card))
    opened = await thea.press(card, "Change these")
    wrong = await thea.press(card, "Save", {"field-zone": "Berln"})
    saved = await thea.press(card, "Save", {"field-zone": "tokyo", "field-country": "Japan"})
    known = await contact(teams_house)

    assert opened.card is not None
    assert "Did you mean Europe/Berlin?" in str(wrong.card)
    assert "Asia/Tokyo" in str(saved.card)
    assert (known.chosen_zone, known.chosen_country) == ("Asia/Tokyo", "JP")


async def test_the_form_of_the_settings_is_filled_in_in_the_browser(page, demo):
    await be_the_partner(page, demo)
    await say(page, "settings")
    await page.get_by_role("button", name="Change these").click()
    await page.get_by_label("Time zone").fill("Berln")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Did you mean Europe/Berlin?")).to_be_visible(timeout=PATIENCE)
    await page.get_by_label("Time zone").fill("tokyo")
    await page.get_by_role("button", name="Save").click()
    shown = page.get_by_text("Asia/Tokyo, where it is").last
    await expect(shown).to_be_visible(timeout=PATIENCE)
    await assert_accessible(page)

    assert (await contact(demo)).chosen_zone == "Asia/Tokyo"
