"""The pages by personal link: opening shows, posting acts, and a wrong link tells nothing."""

import asyncio
from urllib.parse import parse_qsl

import aiohttp
import pytest

from bot.action import ActionRef
from bot.errors import DatabaseTrouble
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.message import (
    Buttons,
    Choice,
    Message,
    Option,
    notice,
)
from tests.fixtures.axe import assert_accessible
from tests.web.letter_pages import ADA, CARD, FORM, LEAVE, MUTE, PAGE, WHY, fields_of, opened


@pytest.fixture
async def site():
    async with opened() as running:
        yield running


async def confirm(site) -> str:
    """Open the page with a score chosen, give it, and return what comes."""
    _, html, _ = await site.get(f"/s/{PAGE}?value=9")
    fields = {**fields_of(html), "action": "score?i=1&value=9"}
    return (await site.post(f"/s/{PAGE}", fields))[1]


BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml",
    "Origin": "https://beat.example",
    "Referer": "https://beat.example/",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-User": "?1",
}


@pytest.mark.parametrize("headers", [{}, BROWSER], ids=["bare", "as a browser"])
async def test_a_scanner_that_opens_and_posts_every_link_of_a_letter_does_nothing(site, headers):
    letter = [f"/s/{PAGE}?value={score}" for score in range(11)]
    letter += [f"/s/{PAGE}?do=mute%3Ft%3Dpartner-beat", f"/s/{PAGE}", f"/u/{LEAVE}"]
    statuses = set()
    for link in letter:
        query = dict(parse_qsl(link.partition("?")[2]))
        for fields in ({}, query, {**query, "action": query.get("do", "score?i=1&value=9")}):
            await site.get(link, headers=headers)
            statuses.add((await site.post(link, fields, headers=headers))[0])

    assert statuses == {400}
    assert site.router.events == []


@pytest.mark.parametrize("query", ["", "?value=9", "?do=mute%3Ft%3Dpartner-beat", "?value=99"])
async def test_opening_a_link_shows_and_does_nothing(site, query):
    status, html, _ = await site.get(f"/s/{PAGE}{query}")

    assert (status, site.router.events) == (200, [])
    assert '<form method="post"' in html


async def test_a_score_from_the_mail_is_chosen_already_and_asks_to_be_confirmed(site):
    _, html, _ = await site.get(f"/s/{PAGE}?value=9")

    assert 'value="score?i=1&amp;value=9" class="step" aria-pressed="true"' in html
    assert 'value="score?i=1&amp;value=9" class="button primary">Give a 9</button>' in html


async def test_another_control_of_the_mail_asks_to_be_confirmed(site):
    _, html, _ = await site.get(f"/s/{PAGE}?do=mute%3Ft%3Dpartner-beat")

    assert "Nothing has been done yet" in html
    assert 'class="button primary">Mute Partner Beat</button>' in html


async def test_what_the_mail_did_not_offer_is_not_shown(site):
    _, html, _ = await site.get(f"/s/{PAGE}?do=ask%3Fq%3DARR")

    assert "ask?q=ARR" not in html
    assert "Would you recommend us?" in html


async def test_confirming_acts_once_in_the_name_of_whose_link_it_is(site):
    site.router.reply = Reply(update=CARD, form=FORM)
    _, html, _ = await site.get(f"/s/{PAGE}?value=9")
    fields = {**fields_of(html), "action": "score?i=1&value=9"}
    answers = await asyncio.gather(*(site.post(f"/s/{PAGE}", fields) for _ in range(3)))

    assert len(site.router.events) == 1
    assert site.router.last == ActionPressed(ADA, ActionRef("score", {"i": "1", "value": "9"}))
    assert all("Why this score?" in html for _, html, _ in answers)
    assert all(status == 200 for status, _, _ in answers)


async def test_the_reason_goes_where_the_form_says_and_mistakes_stay_beside_their_field(site):
    site.router.reply = Reply(form=FORM)
    html = await confirm(site)
    fields = {**fields_of(html), "field-reason": ""}
    _, wrong, _ = await site.post(f"/s/{PAGE}", fields)
    site.router.reply = Reply(errors={"reason": "A word more, please."})
    _, refused, _ = await site.post(
        f"/s/{PAGE}", {**fields_of(wrong), "field-reason": "fast <b>support"}
    )
    site.router.reply = Reply((notice("Thank you, Ada!", "It is saved."),))
    _, thanks, _ = await site.post(
        f"/s/{PAGE}", {**fields_of(refused), "field-reason": "fast support"}
    )

    assert "Please answer this one." in wrong
    assert "A word more, please." in refused
    assert "fast &lt;b&gt;support" in refused
    assert "Thank you, Ada!" in thanks
    assert site.router.last == FormSubmitted(
        ADA, ActionRef("reason", {"i": "1"}), {"reason": "fast support"}
    )


