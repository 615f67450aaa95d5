"""What the fake Teams knows of clouds, federated proofs, targeted messages and shared channels."""

import jwt
import pytest

from tests.stand_ins.teams import CannotDo, FakeTeams
from tests.stand_ins.teams.clouds import CLOUDS
from tests.stand_ins_checked.teams_bot import words

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def grace(teams):
    return teams.person("grace")


@pytest.fixture
def group(teams, paula, grace):
    return teams.group("Deal room", [paula, grace])


def targeted(person):
    return words(recipient={"id": person.id, "isTargeted": True})


@pytest.mark.parametrize("name", list(CLOUDS))
async def test_each_cloud_signs_in_its_own_name_and_wants_its_own_scope(bot, client, name):
    async with FakeTeams(bot.url, cloud=name) as teams:
        await teams.person("paula").say("nps")
        claims = jwt.decode(bot.token(), options={"verify_signature": False})
        given = []
        for scope in (CLOUDS[name].scope, "https://api.botframework.example/.default"):
            form = {
                "grant_type": "client_credentials",
                "client_id": teams.app_id,
                "client_secret": teams.app_password,
                "scope": scope,
            }
            async with client.post(teams.token_url, data=form) as response:
                given.append(response.status)
        async with client.get(teams.openid_url) as response:
            issuer = (await response.json())["issuer"]

    assert claims["iss"] == issuer == CLOUDS[name].issuer
    assert given == [200, 400]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_assertion": "right", "client_assertion_type": BEARER}, 200),
        ({"client_assertion": "wrong", "client_assertion_type": BEARER}, 401),
        ({"client_assertion": "right", "client_assertion_type": "jwt"}, 401),
        ({"client_assertion": "right"}, 401),
        ({}, 401),
        ({"client_secret": "stand-in-password", "client_assertion": "right"}, 401),
    ],
)
async def test_one_proof_is_taken_and_only_a_good_one(teams, client, changes, status):
    teams.tokens.assertion = "right"
    form = {"grant_type": "client_credentials", "client_id": teams.app_id}
    form |= {"scope": CLOUDS["public"].scope, **changes}
    async with client.post(teams.token_url, data=form) as response:
        assert response.status == status


async def test_a_targeted_message_is_seen_by_one_and_changed_as_what_it_is(
    call, teams, paula, grace, group
):
    path = f"v3/conversations/{group.id}/activities"
    posted = await call("POST", f"{path}?isTargetedActivity=true", targeted(paula))
    where = f"{path}/{posted.body['id']}"
    plain = await call("PUT", where, words("changed"))
    aimed = await call("PUT", f"{where}?isTargetedActivity=true", words("changed"))

    assert (posted.status, plain.status, aimed.status) == (201, 404, 200)
    assert [post.text for post in paula.inbox] == ["changed"]
    assert (grace.inbox, teams.messages(group)) == ([], [])


async def test_address_and_activity_say_the_same_of_who_sees_it(call, teams, paula, group):
    path = f"v3/conversations/{group.id}/activities"
    only_in_body = await call("POST", path, targeted(paula))
    only_in_address = await call(
        "POST", f"{path}?isTargetedActivity=true", words(recipient={"id": paula.id})
    )

    assert (only_in_body.status, only_in_address.status) == (400, 400)
    assert len(teams.violations) == 2


async def test_an_older_app_has_neither_targeted_messages_nor_slash_commands(
    call, teams, paula, group
):
    group.app_is_old = True
    path = f"v3/conversations/{group.id}/activities?isTargetedActivity=true"
    refused = await call("POST", path, targeted(paula))
    with pytest.raises(CannotDo):
        await paula.mention_in(group, "nps", private=True)

    assert (refused.status, teams.violations) == (400, [])


async def test_a_shared_channel_has_members_of_its_own_and_the_app_when_it_is_added(
    bot, call, teams, paula
):
    partner = teams.add_tenant("Partner")
    bob = teams.person("bob", tenant=partner, installed=False)
    channel = teams.shared_channel(teams.team("Gold", [paula]), "Joint plans", [paula, bob])
    early = await call.send(channel.id, words())
    await teams.install(channel, paula)
    kind = bot.last["channelData"]["eventType"]
    late = await call.send(channel.id, words())
    await bob.mention_in(channel, "nps")
    roster = await call("GET", f"v3/conversations/{channel.id}/members/{bob.id}")
    told = bot.last
    await teams.unshare(channel, partner, paula)

    assert (early.status, late.status) == (403, 201)
    assert kind == "channelMemberAdded"
    assert (told["conversation"]["tenantId"], "tenantId" in told["from"]) == (
        teams.tenant.id,
        False,
    )
    assert roster.body["tenantId"] == partner.id
    assert bot.last["channelData"]["unsharedFromTeams"][0]["tenantId"] == partner.id
    with pytest.raises(CannotDo):
        await bob.mention_in(channel, "nps")
