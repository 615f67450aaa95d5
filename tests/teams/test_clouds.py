"""Each cloud of Microsoft's, each way to prove who the app is, and what a refusal says."""

import asyncio
from dataclasses import replace

import pytest

from adapters.teams.api import new_session
from adapters.teams.clouds import CLOUDS, cloud_named
from adapters.teams.hosts import ServiceHosts
from adapters.teams.keys import LONGEST_PAUSE, SigningKeys
from adapters.teams.people import People
from adapters.teams.room import check_credentials
from adapters.teams.tokens import AppToken, Credentials
from bot.errors import ConfigurationInvalid, NotSent, RequestRefused
from bot.event import Reply
from bot.message import notice
from tests.stand_ins.teams import FakeTeams
from tests.stand_ins.teams.keys import BadToken
from tests.teams.house import MemoryConversations, cloud_of, open_house, register_of

NAMES = list(CLOUDS)


def reasons(log):
    return " ".join(line["reason"] for line in log.of("request_refused"))


@pytest.mark.parametrize("name", NAMES)
async def test_in_each_cloud_somebody_is_heard_and_answered(name):
    async with FakeTeams(cloud=name) as teams, open_house(teams) as house:
        house.router.reply = Reply((notice("Hello", "you"),))
        ada = teams.person("ada")
        await ada.say("help")
        await house.workers.rest()

        assert [post.activity["summary"] for post in teams.messages(ada)] == ["Hello"]
        assert [asked.form["scope"] for asked in teams.tokens.requests] == [CLOUDS[name].scope]
        assert (teams.unanswered, teams.violations) == ([], [])


@pytest.mark.parametrize(("lives_in", "set_to"), [("gcc-high", "public"), ("public", "china")])
async def test_the_wrong_cloud_is_named_at_the_door_and_at_the_token(lives_in, set_to, log):
    async with FakeTeams(cloud=lives_in) as teams:
        wrong = CLOUDS[set_to].with_overrides(login_url=teams.base, openid_url=teams.openid_url)
        async with open_house(teams, cloud=wrong) as house:
            ack = await teams.person("ada").say("help")

            assert ack.status == 401
            assert f"not from {wrong.issuer}" in reasons(log)
            with pytest.raises(NotSent, match=r"another cloud.*DRUMBEAT_TEAMS_CLOUD"):
                await house.room.ask()


@pytest.mark.parametrize("name", NAMES)
def test_each_cloud_shows_our_token_to_its_own_hosts_alone(name):
    hosts = ServiceHosts(own=CLOUDS[name].hosts)
    foreign = {host for cloud in CLOUDS.values() for host in cloud.hosts} - CLOUDS[name].hosts

    assert all(hosts.allow(f"https://{host}/teams/") for host in CLOUDS[name].hosts)
    assert not any(hosts.allow(f"https://{host}/teams/") for host in foreign)
    if CLOUDS[name].service_url:
        assert hosts.allow(CLOUDS[name].service_url)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"name": "mars"}, "DRUMBEAT_TEAMS_CLOUD is wrong"),
        ({"name": "china"}, "also needs DRUMBEAT_TEAMS_SERVICE_HOSTS"),
        (
            {"name": "gcc-high", "login_url": "https://login.microsoftonline.com"},
            "LOGIN_URL is wrong: login.microsoftonline.com belongs to the cloud gcc or public",
        ),
        (
            {"name": "", "openid_url": CLOUDS["dod"].openid_url},
            "DRUMBEAT_TEAMS_OPENID_URL is wrong",
        ),
        (
            {"name": "dod", "service_hosts": ["smba.infra.gov.teams.microsoft.us"]},
            "belongs to the cloud gcc-high",
        ),
    ],
)
def test_what_does_not_go_together_is_named(given, named):
    with pytest.raises(ConfigurationInvalid, match=named):
        cloud_named(given.pop("name"), **given)


def test_one_address_of_ones_own_leaves_the_rest_as_the_cloud_has_it():
    cloud = cloud_named("dod", login_url="http://127.0.0.1:9", service_hosts=["127.0.0.1:9"])

    assert cloud == replace(CLOUDS["dod"], login_url="http://127.0.0.1:9")