async def test_putting_a_form_away_does_nothing(site):
    site.router.reply = Reply(form=FORM)
    html = await confirm(site)
    status, _, _ = await site.post(f"/s/{PAGE}", {**fields_of(html), "cancel": "1"})

    assert (status, len(site.router.events)) == (200, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "ask?q=ARR"},
        {"action": "ask?q=ARR", "offered": "ask?q=ARR"},
        {"action": "ask?q=ARR", "offered": "ask?q=ARR", "seal": ""},
        {"action": "ask?q=ARR", "offered": "ask?q=ARR", "seal": "0" * 32},
        {"action": "ask?q=ARR", "offered": "ask?q=ARR", "seal": "ü"},
        {"action": ""},
        {"action": "", "value": "9"},
        {"action": "", "do": MUTE.pack()},
        {"value": "11", "action": "score?i=1&value=11"},
        {"do": "ask?q=ARR"},
        {"List-Unsubscribe": "One-Click"},
    ],
)
async def test_a_link_can_do_no_more_than_its_pages_offered(site, changed):
    _, html, _ = await site.get(f"/s/{PAGE}")
    status, html, _ = await site.post(f"/s/{PAGE}", {**fields_of(html), **changed})

    assert (status, site.router.events) == (400, [])
    assert "Nothing was changed" in html


async def test_a_seal_of_one_link_is_worth_nothing_on_another(site):
    site.router.reply = Reply((Message("x", (Buttons((WHY,)),)),))
    html = await confirm(site)
    follow_up = {**fields_of(html), "action": "why?i=1"}
    status, _, _ = await site.post(f"/u/{LEAVE}", follow_up)
    here, _, _ = await site.post(f"/s/{PAGE}", follow_up)

    assert (status, here, len(site.router.events)) == (400, 200, 2)


async def test_a_long_list_is_picked_from(site):
    options = tuple(Option(f"Option {n}", str(n)) for n in range(9))
    site.book.message = Message("x", (Choice(ActionRef("pick"), "Which?", options),))
    _, html, _ = await site.get(f"/s/{PAGE}")
    await site.post(f"/s/{PAGE}", {**fields_of(html), "pick": "0", "picked-0": "pick?value=7"})

    assert site.router.last == ActionPressed(ADA, ActionRef("pick", {"value": "7"}))


async def test_the_way_out_asks_first_and_then_leads_out(site):
    status, html, _ = await site.get(f"/u/{LEAVE}")
    await site.post(f"/u/{LEAVE}", {**fields_of(html), "action": MUTE.pack()})

    assert (status, site.router.last) == (200, ActionPressed(ADA, MUTE))
    assert "No more Partner Beat?" in html


@pytest.mark.parametrize("is_multipart", [False, True])
async def test_one_click_unsubscribes_without_cookies_or_a_redirect(site, is_multipart):
    form = aiohttp.FormData({"List-Unsubscribe": "One-Click"}, default_to_multipart=is_multipart)
    status, _, headers = await site.post(f"/u/{LEAVE}", form)
    again, _, _ = await site.post(f"/u/{LEAVE}", {"List-Unsubscribe": "One-Click"})

    assert (status, again) == (200, 200)
    assert "Set-Cookie" not in headers
    assert [event.action for event in site.router.events] == [MUTE, MUTE]


@pytest.mark.parametrize("token", ["x" * 22, "", "x" * 3000, LEAVE, "%00", "..", "é"])
@pytest.mark.parametrize("method", ["get", "post"])
async def test_a_wrong_link_tells_nothing_and_does_nothing(site, token, method):
    status, html, _ = await getattr(site, method)(f"/s/{token}")

    assert status in (404, 400)
    assert site.router.events == []
    assert "Partner Beat" not in html
    assert "ada@example.com" not in html


@pytest.mark.parametrize("path", [f"/s/{PAGE}", f"/u/{LEAVE}", "/s/unknown"])
async def test_no_page_is_kept_shown_elsewhere_or_found(site, path):
    _, html, headers = await site.get(path)

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "script" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "<script" not in html


async def test_too_much_is_refused(site):
    status, _, _ = await site.post(f"/s/{PAGE}", {"value": "9", "key": "x" * 300_000})

    assert (status, site.router.events) == (413, [])


async def test_whoever_waits_long_is_told_that_it_is_done_anyway():
    async with opened(deadline=0.05) as site:
        site.router.gate.clear()
        html = await confirm(site)

        assert "takes a little longer" in html


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_use_the_pages_on_a_phone(site, browser, scheme):
    site.router.reply = Reply(update=CARD, form=FORM)
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=scheme
    )
    page = await context.new_page()
    await page.goto(f"{site.url}/u/{LEAVE}")
    await assert_accessible(page)
    await page.goto(f"{site.url}/s/{PAGE}?value=9")
    await assert_accessible(page)
    await page.get_by_role("button", name="Give a 9").click()
    await page.get_by_label("What made you choose it?").fill("Fast support")
    await assert_accessible(page)
    width = await page.evaluate("document.documentElement.scrollWidth")
    site.router.reply = Reply((notice("Thank you, Ada!", "It is saved."),))
    await page.get_by_role("button", name="Save").click()

    assert width <= 390
    assert await page.get_by_text("Thank you, Ada!").is_visible()
    await context.close()


@pytest.mark.parametrize("way", ["get", "post"])
async def test_while_the_database_is_away_a_page_says_so_kindly_and_names_the_reference(site, way):
    site.book.trouble = DatabaseTrouble("the disk is full", "make room")
    site.book.trouble.reference = "f00dcafe"
    status, html, headers = await getattr(site, way)(f"/s/{PAGE}")

    assert (status, headers["Retry-After"]) == (503, "5")
    assert headers["Cache-Control"] == "no-store"
    assert "Not just now" in html
    assert "f00dcafe" in html
    assert "disk" not in html
    assert "please try again in a few minutes" in html
