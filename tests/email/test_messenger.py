"""What only mail does: relays, connections, addresses, headers."""

import asyncio
import re
from dataclasses import replace

import pytest

from adapters.email.checkup import check_up
from adapters.email.errors import LOGIN_PAUSE
from adapters.email.messenger import EmailMessenger, Office
from adapters.email.relay import Connections, Relay
from adapters.email.room import MailSettings
from bot.action import ActionRef
from bot.errors import (
    MessageRejected,
    NotPermitted,
    NotSent,
    RateLimited,
    RecipientBusy,
    RecipientGone,
)
from bot.message import Button, Buttons, Message, notice
from bot.ports import MailLinks
from bot.sender import Sender
from content.wording import load_wording
from tests.email.office import ADA, BASE, HEAD, IMPRINT, LinkBook, mail_room, relay_of, to
from tests.stand_ins.smtp import MailSink

HELLO = notice("Hello", "World & <all>")
ACTING = Message("Act", (Buttons((Button("Mute", ActionRef("mute", {"t": "x"})),)),))


async def test_a_letter_travels_encrypted_and_comes_back_under_its_id(sink, messenger):
    await messenger.deliver(to(), HELLO, "d-1")

    (letter,) = sink.letters
    assert letter.envelope.encrypted
    assert letter.envelope.mail_from == "b+d-1@bounces.cirrus.example"
    assert "World & <all>" in letter.text
    assert "World &amp; &lt;all&gt;" in letter.html


async def test_a_letter_says_that_it_is_automatic_and_of_which_list(sink, messenger):
    await messenger.deliver(to(), HELLO, "d-1")

    (letter,) = sink.letters
    assert letter.parsed["Auto-Submitted"] == "auto-generated"
    assert letter.raw_header("List-Id") == ['"Partner Beat" <partner-beat.cirrus.example>']
    assert letter.unsubscribe_address == f"{BASE}/u/{'u' * 22}"


async def test_what_no_send_brought_has_no_list_to_leave(sink, messenger, links):
    links.issued = MailLinks()
    await messenger.deliver(to(), HELLO, "code-1")

    (letter,) = sink.letters
    assert letter.raw_header("List-Unsubscribe") == []
    assert letter.raw_header("List-Id") == []


async def test_many_letters_go_over_few_connections(sink, messenger):
    async with asyncio.TaskGroup() as group:
        for number in range(16):
            group.create_task(messenger.deliver(to(), HELLO, f"d-{number}"))

    assert len(sink.letters) == 16
    assert sink.connections <= 4
    assert sink.repeated == []


async def test_letters_one_after_another_share_a_connection(sink, messenger):
    for number in range(3):
        await messenger.deliver(to(), HELLO, f"d-{number}")

    assert (len(sink.letters), sink.connections) == (3, 1)


@pytest.mark.parametrize(
    ("reply", "stage", "error"),
    [
        ("450 4.2.1 Mailbox busy", "rcpt", RecipientBusy),
        ("451 4.7.1 Greylisted", "rcpt", RecipientBusy),
        ("452 4.2.2 Mailbox full", "rcpt", RecipientBusy),
        ("451 4.3.0 Trouble", "message", RecipientBusy),
        ("451 4.3.0 Trouble", "data", RecipientBusy),
        ("451 4.3.2 Not now", "mail", RateLimited),
        ("421 4.7.0 Too many letters", "mail", RateLimited),
        ("421 4.7.0 Too many letters", "rcpt", RateLimited),
        ("530 5.7.0 Log in first", "mail", RateLimited),
        ("550 5.1.1 No such user", "rcpt", RecipientGone),
        ("550 5.1.10 Null MX", "rcpt", RecipientGone),
        ("550 5.2.1 Disabled", "rcpt", RecipientGone),
        ("550 5.1.0 User unknown", "rcpt", RecipientGone),
        ("550 5.1.0 Address rejected", "rcpt", NotPermitted),
        ("550 5.1.1 Blocked by our blocklist", "rcpt", NotPermitted),
        ("550 5.2.1 The user receives mail at a rate that is too high", "rcpt", NotPermitted),
        ("550 5.1.8 Sender address does not exist", "rcpt", NotPermitted),
        ("550 Mailbox unavailable", "rcpt", NotPermitted),
        ("553 No", "rcpt", NotPermitted),
        ("550 No such user, says a filter of contents", "message", MessageRejected),
        ("550 No such user here", "rcpt", RecipientGone),
        ("550 5.1.1 No such user", "message", RecipientGone),
        ("550 5.7.1 Policy", "rcpt", NotPermitted),
        ("552 5.2.2 Mailbox full", "rcpt", NotPermitted),
        ("550 5.7.515 DMARC", "message", NotPermitted),
        ("550 5.7.1 Not you", "mail", RateLimited),
        ("552 5.3.4 Too big", "mail", MessageRejected),
        ("452 4.3.1 No room", "mail", NotSent),
        ("552 5.3.4 Too big", "message", MessageRejected),
        ("554 5.6.0 Bad content", "message", MessageRejected),
        ("554 Transaction failed", "message", MessageRejected),
    ],
)
async def test_each_answer_of_a_relay_becomes_its_error(sink, messenger, reply, stage, error):
    sink.refuse(reply, at=stage)
    with pytest.raises(error) as raised:
        await messenger.deliver(to(), HELLO, "d-1")

    assert sink.letters == []
    assert sink.connections == 1
    assert ADA not in str(raised.value)


