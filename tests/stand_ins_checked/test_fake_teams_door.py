"""How the fake Teams knocks: proofs good and bad, deadlines, and activities sent again."""

import asyncio

import jwt
import pytest

from tests.stand_ins.teams import BadToken, FakeTeams
from tests.stand_ins_checked.teams_bot import RecordingBot


@pytest.fixture
def checked(bot, teams, client):
    """Reads the last request's proof as a careful bot would."""

    async def check() -> dict:
        async with client.get(teams.openid_url) as response:
            page = await response.json()
        async with client.get(page["jwks_uri"]) as response:
            keys = {key["kid"]: key for key in (await response.json())["keys"]}
        token = bot.token()
        key = keys[jwt.get_unverified_header(token)["kid"]]
        if "msteams" not in key["endorsements"]:
            raise jwt.InvalidTokenError("no endorsement")
        claims = jwt.decode(
            token,
            jwt.PyJWK(key, "RS256").key,
            algorithms=["RS256"],
            audience=teams.app_id,
            issuer="https://api.botframework.com",
            leeway=300,
        )
        if claims["serviceurl"] != bot.last["serviceUrl"]:
            raise jwt.InvalidTokenError("serviceurl")
        return claims

    return check


async def test_an_activity_comes_with_a_proof_that_can_be_checked(paula, checked):
    await paula.say("nps")

    assert (await checked())["iss"] == "https://api.botframework.com"


async def test_after_a_rotation_the_old_proof_fails_where_its_key_is_gone(teams, paula, checked):
    await paula.say("nps")
    teams.keys.rotate()
    await checked()
    teams.keys.rotate(keep_old=False)
    with pytest.raises(KeyError):
        await checked()
    await paula.say("nps")

    assert await checked()


@pytest.mark.parametrize(
    "bad", [b for b in BadToken if b not in (BadToken.MISSING, BadToken.NOT_BEARER)]
)
async def test_no_bad_proof_passes_a_careful_check(teams, paula, checked, bad):
    teams.forge(bad)
    await paula.say("nps")

    with pytest.raises((jwt.PyJWTError, KeyError)):
        await checked()


async def test_a_proof_may_be_missing_or_of_another_kind(bot, teams, paula):
    teams.forge(BadToken.MISSING)
    teams.forge(BadToken.NOT_BEARER)
    await paula.say("nps")
    await paula.say("nps")
    proofs = [one.headers.get("Authorization", "") for one in bot.incoming]

    assert (proofs[0], proofs[1][:6]) == ("", "Basic ")


async def test_a_forged_request_that_was_refused_is_not_sent_again(bot, teams, paula):
    teams.forge(BadToken.EXPIRED)
    bot.answers.append({"status": 401})
    ack = await paula.say("nps")

    assert (ack.status, ack.attempts, len(bot.incoming)) == (401, 1, 1)


async def test_a_refused_activity_comes_again_until_it_is_taken(bot, paula):
    bot.answers.extend([{"status": 500}, {"status": 503}])
    ack = await paula.say("nps")

    assert (ack.ok, ack.attempts) == (True, 3)
    assert len({one.activity["id"] for one in bot.incoming}) == 1


async def test_an_activity_comes_again_four_times_and_no_more(bot, teams, paula):
    bot.answers.extend([{"status": 500}] * 9)
    ack = await paula.say("nps")

    assert (ack.ok, ack.attempts, len(teams.unanswered)) == (False, 5, 5)


async def test_a_lost_answer_brings_the_activity_again(bot, teams, paula):
    teams.lose_answers()
    ack = await paula.say("nps")

    assert (ack.attempts, len(bot.incoming)) == (2, 2)


async def test_an_acknowledged_activity_may_come_again_with_its_id_or_a_new_one(bot, teams, paula):
    teams.repeat_next()
    teams.repeat_next(new_id=True)
    await paula.say("nps")
    first, second, third = [one.activity["id"] for one in bot.incoming]
    await teams.redeliver(teams.sent[0])

    assert first == second != third
    assert bot.last["id"] == first


async def test_a_slow_bot_is_left_waiting(bot, teams, paula):
    never = asyncio.Event()
    teams.change_deadlines(message=0.05)
    bot.answers.append({"waits_for": never})
    ack = await paula.say("nps")
    never.set()

    assert (teams.unanswered[0].ack.failure, ack.attempts) == ("timeout", 2)


async def test_a_bot_that_is_not_there_is_noticed():
    async with FakeTeams() as teams:
        ack = await teams.person("ada").say("nps")

    assert ack.failure == "connection_failed"


async def test_without_proofs_nothing_is_signed_and_nothing_is_asked():
    async with RecordingBot() as bot, FakeTeams(bot.url, anonymous=True) as teams:
        await teams.person("ada").say("nps")

        assert "Authorization" not in bot.incoming[0].headers
