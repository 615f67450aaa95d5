"""Every recorded activity passes the door, and our cards keep the published schema."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from adapters.teams.render import render
from bot.errors import MessageRejected
from tests.fixtures import messages
from tests.stand_ins.teams import FakeTeams
from tests.teams.house import open_house

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
RECORDED = [
    json.loads(line)
    for line in (REFERENCE / "payloads" / "teams" / "activities.jsonl").read_text().splitlines()
]
SCHEMA = json.loads((REFERENCE / "schemas" / "adaptive-card-1.5.json").read_text())
JUDGE = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
HOSTS = {urlsplit(raw["serviceUrl"]).netloc for raw in RECORDED if "serviceUrl" in raw}


async def post(url, body, **headers):
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=json.dumps(body), headers=headers) as response,
    ):
        return response.status


async def test_every_recorded_activity_is_handled_without_an_error_of_ours():
    async with (
        FakeTeams(anonymous=True) as teams,
        open_house(teams, allow_anonymous=True, app_password="", service_hosts=HOSTS) as house,
    ):
        statuses = [await post(house.url, raw) for raw in RECORDED]
        await house.workers.rest()

    whole = [raw for raw in RECORDED if "serviceUrl" in raw and "conversation" in raw]
    assert max(statuses) < 500
    assert statuses.count(200) >= len(whole) > 30
    assert set(house.inbox.closed) == {entry.id for entry in house.inbox.kept.values()}


@pytest.mark.parametrize("number", range(len(RECORDED)))
async def test_a_recorded_activity_from_a_real_person_is_handled_in_a_signed_request(number):
    async with FakeTeams() as teams, open_house(teams) as house:
        ada = teams.person("ada")
        raw = {
            **RECORDED[number],
            "serviceUrl": teams.service_url,
            "channelId": "msteams",
            "conversation": ada.chat.as_json(),
        }
        proof = teams.keys.header(teams.service_url, teams.world.clock.now())
        status = await post(house.url, raw, Authorization=proof)
        await house.workers.rest()

    assert status == 200


def standard(value):
    """Return a card as a client of version 1.5 reads it: without what only Teams knows."""
    if isinstance(value, list):
        return [standard(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("type", "")).startswith("Chart."):
        return standard(value["fallback"])
    return {
        key: standard(inner)
        for key, inner in value.items()
        if key not in {"msteams", "choices.data"}
    }


@settings(
    max_examples=1000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(messages.messages)
def test_a_card_keeps_the_published_schema(message):
    for whole in messages.alone(message):
        try:
            parts = render(whole)
        except MessageRejected:
            continue
        for part in parts:
            JUDGE.validate(standard(part.card))