async def test_after_a_refusal_the_same_connection_takes_the_next_letter(sink, messenger):
    sink.refuse(at="rcpt")
    with pytest.raises(RecipientGone):
        await messenger.deliver(to(), HELLO, "d-1")
    await messenger.deliver(to(), HELLO, "d-2")

    assert ([letter.message_id for letter in sink.letters], sink.connections) == (
        ["<d-2@cirrus.example>"],
        1,
    )


async def test_a_relay_with_too_many_guests_is_left_alone_for_a_while(sink, messenger):
    sink.be_busy()
    with pytest.raises(RateLimited):
        await messenger.deliver(to(), HELLO, "d-1")
    await messenger.deliver(to(), HELLO, "d-1")

    assert len(sink.letters) == 1


async def test_a_relay_that_hung_up_while_idle_is_called_again(links):
    async with MailSink() as first:
        port = first.port
        async with mail_room(first, links) as messenger:
            await messenger.deliver(to(), HELLO, "d-1")
            await first.stop()
            async with MailSink(port=port) as second:
                await messenger.deliver(to(), HELLO, "d-2")

    assert (len(first.letters), len(second.letters)) == (1, 1)


async def test_a_wrong_password_waits_for_the_operator(links):
    async with (
        MailSink(login=("us", "secret")) as sink,
        mail_room(sink, links, user="us", password="wrong") as messenger,
    ):
        with pytest.raises(RateLimited) as limited:
            await messenger.deliver(to(), HELLO, "d-1")

    assert limited.value.retry_after == LOGIN_PAUSE
    assert "wrong" not in str(limited.value)


async def test_the_right_password_opens_the_relay(links):
    async with (
        MailSink(login=("us", "s e:c@ret"), login_needed=True) as sink,
        mail_room(sink, links, user="us", password="s e:c@ret") as messenger,
    ):
        await messenger.deliver(to(), HELLO, "d-1")

    assert sink.letters[0].envelope.login == "us"


async def test_a_relay_nobody_vouches_for_gets_nothing(sink, links):
    relay = Relay(sink.host, sink.port, "smtp+starttls")
    connections = Connections(relay, "cirrus.example")
    office = Office(HEAD, "Cirrus", IMPRINT, BASE, links, load_wording())
    messenger = EmailMessenger(office, connections)
    with pytest.raises(RateLimited):
        await messenger.deliver(to(), HELLO, "d-1")

    assert sink.letters == []


async def test_without_encryption_only_where_it_was_allowed(links):
    async with MailSink(starttls=False) as bare:
        async with mail_room(bare, links) as messenger:
            with pytest.raises(RateLimited):
                await messenger.deliver(to(), HELLO, "d-1")
        async with mail_room(bare, links, scheme="smtp") as messenger:
            await messenger.deliver(to(), HELLO, "d-2")

    assert [letter.message_id for letter in bare.letters] == ["<d-2@cirrus.example>"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "a b@example.com",
        "ada@example.com\r\nRCPT TO:<eve@example.com>",
        "ada@example.com>\r\nDATA",
        "<ada@example.com>",
        "ada@exa mple.com",
        ".ada@example.com",
        "a(d)a@example.com",
        "ada@[192.0.2.1]",
        "a" * 250 + "@example.com",
    ],
)
async def test_an_address_no_relay_would_take_is_gone(sink, messenger, address):
    with pytest.raises(RecipientGone):
        await messenger.deliver(to(address), HELLO, "d-1")

    assert sink.connections == 0


