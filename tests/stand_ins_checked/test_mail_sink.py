"""The mail server of the tests: what it keeps, offers and does wrong on demand."""

import asyncio
import ssl

import aiosmtplib
import pytest

from tests.stand_ins.smtp import MailSink
from tests.stand_ins_checked.letters import letter

ADA, BOB = "ada@example.com", "bob@example.com"


@pytest.fixture
async def mailbox():
    async with MailSink() as running:
        yield running


def client(mailbox, **more) -> aiosmtplib.SMTP:
    wanted = {"tls_context": mailbox.trust(), "timeout": 5, **more}
    return aiosmtplib.SMTP(hostname=mailbox.host, port=mailbox.port, **wanted)


async def post(mailbox, *to: str, raw: bytes | None = None, **more):
    async with client(mailbox, **more) as smtp:
        return await smtp.sendmail("b+1@cirrus.example", list(to) or [ADA], raw or letter())


async def talk(mailbox, *lines: bytes) -> list[bytes]:
    """Speak by hand; returns the first line of each answer."""
    reader, writer = await asyncio.open_connection(mailbox.host, mailbox.port)
    heard = [await reader.readline()]
    for line in lines:
        writer.write(line)
        answer = await reader.readline()
        heard.append(answer)
        while answer[3:4] == b"-":
            answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return heard


async def test_a_letter_is_kept_as_it_came(mailbox):
    await post(mailbox)
    (kept,) = mailbox.of("ADA@example.com")

    assert (kept.raw, kept.violations, mailbox.violations) == (letter(), [], [])
    assert (kept.subject, kept.text, kept.html) == ("What is new", "Grüße\n", "<p>Grüße\n</p>\n")
    assert kept.envelope.mail_from == "b+1@cirrus.example"


async def test_the_connection_is_encrypted_where_both_can(mailbox):
    await post(mailbox)
    async with MailSink(starttls=False) as bare:
        await post(bare)

    assert (mailbox.letters[0].envelope.encrypted, bare.letters[0].envelope.encrypted) == (
        True,
        False,
    )


async def test_a_client_that_does_not_know_the_certificate_goes_away(mailbox):
    with pytest.raises(ssl.SSLCertVerificationError):
        await post(mailbox, tls_context=None)

    assert mailbox.letters == []


async def test_many_letters_go_over_one_connection(mailbox):
    async with client(mailbox) as smtp:
        for number in range(3):
            raw = letter({"Message-ID": f"<{number}@cirrus.example>"}, "x\n" * 20_000)
            await smtp.sendmail("b+1@cirrus.example", [ADA], raw)

    assert (len(mailbox.of(ADA)), mailbox.connections, mailbox.repeated) == (3, 1, [])


async def test_a_letter_that_came_twice_is_noticed(mailbox):
    await post(mailbox)
    await post(mailbox)

    assert mailbox.repeated == ["<1@cirrus.example>"]


async def test_a_dot_at_the_start_of_a_line_survives(mailbox):
    await post(mailbox, raw=letter(text=".\n..two\n.three\n"))

    assert mailbox.letters[0].text == ".\n..two\n.three\n"


@pytest.mark.parametrize("mechanism", ["plain", "login"])
async def test_logging_in_works_with_the_right_password_only(mechanism):
    async with MailSink(login=("drumbeat", "s3cret"), login_needed=True) as mailbox:
        with pytest.raises(aiosmtplib.SMTPSenderRefused, match="Authentication required"):
            await post(mailbox)
        async with client(mailbox) as smtp:
            log_in = getattr(smtp, f"auth_{mechanism}")
            with pytest.raises(aiosmtplib.SMTPAuthenticationError):
                await log_in("drumbeat", "wrong")
            await log_in("drumbeat", "s3cret")
            await smtp.sendmail("b@cirrus.example", [ADA], letter())

        assert mailbox.letters[0].envelope.login == "drumbeat"
        assert mailbox.violations == []


