"""Pictures of our folder stand in each workspace as its own files, handed over once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from adapters.slack.api import SlackApi, new_session
from adapters.slack.messenger import SlackMessenger
from bot.beat.store.alarm_causes import CAUSES
from bot.errors import NotSent
from bot.message import Image, Message, Video, paragraph
from bot.people.store.place_tables import Installation
from bot.people.store.uploads import StoredUploads
from bot.ports import Destination, Pictures, Upload
from bot.store.sessions import Database
from content.pictures import HostedPictures
from tests.fixtures.pictures import png
from tests.slack.house import register_of

AT = "https://beat.example/pictures"
OLD = timedelta(hours=1)


@pytest.fixture
async def shop(slack, ada, database_url, tmp_path):
    """A workspace, a folder with one picture, and messengers that begin knowing nothing."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/logo.png").write_bytes(png().data)
    hosted = HostedPictures(tmp_path, AT)
    url = hosted.placed("![Our logo](pictures/logo.png)", tmp_path)[len("![Our logo](") : -1]
    database = Database(database_url)
    uploads, here = StoredUploads(database), f"i-{slack.team.id}"
    facts = {"platform": "slack", "external_id": slack.team.id, "token": ""}
    async with database.begin() as session:
        session.add(
            Installation(id=here, name="Northwind", installed_at=datetime.now(UTC), **facts)
        )
    async with new_session() as http:

        def messenger():
            api = SlackApi(http, slack.api_url)
            return SlackMessenger(api, register_of(slack), Pictures(hosted, uploads))

        async def deliver(number, by):
            to = Destination("slack", here, ada.id, ada.dm.id)
            await by.deliver(to, message, f"d-{number}")

        async def alarmed():
            async with database.read() as session:
                found = await CAUSES["picture_not_shown"](session, datetime.now(UTC))
            return [one.label for one in found]

        async def is_old():
            upload = await uploads.get(here, digest)
            since = datetime.now(UTC) - OLD
            await uploads.put(here, digest, Upload(since, upload.file_id, "", upload.times))

        message = Message("Logo", (paragraph("Hi"), Image(url, "Our logo")))
        digest = hosted.named(url)[0]
        yield SimpleNamespace(
            messenger=messenger, deliver=deliver, alarmed=alarmed, is_old=is_old, url=url
        )
    await database.close()


def shown(slack):
    """What each message shows, and what it says of it."""
    return [
        (block.get("image_url") or block["slack_file"]["id"], block["alt_text"])
        for accepted in slack.accepted
        for block in accepted.message.blocks
        if block["type"] == "image"
    ]


def uploads(slack):
    return [heard for heard in slack.calls if heard.method == "files.completeUploadExternal"]


async def test_a_picture_is_handed_over_once_and_stands_in_every_message(slack, shop):
    first = shop.messenger()
    await asyncio.gather(*(shop.deliver(number, first) for number in range(5)))
    await shop.deliver(5, shop.messenger())

    [file] = slack.files.values()
    assert file.content == png().data
    assert shown(slack) == [(file.id, "Our logo")] * 6
    assert len(uploads(slack)) == 1
    assert await shop.alarmed() == []


async def test_the_picture_of_a_video_is_handed_over_too(slack, shop, ada):
    film = Message("Film", (Video("https://x.example/film", "See how", shop.url),))
    to = Destination("slack", f"i-{slack.team.id}", ada.id)
    receipt = await shop.messenger().deliver(to, film, "d-1")
    await shop.messenger().amend(to, receipt, film, "d-1")

    [file] = slack.files.values()
    assert shown(slack) == [(file.id, "See how")]


TROUBLES = {
    "no right": lambda slack: slack.team.scopes.discard("files:write"),
    "no files": lambda slack: setattr(slack.world, "files_enabled", False),
    "limited": lambda slack: slack.throttle("files.getUploadURLExternal"),
    "half done": lambda slack: slack.server_error("upload"),
    "end lost": lambda slack: slack.drop_after_accepting("files.completeUploadExternal"),
}


@pytest.mark.parametrize("how", TROUBLES)
async def test_what_cannot_be_handed_over_is_shown_by_its_address_and_told(slack, shop, how):
    TROUBLES[how](slack)
    messenger = shop.messenger()
    await shop.deliver(1, messenger)
    tried = len(slack.calls)
    await shop.deliver(2, messenger)

    assert shown(slack) == [(shop.url, "Our logo")] * 2
    assert len(slack.calls) == tried + 1  # it is not tried again with every message
    [told] = await shop.alarmed()
    assert told.startswith("Northwind: ")


async def test_once_it_is_mended_it_is_handed_over_and_the_alarm_ends(slack, shop):
    slack.team.scopes.discard("files:write")
    await shop.deliver(1, shop.messenger())
    slack.team.scopes.add("files:write")
    await shop.is_old()
    await shop.deliver(2, shop.messenger())

    assert [where == shop.url for where, _ in shown(slack)] == [True, False]
    assert await shop.alarmed() == []


async def test_what_the_workspace_lost_is_handed_over_anew(slack, shop):
    await shop.deliver(1, shop.messenger())
    await shop.is_old()
    [file] = slack.files.values()
    slack.files[file.id] = replace(file, lost=True)

    messenger = shop.messenger()
    with pytest.raises(NotSent, match="invalid slack file"):
        await shop.deliver(2, messenger)
    await shop.deliver(2, messenger)

    first, second = [where for where, _ in shown(slack)]
    assert first == file.id != second
    assert len(uploads(slack)) == 2


async def test_what_slack_still_looks_at_is_waited_for_and_at_last_shown_by_its_address(
    slack, shop
):
    slack.world.looks_at_files = True
    for number in range(2):
        messenger = shop.messenger()
        with pytest.raises(NotSent):
            await shop.deliver(number, messenger)  # it was handed over just now
        assert len(uploads(slack)) == number + 1
        await shop.is_old()
        messenger = shop.messenger()
        with pytest.raises(NotSent):
            await shop.deliver(number, messenger)  # it is as good as lost
    await shop.deliver(2, messenger)

    assert shown(slack) == [(shop.url, "Our logo")]
    assert len(uploads(slack)) == 2
    [told] = await shop.alarmed()
    assert "invalid slack file" in told