async def test_where_no_host_is_published_a_tenant_speaks_first(teams, api):
    people = People(api, MemoryConversations(register_of(teams)), teams.app_id, "")
    with pytest.raises(NotSent, match="nothing was heard"):
        await people.conversation(teams.tenant.id, "somebody")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "federated"


@pytest.fixture
def federated(teams, file):
    return Credentials(teams.app_id, "", teams.tenant.id, file)


async def test_a_federated_identity_is_read_anew_for_each_token(teams, session, federated, file):
    token = AppToken(session, teams.base, federated)
    for proof in ("header.first.signature", "header.second.signature"):
        teams.tokens.assertion = proof
        file.write_text(f"{proof}\n")
        token.forget(await token.get())

    assert [one.status for one in teams.tokens.requests] == [200, 200]
    assert all("client_secret" not in one.form for one in teams.tokens.requests)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "FEDERATED_TOKEN_FILE: No such file"),
        ("", "holds no token"),
        ("x" * 20_000, "holds no token"),
        ("\N{SNOWMAN}", "it is no token"),
        ("somebody.elses.token", r"trusts no federated identity.*AADSTS700213"),
    ],
)
async def test_a_federated_identity_that_is_none_is_named(teams, federated, file, content, said):
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(NotSent, match=said) as told:
        await check_credentials(federated, cloud_of(teams))

    assert "elses" not in str(told.value)


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (65001, "The user or administrator has not consented", "consent is missing"),
        (7000229, "missing service principal in the tenant", "consent is missing"),
        (50194, "Application is not configured as a multi-tenant", "for one organisation"),
        (7000222, "The provided client secret keys are expired", "has expired"),
        (90002, "Tenant not found", "DRUMBEAT_TEAMS_TENANT_ID"),
        (53003, "Access has been blocked by Conditional Access", "policy"),
        (1234567, "what nobody has met", r"^Teams gives this app no token \(no token: Microsoft"),
    ],
)
async def test_why_there_is_no_token_is_said_in_plain_words(teams, number, words, said):
    teams.tokens.denied = number, f"{words}. Trace ID: 1 Client: {teams.app_password}"
    right = Credentials(teams.app_id, teams.app_password, teams.tenant.id)
    with pytest.raises(NotSent, match=said) as told:
        await check_credentials(right, cloud_of(teams))

    assert f"AADSTS{number}" in str(told.value)
    assert not {teams.app_password, "Trace"} & set(str(told.value).split())


async def test_a_token_for_another_app_is_named(teams, house, ada, log):
    teams.forge(BadToken.WRONG_AUDIENCE)
    ack = await ada.say("help")

    assert ack.status == 401
    assert "is DRUMBEAT_TEAMS_APP_ID the bot's id" in reasons(log)


async def test_before_the_first_success_keys_are_asked_for_with_growing_pauses(teams):
    teams.fail(503, call="openid", times=99)
    async with open_house(teams) as house:
        await asyncio.gather(*(teams.person(f"p{n}").say("help") for n in range(20)))
        asked = len(teams.heard("openid"))

        assert all(sent.ack.status == 503 for sent in teams.sent)
        assert len(teams.sent) >= 20
        assert asked <= 4
        assert house.inbox.kept == {}


async def test_when_the_pause_is_over_the_keys_are_fetched(teams):
    now = [0.0]
    teams.fail(503, call="openid", times=3)
    async with new_session() as session:
        keys = SigningKeys(session, teams.openid_url, clock=lambda: now[0])
        for _ in range(4):
            with pytest.raises(RequestRefused):
                await keys.find("kid-0001")
        assert len(teams.heard("openid")) == 2
        now[0] += 1
        with pytest.raises(RequestRefused):
            await keys.find("kid-0001")
        now[0] += LONGEST_PAUSE

        assert await keys.find("kid-0001") is not None
        assert len(teams.heard("openid")) == 4
