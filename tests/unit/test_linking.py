import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.rules.linking import (
    ALPHABET,
    CODE_LENGTH,
    EMAIL_LENGTH,
    Voucher,
    email_domain,
    read_code,
    read_domain,
    read_email,
)
from bot.people.rules.settling import (
    BindInstallation,
    ChangeDomains,
    LinkAddress,
    ListInstallations,
    NameSponsor,
    UnlinkAddress,
    read_settlement,
)

ACME = frozenset({"acme.example"})


@pytest.mark.parametrize(
    ("voucher", "email", "partner", "proven"),
    [
        (Voucher(own=True), "ada@anything.example", "acme", True),
        (Voucher(own=True), "ada@cirrus.example", None, True),
        (Voucher(), "ada@acme.example", "acme", False),
        (Voucher(partner_id="acme"), "ada@acme.example", "acme", True),
        (Voucher(partner_id="acme"), "ada@mail.acme.example", "acme", False),
        (Voucher(partner_id="acme"), "ada@acme.example.evil.example", "acme", False),
        (Voucher(partner_id="acme"), "ada@other.example", "acme", False),
        (Voucher(partner_id="acme"), "bob@acme.example", "other", False),
        (Voucher(partner_id="acme"), "boss@acme.example", None, False),
    ],
)
def test_a_claim_counts_only_where_an_administrator_said_so(voucher, email, partner, proven):
    assert voucher.proves(email, partner, ACME) is proven


@given(st.text())
def test_what_is_read_as_an_email_is_short_printable_and_reads_the_same_again(text):
    email = read_email(text)

    assert email is None or (len(email) <= 2 * EMAIL_LENGTH and email.isprintable())
    assert email is None or "@" not in email_domain(email)


@pytest.mark.parametrize(
    "text",
    ["", "ada", "ada@", "@acme.example", "a@b", "a b@c.example", "a@b.example\x00", "a@@b.example",
     "a@b.example,c@d.example", "<a@b.example>", "a@b..example", "a@\ud800.example",
     f"{'a' * 260}@b.example", "a@b.example\nBcc: c@d.example"],
)  # fmt: skip
def test_what_cannot_be_an_email_is_none(text):
    assert read_email(text) is None


def test_an_email_is_read_in_small_letters():
    assert read_email("  Ada.Lovelace@ACME.example ") == "ada.lovelace@acme.example"


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Acme.example", "acme.example"),
        ("@acme.example.", "acme.example"),
        ("acme", None),
        ("*.example", None),
        ("acme example", None),
        ("example.com/x", None),
        ("ex\u00e4mple.com", None),
    ],
)
def test_a_domain_is_read_or_refused(text, domain):
    assert read_domain(text) == domain


@given(st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_may_be_written_in_small_letters_with_blanks_and_dashes(code):
    assert read_code(f" {code[:4].lower()} - {code[4:]}\u00a0") == code


def test_no_two_letters_of_a_code_look_alike():
    assert not set("01OILU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("text", "settlement"),
    [
        ("link ada@acme.example to U1", LinkAddress("ada@acme.example", "U1")),
        ("link ada@acme.example to @U1", LinkAddress("ada@acme.example", "U1")),
        ("Link a@b.example to slack T1 U1", LinkAddress("a@b.example", "U1", "slack", "T1")),
        ("unlink a@b.example from teams t u", UnlinkAddress("a@b.example", "u", "teams", "t")),
        ("bind T1 to Acme IT Services", BindInstallation("T1", "Acme IT Services")),
        ("unbind T1", BindInstallation("T1")),
        ("domains Acme IT", ChangeDomains("Acme IT")),
        ("domains Acme IT add a.example", ChangeDomains("Acme IT", add=("a.example",))),
        ("domains Acme remove a.example", ChangeDomains("Acme", remove=("a.example",))),
        ("sponsor of Acme IT is a@b.example", NameSponsor("Acme IT", "a@b.example")),
        ("installations", ListInstallations()),
        ("link", None),
        ("link a@b.example", None),
        ("bind T1", None),
    ],
)
def test_an_administrators_words_are_read_or_nothing_is(text, settlement):
    assert read_settlement(text) == settlement
