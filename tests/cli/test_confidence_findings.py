"""The file that names who reads in confidence: how it is read, and what the doctor says of it."""

import shutil

import pytest
from sqlalchemy import insert

from bot.errors import ContentInvalid
from bot.people.store.tables import Contact
from bot.store.sessions import Database
from content.check import faults_of
from content.confidential import load_confidants
from content.library import read_library, seen
from drumbeat.confidence_findings import confidence
from drumbeat.settings import SAMPLE_CONTENT, read_settings

FILE = "confidential.yaml"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")


@pytest.fixture
async def settings(sqlite_url, folder):
    """Settings of a house with one administrator, one who left, and a manager."""
    database = Database(sqlite_url)
    rows = [
        {"id": "amy", "permission": "administrator", "active": True},
        {"id": "old", "permission": "administrator", "active": False},
        {"id": "mia", "permission": "manager", "active": True},
    ]
    said = [
        {**row, "name": row["id"], "role": "sales", "email": f"{row['id']}@cirrus.example"}
        for row in rows
    ]
    async with database.begin() as session:
        await session.execute(insert(Contact), said)
    await database.close()
    given = {"vendor": "Cirrus", "secret_key": "k" * 40, "database_url": sqlite_url}
    return read_settings(**given, content=folder)


def write(folder, *who):
    lines = "".join(f"  - {one}@cirrus.example\n" for one in who)
    (folder / FILE).write_text(f"readers:\n{lines}")


async def test_where_nobody_is_named_it_says_so_and_how_to_go_on(settings):
    found = await confidence(settings)

    assert found.said == "nobody reads who said what in support-csat: answers are only counted"
    assert not found.mend
    assert FILE in found.next_step


async def test_who_is_named_and_is_no_active_administrator_is_told(settings, folder):
    write(folder, "AMY")
    good = await confidence(settings)
    write(folder, "amy", "old", "mia", "nobody")
    bad = await confidence(settings)

    assert (good.said, good.mend) == ("read by AMY@cirrus.example", "")
    assert "old@cirrus.example, mia@cirrus.example, nobody@cirrus.example" in bad.said
    assert bad.mend


def test_each_is_named_once_and_the_file_is_read_anew_when_it_changes(folder):
    assert load_confidants(folder) == ()
    library, before = read_library(folder, "Cirrus"), seen(folder)
    write(folder, "amy", "Amy", "zoe")
    changed = seen(folder) != before
    library.renew(read_library(folder, "Cirrus"))

    assert changed
    assert len(library.confidants) == 2
    (folder / FILE).unlink()
    library.renew(read_library(folder, "Cirrus"))
    assert library.confidants == ()


@pytest.mark.parametrize(
    "text", ["readers: amy\n", "readers: [amy]\n", "reader: [a@b.example]\n", "readers: [3]\n"]
)
def test_a_mistake_is_told_with_its_line(folder, text):
    (folder / FILE).write_text(text)

    with pytest.raises(ContentInvalid, match=FILE):
        load_confidants(folder)
    assert any(one.path.name == FILE for one in faults_of(folder, "Cirrus"))
