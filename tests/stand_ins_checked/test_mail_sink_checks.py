"""What the mail server of the tests finds wrong with a letter."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.stand_ins.smtp import Envelope, Letter
from tests.stand_ins.smtp.checks import judge
from tests.stand_ins_checked.letters import HEADERS, NO_FOLDING, TOKEN, letter, plain, spoiled

PNG = b"\x89PNG\r\n"


def found_in(raw: bytes, *to: str, mail_from: str = "b@cirrus.example", **more: bool) -> list[str]:
    return judge(Letter(Envelope(mail_from, to or ("ada@example.com",), **more), raw))


def with_picture(shown: str = "cid:chart", there: str = "<chart>") -> bytes:
    message = EmailMessage(policy=NO_FOLDING)
    for name, value in HEADERS.items():
        message[name] = value
    message.set_content("ARR grew\n")
    message.add_alternative(f'<img src="{shown}" alt="ARR grew">', subtype="html")
    page = message.get_payload()[1]
    page.add_related(PNG, "image", "png", cid=there)
    return message.as_bytes()


@pytest.mark.parametrize(
    "raw",
    [
        letter(),
        letter({"List-Unsubscribe": None, "List-Unsubscribe-Post": None}),
        letter({"List-Unsubscribe": "<http://127.0.0.1:8080/u/abc>"}),
        letter({"Subject": "Grüße"}),
        with_picture(),
        plain("Hello", "Content-Type: text/plain"),
        plain(
            "Gr=C3=BC=C3=9Fe=",
            'Content-Type: text/plain; charset="utf-8"',
            "Content-Transfer-Encoding: quoted-printable",
        ),
    ],
)
def test_a_good_letter_has_nothing_wrong(raw):
    assert found_in(raw) == []


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Message-ID"])
def test_every_letter_has_its_headers(name):
    assert f"{name} is missing" in found_in(letter({name: None}))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (spoiled("Subject:", "Subject: Again\r\nSubject:"), "Subject stands 2 times"),
        (spoiled("Date: Sun, 22 Nov", "Date: someday"), "Date cannot be read"),
        (spoiled("+0100", "-0000"), "Date has no zone"),
        (spoiled("<1@cirrus.example>", "1"), "Message-ID must look like"),
        (spoiled("Cirrus <news@cirrus.example>", "Cirrus"), "From has no address"),
        (spoiled("Subject: ", "Subject: ü"), "8bit in a header"),
        (spoiled("Subject: ", "not a header\r\nSubject: "), "not a header"),
        (spoiled("\r\n", "\n"), "bare LF"),
        (spoiled("What is new", "What\ris new"), "bare CR"),
        (spoiled("What is new", "x" * 999), "longer than 998"),
        (spoiled(f"<{TOKEN}>, ", f"<{TOKEN}>,\r\n "), "folded"),
        (spoiled(f"<{TOKEN}>, ", "=?utf-8?q?=3Chttps?= "), "encoded"),
        (spoiled(f"<{TOKEN}>, ", ""), "one https address"),
        (spoiled(f"<{TOKEN}>", TOKEN), "in <>"),
        (spoiled("https://", "http://"), "one https address"),
        (spoiled("=One-Click", "=one-click"), "must be"),
        (letter({"List-Unsubscribe-Post": None}), "go together"),
        (letter({"List-Unsubscribe": None}), "go together"),
        (spoiled("text/plain", "text/html"), "goes from text/plain to text/html"),
        (letter(text=" \n"), "text/plain is empty"),
        (plain("<p>", "Content-Type: text/html"), "no text/plain beside it"),
        (plain("ü", "Content-Type: text/plain"), "8bit in 7bit"),
        (plain("x", "Content-Type: text/plain", "Content-Transfer-Encoding: uuencode"), "unknown"),
        (plain("a=b", "Content-Type: text/plain",
               "Content-Transfer-Encoding: quoted-printable"), "broken ="),
        (plain("x" * 77, "Content-Type: text/plain",
               "Content-Transfer-Encoding: quoted-printable"), "longer than 76"),
        (plain("x ", "Content-Type: text/plain",
               "Content-Transfer-Encoding: quoted-printable"), "ends in a space"),
        (plain("Zg=", "Content-Type: text/plain",
               "Content-Transfer-Encoding: base64"), "base64"),
        (plain("=FF", 'Content-Type: text/plain; charset="utf-8"',
               "Content-Transfer-Encoding: quoted-printable"), "cannot be read as utf-8"),
        (with_picture(shown="cid:other"), "the picture other is not in the message"),
        (with_picture(shown="https://x.example/a.png"), "the picture chart is never shown"),
    ],
)  # fmt: skip
def test_a_spoiled_letter_is_found_out(raw, says):
    assert any(says in problem for problem in found_in(raw)), found_in(raw)


def test_the_standard_policy_breaks_the_way_out_and_is_found_out():
    message = EmailMessage(policy=SMTP)
    for name, value in {**HEADERS, "List-Unsubscribe": f"<{TOKEN}{'k' * 40}>"}.items():
        message[name] = value
    message.set_content("Hello\n")

    assert any("unsubscribing" in problem for problem in found_in(message.as_bytes()))


def test_8bit_is_announced():
    body = plain("ü", 'Content-Type: text/plain; charset="utf-8"',
                 "Content-Transfer-Encoding: 8bit")  # fmt: skip

    assert "not announced" in found_in(body)[0]
    assert found_in(body, is_8bit=True) == []


def test_whoever_gets_a_letter_is_named_on_it():
    assert found_in(letter(), "bob@example.com") == ["To does not name bob@example.com"]


def test_only_reports_have_an_empty_sender():
    assert "reports only" in found_in(letter(), mail_from="")[0]
