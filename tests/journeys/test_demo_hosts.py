"""The demo answers only to its own names: a name that was pointed at it gets nothing."""

import aiohttp
import pytest


async def status(url, **headers):
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
async def test_the_machines_own_names_are_answered(demo, name):
    assert (await status(demo.url, Host=f"{name}:{demo.port}"))[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "localhost", "[", ""])
async def test_any_other_name_is_refused_in_a_sentence(demo, host):
    code, text = await status(demo.url, Host=host.format(port=demo.port))

    assert code == 421
    assert "DRUMBEAT_PUBLIC_URL" in text


async def test_an_origin_that_cannot_be_read_is_a_sentence_and_no_surprise(demo):
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{demo.url}/be", headers={"Origin": "http://["}) as answer,
    ):
        assert answer.status == 400
        assert "Origin header cannot be read" in await answer.text()