async def test_a_domain_in_another_script_is_written_as_relays_read_it(sink, messenger):
    await messenger.deliver(to("ada@bücher.example"), HELLO, "d-1")

    assert sink.letters[0].recipients == ("ada@xn--bcher-kva.example",)


async def test_a_name_in_another_script_goes_where_the_relay_takes_it(sink, messenger):
    await messenger.deliver(to("añá@bücher.example"), HELLO, "d-1")
    await messenger.deliver(to(), HELLO, "d-2")

    first, second = sink.letters
    assert first.recipients == ("añá@xn--bcher-kva.example",)
    assert first.raw_header("To") == ["añá@xn--bcher-kva.example"]
    assert (first.envelope.is_utf8, second.envelope.is_utf8) == (True, False)


async def test_a_relay_that_cannot_take_such_a_name_says_so_and_takes_all_others(links):
    async with MailSink(smtputf8=False) as sink, mail_room(sink, links) as messenger:
        await messenger.deliver(to(), HELLO, "d-1")
        with pytest.raises(NotPermitted, match="no SMTPUTF8"):
            await messenger.deliver(to("añá@example.com"), HELLO, "d-2")
        await messenger.deliver(to(), HELLO, "d-3")

    assert [each.message_id for each in sink.letters] == [
        "<d-1@cirrus.example>",
        "<d-3@cirrus.example>",
    ]
    assert (sink.connections, sink.violations) == (1, [])


@pytest.mark.parametrize(
    ("issued", "named"),
    [
        (MailLinks(topic="partner-beat", kind="edition"), "edition:partner-beat:cirrus"),
        (MailLinks(), "letter:none:cirrus"),
    ],
)
async def test_a_letter_says_by_what_complaints_of_it_are_counted(
    sink, messenger, links, issued, named
):
    links.issued = issued
    for recipient in (ADA, "bob@example.com"):
        await messenger.deliver(to(recipient), HELLO, f"d-{recipient[:3]}")

    first, second = (each.raw_header("Feedback-ID") for each in sink.letters)
    assert first == second
    assert re.fullmatch(f"{named}:[a-z0-9]{{5,15}}", first[0])


def test_no_password_stands_in_what_is_printed(sink):
    relay = relay_of(sink, user="us", password="hidden-word")

    assert "hidden-word" not in repr(relay)
    assert "p" * 22 not in repr(LinkBook().issued)


async def test_the_checkup_says_what_every_letter_would_be_told():
    async with MailSink(starttls=False) as sink:
        settings = MailSettings(
            smtp_url=f"smtp://{sink.host}:{sink.port}",
            mail_from="Cirrus <beat@cirrus.example>",
            public_url=BASE,
            vendor="Cirrus",
            imprint=IMPRINT,
            bounce_domain="bounces.cirrus.example",
            allow_plain=True,
        )
        encrypted = await check_up(settings)
        sink.refuse("550 5.7.1 Not you", at="mail")
        with pytest.raises(RateLimited, match=r"5\.7\.1 at mail"):
            await check_up(settings)

    assert not encrypted
    assert (sink.letters, sink.violations) == ([], [])


async def test_a_letter_of_a_manager_bears_their_name_and_our_address(sink, messenger):
    jana = Sender(
        "Roth, Jörg\r\nBcc: x@y.example", "Roth, Jörg\r\nBcc: x@y.example via Cirrus", ""
    )
    await messenger.deliver(to(), replace(HELLO, sender=jana), "d-1")

    (letter,) = sink.letters
    (sender,) = letter.parsed["From"].addresses
    assert sender.addr_spec == "beat@cirrus.example"
    assert sender.display_name == "Roth, Jörg Bcc: x@y.example via Cirrus"
    assert letter.parsed["Bcc"] is None
    assert letter.envelope.mail_from == "b+d-1@bounces.cirrus.example"
