"""Every recorded activity passes the door, and our cards keep the published schema."""

import json
import os
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import jsonschema
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from sqlalchemy import select

from adapters.teams.render import render
from bot.errors import MessageRejected
from bot.store.tables import InboxRow
from drumbeat.settings import read_settings
from tests.fixtures import messages
from tests.journeys.conftest import served
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


async def test_every_recorded_activity_is_handled_by_the_served_program(sqlite_url):
    settings = read_settings(
        vendor="Cirrus",
        secret_key="k" * 40,
        database_url=sqlite_url,
        port=0,
        teams_allow_anonymous=True,
        teams_service_hosts=",".join(sorted(HOSTS)),
    )
    running = await served(settings)
    statuses = [await post(f"{running.url}/api/messages", raw) for raw in RECORDED]
    await running.house.workers.idle()
    async with running.house.database.read() as session:
        states = Counter(await session.scalars(select(InboxRow.state)))
    await running.stop()

    whole = [raw for raw in RECORDED if "serviceUrl" in raw and "conversation" in raw]
    assert max(statuses) < 500
    assert statuses.count(200) >= len(whole) > 30
    assert states == {"handled": states.total()}
    assert states.total() > 30


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


@trials(
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
