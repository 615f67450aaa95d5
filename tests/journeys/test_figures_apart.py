"""The owner's switch through both doors: no figure is shown where more than its asker is."""

import pytest

from bot.people.store.tables import Contact
from tests.journeys.conftest import served
from tests.stand_ins.teams import FakeTeams

TECHNICAL = "acme-it-01"
ARR = "Annual recurring revenue (ARR)"
LINE = "I have answered in our own chat"


def says(words):
    return lambda message: words in str(getattr(message, "card", "")) or words in message.text


async def email_of(house, contact_id):
    async with house.house.database.read() as session:
        return (await session.get_one(Contact, contact_id)).email


@pytest.fixture
async def apart_on_slack(slack, slack_settings, clock):
    running = await served(slack_settings.model_copy(update={"figures_apart": True}), clock)
    slack.point_at(f"{running.url}/slack/events")
    yield running
    await running.stop()


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams
        assert teams.violations == []


@pytest.fixture
async def apart_on_teams(teams, teams_settings, clock):
    running = await served(teams_settings.model_copy(update={"figures_apart": True}), clock)
    teams.point_at(f"{running.url}/api/messages")
    yield running
    await running.stop()


@pytest.mark.parametrize("way", ["mention", "command"])
async def test_on_slack_a_figure_is_told_in_the_asker_s_own_conversation(
    slack, apart_on_slack, way
):
    ada = slack.user("ada", email=await email_of(apart_on_slack, TECHNICAL))
    room = slack.channel("gold", [ada, slack.user("other")])
    if way == "mention":
        await ada.mention(room, "our ARR")
    else:
        await ada.command("/metrics", "our ARR", where=room)
    figure = await slack.wait_for_message(ada, says(ARR))
    line = await slack.wait_for_message(ada, says(LINE))

    assert not figure.is_ephemeral
    assert line.seen_only_by == ada.id
    assert "as of" not in line.text
    assert not [each for each in slack.messages(room) if ARR in each.text]


async def test_on_slack_what_is_pressed_there_is_answered_apart_too(slack, apart_on_slack):
    ada = slack.user("ada", email=await email_of(apart_on_slack, TECHNICAL))
    room = slack.channel("gold", [ada, slack.user("other")])
    await ada.mention(room, "what can I ask?")
    offered = await slack.wait_for_message(ada, lambda message: ARR in message.labels())
    assert offered.seen_only_by == ada.id

    await ada.press(offered, ARR)
    figure = await slack.wait_for_message(ada, says("as of"))
    assert not figure.is_ephemeral
    assert await slack.wait_for_message(ada, says(LINE))


async def test_in_a_personal_conversation_nothing_is_different(slack, apart_on_slack):
    ada = slack.user("ada", email=await email_of(apart_on_slack, TECHNICAL))
    await ada.say_in_dm("our ARR")
    await slack.wait_for_message(ada, says("as of"))
    await apart_on_slack.house.workers.idle()

    assert not [each for each in ada.inbox if LINE in each.text]


async def test_on_teams_a_figure_is_told_in_the_chat_of_two(teams, apart_on_teams):
    email = await email_of(apart_on_teams, TECHNICAL)
    ada, grace = teams.person("ada", email=email), teams.person("grace")
    await ada.install()
    room = teams.group("Plans", [ada, grace])
    await ada.mention_in(room, "our ARR")
    figure = await teams.wait_for_message(ada, says("as of"))
    await apart_on_teams.house.workers.idle()

    assert figure.conversation == ada.chat
    (line,) = teams.messages(room)
    assert (line.text[: len(LINE)], line.card) == (LINE, None)


async def test_on_teams_a_press_changes_no_card_there(teams, apart_on_teams):
    email = await email_of(apart_on_teams, TECHNICAL)
    ada, grace = teams.person("ada", email=email), teams.person("grace")
    await ada.install()
    room = teams.group("Plans", [ada, grace])
    await ada.mention_in(room, "what can I ask?")
    offered = await teams.wait_for_message(ada, says("What you can ask"))
    pressed = await ada.press(offered, ARR)
    figure = await teams.wait_for_message(ada, says("as of"))

    assert figure.conversation == ada.chat
    assert pressed.card is None
