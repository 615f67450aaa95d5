import pytest

from bot.event import Reply
from bot.message import notice
from drumbeat.demo.chat.cookies import COOKIE, Signer
from tests.web.doubles import KEY, MARTA, OKAFOR

WHO = MARTA.contact_id


def _signed(cookie, change):
    said, _, signature = cookie.rpartition(".")
    return f"{said}.{change(signature)}"


FORGERIES = {
    "another name": lambda cookie: f"Yy1va2{cookie[6:]}",
    "another signature": lambda cookie: _signed(cookie, lambda s: s[1:] + s[:1]),
    "no signature": lambda cookie: cookie.rpartition(".")[0],
    "another key": lambda _: Signer(b"another key").start(WHO),
    "nobody": lambda _: Signer(KEY).start("c-nobody"),
    "dots": lambda _: "...",
    "odd letters": lambda _: "\xe4.b.c",
}


@pytest.mark.parametrize("change", FORGERIES.values(), ids=FORGERIES)
async def test_a_forged_cookie_is_nobody(change, stranger):
    cookie = change(Signer(KEY).start(WHO))

    async with stranger.get("/chat", cookies={COOKIE: cookie}, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/")


def test_a_visit_is_known_again_by_its_cookie_and_its_token():
    signer = Signer(KEY)
    visit = signer.read(signer.start("c-Ünal.x"))

    assert visit is not None
    assert visit.contact_id == "c-Ünal.x"
    assert signer.knows(visit, signer.token(visit))


def test_a_token_of_another_visit_opens_nothing():
    signer = Signer(KEY)
    mine, other = signer.read(signer.start(WHO)), signer.read(signer.start(WHO))

    assert mine
    assert other
    assert not signer.knows(mine, signer.token(other))


def test_an_empty_key_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Signer(b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_post_from_another_site_is_refused(headers, marta, house):
    fields = {**marta.form("/chat/say").fields, "text": "nps"}

    async with marta.client.post("/chat/say", data=fields, headers=headers) as answer:
        assert answer.status == 403
        assert "This did not come from our own page." in await answer.text()
    assert house.chat_log.said(WHO) == []


async def test_another_site_cannot_choose_who_somebody_is(stranger):
    headers = {"Origin": "https://evil.example"}

    async with stranger.post("/be", data={"contact": WHO}, headers=headers) as answer:
        assert answer.status == 403


async def test_a_post_without_the_token_of_the_visit_is_refused(marta, house):
    fields = {**marta.form("/chat/say").fields, "text": "nps", "token": "made up"}

    answer = await marta.post("/chat/say", fields)

    assert answer.status == 403
    assert house.chat_log.said(WHO) == []


async def test_a_page_of_the_person_one_was_before_posts_nothing(marta, house):
    old = marta.form("/chat/say").fields
    await marta.be(OKAFOR.contact_id)

    answer = await marta.post("/chat/say", {**old, "text": "nps"})

    assert answer.status == 403
    assert "This page is out of date" in marta.html


async def test_the_same_post_twice_acts_once(marta, house):
    fields = {**marta.form("/chat/say").fields, "text": "nps"}
    house.dispatch.reply = Reply(messages=(notice("One"),))

    await marta.post("/chat/say", fields)
    await marta.post("/chat/say", fields)

    assert len(house.dispatch.events) == 1
    assert house.chat_log.said(WHO) == ["nps"]
    assert marta.html.count('<h2 dir="auto">One</h2>') == 1


async def test_a_second_wish_from_the_same_page_is_no_repeat(marta, house):
    fields = marta.form("/chat/say").fields

    await marta.post("/chat/say", {**fields, "text": "nps"})
    await marta.post("/chat/say", {**fields, "text": "help"})

    assert house.chat_log.said(WHO) == ["nps", "help"]


@pytest.mark.parametrize("key", ["", "x" * 65])
async def test_a_post_without_a_key_is_refused(key, marta, house):
    answer = await marta.post(
        "/chat/say", {**marta.form("/chat/say").fields, "text": "nps", "key": key}
    )

    assert answer.status == 400
    assert house.chat_log.said(WHO) == []


async def test_text_over_the_limit_is_told_beside_the_composer_and_not_recorded(marta, house):
    answer = await marta.say("x" * 3001)

    assert answer.status == 422
    assert 'role="alert">That is too long: 3,000 characters fit.' in marta.html
    assert f'value="{"x" * 3001}"' in marta.html
    assert house.inbox.kept == {}


async def test_text_of_just_the_limit_is_taken(marta, house):
    await marta.say("ä" * 3000)

    assert house.chat_log.said(WHO) == ["ä" * 3000]


async def test_saying_nothing_is_told_kindly(marta, house):
    answer = await marta.say("   ")

    assert answer.status == 422
    assert "There is nothing to send yet." in marta.html


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"text=%ff", "application/x-www-form-urlencoded", 400),
        ("text=ä".encode(), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 400),
        (b"", "multipart/form-data; boundary=x", 400),
        (b"&".join(b"a=1" for _ in range(101)), "application/x-www-form-urlencoded", 400),
        (b"a" * 300_000, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_a_post_that_cannot_be_read_gets_a_page_with_a_clear_sentence(
    body, kind, status, marta, house
):
    headers = {"Content-Type": kind}

    async with marta.client.post("/chat/say", data=body, headers=headers) as answer:
        assert answer.status == status
        assert "<h1>That did not work</h1>" in await answer.text()
    assert house.inbox.kept == {}


async def test_the_script_is_told_why_a_post_was_refused(marta):
    status, answer = await marta.ask_data("/chat/say", {"text": "nps"})

    assert status == 403
    assert answer == {"error": "This page is out of date: please load the chat again."}


@pytest.mark.parametrize("path", ["/", "/chat", "/chat/static/page.css", "/chat/static/no.css"])
async def test_every_answer_tells_the_browser_what_our_pages_may(path, marta):
    async with marta.client.get(path) as answer:
        headers = answer.headers

    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


async def test_static_files_are_kept_under_their_own_version_only(marta):
    address = marta.html.partition('rel="stylesheet" href="')[2].partition('"')[0]

    async with marta.client.get(address) as answer:
        tag = answer.headers["ETag"]
        assert "immutable" in answer.headers["Cache-Control"]
    async with marta.client.get(address.partition("?")[0]) as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
    async with marta.client.get(address, headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304


async def test_pages_about_people_are_not_kept(marta):
    async with marta.client.get("/chat") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
