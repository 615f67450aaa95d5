"""Each format of bounce: the address is buried, or it is kept, or nothing happened at all."""

from pathlib import Path

import pytest

from adapters.email.letter import Letterhead
from adapters.email.reports import Report, read_report
from tests.email.office import HEAD

FOLDER = Path(__file__).parent / "bounces"
SAMPLES = {path.stem: path.read_bytes() for path in FOLDER.iterdir()}

BURIED = {
    "qmail_nobody": "5.1.1",
    "qmail_remote_nobody": "no code",
    "exim_nobody": "5.1.1",
    "exim_nobody_in_words": "no code",
    "exchange_2003_nobody": "5.1.1",
    "exchange_2010_nobody": "5.1.1",
    "outlook_page_nobody": "5.1.10",
    "yahoo_nobody": "no code",
    "yahoo_disabled": "no code",
    "postfix_nobody": "5.1.1",
    "postfix_old_nobody": "no code",
    "sendmail_nobody": "5.1.1",
    "google_nobody": "5.1.1",
    "standard_nobody": "5.1.1",
    "standard_disabled": "5.2.1",
    "standard_exim_nobody": "5.0.0",
    "standard_exim_digits_in_words": "5.1.1",
}
"""The mailbox does not exist, and the report says so."""

KEPT = {
    "qmail_full": "5.2.2",
    "qmail_expired": "4.4.1",
    "qmail_blocked": "5.7.1",
    "qmail_other_mailbox": "5.1.1",
    "exim_policy": "5.7.1",
    "exim_retry_exceeded": "no code",
    "exim_unrouteable": "no code",
    "exchange_2003_denied": "5.7.1",
    "exchange_2010_full": "5.2.2",
    "outlook_page_denied": "5.7.133",
    "yahoo_full": "no code",
    "yahoo_reputation": "no code",
    "postfix_blocked": "5.7.1",
    "postfix_expired": "no code",
    "postfix_two_codes": "5.1.1",
    "postfix_german": "no code",
    "standard_generic": "5.0.0",
    "standard_full": "5.2.2",
    "standard_blocked": "5.7.1",
    "standard_expired": "4.4.7",
    "standard_greylisted_too_long": "4.7.1",
    "standard_blocked_under_false_digits": "5.1.1",
    "standard_words_differ": "5.1.1",
    "standard_forwarded_elsewhere": "5.1.1",
    "standard_sender_refused": "5.1.8",
}
"""It did not arrive, for a reason that says nothing of the next time, or that nobody can read."""

NOTHING = {
    "exim_warning",
    "postfix_warning",
    "standard_delayed",
    "standard_relayed",
    "vacation",
    "forged_by_a_person",
    "no_format_known",
}
"""A delay, a person's words, or a letter nobody understands: the ledger stays as it is."""


def test_every_sample_has_its_verdict():
    assert set(SAMPLES) == {*BURIED, *KEPT, *NOTHING}


@pytest.mark.parametrize(("name", "reason"), BURIED.items())
def test_a_mailbox_that_does_not_exist_is_buried(name: str, reason: str):
    assert read_report(SAMPLES[name], HEAD) == Report("d-1", reason, permanent=True)


@pytest.mark.parametrize(("name", "reason"), KEPT.items())
def test_whatever_else_was_in_the_way_keeps_the_address(name: str, reason: str):
    assert read_report(SAMPLES[name], HEAD) == Report("d-1", reason, permanent=False)


@pytest.mark.parametrize("name", sorted(NOTHING))
def test_what_is_no_final_failure_changes_nothing(name: str):
    assert read_report(SAMPLES[name], HEAD) is None


@pytest.mark.parametrize("name", [name for name in BURIED if "standard" not in name])
def test_it_is_known_by_the_address_it_came_back_to(name: str):
    elsewhere = SAMPLES[name].replace(b"b+d-1@", b"b+d-2@").replace(b"<d-1@", b"<x@other.")

    assert read_report(elsewhere, HEAD) == Report("d-2", BURIED[name], permanent=True)


@pytest.mark.parametrize("name", ["qmail_nobody", "exim_nobody", "exchange_2010_nobody"])
def test_without_a_return_address_of_its_own_it_is_known_by_the_copy(name: str):
    head = Letterhead(HEAD.sender)

    assert read_report(SAMPLES[name], head) == Report("d-1", "5.1.1", permanent=True)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_how_lines_end_changes_nothing(name: str):
    with_both = SAMPLES[name].replace(b"\n", b"\r\n")

    assert read_report(with_both, HEAD) == read_report(SAMPLES[name], HEAD)


def test_a_report_that_says_no_failure_is_in_the_log(log):
    read_report(SAMPLES["no_format_known"], HEAD)

    assert [line["delivery_id"] for line in log.of("report_says_no_failure")] == ["d-1"]


@pytest.mark.parametrize("filler", [b"a" * 65_000, b"<" * 65_000, b"@ " * 32_000, b"-\n" * 20_000])
def test_a_long_text_takes_no_long_time(filler: bytes):
    sample = SAMPLES["qmail_nobody"].replace(b"Sorry, no", filler + b"\nSorry, no")

    assert read_report(sample, HEAD) is not None
