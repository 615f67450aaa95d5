"""The fake Teams' control door, for hands outside its process."""

import pytest

from tests.stand_ins.teams import FakeTeams
from tests.stand_ins.teams.control import add_control
from tests.stand_ins_checked.teams_bot import button, card, score, with_card


@pytest.fixture
async def teams(bot):
    fake = FakeTeams(bot.url)
    add_control(fake)
    async with fake:
        yield fake


@pytest.fixture
def control(teams, client):
    async def told(gesture: str, **said):
        async with client.post(f"{teams.base}/control/{gesture}", json=said) as response:
            return await response.json()

    return told


async def test_a_whole_story_is_told_through_the_control_door(bot, teams, call, control, client):
    said = await control("say", user="ada", text="nps")
    await call.send(
        teams.person("ada").chat.id, with_card(card(score(), actions=[button(verb="nps")]))
    )
    thanks = {"type": "application/vnd.microsoft.activity.message", "value": "Thanks"}
    bot.will_answer({"statusCode": 200, **thanks})
    pressed = await control("press", user="ada", what="Go", values={"score": "9"})
    async with client.get(f"{teams.base}/control/ledger") as response:
        ledger = await response.json()

    assert (said["ok"], pressed["notices"]) == (True, ["Thanks"])
    assert bot.last["value"]["action"]["data"] == {"score": "9"}
    assert (len(ledger["accepted"]), ledger["violations"]) == (1, [])


@pytest.mark.parametrize("kind", ["group", "team"])
async def test_a_room_is_made_through_the_control_door(bot, control, kind):
    room = await control("room", kind=kind, name="Plans", users=["ada", "grace"])
    await control("say", user="grace", text="help", conversation=room["conversation"])

    assert bot.last["conversation"]["id"].startswith(room["conversation"])
    assert bot.last["text"].strip().endswith("help")


async def test_what_cannot_be_done_is_said(control):
    told = await control("press", user="ada", what="Go")

    assert (told["ok"], told["cannot"]) == (False, "nothing to press in the inbox")


async def test_trouble_is_ordered_through_the_control_door(teams, call, control, paula):
    await control("trouble", kind="throttle", times=1, retry_after=3)

    assert (await call.open(paula.id, teams.tenant.id)).status == 429
