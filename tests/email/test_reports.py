"""What comes back: bounces and complaints, through the door and from a file."""

import asyncio
import io
import mailbox

import pytest

from adapters.email.door import Taken
from adapters.email.letter import Letterhead
from adapters.email.mailboxes import Mailbox
from adapters.email.reports import Report, read_report
from adapters.email.watch import MailboxWatch
from bot.errors import ConfigurationInvalid
from bot.event import AddressBounced, Origin
from bot.message import notice
from tests.email.office import HEAD, hand_in, mail_room, opened, to

NO_REPORT = b"Subject: hello\n\nno report\n"


@pytest.fixture
async def letter(sink, messenger):
    await messenger.deliver(to(), notice("Hello", "World"), "d-1")
    return sink.letters[0]


async def test_a_hard_bounce_becomes_an_event(sink, letter):
    async with opened() as (url, _, router, workers):
        await hand_in(url, sink.bounce(letter).raw)
        await workers.rest()

        assert router.last == AddressBounced(
            Origin("email", "email", ""), "d-1", permanent=True, complaint=False, reason="5.1.1"
        )


async def test_a_complaint_becomes_an_event(sink, letter):
    async with opened() as (url, _, router, workers):
        await hand_in(url, sink.complaint(letter).raw)
        await workers.rest()

        assert (router.last.complaint, router.last.permanent) == (True, False)
        assert router.last.delivery_id == "d-1"


async def test_a_delay_changes_nothing(sink, letter):
    delayed = sink.bounce(letter, status="4.4.1", says="450 4.4.1 Later")
    async with opened() as (url, _, router, workers):
        status = await hand_in(url, delayed.raw)
        await workers.rest()

        assert (status, router.events) == (202, [])


async def test_without_a_secret_there_is_no_door():
    async with opened(bounce_secret="") as (url, *_):
        assert await hand_in(url, b"x") == 404


async def test_too_much_is_refused(sink, letter):
    async with opened() as (url, _, router, _workers):
        status = await hand_in(url, io.BytesIO(sink.bounce(letter).raw + b"x" * 2_100_000))

        assert (status, router.events) == (413, [])


def put(path, kind, *messages):
    box = mailbox.mbox(path) if kind == "mbox" else mailbox.Maildir(path)
    for each in messages:
        box.add(each)
    box.close()


@pytest.mark.parametrize("kind", ["mbox", "maildir"])
async def test_reports_are_taken_from_a_mailbox_once_and_left_there(sink, letter, tmp_path, kind):
    path = tmp_path / kind
    put(path, kind, sink.bounce(letter).raw, NO_REPORT)
    before = files(tmp_path)
    async with opened() as (_, room, router, workers):
        box = Mailbox(path)
        looks = [await room.door.take_bounces(box) for _ in range(2)]
        again = await room.door.take_bounces(Mailbox(path))
        left = files(tmp_path)
        put(path, kind, sink.complaint(letter).raw)
        later = await room.door.take_bounces(box)
        await workers.rest()

    assert looks == [Taken(messages=2, reports=1, new=1), Taken()]
    assert again == Taken(messages=2, reports=1, new=0)
    assert later.new == 1
    assert len(router.events) == 2
    assert left == before


