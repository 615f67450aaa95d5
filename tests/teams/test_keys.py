import asyncio

import pytest

from adapters.teams.api import new_session
from adapters.teams.keys import MAX_AGE, SigningKeys
from bot.errors import RequestRefused


@pytest.fixture
async def session():
    async with new_session() as opened:
        yield opened


@pytest.fixture
def now():
    return [1000.0]


@pytest.fixture
def keys(teams, session, now):
    return SigningKeys(session, teams.openid_url, clock=lambda: now[0])


async def test_keys_are_fetched_once_however_many_ask(teams, keys):
    found = await asyncio.gather(*(keys.find("kid-0001") for _ in range(20)))

    assert all(key is not None and "msteams" in key.endorsements for key in found)
    assert len(teams.heard("keys")) == 1


async def test_keys_are_kept_for_a_day_and_no_longer(teams, keys, now):
    await keys.find("kid-0001")
    now[0] += MAX_AGE - 1
    await keys.find("kid-0001")
    assert len(teams.heard("keys")) == 1
    now[0] += 2
    await keys.find("kid-0001")

    assert len(teams.heard("keys")) == 2


async def test_keys_too_old_are_not_believed_when_no_new_ones_come(teams, keys, now):
    await keys.find("kid-0001")
    now[0] += MAX_AGE + 1
    teams.fail(503, call="openid", times=2)
    with pytest.raises(RequestRefused) as refused:
        await keys.find("kid-0001")

    assert refused.value.status == 503


async def test_known_keys_outlive_a_failed_search_for_an_unknown_one(teams, keys):
    await keys.find("kid-0001")
    teams.fail(503, call="keys")

    assert await keys.find("kid-nobody-knows") is None
    assert await keys.find("kid-0001") is not None


async def test_all_who_wait_for_keys_share_a_failure(teams, keys):
    teams.fail(503, call="openid", times=99)
    ends = await asyncio.gather(*(keys.find("x") for _ in range(20)), return_exceptions=True)

    assert {type(end) for end in ends} == {RequestRefused}
    assert len(teams.heard("openid")) == 1


@pytest.mark.parametrize("code", ["", "x"])
async def test_odd_answers_are_no_keys(teams, session, code):
    nothing = SigningKeys(session, f"{teams.base}/v1/.well-known/keys{code}")
    with pytest.raises(RequestRefused):
        await nothing.find("x")
    teams.violations.clear()
