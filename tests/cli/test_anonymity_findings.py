"""The doctor says whether what is anonymous can be kept so."""

import shutil
from datetime import UTC, datetime

import pytest

from bot.store.sessions import Database
from bot.voice.store.tables import Wave
from bot.voice.store.wave_keys import WaveKeys
from drumbeat.anonymity_findings import anonymity
from drumbeat.settings import SAMPLE_CONTENT, read_settings

NOW = datetime(2026, 7, 6, 9, tzinfo=UTC)


@pytest.fixture
def settled(sqlite_url, tmp_path):
    """Settings of a house whose support survey is anonymous."""
    content = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    survey = content / "surveys/support-csat.yaml"
    survey.write_text(survey.read_text().replace("promise: confidential", "promise: anonymous"))
    given = {"vendor": "Cirrus", "secret_key": "k" * 40, "database_url": sqlite_url}
    return lambda **more: read_settings(**given, content=content, **more)


async def test_without_a_folder_for_keys_it_says_that_none_goes_out(settled):
    found = await anonymity(settled())

    assert "none goes out: support-csat" in found.said
    assert "DRUMBEAT_WAVE_KEYS" in found.mend


async def test_a_folder_that_others_may_look_into_is_named(settled, tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    folder.chmod(0o755)
    found = await anonymity(settled(wave_keys=folder))
    folder.chmod(0o700)
    mended = await anonymity(settled(wave_keys=folder))

    assert found.mend == f"run `chmod 700 {folder}`"
    assert mended.mend == ""


async def test_an_open_wave_whose_key_is_gone_is_named(settled, sqlite_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys") / "inside"
    WaveKeys(folder).make("wave1")
    database = Database(sqlite_url)
    async with database.begin() as session:
        asked = {"survey": "support-csat", "score": "csat", "kind": "transactional"}
        session.add(Wave(id="wave2", opens_at=NOW, closes_at=NOW, promise="anonymous", **asked))
    await database.close()
    found = await anonymity(settled(wave_keys=folder))

    assert found.said.startswith("the keys of wave2 are not in")
    assert found.mend
