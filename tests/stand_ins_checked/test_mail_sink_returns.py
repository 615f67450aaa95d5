"""What comes back for a letter: one-click unsubscribing, bounces, complaints."""

import email
from email.policy import default

import pytest
from aiohttp import web

from tests.stand_ins.smtp import Envelope, Letter, MailSink
from tests.stand_ins.smtp.checks import judge
from tests.stand_ins_checked.letters import letter


@pytest.fixture
async def mailbox():
    async with MailSink() as running:
        yield running


@pytest.fixture
async def site():
    """A page that writes down who unsubscribes and answers with `status`."""

    class Site:
        status = 200
        seen: list[tuple[str, str, dict]] = []  # noqa: RUF012 - one site a test

    async def take(request: web.Request) -> web.Response:
        form = dict(await request.post())
        Site.seen.append((request.method, request.path, form))
        Site.headers = dict(request.headers)
        return web.Response(status=Site.status, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    Site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield Site
    await runner.cleanup()


def got(raw: bytes) -> Letter:
    return Letter(Envelope("b+TOKEN@cirrus.example", ("ada@example.com",)), raw)


@pytest.mark.parametrize("multipart", [False, True])
async def test_one_click_posts_as_a_mail_provider_does(mailbox, site, multipart):
    kept = got(letter({"List-Unsubscribe": f"<{site.url}/u/abc>"}))
    answer = await mailbox.one_click(kept, multipart=multipart)

    assert (answer.status, mailbox.violations) == (200, [])
    assert site.seen == [("POST", "/u/abc", {"List-Unsubscribe": "One-Click"})]
    assert {"Cookie", "Referer", "Authorization"} & set(site.headers) == set()


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_one_click_wants_a_plain_yes(mailbox, site, status):
    site.status = status
    with pytest.raises(AssertionError, match=str(status)):
        await mailbox.one_click(got(letter({"List-Unsubscribe": f"<{site.url}/u/abc>"})))

    assert (len(site.seen), len(mailbox.violations)) == (1, 1)


async def test_a_letter_without_a_way_out_has_no_click(mailbox):
    with pytest.raises(AssertionError, match="no List-Unsubscribe"):
        await mailbox.one_click(got(letter({"List-Unsubscribe": None})))


@pytest.mark.parametrize(("status", "action"), [("5.1.1", "failed"), ("4.4.1", "delayed")])
def test_a_bounce_is_a_report_that_programs_can_read(status, action):
    report = MailSink().bounce(got(letter()), status=status)
    parsed = email.message_from_bytes(report.raw, policy=default)
    told, fate, head = list(parsed.iter_parts())
    about, recipient = fate.get_payload()

    assert (report.mail_from, report.recipient) == ("", "b+TOKEN@cirrus.example")
    assert parsed.get_content_type() == "multipart/report"
    assert parsed.get_param("report-type") == "delivery-status"
    assert "ada@example.com" in told.get_content()
    assert about["Reporting-MTA"].startswith("dns;")
    assert (recipient["Action"], recipient["Status"]) == (action, status)
    assert recipient["Final-Recipient"] == "rfc822; ada@example.com"
    assert "Message-ID: <1@cirrus.example>" in head.get_payload()


def test_a_complaint_is_a_report_with_the_letter_in_it():
    report = MailSink().complaint(got(letter()))
    parsed = email.message_from_bytes(report.raw, policy=default)
    _, facts, original = list(parsed.iter_parts())

    assert parsed.get_param("report-type") == "feedback-report"
    assert facts.get_content_type() == "message/feedback-report"
    assert b"Feedback-Type: abuse" in report.raw
    assert b"Original-Mail-From: <b+TOKEN@cirrus.example>" in report.raw
    assert original.get_payload()[0]["Message-ID"] == "<1@cirrus.example>"


@pytest.mark.parametrize("kind", ["bounce", "complaint"])
def test_reports_are_good_letters_themselves(kind):
    report = getattr(MailSink(), kind)(got(letter()))

    assert judge(Letter(Envelope(report.mail_from, (report.recipient,)), report.raw)) == []
