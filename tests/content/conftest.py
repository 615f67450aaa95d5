"""A small content folder to spoil, and readers to write for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.beat.rules.texts import WrittenText
from bot.message import Figure
from bot.ports import Figures
from bot.principal import Permission, Principal, Role
from content.library import Library, read_library
from content.wording import load_wording
from content.written import Editions

NEWSLETTERS = """\
topics:
  news: News
  surveys: Surveys
newsletters:
  - key: beat
    title: The Beat
    topic: news
    promise: every Tuesday at nine
    cadence:
      rule: FREQ=WEEKLY;BYDAY=TU
      starts_on: 2026-01-06T09:00
"""
EDITION = """\
---
newsletter: beat
title: Hello
---
Good morning {{ first_name }}.
"""
SURVEY = """\
key: pulse
title: How are we doing?
topic: surveys
score: nps
question: Would you recommend {{ vendor }}?
low: Not at all
high: Very likely
reason: What is the main reason?
promise: named
kind: relationship
open_days: 14
"""


class EchoFigures(Figures):
    """Answers every question with the question itself."""

    async def figure(
        self, label: str, question: str, reader: Principal, send_id: str = ""
    ) -> Figure:
        return Figure(label, f"{question} for {reader.contact_id}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with one newsletter, one edition, one survey."""
    for name, text in (
        ("newsletters.yaml", NEWSLETTERS),
        ("editions/beat/01-hello.md", EDITION),
        ("surveys/pulse.yaml", SURVEY),
    ):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "content"


@pytest.fixture
def library(folder: Path) -> Callable[[], Library]:
    """Reads the folder as it is now."""

    def read() -> Library:
        library = read_library(folder, "Cirrus")
        assert library.texts()
        return library

    return read


def editions_of(library: Library) -> Editions:
    """Return what writes this library's editions for Cirrus."""
    return Editions("Cirrus", load_wording(), EchoFigures(), library.topics())


@pytest.fixture
def editions(library: Callable[[], Library]) -> Editions:
    """Writes editions for Cirrus."""
    return editions_of(library())


def kept(library: Library, key: str) -> WrittenText:
    """Return a text of the library as it is once it was brought in."""
    file = next(file for file in library.texts() if file.key == key)
    return WrittenText(f"t-{key}", file.kind, file.key, 1, file.body, place=file.place)


@pytest.fixture
def reader() -> Callable[..., Principal]:
    """Makes a reader: by default a technician at Acme."""

    def make(
        role: Role = Role.TECHNICAL, name: str = "Ada Byte", partner: str | None = "Acme"
    ) -> Principal:
        permission = Permission.PARTNER if partner else Permission.MEMBER
        return Principal("c1", name, permission, role, "UTC", partner and "p1", partner)

    return make
