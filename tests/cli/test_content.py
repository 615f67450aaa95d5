"""Content files are looked through on the command line: faults and advice, each with its line."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from drumbeat.cli import app
from drumbeat.settings import SAMPLE_CONTENT
from tests.fixtures.program import environment, run

HEAD = "---\nnewsletter: partner-beat\ntitle: News\n---\n"
BROKEN = """---
newsletter: partner-beat
titel: x
foo: 1
---
![](https://a.example/b.png)
{{ nope }}
"""
LONG = "word " * 700
WELL = "Your customers restore alone: [how](https://cirrus.example/how).\n"


def asked_of(url, *words):
    return CliRunner().invoke(app, ["content", "lint", *words], env=environment(url))


@pytest.fixture
def linted(sqlite_url, tmp_path):
    """Lints one text; returns the exit code and the findings by line and kind."""

    def lint(text, *more):
        file = tmp_path / "news.md"
        file.write_text(text)
        asked = asked_of(sqlite_url, str(file), "--json", *more)
        told = json.loads(asked.stdout)
        found = [(one["line"], one["kind"], one["fault"]) for one in told["findings"]]
        assert told["faults"] == sum(fault for *_, fault in found)
        return asked.exit_code, found

    return lint


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        (HEAD + WELL, 0, []),
        (
            BROKEN,
            1,
            [(3, "unread", True), (4, "unread", True), (6, "unread", True), (7, "unread", True)],
        ),
        (f"{HEAD}{WELL}\n- {LONG}\n", 1, [(7, "refused", True)]),
        (f"{HEAD}{WELL}\n::figure[Luck]{{how lucky are we}}\n", 1, [(7, "figure_unread", True)]),
        (
            f"{HEAD}{WELL}\n:::role sales\nYour margin.\n:::\n",
            0,
            [(8, "no_variant", False)],
        ),
        (f"{HEAD}It is done.\n", 0, [(1, "no_why", False), (1, "nothing_to_do", False)]),
        (f"{HEAD}Hello! You can find it.\n", 0, [(1, "nothing_to_do", False)]),
        (f"{HEAD}Hello, dear you!\n\nDone?\n", 0, [(1, "no_why", False)]),
        (HEAD + WELL + "\n" + (("word " * 300 + "\n\n") * 5), 0, [(1, "too_long", False)]),
    ],
    ids=[
        *("well", "unread", "refused", "figure", "roles", "nothing to do", "greeted and told"),
        *("only greeted", "long"),
    ],
)
def test_all_that_is_found_is_named_with_its_line(linted, text, code, found):
    assert linted(text) == (code, found)


def test_what_holds_for_some_roles_alone_names_them(linted):
    text = HEAD + ":::role sales\n" + WELL + ":::\n:::role other\nIt is done.\n:::\n"

    assert linted(text) == (0, [(1, "no_why_for", False), (1, "nothing_to_do_for", False)])


def test_links_are_asked_only_when_asked_for_and_never_within_a_network(linted):
    text = f"{HEAD}Your links:\n\nSee [here](http://127.0.0.1/admin) and http://intranet/x.\n"

    assert linted(text) == (0, [])
    assert linted(text, "--links") == (0, [(7, "dead_link", False)] * 2)


def test_a_folder_is_looked_through_whole(sqlite_url, tmp_path):
    empty = asked_of(sqlite_url, str(tmp_path))
    sample = asked_of(sqlite_url)

    assert empty.exit_code == 1
    assert "newsletters.yaml:1: fault: the file is missing" in empty.stdout
    assert sample.exit_code == 0


def test_what_goes_to_conversations_is_drawn_for_all_who_read_there(linted):
    head = HEAD.replace("title:", "audience:\n  to: both\ntitle:")

    assert linted(head + WELL) == (0, [])


def test_a_server_that_cannot_start_tells_all_that_is_wrong_with_its_content(sqlite_url, tmp_path):
    content = shutil.copytree(SAMPLE_CONTENT, tmp_path / "content")
    (content / "quiet.yaml").write_text("hours: late\nholidays: never: ever\n")
    (content / "editions/partner-beat/99-why.md").write_text(f"{HEAD}Hi {{{{ nobody }}}}.\n")
    luck = f"{HEAD}Hi.\n\n::figure[A]{{arr by month}}\n"
    (content / "editions/partner-beat/98-luck.md").write_text(luck)
    (content / "wording").mkdir()
    (content / "wording/de.yaml").write_text('mute_topic: "never closed\nno_such_key: x\n')

    asked = run(sqlite_url, "serve", CONTENT=str(content), PORT="0")

    told = [line.split(f"{content}/")[-1] for line in asked.stderr.split("\n") if ": " in line]
    assert asked.returncode == 1
    assert [": ".join(line.split(": ")[:2])[:60] for line in told][-5:] == [
        "editions/partner-beat/98-luck.md:7: the figure's question “a",
        "editions/partner-beat/99-why.md:5: unknown placeholder 'nobo",
        "quiet.yaml:1: hours",
        "quiet.yaml:2: a colon in a value needs quotes",
        "wording/de.yaml:1: the quote \" that opens in 'mute_topic",
    ]
