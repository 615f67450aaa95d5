"""The doctor names what is wrong, and the step that mends it."""

import asyncio
import json

from tests.fixtures.books import change
from tests.fixtures.program import COMMAND, environment


async def examined(url, **more):
    process = await asyncio.create_subprocess_exec(
        *(*COMMAND, "doctor", "--json"),
        env=environment(url, **more),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    findings = json.loads(printed)
    worst_last = sorted(findings, key=lambda one: bool(one["mend"]))
    return process.returncode, {one["subject"]: one for one in worst_last}


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


async def test_without_a_door_nobody_is_reached(programme_url):
    code, found = await examined(programme_url)

    assert code == 1
    assert found["doors"]["said"] == "none is open, so nobody is reached"


async def test_a_refused_token_is_named_with_where_to_get_a_new_one(slack, programme_url):
    wrong = slack_settings(slack) | {"SLACK_BOT_TOKEN": "xoxb-old"}
    code, found = await examined(programme_url, **wrong)

    assert code == 1
    assert "DRUMBEAT_SLACK_BOT_TOKEN" in found["Slack"]["mend"]


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
        "SMTP_URL": "smtp+starttls://127.0.0.1:9",
        "MAIL_FROM": "Beat <beat@cirrus.example>",
        "PUBLIC_URL": "https://beat.cirrus.example",
    }
    code, found = await examined(programme_url, **mail)

    assert code == 1
    assert "DRUMBEAT_SMTP_URL" in found["email"]["mend"]
    assert "DRUMBEAT_BOUNCE_MAILBOX" in found["bounce mailbox"]["mend"]
