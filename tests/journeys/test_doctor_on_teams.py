"""What the doctor says of a Teams app that is wrong, and of one that is right."""

import pytest

from tests.journeys.test_doctor import examined
from tests.stand_ins.teams import FakeTeams


@pytest.fixture
async def teams():
    async with FakeTeams(cloud="gcc-high") as teams:
        yield teams


def settings_for(teams, **more):
    return {
        "TEAMS_APP_ID": teams.app_id,
        "TEAMS_APP_PASSWORD": teams.app_password,
        "TEAMS_TENANT_ID": teams.tenant.id,
        "TEAMS_CLOUD": "gcc-high",
        "TEAMS_LOGIN_URL": teams.base,
        "TEAMS_OPENID_URL": teams.openid_url,
        **more,
    }


async def test_where_teams_is_right_the_doctor_says_in_which_cloud(teams, programme_url):
    code, found = await examined(programme_url, **settings_for(teams))

    assert code == 0
    assert found["Teams"]["said"].startswith("the cloud gcc-high gives this app a token")


async def test_a_federated_identity_needs_no_secret(teams, programme_url, tmp_path):
    file = tmp_path / "token"
    file.write_text("a.federated.token")
    teams.tokens.assertion = "a.federated.token"
    more = {"TEAMS_APP_PASSWORD": "", "TEAMS_FEDERATED_TOKEN_FILE": str(file)}
    code, found = await examined(programme_url, **settings_for(teams, **more))

    assert (code, found["Teams"]["mend"]) == (0, "")


@pytest.mark.parametrize(
    ("denied", "more", "said"),
    [
        ((65001, "no consent"), {}, "consent is missing"),
        ((50194, "not multi-tenant"), {}, "for one organisation"),
        (None, {"TEAMS_APP_PASSWORD": "wrong"}, "wants a secret's value, not its id"),
        (None, {"TEAMS_CLOUD": "public"}, "another cloud of Microsoft's"),
        (None, {"TEAMS_TENANT_ID": "elsewhere"}, "the home tenant does not know the app"),
    ],
)
async def test_what_is_wrong_is_said_in_plain_words(teams, programme_url, denied, more, said):
    teams.tokens.denied = denied
    code, found = await examined(programme_url, **settings_for(teams, **more))

    assert code == 1
    assert said in found["Teams"]["said"]
    assert found["Teams"]["mend"]
    assert teams.app_password not in str(found)


async def test_a_cloud_with_anothers_address_stops_before_anything_is_asked(teams, programme_url):
    more = {"TEAMS_LOGIN_URL": "https://login.microsoftonline.com"}
    code, found = await examined(programme_url, **settings_for(teams, **more))

    assert code == 1
    assert "belongs to the cloud gcc or public" in found["settings"]["said"]
    assert teams.calls == []
