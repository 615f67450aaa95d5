"""The content folder on the command line: looked over, and moved to chat and back."""

import asyncio
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.beat.rules.announcements import Announcement, InLanguage
from bot.beat.store import approvals, drafts
from bot.beat.store.approval_tables import Approval
from bot.beat.store.approvals import Wanted
from bot.beat.store.draft_tables import Draft
from bot.people.store.tables import Contact, Partner
from bot.store.sessions import Database, async_url
from content.library import SAMPLE
from drumbeat.cli import app

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
AUTHOR = "mia@cirrus.example"
PRICES = Announcement(title="New prices", words="They **hold**.", topic="programme-news")
EDITION = PRICES.in_slot("partner-beat", datetime(2026, 11, 24, 9), None, "")  # noqa: DTZ001
SAID = "---\ntitle: Office hours\nwhen: every Tuesday at 9, UTC time\n---\nWe are *here*.\n"


async def fill(url: str) -> None:
    database = Database(async_url(url))
    somebody = {"zone": "UTC", "role": "sales"}
    async with database.begin() as session:
        session.add(Partner(id="p1", name="Acme", tier="Gold", region="EMEA", stage="active"))
        await session.flush()
        for who, permission, partner in (("mia", "manager", None), ("ada", "partner", "p1")):
            email = f"{who}@cirrus.example"
            facts = {"permission": permission, "partner_id": partner, "email": email}
            session.add(Contact(id=who, name=who.title(), email_key=email, **facts, **somebody))
        await session.flush()
        await drafts.begin(session, "mia", PRICES, NOW, "a" * 24)
        await drafts.begin(session, "mia", EDITION, NOW, "b" * 24)
        gone = await drafts.begin(session, "mia", PRICES, NOW, "c" * 24)
        await drafts.settle(session, gone.id, "dropped", NOW)
    await database.close()


@pytest.fixture
def command(database_url, monkeypatch, tmp_path):
    """Run `drumbeat content …`; return its exit code, its JSON, and what it complained of."""
    asyncio.run(fill(database_url))
    monkeypatch.chdir(tmp_path)
    given = {"VENDOR": "Cirrus", "SECRET_KEY": "k" * 40, "DATABASE_URL": database_url}
    for name, value in given.items():
        monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    def invoke(*words: str) -> tuple[int, object, str]:
        done = CliRunner().invoke(app, ("content", *words, "--json"))
        found = json.loads(done.stdout) if done.stdout else None
        return done.exit_code, found, done.stderr + str(done.exception or "")

    return invoke


def kept(url: str) -> dict[str, tuple[str, str]]:
    async def reading():
        database = Database(async_url(url))
        async with database.read() as session:
            rows = await session.scalars(select(Draft))
            found = {row.id: (row.state, row.body) for row in rows}
        await database.close()
        return found

    return asyncio.run(reading())


def outcomes(found) -> list[str]:
    return [one["what"] for one in found]


def test_what_was_written_in_chat_goes_out_as_files_and_comes_in_as_it_was(
    command, database_url, tmp_path
):
    before = kept(database_url)
    code, found, _ = command("export", "papers")
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.md"))
    again = command("export", "papers")[1]
    back = command("import", "papers", "--as", AUTHOR)[1]

    assert (code, outcomes(found)) == (0, ["new", "new"])
    assert files == [
        "papers/announcements/new-prices-aaaaaa.md",
        "papers/editions/partner-beat/2026-11-24-new-prices-bbbbbb.md",
    ]
    assert outcomes(again) == outcomes(back) == ["as it was", "as it was"]
    assert kept(database_url) == before


def test_a_file_that_says_otherwise_is_replaced_only_when_that_was_said(command, tmp_path):
    command("export", "papers")
    [path] = tmp_path.glob("papers/announcements/*.md")
    path.write_text(f"{path.read_text()}\nAnd more.\n", encoding="utf-8")
    code, _, told = command("export", "papers")
    kept_words = path.read_text()
    _, found, _ = command("export", "papers", "--overwrite")

    assert code == 1
    assert str(path.relative_to(tmp_path)) in told
    assert "And more." in kept_words
    assert sorted(outcomes(found)) == ["as it was", "replaced"]
    assert "And more." not in path.read_text()


