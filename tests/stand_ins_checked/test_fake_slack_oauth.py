"""The stand-in's installing is as strict as Slack's own."""

import re

import pytest
from aiohttp import ClientSession, encode_basic_auth

from tests.stand_ins.slack import FakeSlack
from tests.stand_ins.slack.oauth import PATH

BACK = "https://beat.example/slack/oauth_redirect"


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        fake.app.redirect_urls.add(BACK)
        yield fake


@pytest.fixture
async def http():
    async with ClientSession() as session:
        yield session


def asked(slack, **other):
    known = {"client_id": slack.app.client_id, "scope": "chat:write", "redirect_uri": BACK}
    return {**known, "state": "s", **other}


async def code_of(slack, http, **other):
    """Press "Allow"; return where the browser is sent."""
    given = {**asked(slack), "team": slack.team.id, "decision": "allow", **other}
    async with http.post(slack.base + PATH, data=given, allow_redirects=False) as answer:
        return answer.headers["Location"]


async def exchange(slack, http, fields, secret=None):
    proof = encode_basic_auth(slack.app.client_id, secret or slack.app.client_secret)
    headers = {"Authorization": proof}
    url = f"{slack.api_url}oauth.v2.access"
    async with http.post(url, data=fields, headers=headers) as answer:
        return await answer.json()


async def test_the_page_refuses_what_was_not_registered(slack, http):
    wrong = {}
    for other in (
        {"client_id": "other"},
        {"redirect_uri": "https://evil.example/"},
        {"scope": ""},
        {"scope": "admin"},
    ):
        async with http.get(slack.base + PATH, params=asked(slack, **other)) as answer:
            wrong[next(iter(other)) + str(next(iter(other.values())))] = (
                answer.status,
                (await answer.text()).rpartition(" ")[2],
            )

    assert list(wrong.values()) == [
        (400, "invalid_client_id"),
        (400, "bad_redirect_uri"),
        (400, "no_scopes"),
        (400, "invalid_scope"),
    ]


async def test_a_code_serves_once_with_the_secret_and_the_same_address(slack, http):
    where = await code_of(slack, http)
    code = re.search(r"code=([^&]+)&state=s", where)[1]
    fields = {"code": code, "redirect_uri": BACK}
    no_secret = await exchange(slack, http, fields, secret="wrong")
    elsewhere = await exchange(slack, http, {**fields, "redirect_uri": "https://other.example"})
    granted = await exchange(slack, http, fields)
    again = await exchange(slack, http, fields)

    assert no_secret["error"] == "bad_client_secret"
    assert elsewhere["error"] == "bad_redirect_uri"
    assert granted["team"] == {"id": slack.team.id, "name": slack.team.name}
    assert granted["access_token"] == slack.team.token
    assert again["error"] == "code_already_used"


async def test_a_refresh_token_serves_once_and_tokens_run_out(slack, http):
    slack.app.rotates = True
    first = slack.app.lend(slack.team)
    fields = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await exchange(slack, http, fields)
    again = await exchange(slack, http, fields)
    slack.advance(second["expires_in"])
    headers = {"Authorization": f"Bearer {second['access_token']}"}
    async with http.get(f"{slack.api_url}auth.test", headers=headers) as answer:
        late = await answer.json()

    assert second["refresh_token"] != first["refresh_token"]
    assert again["error"] == "invalid_refresh_token"
    assert late["error"] == "token_expired"


async def test_who_is_taken_out_has_a_dead_token_and_wants_the_secret_for_it(slack, http):
    headers = {"Authorization": f"Bearer {slack.team.token}"}
    proof = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
    answers = []
    for method, fields in (
        ("apps.uninstall", {}),
        ("apps.uninstall", proof),
        ("auth.test", {}),
    ):
        async with http.post(slack.api_url + method, data=fields, headers=headers) as answer:
            answers.append((await answer.json()).get("error", "ok"))

    assert answers == ["invalid_client_id", "ok", "account_inactive"]
