"""Laws of the verdict: another reason speaks against any digits, and doubt keeps the address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.email.verdicts import named, says_no_mailbox, statuses_in

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
GONE = st.sampled_from(["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"])
ANY = st.from_regex(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True)
REASONS = (
    "blocked using a blocklist",
    "spam",
    "our policy",
    "mailbox full",
    "over quota",
    "Sender rejected",
    "message expired",
    "greylisted",
    "access denied",
)


@given(st.lists(ANY), WORDS, st.sampled_from(REASONS), WORDS)
def test_another_reason_keeps_the_address_whatever_else_is_said(codes, before, reason, after):
    assert not says_no_mailbox(codes, f"{before} {reason} {after} user unknown")


@given(st.lists(GONE), ANY, st.lists(GONE))
def test_one_code_of_another_kind_keeps_the_address(before, other, after):
    codes = [*before, other, *after]
    agrees = all(says_no_mailbox([code], "user unknown") for code in codes)

    assert says_no_mailbox(codes, "user unknown") == agrees


@given(GONE)
def test_the_digits_alone_are_enough(code):
    assert says_no_mailbox([code])
    assert named(["5.0.0", code]) == code


@given(st.lists(ANY, max_size=3))
def test_codes_are_found_among_words_and_addresses(codes):
    said = " ".join(f"host [192.0.2.7] said: 550-{code} (#{code})" for code in codes)
    telling = [code for code in codes if not code.startswith("2")]

    assert statuses_in(said) == [code for each in telling for code in (each, each)]


@pytest.mark.parametrize(
    "words",
    ["", "mailbox unavailable", "rejected", "550", "Postfach unbekannt", "host 5.1.1.9 is down"],
)
def test_what_nobody_can_read_keeps_the_address(words: str):
    assert not says_no_mailbox(statuses_in(words), words)
