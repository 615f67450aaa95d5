"""The doctor names what is wrong, and the step that mends it."""

import asyncio
import json

import pytest

from tests.fixtures.books import change
from tests.fixtures.program import run
from tests.stand_ins.dns import DnsServer


async def examined(url, **more):
    done = await asyncio.to_thread(run, url, "doctor", "--json", **more)
    findings = json.loads(done.stdout)
    worst_last = sorted(findings, key=lambda one: bool(one["mend"]))
    return done.returncode, {one["subject"]: one for one in worst_last}


def slack_settings(slack):
    return {
        "SLACK_SIGNING_SECRET": slack.door.signing_secret,
        "SLACK_BOT_TOKEN": slack.team.token,
        "SLACK_API_URL": slack.api_url,
    }


async def test_where_everything_is_right_the_doctor_says_so(slack, programme_url):
    code, found = await examined(programme_url, **slack_settings(slack))

    assert code == 0
    assert not [one for one in found.values() if one["mend"]]
    assert found["Slack"]["said"] == "the token opens Cirrus"


async def test_while_all_sends_are_stopped_the_doctor_says_so(slack, programme_url):
    await asyncio.to_thread(run, programme_url, "sends", "stop-all")
    code, found = await examined(programme_url, **slack_settings(slack))

    assert code == 1
    assert found["sends"]["said"].startswith("all sends are stopped since ")
    assert "drumbeat sends resume-all" in found["sends"]["mend"]


async def test_without_a_door_nobody_is_reached(programme_url):
    code, found = await examined(programme_url)

    assert code == 1
    assert found["doors"]["said"] == "none is open, so nobody is reached"


async def test_a_refused_token_is_named_with_where_to_get_a_new_one(slack, programme_url):
    wrong = slack_settings(slack) | {"SLACK_BOT_TOKEN": "xoxb-old"}
    code, found = await examined(programme_url, **wrong)

    assert code == 1
    assert "DRUMBEAT_SLACK_BOT_TOKEN" in found["Slack"]["mend"]


async def test_what_keeps_other_workspaces_from_installing_is_named(slack, programme_url):
    app = {"SLACK_CLIENT_ID": slack.app.client_id, "SLACK_CLIENT_SECRET": slack.app.client_secret}
    given = {**slack_settings(slack), **app, "PUBLIC_URL": "https://beat.cirrus.example"}
    _, right = await examined(programme_url, **given)
    _, wrong = await examined(programme_url, **{**given, "SLACK_CLIENT_SECRET": "other"})
    _, plain = await examined(programme_url, **{**given, "PUBLIC_URL": "http://beat.example"})
    said = "workspaces by link"

    assert not right[said]["mend"]
    assert "Manage Distribution" in right[said]["said"]
    assert "bad_client_secret" in wrong[said]["said"]
    assert "https://" in plain[said]["mend"]


async def test_a_token_of_another_workspace_asks_what_becomes_of_the_old_one(slack, programme_url):
    place = "platform, external_id, name, token, own, own_by, state, installed_at, bot_user_id"
    change(
        programme_url,
        f"INSERT INTO installation (id, {place}) VALUES ('i-old', 'slack', 'T-OLD', "  # noqa: S608 - ours
        "'Old workspace', '', true, 'former', 'live', '2026-01-01 00:00:00+00:00', '')",
    )
    code, found = await examined(programme_url, **slack_settings(slack))

    assert code == 1
    assert "Old workspace (T-OLD)" in found["installations"]["said"]
    assert "drumbeat installations own ID" in found["installations"]["mend"]


async def test_a_misspelt_setting_is_told_its_nearest_name(programme_url):
    code, found = await examined(programme_url, SLACK_BOT_TOKN="xoxb-1")

    assert code == 1
    assert found["settings"]["mend"] == "did you mean DRUMBEAT_SLACK_BOT_TOKEN?"


async def test_a_database_behind_names_the_command(programme_url):
    change(programme_url, "UPDATE alembic_version SET version_num = '0001'")
    code, found = await examined(programme_url)

    assert code == 1
    assert found["database"]["mend"] == "run `drumbeat db upgrade`"


async def test_a_relay_and_a_mailbox_that_cannot_be_reached_are_named(programme_url):
    mail = {
        "BOUNCE_MAILBOX": "/nowhere",
        "REPLY_DOMAIN": "answers.cirrus.example",
        "REPLY_MAILBOX": "/nowhere/either",
        "SMTP_URL": "smtp+starttls://127.0.0.1:9",
        "MAIL_FROM": "Beat <beat@cirrus.example>",
        "MAIL_IMPRINT": "Cirrus GmbH, Hafenstraße 1, 20457 Hamburg",
        "PUBLIC_URL": "https://beat.cirrus.example",
    }
    async with DnsServer() as dns:
        dns.names.texts["cirrus.example"] = ["v=spf1 mx -all"]
        code, found = await examined(programme_url, **mail, DNS=dns.address)

    assert code == 1
    assert "DRUMBEAT_SMTP_URL" in found["email"]["mend"]
    assert "DRUMBEAT_BOUNCE_MAILBOX" in found["bounce mailbox"]["mend"]
    assert "DRUMBEAT_REPLY_MAILBOX" in found["reply mailbox"]["mend"]
    assert found["SPF"] == {
        "subject": "SPF",
        "said": "cirrus.example says who may send for it",
        "mend": "",
        "next_step": "",
    }
    assert found["DMARC"]["mend"].startswith("write as TXT at _dmarc.cirrus.example")


@pytest.mark.parametrize("command", ["doctor", "serve", "worker"])
def test_mail_without_an_imprint_does_not_start(programme_url, command):
    mail = {
        "SMTP_URL": "smtp+starttls://127.0.0.1:9",
        "MAIL_FROM": "Beat <beat@cirrus.example>",
        "MAIL_IMPRINT": " \\n ",
        "PUBLIC_URL": "https://beat.cirrus.example",
    }
    done = run(programme_url, command, **mail)

    assert done.returncode == 1
    assert "DRUMBEAT_MAIL_IMPRINT: every letter says" in done.stdout + done.stderr


async def test_a_resolver_that_is_no_address_is_named(programme_url):
    code, found = await examined(programme_url, DNS="dns.example")

    assert code == 1
    assert found["settings"]["said"].startswith("DRUMBEAT_DNS is wrong: write an address")
