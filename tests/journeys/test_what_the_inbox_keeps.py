"""What the inbox keeps of people, through Slack's door: nothing in the clear, no strangers."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot.store.tables import Contact, InboxRow
from drumbeat.settings import read_settings
from tests.journeys.conftest import says
from tests.stand_ins.smtp import MailSink

TECHNICAL = "acme-it-01"
WHY = "Support answers quickly and kindly"


@pytest.fixture
async def sink():
    async with MailSink() as running:
        yield running


@pytest.fixture
def slack_settings(slack_settings, sink):
    """Slack, and a relay for codes."""
    given = slack_settings.model_dump() | {
        "smtp_url": f"smtp://127.0.0.1:{sink.port}",
        "smtp_allow_plain": True,
        "mail_from": "beat@cirrus.example",
        "public_url": "http://127.0.0.1:9/",
    }
    return read_settings(**{name: value for name, value in given.items() if value is not None})


async def kept(served):
    """Return every row of the inbox as the database has it, once all of them are worked on."""
    await served.house.workers.idle()
    async with served.house.database.read() as session:
        return list(await session.scalars(select(InboxRow)))


async def test_no_code_lies_in_the_clear_however_it_was_entered(
    slack, slack_house, sink, programme_url
):
    async with slack_house.house.database.read() as session:
        email = (await session.get_one(Contact, TECHNICAL)).email
    ada = slack.user("ada", email="whatever@nowhere.example")
    await ada.say_in_dm("hello")
    await ada.press(
        await slack.wait_for_message(ada, says("We have not met yet")),
        "I have a partner account",
    )
    await ada.submit(await slack.wait_for_view(ada, bool), {"Your email address": email})
    code = re.search(r"Your code is (\w{8})", (await sink.wait_for(email)).text)[1]
    await ada.say_in_dm(f"my code is {code}")
    form = await slack.wait_for_view(ada, lambda view: "Your code" in str(view.body["title"]))
    await ada.submit(form, {"The code from the mail": code})
    await slack.wait_for_message(ada, says("you are here for"))
    rows = await kept(slack_house)
    stored = Path(make_url(programme_url).database)
    on_disk = b"".join(path.read_bytes() for path in stored.parent.glob(f"{stored.name}*"))

    assert {"event", "action", "view_submission"} <= {row.kind for row in rows}
    assert [row for row in rows if code in str(vars(row))] == []
    assert code.encode() not in on_disk


async def test_the_words_of_a_survey_stand_in_no_request_that_is_kept(
    slack, slack_house, somebody
):
    ada = await somebody(TECHNICAL)
    await ada.command("/nps")
    await ada.press(await slack.wait_for_message(ada, says("recommend")), "9")
    await ada.submit(await slack.wait_for_view(ada, bool), {"reason": WHY})
    await slack.wait_for_message(ada, says("Thank you"))

    assert [row for row in await kept(slack_house) if WHY in str(vars(row))] == []


async def test_a_strangers_profile_change_is_not_kept(slack, slack_house, somebody):
    ada, stranger = await somebody(TECHNICAL), slack.user("stranger")
    await ada.say_in_dm("home")
    await slack.wait_for_message(ada, says("you are here for"))
    before = len(await kept(slack_house))
    await slack.change_user(stranger, tz="Asia/Tokyo")
    after = len(await kept(slack_house))
    await slack.change_user(ada, tz="Asia/Tokyo")
    rows = await kept(slack_house)
    async with slack_house.house.database.read() as session:
        zone = (await session.get_one(Contact, TECHNICAL)).zone

    assert (before, after, len(rows)) == (before, before, before + 1)
    assert zone == "Asia/Tokyo"
