"""Whoever waits for an import sees what it does: at a terminal, and in a log."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.fixtures.program import inherited
from tests.imports.conftest import Operator
from tests.imports.test_switch import books

COUNT = 12_000
OFTEN = (
    "import drumbeat.cli.progress as p; p.LINE_SECONDS = 0.005; "
    "from drumbeat.cli import main; main()"
)
ROWS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) "
    "SELECT '2025-01-01' AS date, 'c1' AS customer, 'Mail' AS product, 'usage' AS kind, "
    "'1.00' AS amount, 'r' || i AS reference FROM n"
)
SELDOM = "from drumbeat.cli import main; main()"
READ = re.compile(r"^reading: [0-9,]+ of about 1[0-9],[0-9]{3} rows, [0-9]+ s left$")
WROTE = re.compile(r"^writing: [0-9,]+ of 12,000 rows, [0-9]+ s (left|so far)$")


def started(code: str, *words: str, stderr: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", code, "import", "revenue", *words],
        env={**inherited(), "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=stderr,
    )


def test_a_log_shows_what_is_done_how_many_rows_and_how_long_it_still_takes(programme: Operator):
    file = programme.file(books("1.00", COUNT))
    process = started(OFTEN, file, "--json", stderr=subprocess.PIPE)
    out, err = process.communicate()

    lines = err.decode().splitlines()
    assert process.returncode == 0
    assert out.startswith(b"{")
    assert any(map(READ.match, lines))
    assert any(map(WROTE.match, lines))
    assert any(line.startswith("checking all rows together: ") for line in lines)
    assert re.fullmatch(r"ended after [0-9]+ s", lines[-1])
    assert "\x1b" not in err.decode()


def test_what_is_over_at_once_says_nothing_meanwhile(programme: Operator):
    process = started(SELDOM, programme.file(books("1.00", 10)), stderr=subprocess.PIPE)
    assert process.communicate()[1] == b""


def test_of_a_query_only_the_rows_so_far_are_known(programme: Operator, tmp_path: Path):
    other = tmp_path / "other.db"
    other.touch()
    given = ("--from-url", f"sqlite:///{other}", "--query", ROWS)
    process = started(OFTEN, *given, stderr=subprocess.PIPE)
    lines = process.communicate()[1].decode().splitlines()

    assert process.returncode == 0
    read = [line for line in lines if line.startswith("reading: ")]
    assert any(re.fullmatch(r"reading: [0-9,]+ rows, [0-9]+ s so far", line) for line in read)
    assert not any(" of " in line for line in read)


def test_a_terminal_shows_a_bar_and_is_clean_afterwards(programme: Operator):
    ours, theirs = os.openpty()
    process = started(SELDOM, programme.file(books("1.00", COUNT)), stderr=theirs)
    os.close(theirs)
    shown = read_to_the_end(ours)
    out, _ = process.communicate()

    assert process.returncode == 0
    for words in ("reading", "of about", "writing", "of 12,000 rows", "s left", "━"):
        assert words in shown
    assert shown.rstrip().endswith("\x1b[2K")
    assert b"12,000 new" in out


def read_to_the_end(terminal: int) -> str:
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux says that nobody writes there any more
            piece = b""
        if not piece:
            os.close(terminal)
            return shown.decode()
        shown += piece