async def test_a_server_may_insist_on_encryption():
    async with MailSink(tls_needed=True) as mailbox:
        with pytest.raises(aiosmtplib.SMTPSenderRefused, match="STARTTLS"):
            await post(mailbox, start_tls=False)


@pytest.mark.parametrize("reply", ["550 5.1.1 No such user", "451 4.7.1 Try later"])
async def test_one_recipient_is_refused_and_the_other_served(mailbox, reply):
    mailbox.refuse(reply, BOB)
    refused, _ = await post(mailbox, ADA, BOB, raw=letter({"To": f"{ADA}, {BOB}"}))

    assert refused[BOB].code == int(reply[:3])
    assert ([o.recipients for o in mailbox.letters], mailbox.of(BOB)) == ([(ADA,)], [])


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "message"])
async def test_a_letter_is_refused_at_any_stage_and_taken_the_next_time(mailbox, stage):
    mailbox.refuse("452 4.2.2 Full", at=stage)
    with pytest.raises(aiosmtplib.SMTPException):
        await post(mailbox)
    assert mailbox.letters == []
    await post(mailbox)

    assert len(mailbox.letters) == 1


@pytest.mark.parametrize("accepting", [True, False])
async def test_the_connection_drops_after_the_dot_with_or_without_the_letter(mailbox, accepting):
    mailbox.drop_after_data(accepting=accepting)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await post(mailbox)

    assert len(mailbox.letters) == int(accepting)


async def test_who_connects_to_a_busy_server_is_sent_away(mailbox):
    mailbox.be_busy()
    with pytest.raises(aiosmtplib.SMTPConnectError, match="Too many connections"):
        await post(mailbox)
    await post(mailbox)

    assert len(mailbox.letters) == 1


async def test_no_more_connections_are_served_than_allowed():
    async with MailSink(max_connections=1) as mailbox, client(mailbox):
        with pytest.raises(aiosmtplib.SMTPConnectError, match="Too many"):
            await post(mailbox)


async def test_a_slow_greeting_is_waited_for(mailbox):
    mailbox.greet_slowly()
    posting = asyncio.ensure_future(post(mailbox))
    await mailbox.bell.until(lambda: mailbox.connections, 5, "a connection")
    assert mailbox.letters == []
    mailbox.release()
    await posting

    assert len(mailbox.letters) == 1


async def test_an_impatient_client_gives_up_on_a_slow_greeting(mailbox):
    mailbox.greet_slowly()

    with pytest.raises(aiosmtplib.SMTPException):
        await post(mailbox, timeout=0.05)


async def test_waiting_ends_when_the_letter_is_there(mailbox):
    posting = asyncio.ensure_future(post(mailbox))
    found = await mailbox.wait_for(ADA, lambda one: one.subject == "What is new")
    await posting

    assert found is mailbox.letters[0]
    with pytest.raises(AssertionError, match="a letter for bob"):
        await mailbox.wait_for(BOB, timeout=0.01)


async def test_a_client_without_manners_is_told_and_noted(mailbox):
    heard = await talk(
        mailbox,
        b"MAIL FROM:<a@b.example>\r\n",
        b"EHLO me\n",
        b"MAIL FROM: a@b.example\r\n",
        b"RCPT TO:<a@b.example>\r\n",
        b"HELP\r\n",
        b"NOOP\r\n",
    )

    assert [line[:3] for line in heard] == [b"220", b"503", b"250", b"501", b"503", b"500", b"250"]
    assert len(mailbox.violations) == 5


async def test_bare_line_feeds_are_noted_and_end_nothing(mailbox):
    raw = letter().replace(b"\r\n", b"\n", 1)
    ends = (b"DATA\r\n", raw + b".\nstill the same letter\r\n.\r\n")
    start = (b"EHLO me\r\n", b"MAIL FROM:<a@b.example>\r\n", f"RCPT TO:<{ADA}>\r\n".encode())
    await talk(mailbox, *start, *ends)

    assert len(mailbox.letters) == 1
    assert "bare LF in the message" in mailbox.letters[0].violations
    assert any("a dot ended by a bare LF" in says for says in mailbox.violations)