def test_what_lies_elsewhere_by_now_is_cleared_up_but_never_what_somebody_wrote(
    command, database_url, tmp_path
):
    german = InLanguage("de", "Neue Preise", "Sie bleiben.")

    def retitled(title: str) -> list[str]:
        async def change():
            database = Database(async_url(database_url))
            async with database.begin() as session:
                for which in ("a", "b"):
                    said = replace(PRICES if which == "a" else EDITION, title=title)
                    await drafts.change(session, which * 24, said.also_in(german), NOW)
            await database.close()

        asyncio.run(change())
        code, found, told = command("export", "papers")
        assert (code, told) == (0, "")
        return sorted(f"{Path(one['file']).name}: {one['what']}" for one in found)

    retitled("Old prices")
    own = tmp_path / "papers/announcements/mine.md"
    own.write_text(SAID, encoding="utf-8")
    [edition] = tmp_path.glob("papers/editions/*/*old-prices-bbbbbb.md")
    edition.write_text(f"{edition.read_text()}\nAnd more.\n", encoding="utf-8")
    found = retitled("Prices")
    back = command("import", "papers/announcements", "--as", AUTHOR)[1]

    assert found == [
        "2026-11-24-old-prices-bbbbbb.de.md: removed",
        "2026-11-24-old-prices-bbbbbb.md: left: somebody changed it since",
        "2026-11-24-prices-bbbbbb.de.md: new",
        "2026-11-24-prices-bbbbbb.md: new",
        "old-prices-aaaaaa.de.md: removed",
        "old-prices-aaaaaa.md: removed",
        "prices-aaaaaa.de.md: new",
        "prices-aaaaaa.md: new",
    ]
    assert own.read_text(encoding="utf-8") == SAID
    assert "And more." in edition.read_text()
    assert outcomes(back) == ["new", "as it was"]


def test_files_come_in_as_drafts_of_their_author(command, database_url, tmp_path):
    command("export", "papers")
    [path] = tmp_path.glob("papers/announcements/*.md")
    path.write_text(path.read_text().replace("hold", "hold on"), encoding="utf-8")
    (tmp_path / "papers" / "hours.md").write_text(SAID, encoding="utf-8")
    code, found, told = command("import", "papers", "--as", AUTHOR)
    rows = kept(database_url)
    new = next(body for who, (_, body) in rows.items() if "Office hours" in body)

    assert (code, told) == (0, "")
    assert sorted(outcomes(found)) == ["as it was", "changed", "new"]
    assert "hold on" in rows["a" * 24][1]
    assert "BYDAY=TU" in new
    assert {state for state, _ in rows.values()} == {"open", "dropped"}


def test_a_moment_that_is_kept_by_a_file_ends_an_approval(command, database_url, tmp_path):
    async def approved(*, is_asked: bool) -> list[str]:
        database = Database(async_url(database_url))
        async with database.begin() as session:
            if is_asked:
                wanted = Wanted(
                    subject=f"announcements/{'a' * 24}",
                    body="",
                    title="New prices",
                    whom="",
                    comes="",
                    people=300,
                    draft_id="a" * 24,
                )
                await approvals.ask(session, wanted, "mia", NOW)
            states = list(await session.scalars(select(Approval.state)))
        await database.close()
        return states

    command("export", "papers")
    before = asyncio.run(approved(is_asked=True))
    [path] = tmp_path.glob("papers/announcements/*.md")
    path.write_text(path.read_text().replace("title:", "keep: A shift\ntitle:"), encoding="utf-8")
    code, _, _ = command("import", "papers", "--as", AUTHOR)

    assert (before, code, asyncio.run(approved(is_asked=False))) == (["asked"], 0, ["overtaken"])


def test_one_wrong_file_keeps_all_of_them_out_and_every_fault_is_named(
    command, database_url, tmp_path
):
    before = kept(database_url)
    texts = {
        "fine": SAID,
        "unread": SAID.replace("every Tuesday", "every moon"),
        "nobody": SAID.replace("when:", "audience: gold partners in Atlantis\nwhen:"),
        "form": f"{SAID}\n<form>no</form>\n",
        "gone": SAID.replace("title:", f"key: {'c' * 24}\ntitle:"),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    code, _, told = command("import", ".", "--as", AUTHOR)
    stranger = command("import", ".", "--as", "ada@cirrus.example")[2]

    assert code == 1
    assert "form.md:7: the HTML <form>" in told
    assert "unread.md:1: " in told
    assert "nobody.md:1: " in told
    assert "leave out `key`" in told
    assert "fine.md" not in told
    assert "may not write here" in stranger
    assert kept(database_url) == before


def test_every_fault_of_a_folder_is_named_at_once_without_a_database(
    command, monkeypatch, tmp_path
):
    folder = shutil.copytree(SAMPLE, tmp_path / "content")
    monkeypatch.delenv("DRUMBEAT_DATABASE_URL")
    monkeypatch.delenv("DRUMBEAT_VENDOR")
    well = command("check", "content")
    (folder / "newsletters.yaml").write_text("topics: {}\ncolour: red\n", encoding="utf-8")
    first = next(folder.glob("editions/partner-beat/01*.md"))
    first.write_text(f"{first.read_text()}\n<form>no</form>\n", encoding="utf-8")
    survey = folder / "surveys/partner-nps.yaml"
    survey.write_text(survey.read_text().replace("low:", "lowest:", 1), encoding="utf-8")
    code, found, _ = command("check", "content")
    files = [one["file"].removeprefix("content/") for one in found["findings"]]

    assert (well[0], well[1]["findings"], well[1]["editions"]) == (0, [], 8)
    assert code == 1
    assert files == [
        "editions/partner-beat/01-cloudbackup-restores-in-minutes.md",
        "newsletters.yaml",
        "newsletters.yaml",
        "surveys/partner-nps.yaml",
        "surveys/partner-nps.yaml",
    ]
