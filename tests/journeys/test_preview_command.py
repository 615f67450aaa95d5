"""`drumbeat preview` prints what each platform would be handed, for one reader."""

import json
import sys
from email import message_from_string, policy
from pathlib import Path

import pytest

from drumbeat.cli import main
from drumbeat.settings import SAMPLE_CONTENT
from tests.stand_ins.slack.rules import judge_message
from tests.stand_ins.teams.rules import judge_activity

EDITION = SAMPLE_CONTENT / "editions" / "partner-beat" / "01-cloudbackup-restores-in-minutes.md"
SURVEY = SAMPLE_CONTENT / "surveys" / "partner-nps.yaml"
TITLE = "CloudBackup Pro now restores a single file in minutes"
READER = "kerensa.applegarth@acme-it.example"
COLLEAGUE = "dariusz.dornfeld@bluepeak.example"


@pytest.fixture
def preview(programme_url, monkeypatch, capsys):
    """Runs the command; returns its exit code, what it printed, and what it complained of."""
    monkeypatch.setenv("DRUMBEAT_VENDOR", "Cirrus Channel Cloud")
    monkeypatch.setenv("DRUMBEAT_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("DRUMBEAT_DATABASE_URL", programme_url)

    def run(file, platform, *more, reader=READER):
        who = ["--as", reader] if reader else []
        words = ["preview", str(file), *who, "--platform", platform, *more]
        monkeypatch.setattr(sys, "argv", ["drumbeat", *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return run


@pytest.mark.parametrize("file", [EDITION, SURVEY], ids=["edition", "survey"])
def test_what_slack_would_be_handed_keeps_slacks_rules(preview, file):
    code, printed, _ = preview(file, "slack")

    assert code == 0
    assert judge_message(json.loads(printed)) is None


@pytest.mark.parametrize("file", [EDITION, SURVEY], ids=["edition", "survey"])
def test_what_teams_would_be_handed_keeps_its_rules(preview, file):
    code, printed, _ = preview(file, "teams")

    assert code == 0
    assert judge_activity(json.loads(printed), kind="personal", members={}) is None


def test_a_letter_is_printed_with_its_whole_source(preview):
    code, printed, _ = preview(EDITION, "email")
    letter = message_from_string(printed, policy=policy.default)

    assert code == 0
    assert letter["To"] == READER
    assert letter["Subject"] == TITLE
    assert letter["List-Unsubscribe"]
    assert TITLE in letter.get_body(("html",)).get_content()


def test_plain_text_is_the_messages_plain_twin(preview):
    _, printed, _ = preview(EDITION, "text")
    _, slack, _ = preview(EDITION, "slack")

    assert printed.startswith(f"{TITLE}\n\nGood morning Kerensa")
    assert json.loads(slack)["text"].split("\n\n")[:2] == printed.split("\n\n")[:2]


def test_a_page_shows_the_survey_with_eleven_buttons(preview):
    code, printed, _ = preview(SURVEY, "web")

    assert code == 0
    assert printed.count('class="step"') == 11


def test_figures_are_what_the_reader_may_see(preview):
    _, mine, _ = preview(EDITION, "text")
    _, theirs, _ = preview(EDITION, "text", reader=COLLEAGUE)
    figure = "Your annual recurring revenue today: "

    own, others = (text.partition(figure)[2].partition("\n")[0] for text in (mine, theirs))
    assert "USD" in own
    assert "USD" in others
    assert own != others


def test_a_program_reads_json(preview):
    _, printed, _ = preview(SURVEY, "slack", "--json")
    _, letter, _ = preview(SURVEY, "email", "--json")

    told = json.loads(printed)
    assert (told["platform"], told["reader"]) == ("slack", READER)
    assert told["payloads"][0]["blocks"]
    assert json.loads(letter)["payloads"][0].startswith("From: ")


def test_a_draft_may_lie_outside_the_content_folder(preview, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text(EDITION.read_text().replace("Good morning", "Good evening"))

    _, printed, _ = preview(draft, "text")

    assert "Good evening Kerensa" in printed


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("draft.md", "---\nnewsletter: partner-beat\ntitle: Hello\n---\n{{ nobody }}\n", ":5:"),
        ("draft.md", "---\nnewsletter: unknown\ntitle: Hello\n---\nHello\n", ":2:"),
        ("survey.yaml", "key: x\ntitle: y\ntopic: nothing\n", ":1:"),
        ("notes.txt", "Hello", ":1:"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(preview, tmp_path, name, text, place):
    file = tmp_path / name
    file.write_text(text)

    code, printed, complaint = preview(file, "slack")

    assert (code, printed) == (1, "")
    assert f"{file}{place}" in complaint


def test_a_file_that_is_not_there_is_refused(preview):
    code, _, complaint = preview(Path("no-such-edition.md"), "slack")

    assert code == 1
    assert "there is no file no-such-edition.md" in complaint


def test_a_reader_nobody_knows_is_refused(preview):
    code, _, complaint = preview(EDITION, "slack", reader="nobody@acme-it.example")

    assert code == 1
    assert "nobody here has the email address" in complaint


def test_a_platform_nobody_knows_is_refused(preview):
    code, _, complaint = preview(EDITION, "fax")

    assert code == 2
    assert "fax" in complaint


def test_what_cannot_go_out_is_refused_by_name(preview, tmp_path):
    draft = tmp_path / "draft.md"
    head = "---\nnewsletter: partner-beat\ntitle: Hello\n---\n"
    draft.write_text(f"{head}- {'word ' * 700}\n")

    code, printed, complaint = preview(draft, "slack")

    assert (code, printed) == (1, "")
    assert "Slack: bullet too long, limit 3000 characters" in complaint


@pytest.mark.parametrize("file", [EDITION, SURVEY], ids=["edition", "survey"])
def test_what_several_would_read_is_shown_as_slack_and_teams_are_handed_it(preview, file):
    whose = ("--partner", "Acme IT Services")
    slack = preview(file, "slack", *whose, reader="")
    teams = preview(file, "teams", *whose, reader="")

    assert (slack[0], teams[0]) == (0, 0)
    assert judge_message(json.loads(slack[1])) is None
    assert judge_activity(json.loads(teams[1]), kind="channel", members={}) is None
    assert "shares this conversation with Acme" in slack[1] or "Tap your own number" in slack[1]


def test_what_cannot_be_said_to_several_is_named(preview, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text("---\nnewsletter: partner-beat\ntitle: Hi\n---\nAs {{ role }} you know.\n")
    code, _, complaint = preview(draft, "text", "--partner", "Acme IT Services", reader="")

    assert code
    assert "only inside a block for roles" in complaint


@pytest.mark.parametrize(
    ("more", "reader", "says"),
    [
        ((), "", "say who reads it"),
        (("--partner", "Acme IT Services"), READER, "say who reads it"),
        (("--partner", "Nobody At All"), "", "there is no partner Nobody At All"),
    ],
)
def test_who_reads_it_is_said_in_one_way(preview, more, reader, says):
    code, _, complaint = preview(EDITION, "text", *more, reader=reader)

    assert code
    assert says in complaint


DRAFT = "---\nnewsletter: partner-beat\ntitle: Hello\n---\n{}\n"


def test_a_base_completes_addresses_and_without_one_all_are_named(preview, tmp_path, monkeypatch):
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT.format("[Guide](guide.html)\n\n![A chart](/img/c.png)"))

    code, _, refusal = preview(draft, "text")
    monkeypatch.setenv("DRUMBEAT_CONTENT_BASE_URL", "https://partners.cirrus.example/docs")
    _, printed, _ = preview(draft, "text")
    _, page, _ = preview(draft, "web")

    assert code
    assert "'guide.html' (line 5), '/img/c.png' (line 7)" in refusal
    assert "DRUMBEAT_CONTENT_BASE_URL" in refusal
    assert "Guide (https://partners.cirrus.example/docs/guide.html)" in printed
    assert "https://partners.cirrus.example/img/c.png" in page


def test_every_fault_of_a_text_is_named_at_once(preview, tmp_path):
    draft = tmp_path / "draft.md"
    text = "{{ nobody }}\n\n<table>\n\n| a |\n|---|\n| 1 | 2 |"
    draft.write_text(DRAFT.format(text).replace("partner-beat", "unknown"))

    code, _, refusal = preview(draft, "text")

    assert code
    assert [line.partition("draft.md:")[2].partition(":")[0] for line in refusal.split("\n")][
        :4
    ] == ["2", "5", "7", "11"]


@pytest.mark.parametrize("base", ["partners.cirrus.example", "http://x.example", "https://x y"])
def test_a_base_that_is_none_is_named(preview, monkeypatch, base):
    monkeypatch.setenv("DRUMBEAT_CONTENT_BASE_URL", base)

    code, _, refusal = preview(EDITION, "text")

    assert code
    assert "DRUMBEAT_CONTENT_BASE_URL is wrong: write a URL that begins with https://" in refusal


def test_what_the_manager_says_is_shown_in_their_name(preview, tmp_path):
    draft = tmp_path / "draft.md"
    head = "---\nnewsletter: partner-beat\ntitle: Hello\nsender: manager\n---\n"
    draft.write_text(f"{head}You can restore a file.\n")

    _, alone, _ = preview(draft, "text")
    _, letter, _ = preview(draft, "email")
    _, together, _ = preview(draft, "text", "--conversation", "Acme IT Services", reader=None)

    assert "looks after Acme IT Services at Cirrus Channel Cloud" in alone
    assert "looks after Acme IT Services at Cirrus Channel Cloud" in together
    assert " via Cirrus Channel Cloud" in letter.partition("\n")[0]
