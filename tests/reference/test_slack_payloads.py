"""Every recorded shape of Slack's passes the door without an error of ours."""

import json
import os
from pathlib import Path

import pytest

from adapters.slack.directory import read_profile
from tests.slack.house import open_house
from tests.stand_ins.slack import FakeSlack

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
FOLDER = REFERENCE / "payloads" / "slack"
SHAPES = sorted(path.stem for path in FOLDER.glob("*.json"))


def recorded(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


async def send(slack, body):
    if "command" in body:
        return await slack.door.command({key: str(value) for key, value in body.items()})
    return await (slack.door.event if "event" in body else slack.door.gesture)(body)


def brought_to_life(body, slack, person):
    """Fill in what is empty in every recorded shape: who, where, and what kind."""
    team = slack.team.id
    known = {"team_id": team, "app_installed_team_id": team, "user_id": person, "channel_id": "D1"}
    filled = {**body, **{key: value for key, value in known.items() if key in body}}
    if "event" in body:
        event = {**body["event"]}
        event |= {"user": person} if event.get("user") == "" else {}
        event |= {"channel_type": "im"} if event["type"] == "message" else {}
        event |= {"bot_id": "", "text": "hello"} if "text" in event else {}
        event |= {"tab": "home"} if "tab" in event else {}
        grant = {**body["authorizations"][0], "team_id": team}
        filled |= {"type": "event_callback", "event": event, "authorizations": [grant]}
    if "command" in body:
        filled["command"] = "/nps"
    if isinstance(body.get("user"), dict):
        filled["user"] = {**body["user"], "id": person}
    if isinstance(body.get("team"), dict):
        filled["team"] = {**body["team"], "id": team}
    if isinstance(body.get("view"), dict):
        filled["view"] = {**body["view"], "app_installed_team_id": team}
    return filled


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("alive", [False, True])
async def test_a_recorded_shape_is_acknowledged(shape, alive):
    async with FakeSlack() as slack, open_house(slack) as house:
        body = recorded(shape)
        body = brought_to_life(body, slack, slack.user("ada").id) if alive else body
        ack = await send(slack, body)
        await house.workers.rest()

    assert (ack.status, ack.attempts) == (200, 1)
    assert set(house.inbox.closed) == {entry.id for entry in house.inbox.kept.values()}


def test_a_recorded_person_can_be_read():
    assert read_profile(recorded("api/users.info")["user"]).email is None
