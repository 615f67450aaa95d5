"""Content files that change while serving: read anew when they stand still, and only if well."""

import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.beat.store.tables import Cadence
from bot.store import alarms
from content.library import SAMPLE, Library, read_library
from drumbeat.rereading import CAUSE, LOOK_SECONDS, Rereading
from scheduler.tick import take_up
from tests.scheduler.world import MONDAY, World

EDITION = Path("editions/partner-beat/02-register-the-deal-first.md")
KEY = "partner-beat/02-register-the-deal-first"


@dataclass
class Serving:
    """A folder that is served from, and looked at every ten seconds."""

    world: World
    folder: Path
    library: Library
    rereading: Rereading

    async def looks(self, times: int = 1) -> None:
        for _ in range(times):
            self.world.ticks += LOOK_SECONDS
            await self.rereading.look(MONDAY)

    def change(self, path: Path, old: str, new: str) -> None:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        (self.folder / path).write_text(text.replace(old, new), encoding="utf-8")

    async def stands(self, words: str) -> bool:
        async with self.world.database.read() as session:
            found = await texts.newest(session, TextKind.EDITION, KEY)
        return found is not None and words in found.body

    async def concerns(self) -> list[str]:
        async with self.world.database.read() as session:
            return [one.label for one in await self.rereading.concerns(session, MONDAY)]


@pytest.fixture
async def serving(world: World, tmp_path: Path) -> Serving:
    folder = shutil.copytree(SAMPLE, tmp_path / "content")
    library = read_library(folder, "Cirrus")
    take_in = partial(take_up, world.database, library, library)
    await take_in(MONDAY)
    return Serving(world, folder, library, Rereading(library, take_in, lambda: world.ticks))


async def test_what_changed_is_taken_in_once_it_stands_still(serving: Serving):
    serving.change(EDITION, "deal", "business")
    await serving.looks()
    too_early = await serving.stands("business")
    await serving.looks()

    assert not too_early
    assert await serving.stands("business")
    assert "business" in serving.library.editions[KEY].source


async def test_while_somebody_is_still_saving_nothing_is_taken_in(serving: Serving):
    for part in ("alpha", "beta", "gamma"):
        serving.change(EDITION, "One habit", f"{part} One habit")
        await serving.looks()
        assert not await serving.stands("alpha")
    await serving.looks()

    assert await serving.stands("alpha beta gamma")


async def test_what_changes_while_it_is_read_is_read_again(serving: Serving, monkeypatch):
    read = serving.rereading._read  # noqa: SLF001 - somebody saves at the worst moment

    def and_save_meanwhile():
        found = read()
        serving.change(EDITION, "business", "commerce")
        return found

    serving.change(EDITION, "deal", "business")
    await serving.looks()
    monkeypatch.setattr(serving.rereading, "_read", and_save_meanwhile)
    await serving.looks()
    monkeypatch.undo()
    between = await serving.stands("business")
    await serving.looks(2)

    assert not between
    assert await serving.stands("commerce")


async def test_a_mistake_is_told_with_its_line_and_what_stood_goes_on_standing(serving: Serving):
    serving.change(EDITION, "newsletter:", "newsletters:")
    new = serving.folder / "editions/partner-beat/09-new.md"
    new.write_text("---\nnewsletter: partner-beat\ntitle: New\n---\nHi.", encoding="utf-8")
    await serving.looks()
    silent = await serving.concerns()
    await serving.looks()
    told = await serving.concerns()
    async with serving.world.database.begin() as session:
        found = await serving.rereading.concerns(session, MONDAY)
        await alarms.raise_alarms(session, CAUSE, found, MONDAY)
    stood = await serving.stands("newsletter: partner-beat")
    serving.change(EDITION, "newsletters:", "newsletter:")
    still = await serving.concerns()
    await serving.looks(2)

    assert silent == []
    assert told == [f"{EDITION}:2: newsletters: there is no such field"]
    assert stood
    assert still == told
    assert await serving.concerns() == []
    async with serving.world.database.read() as session:
        standing = await texts.standing(session, TextKind.EDITION, "partner-beat")
    assert "partner-beat/09-new" in {one.key for one in standing}


async def test_a_promise_that_changed_is_kept_as_it_reads_now(serving: Serving):
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
    serving.change(Path("newsletters.yaml"), rule, "FREQ=WEEKLY;BYDAY=TU")
    serving.change(Path("newsletters.yaml"), "Partner Beat", "The Beat")
    serving.change(Path("newsletters.yaml"), "\ntopics:\n", "\ntopics:\n  gossip: Gossip\n")
    topics = serving.library.topics()
    await serving.looks(2)

    async with serving.world.database.read() as session:
        found = await session.scalars(select(Cadence).where(Cadence.subject == "partner-beat"))
        assert found.one().rule == "FREQ=WEEKLY;BYDAY=TU"
    assert serving.library.title_of("newsletter", "partner-beat", "en") == "The Beat"
    assert topics["gossip"] == "Gossip"


async def test_a_folder_that_stays_as_it_is_is_not_read(serving: Serving, monkeypatch):
    monkeypatch.setattr(serving.rereading, "_read", None)
    await serving.looks(5)
    assert serving.rereading.faults == ()
