"""An operator begins: a starting set that is well from the first minute, and never the sample."""

import stat

import pytest

from drumbeat.settings import SAMPLE_CONTENT
from tests.fixtures.program import run, run_in


@pytest.fixture
def begun(tmp_path):
    laid = run_in(tmp_path, "init", "ours", "--vendor", "O'Hara & Söhne #1")
    assert laid.returncode == 0, laid.stderr
    return tmp_path / "ours"


def test_a_starting_set_is_well_from_the_first_minute(begun):
    examined = run_in(begun, "doctor")

    assert examined.returncode == 0, examined.stdout
    assert "!!" not in examined.stdout
    assert "1 editions, all readable" in examined.stdout
    assert "set up Slack, Teams or email" in examined.stdout


def test_every_starting_set_has_a_key_of_its_own_that_only_its_owner_reads(begun, tmp_path):
    run_in(tmp_path, "init", "theirs", "--vendor", "Theirs")
    ours, theirs = ((tmp_path / name / ".env").read_text() for name in ("ours", "theirs"))

    assert key(ours) != key(theirs)
    assert len(key(ours)) >= 32
    assert stat.S_IMODE((begun / ".env").stat().st_mode) == 0o600
    assert ".env" in (begun / ".gitignore").read_text().splitlines()


def key(text):
    return text.partition("DRUMBEAT_SECRET_KEY=")[2].partition("\n")[0]


def test_the_companys_name_is_read_back_as_it_was_given(begun):
    run_in(begun, "db", "sample")
    reader = "kerensa.applegarth@acme-it.example"
    edition = next((begun / "content" / "editions").rglob("*.md"))
    seen = run_in(begun, "preview", str(edition), "--as", reader, "--platform", "text")

    assert "From today O'Hara & Söhne #1 writes to you" in seen.stdout


def test_a_folder_with_something_in_it_is_left_alone(begun):
    before = {path: path.read_bytes() for path in begun.rglob("*") if path.is_file()}
    again = run_in(begun.parent, "init", "ours", "--vendor", "Ours")

    assert again.returncode == 1
    assert "is not empty" in again.stderr
    assert {path: path.read_bytes() for path in begun.rglob("*") if path.is_file()} == before


def test_without_a_name_and_nobody_to_ask_the_option_is_named(tmp_path):
    laid = run_in(tmp_path, "init", "ours")

    assert laid.returncode == 1
    assert "--vendor" in laid.stderr
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize("content", ["", str(SAMPLE_CONTENT), f"{SAMPLE_CONTENT}/../sample"])
def test_the_sample_is_never_served_to_real_partners(programme_url, content):
    started = run(programme_url, "serve", CONTENT=content)

    assert started.returncode == 1
    assert "`drumbeat init DIR`" in started.stderr
    assert "Traceback" not in started.stderr


def test_the_doctor_says_so_before(programme_url):
    examined = run(programme_url, "doctor", CONTENT="")

    assert examined.returncode == 1
    assert "`drumbeat serve` refuses to send" in examined.stdout
