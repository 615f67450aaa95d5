"""`sources.yaml`: all that is wrong at once, by file and line, and no secret in it."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ContentInvalid
from bot.imports.rules.sources import Place, Until
from content.check import faults_of
from content.data_sources import NAME, load_sources
from content.library import SAMPLE, read_library

RIGHT = """sources:
  - key: billing
    kind: subscriptions
    folder: /srv/drop/billing
    mapping: stripe
    owner: nora@cirrus.example
    until: yesterday
    late_after: 6 hours
    cadence:
      rule: FREQ=DAILY
      starts_on: 2026-01-01T06:00
      zone: Europe/Berlin
  - key: books
    kind: revenue
    database_from: BOOKS_URL
    query: SELECT * FROM lines
    owner: nora@cirrus.example
    cadence:
      rule: FREQ=MONTHLY;BYMONTHDAY=3
      starts_on: 2026-01-01T06:00
"""


def faults(folder: Path, text: str) -> list[tuple[int, str]]:
    (folder / NAME).write_text(text)
    with pytest.raises(ContentInvalid) as told:
        load_sources(folder)
    return [(one.line, one.reason) for one in (told.value, *told.value.more)]


def test_what_is_right_is_read(tmp_path):
    (tmp_path / NAME).write_text(RIGHT)
    billing, books = load_sources(tmp_path)

    assert (billing.place, billing.at, billing.until) == (
        *(Place.FOLDER, "/srv/drop/billing"),
        Until.YESTERDAY,
    )
    assert (billing.late_after, billing.zone) == (timedelta(hours=6), "Europe/Berlin")
    assert (books.place, books.at, books.at_variable) == (Place.DATABASE, "", "BOOKS_URL")
    assert (books.late_after, books.zone, books.until) == (timedelta(hours=12), "", None)


def test_without_the_file_there_is_no_source(tmp_path):
    assert load_sources(tmp_path) == ()


def test_all_that_is_wrong_is_told_at_once_by_line(tmp_path):
    text = RIGHT.replace("kind: subscriptions", "kind: subscription")
    text = text.replace("owner: nora@cirrus.example\n    until", "owner: nora\n    until")
    text = text.replace("FREQ=MONTHLY;BYMONTHDAY=3", "FREQ=MINUTELY")
    text = text.replace("6 hours", "soon")
    told = faults(tmp_path, text)

    assert [line for line, _ in told] == sorted(line for line, _ in told)
    assert {line for line, _ in told} >= {3, 6, 8}
    assert any(line in {17, 18} for line, _ in told)


def test_what_hangs_on_several_lines_is_told_by_line_too(tmp_path):
    text = RIGHT.replace("key: books", "key: billing").replace("mapping: stripe", "mapping: strip")
    text = text.replace("kind: revenue", "kind: customers")
    text = text.replace("query: SELECT * FROM lines", "query: SELECT 1\n    until: today")
    told = dict(faults(tmp_path, text))

    assert "stands here twice" in told[13]
    assert "did you mean stripe" in told[5]
    assert "no day to be complete to" in told[17]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("database: postgresql://me:pa55@db.example/books", "a secret stands in it"),
        ("address: https://u:p@files.example/a.csv", "a secret stands in it"),
        ("address: https://files.example/a.csv?token=abc", "a secret stands in it"),
        ("address: https://files.example/a.csv?X-Amz-Signature=abc", "a secret stands in it"),
        ("address: http://files.example/a.csv", "begins with https://"),
        ("address: file:///etc/passwd", "begins with https://"),
        ("address_from: DRUMBEAT_SECRET_KEY", "DRUMBEAT_ is for ours"),
        ("address_from: https://files.example", "the name of an environment variable"),
    ],
)
def test_no_secret_and_no_strange_address_stands_in_it(tmp_path, place, words):
    text = RIGHT.replace("folder: /srv/drop/billing", place)
    if place.startswith("database"):
        text = text.replace("mapping: stripe", "query: SELECT 1")
    (fault,) = faults(tmp_path, text)

    assert fault[0] == 4
    assert words in fault[1]
    assert "pa55" not in fault[1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("folder: /srv/drop/billing", "", "say where it comes from"),
        ("folder: /srv/drop/billing", "folder: a\n    address: https://x.example", "say where"),
        ("query: SELECT * FROM lines", "", "a database wants a query"),
        ("mapping: stripe", "query: SELECT 1", "a database wants a query"),
    ],
)
def test_one_place_is_named_and_a_query_for_a_database_alone(tmp_path, old, new, words):
    told = faults(tmp_path, RIGHT.replace(old, new))

    assert any(words in reason for _, reason in told)


def test_content_check_tells_it_with_all_else(tmp_path):
    for path in SAMPLE.rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(SAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tmp_path / NAME).write_text(RIGHT.replace("nora@cirrus.example", "nora", 1))
    (fault,) = faults_of(tmp_path, "Cirrus")

    assert (fault.path.name, fault.line) == (NAME, 6)
    with pytest.raises(ContentInvalid):
        read_library(tmp_path, "Cirrus").texts()
