"""The Teams app's package: what its manifest offers is what we really do."""

import io
import json
import re
import struct
import zipfile
import zlib
from typing import Any

import pytest

from adapters.teams.inbound import read_event
from adapters.teams.package.build import build_package
from adapters.teams.package.manifest import Offers
from adapters.teams.payload import origin_of
from bot.errors import ConfigurationInvalid
from bot.event import Said
from bot.subjects import for_everybody, starters
from content.wording import load_wording
from tests.house.sources import named, product_files

APP_ID = "5f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a001"
HOST = "bot.example.com"
OFFERED = Offers(for_everybody(load_wording().say), starters(load_wording().say))
SPOKEN = {
    "personal": {"conversationType": "personal"},
    "groupChat": {"conversationType": "groupChat", "isGroup": True},
    "team": {"conversationType": "channel", "isGroup": True},
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    package = zipfile.ZipFile(
        io.BytesIO(build_package(APP_ID, HOST, "Cirrus Channel Cloud", OFFERED))
    )
    return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def manifest(files: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(files["manifest.json"])


def test_the_package_is_a_manifest_and_its_two_icons(
    files: dict[str, bytes], manifest: dict[str, Any]
):
    assert set(files) == {"manifest.json", *manifest["icons"].values()}


@pytest.mark.parametrize(
    ("icon", "size", "opaque"), [("color", 192, True), ("outline", 32, False)]
)
def test_an_icon_is_a_picture_of_the_size_teams_wants(
    files: dict[str, bytes], manifest: dict[str, Any], icon: str, size: int, *, opaque: bool
):
    picture = files[manifest["icons"][icon]]
    width, height, depth, kind = struct.unpack(">IIBB", picture[16:26])
    length = struct.unpack(">I", picture[33:37])[0]
    lines = zlib.decompress(picture[41 : 41 + length])
    pixels = [
        lines[line * (size * 4 + 1) + 1 :][: size * 4][column * 4 : column * 4 + 4]
        for line in range(size)
        for column in range(size)
    ]

    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert (width, height, depth, kind) == (size, size, 8, 6)
    assert (min(pixel[3] for pixel in pixels) == 255) is opaque
    assert {bytes(pixel[:3]) for pixel in pixels if pixel[3]} >= {b"\xff\xff\xff"}
    assert opaque or {bytes(pixel[:3]) for pixel in pixels} == {b"\xff\xff\xff"}


def test_texts_are_as_short_as_teams_wants_them(manifest: dict[str, Any]):
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["name"]["full"]) <= 100
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    assert len(manifest["developer"]["name"]) <= 32


def test_a_vendor_with_a_long_name_gets_a_package_too():
    package = zipfile.ZipFile(
        io.BytesIO(build_package(APP_ID, HOST, "Long & Sons " * 20, OFFERED))
    )
    manifest = json.loads(package.read("manifest.json"))

    assert len(manifest["developer"]["name"]) <= 32
    assert len(manifest["name"]["full"]) <= 100


def test_the_same_app_is_the_same_package():
    assert build_package(APP_ID, HOST, "V", OFFERED) == build_package(
        APP_ID.upper(), HOST, "V", OFFERED
    )


@pytest.mark.parametrize(
    ("app_id", "host", "vendor"),
    [
        ("no-guid", HOST, "V"),
        (APP_ID, "", "V"),
        (APP_ID, "https://bot.example.com", "V"),
        (APP_ID, "bot.example.com/x", "V"),
        (APP_ID, "localhost", "V"),
        (APP_ID, HOST, " "),
    ],
)
def test_what_teams_would_refuse_is_refused_at_once(app_id: str, host: str, vendor: str):
    with pytest.raises(ConfigurationInvalid):
        build_package(app_id, host, vendor, OFFERED)


def test_people_can_write_to_the_bot_wherever_it_says_so(manifest: dict[str, Any]):
    (bot,) = manifest["bots"]

    assert bot["isNotificationOnly"] is False
    assert set(bot["scopes"]) == set(SPOKEN)


def test_every_command_is_one_that_we_understand_in_every_scope(manifest: dict[str, Any]):
    (bot,) = manifest["bots"]
    offered, _ = bot["commandLists"]

    assert offered["triggers"] == ["mention", "slash"]
    assert set(offered["scopes"]) == set(bot["scopes"])
    assert len(offered["commands"]) <= 12
    for command in offered["commands"]:
        title = command["title"]
        assert OFFERED.commands[title] == command["description"]
        assert len(title) <= 32
        assert len(command["description"]) <= 128
        for scope in offered["scopes"]:
            raw = _typed(title, SPOKEN[scope])
            assert read_event(raw, origin_of(raw)) == Said(origin_of(raw), title)


def test_every_starter_puts_words_into_the_box_that_are_understood(manifest: dict[str, Any]):
    _, begun = manifest["bots"][0]["commandLists"]

    assert begun["scopes"] == ["personal"]
    assert 1 <= len(begun["commands"]) <= 12
    for starter in begun["commands"]:
        assert starter["type"] == "prompt"
        assert len(starter["title"]) <= 32
        words = starter["prompt"]
        raw = _typed(words, SPOKEN["personal"])
        assert read_event(raw, origin_of(raw)) == Said(origin_of(raw), words)
        assert words in for_everybody(load_wording().say) or "last quarter" in words


def test_one_person_may_be_answered_alone_and_shared_channels_are_places(
    manifest: dict[str, Any],
):
    assert manifest["bots"][0]["supportsTargetedMessages"] is True
    assert manifest["supportsChannelFeatures"] == "tier1"


def test_a_tenant_that_takes_no_newer_manifest_gets_the_same_app_in_an_older_one():
    older = zipfile.ZipFile(
        io.BytesIO(build_package(APP_ID, HOST, "Cirrus Channel Cloud", OFFERED, "1.25"))
    )
    manifest = json.loads(older.read("manifest.json"))
    (bot,) = manifest["bots"]
    (offered,) = bot["commandLists"]

    assert manifest["$schema"].endswith("/v1.25/MicrosoftTeams.schema.json")
    assert manifest["manifestVersion"] == "1.25"
    # What that schema has not, it refuses.
    assert not {"supportsTargetedMessages", "supportsChannelFeatures"} & (set(bot) | set(manifest))
    assert set(offered) == {"scopes", "commands"}
    assert all(set(each) == {"title", "description"} for each in offered["commands"])
    with pytest.raises(ConfigurationInvalid, match=r"1\.30 or 1\.25"):
        build_package(APP_ID, HOST, "Cirrus Channel Cloud", OFFERED, "1.3")


def test_one_file_alone_knows_microsofts_kit():
    knowing = [
        named(path)
        for path in product_files("adapters")
        if re.search(
            r"^\s*(from|import) (botbuilder|botframework)", path.read_text(), re.MULTILINE
        )
    ]

    assert knowing == ["adapters/teams/turns.py"]


def _typed(words: str, where: dict[str, Any]) -> dict[str, Any]:
    us = {"id": f"28:{APP_ID}", "name": "Drumbeat"}
    mention = {"type": "mention", "text": "<at>Drumbeat</at>", "mentioned": us}
    is_group = "isGroup" in where
    return {
        "type": "message",
        "text": f"<at>Drumbeat</at>&nbsp;{words}\n" if is_group else words,
        "from": {"id": "29:ada", "aadObjectId": "ada"},
        "recipient": us,
        "conversation": {"id": "19:x", "tenantId": "t", **where},
        "entities": [mention] if is_group else [],
    }
