"""What the operator writes, and what it comes to."""

import pytest

from bot.errors import ConfigurationInvalid
from drumbeat.rooms import mail_settings
from drumbeat.settings import read_settings
from scheduler.pace import PACES


def test_an_empty_value_is_one_that_is_not_set(monkeypatch):
    monkeypatch.setenv("DRUMBEAT_SMTP_URL", "")
    monkeypatch.setenv("DRUMBEAT_PORT", "")
    settings = read_settings(vendor="Cirrus", secret_key="k" * 40)

    assert (settings.smtp_url, settings.port) == (None, 8080)


def test_the_relay_gets_as_many_connections_as_its_operator_says():
    mail = {
        "smtp_url": "smtps://relay.example",
        "mail_from": "Cirrus <beat@cirrus.example>",
        "mail_imprint": "Cirrus Ltd",
        "public_url": "https://beat.example",
    }
    usual = read_settings(vendor="Cirrus", secret_key="k" * 40, **mail)
    many = read_settings(vendor="Cirrus", secret_key="k" * 40, **mail, smtp_connections=20)

    assert [mail_settings(one, "smtps://relay.example").connections for one in (usual, many)] == [
        4,
        20,
    ]
    assert usual.smtp_pace == PACES["email"].rate


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"slack_client_id": "1.2"}, "SLACK_CLIENT_SECRET"),
        ({"slack_client_secret": "hush"}, "SLACK_CLIENT_ID"),
        ({"slack_client_id": "1.2", "slack_client_secret": "hush"}, "PUBLIC_URL"),
        (
            {"slack_client_id": "1.2", "slack_client_secret": "hush", "public_url": "beat.ours"},
            "PUBLIC_URL",
        ),
    ],
)
def test_installing_by_a_link_needs_all_it_needs(given, missing):
    with pytest.raises(ConfigurationInvalid, match=f"DRUMBEAT_{missing}"):
        read_settings(vendor="Cirrus", secret_key="k" * 40, **given)


def teams_settings(**given):
    return read_settings(
        vendor="Cirrus",
        secret_key="k" * 40,
        teams_app_id="5f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a001",
        teams_tenant_id="6f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a001",
        **given,
    )


def test_a_teams_app_proves_itself_by_a_secret_or_by_a_federated_identity(tmp_path):
    by_file = teams_settings(teams_federated_token_file=tmp_path / "token")

    assert teams_settings(teams_app_password="s").teams_home.name == "public"
    assert by_file.teams_app_password is None
    with pytest.raises(ConfigurationInvalid, match="also needs DRUMBEAT_TEAMS_APP_PASSWORD"):
        teams_settings()
    with pytest.raises(ConfigurationInvalid, match="set one of them"):
        teams_settings(teams_app_password="s", teams_federated_token_file=tmp_path / "token")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"teams_cloud": "gcch"}, "DRUMBEAT_TEAMS_CLOUD is wrong: write one of public, gcc, "),
        ({"teams_cloud": "china"}, "also needs DRUMBEAT_TEAMS_SERVICE_HOSTS"),
        (
            {"teams_cloud": "dod", "teams_login_url": "https://login.microsoftonline.com"},
            "DRUMBEAT_TEAMS_LOGIN_URL is wrong: login.microsoftonline.com belongs to the cloud",
        ),
    ],
)
def test_a_cloud_and_what_does_not_go_with_it_are_named(given, said):
    with pytest.raises(ConfigurationInvalid, match=said):
        teams_settings(teams_app_password="s", **given)


def test_a_single_address_stands_beside_the_cloud():
    given = {"teams_cloud": "china", "teams_service_hosts": "smba.example.cn, 127.0.0.1:9200"}
    settings = teams_settings(teams_app_password="s", **given)

    assert settings.teams_home.scope == "https://api.botframework.azure.cn/.default"
    assert settings.teams_hosts == ["smba.example.cn", "127.0.0.1:9200"]
