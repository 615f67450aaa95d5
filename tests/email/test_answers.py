"""What of an answer is its writer's own, and what no person wrote."""

import pytest

from adapters.email.answered import read_answer
from adapters.email.letter import Letterhead
from adapters.email.quoting import own_words
from tests.email.office import HEAD

ANSWERED = Letterhead(HEAD.sender, HEAD.bounce_domain, "reply.cirrus.example")
HEADERS = (
    "From: Ada <ada@acme.example>\r\nTo: r+d1@reply.cirrus.example\r\nMessage-ID: <1@acme>\r\n"
)


def letter(body: str = "Hello", **headers: str) -> bytes:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"{HEADERS}{more}\r\n{body}".encode()


@pytest.mark.parametrize(
    ("written", "own"),
    [
        (
            "Yes please\n\nOn Tue, 24 Nov 2026 at 09:00, Cirrus wrote:\n> old\n> words",
            "Yes please",
        ),
        ("Ja\n\nAm 24.11.2026 um 09:00 schrieb Cirrus <beat@cirrus.example>:\n> alt", "Ja"),
        ("Below\nOn Tue, 24 Nov 2026 at 09:00 Cirrus Partner\nProgramme wrote:\n> old", "Below"),
        ("> first?\nyes\n> second?\nno", "yes\nno"),
        ("Fine\n-- \nAda\nAcme Ltd", "Fine"),
        ("Fine\n\n-----Original Message-----\nFrom: us\nold", "Fine"),
        ("Fine\n\n________________________________\nFrom: x\nold", "Fine"),
        ("Fine\n\nFrom: Cirrus <beat@cirrus.example>\nSent: Tuesday\nold", "Fine"),
        ("A line -- with dashes\nand > a sign", "A line -- with dashes\nand > a sign"),
        ("> all\n> quoted", ""),
    ],
)
def test_what_was_quoted_is_left_out_and_the_rest_is_kept(written, own):
    assert own_words(written) == own


def test_a_page_without_a_plain_text_is_read_without_its_quote():
    body = "<p>Hello &amp; thanks</p><blockquote><p>old</p></blockquote><style>p{}</style>"

    assert read_answer(letter(body, Content_Type="text/html"), ANSWERED).text == "Hello & thanks"


def test_a_letter_names_its_delivery_its_writer_and_itself():
    found = read_answer(letter("Hello"), ANSWERED)

    assert (found.delivery_id, found.sender, found.text) == ("d1", "ada@acme.example", "Hello")
    assert found.message == "<1@acme>"
    assert not found.attached
    assert "ada@" not in repr(found)
    assert "Hello" not in repr(found)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "Auto-Generated; owner-email=x"},
        {"Precedence": "Bulk"},
        {"X_Auto_Response_Suppress": "OOF"},
        {"List_Id": "<all.acme.example>"},
        {"List_Unsubscribe": "<https://acme.example>"},
        {"Return_Path": "<>"},
        {"Subject": "Out of Office: news"},
        {"Subject": "Abwesenheitsnotiz"},
        {"Subject": "AW: Automatische Antwort: news"},
        {"Content_Type": "multipart/report; report-type=delivery-status; boundary=x"},
    ],
)
def test_what_a_machine_sends_reaches_nobody(headers):
    assert read_answer(letter(**headers), ANSWERED) is None


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@acme.example", "no-reply@acme.example", "beat@cirrus.example"]
)
def test_what_comes_from_a_machines_address_or_our_own_reaches_nobody(sender):
    raw = letter().replace(b"ada@acme.example", sender.encode())

    assert read_answer(raw, ANSWERED) is None


def test_a_person_may_say_that_no_machine_wrote_it():
    assert read_answer(letter(Auto_Submitted="no"), ANSWERED) is not None


def test_without_a_domain_for_answers_none_is_read():
    assert read_answer(letter(), HEAD) is None
