"""Every recorded activity passes the door."""

import json
import os
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from sqlalchemy import select

from bot.store.tables import InboxRow
from drumbeat.settings import read_settings
from tests.journeys.conftest import served
from tests.stand_ins.teams import FakeTeams
from tests.teams.house import open_house

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / os.environ.get("DRUMBEAT_REFERENCE", "../shared")).resolve()
RECORDED = [
    json.loads(line)
    for line in (REFERENCE / "payloads" / "teams" / "activities.jsonl").read_text().splitlines()
]
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