async def test_of_a_file_that_grew_only_its_last_message_and_the_new_ones_are_read(
    sink, letter, tmp_path
):
    path, bounce = tmp_path / "mbox", sink.bounce(letter).raw
    put(path, "mbox", *[NO_REPORT] * 3, bounce)
    whole = path.read_bytes()
    path.write_bytes(whole[: -len(bounce) // 2])
    async with opened() as (_, room, _router, workers):
        box = Mailbox(path)
        half = await room.door.take_bounces(box)
        path.write_bytes(whole)
        put(path, "mbox", sink.complaint(letter).raw)
        grown = await room.door.take_bounces(box)
        path.unlink()
        put(path, "mbox", NO_REPORT, sink.complaint(letter).raw)
        other = await room.door.take_bounces(box)
        await workers.rest()

    assert half == Taken(messages=4)
    assert grown == Taken(messages=2, reports=2, new=2)
    assert other == Taken(messages=2, reports=1)


STRANGE = {
    "letters in letters": b"Content-Type: message/rfc822\n\n" * 2_000,
    "parts in parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        for number in range(1_500)
    ),
    "notes in notes": b"Content-Type: message/feedback-report\nTo: %s\n\nFeedback-Type: abuse\n"
    % (b"(" * 1_900),
    "a header without end": b"Content-Type: text/plain%s\n\n" % (b"; a=b" * 300_000),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
async def test_what_nobody_can_read_holds_up_no_report(sink, letter, tmp_path, strange):
    put(tmp_path / "box", "maildir", strange, sink.bounce(letter).raw)
    async with opened() as (url, room, router, workers):
        taken = await room.door.take_bounces(Mailbox(tmp_path / "box"))
        handed_in = await hand_in(url, io.BytesIO(strange))
        await workers.rest()

    assert (taken, handed_in) == (Taken(messages=2, reports=1, new=1), 202)
    assert router.last.delivery_id == "d-1"


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_a_mailbox_that_cannot_be_read_is_told_once_and_tried_again(
    sink, letter, tmp_path, log
):
    path = tmp_path / "later"
    async with opened() as (_, room, router, workers), asyncio.TaskGroup() as group:
        watching = group.create_task(MailboxWatch(room.door, path, every=0.01).run())
        await log.wait_for("mailbox_unreadable")
        path.write_text("Dear diary")
        await log.wait_for(
            "mailbox_unreadable", reason=f"{path} is neither a maildir nor an mbox file"
        )
        path.unlink()
        put(path, "maildir", sink.bounce(letter).raw)
        await log.wait_for("reports_taken")
        watching.cancel()
        await workers.rest()

        assert len(log.of("mailbox_unreadable")) in (2, 3)
        assert len(log.of("mailbox_readable_again")) == 1
        assert router.last.delivery_id == "d-1"


async def test_without_a_return_address_of_its_own_a_letter_is_known_by_its_name(sink, links):
    head = Letterhead(HEAD.sender)
    async with mail_room(sink, links, head=head) as messenger:
        await messenger.deliver(to(), notice("Hello", "World"), "d-9")
    raw = sink.bounce(sink.letters[0]).raw

    assert read_report(raw, head) == Report("d-9", "5.1.1", permanent=True)


async def test_words_in_a_report_bounce_nobody(sink, letter):
    told = b"Action: failed\r\nStatus: 5.1.1\r\nb+d-1@bounces.cirrus.example <d-1@cirrus.example>"
    plain = b"To: b+d-1@bounces.cirrus.example\r\nSubject: no\r\n\r\n" + told
    foreign = sink.bounce(letter).raw.replace(b"cirrus.example", b"other.example")

    assert read_report(plain, HEAD) is None
    assert read_report(foreign, HEAD) is None
    assert read_report(b"", HEAD) is None
    assert read_report(bytes(range(256)) * 20, HEAD) is None


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"smtp_url": "smtp://relay.example"}, "SMTP_ALLOW_PLAIN"),
        ({"smtp_url": "https://relay.example"}, "SMTP_URL"),
        ({"smtp_url": "smtps://user:hidden-word@"}, "SMTP_URL"),
        ({"smtp_url": "smtps://relay.example:port"}, "SMTP_URL"),
        ({"mail_from": "Cirrus"}, "MAIL_FROM"),
        ({"mail_from": "a@b\r\nBcc: x@y"}, "MAIL_FROM"),
        ({"public_url": "http://beat.example"}, "PUBLIC_URL"),
        ({"public_url": "beat.example"}, "PUBLIC_URL"),
    ],
)
async def test_a_wrong_setting_is_named_and_its_secret_is_not(changes, name):
    with pytest.raises(BaseExceptionGroup) as raised:
        async with opened(**changes):
            pass

    (problem,) = raised.value.exceptions
    assert isinstance(problem, ConfigurationInvalid)
    assert f"DRUMBEAT_{name}" in str(problem)
    assert "hidden-word" not in str(problem)
