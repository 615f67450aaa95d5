"""A message is looked at as other platforms show it, by everybody, and only by its reader."""

import asyncio
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import FrameLocator, Page, expect

from bot.message import Image, Message, Video, notice, paragraph
from drumbeat.demo.chat.previews.bundle import Bundle, State
from tests.fixtures.axe import assert_accessible
from tests.fixtures.browser import Complaints
from tests.house.sources import PROJECT
from tests.web.doubles import MARTA, OKAFOR, House, open_house
from tests.web.rich import COLUMNS, NEWS, REASON, survey

WHO = MARTA.contact_id
LINE = "/chat/preview/line"
OUR_OWN = "This is our own drawing"
LETTER = replace(
    NEWS, elements=tuple(e for e in NEWS.elements if not isinstance(e, Image | Video))
)
"""Without its pictures: they lie elsewhere, and a test reaches nobody."""
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """The drawing as this machine can build it; where it cannot, there must be a reason."""
    made = Bundle(PROJECT / ".cache" / "previews")
    asyncio.run(made.build())
    npm = shutil.which("npm")
    if made.state is not State.READY and npm and shutil.which("node"):
        answer = subprocess.run([npm, "ping"], capture_output=True, timeout=60, check=False)  # noqa: S603 - nothing else runs
        assert answer.returncode, "the packages could be had, and yet nothing was built"
    return made


@pytest.fixture
async def house(bundle: Bundle):
    async with open_house(heartbeat=0.05, bundle=bundle) as house:
        await tell(house)
        yield house


async def tell(house: House) -> None:
    for line_id, message in (("news", LETTER), ("columns", COLUMNS), ("survey", survey())):
        await house.chat_log.append(WHO, message=message, line_id=line_id)


@pytest.fixture
async def chat(page: Page, house: House) -> Page:
    """Marta's chat, just opened."""
    await become_marta(page, house)
    return page


async def become_marta(page: Page, house: House) -> None:
    await page.goto(house.url)
    await page.get_by_role("button", name="Marta Kowalska").click()
    await page.wait_for_url("**/chat*")


async def see(page: Page, line_id: str, label: str) -> FrameLocator:
    await page.locator(f"#line-{line_id}").get_by_role("link", name="See it on").click()
    await page.get_by_role("tab", name=label).click()
    return page.frame_locator("#preview iframe")


async def assert_shut_in_and_accessible(page: Page, complaints: Complaints) -> None:
    """Ask axe, which would also like to fetch our styles: the sandbox lets it not."""
    await assert_accessible(page)
    complaints.found = [each for each in complaints.found if not each.startswith("Connecting to")]


async def is_drawn(bundle: Bundle, frame: FrameLocator) -> bool:
    """Whether the platform's own drawing stands there; where it cannot, the page says so."""
    if bundle.state is State.READY:
        await expect(frame.locator("#drawing[data-drawn]")).to_be_visible()
        return True
    await expect(frame.get_by_text(OUR_OWN)).to_be_visible()
    return False


@pytest.mark.parametrize("label", ["Slack", "Teams"])
async def test_a_newsletter_is_shown_with_its_words(chat, bundle, label):
    frame = await see(chat, "news", label)

    await is_drawn(bundle, frame)
    for words in (NEWS.title, "€1,284,500", "Partner manager", "one working day"):
        await expect(frame.get_by_text(words).locator("visible=true").first).to_be_visible()
    await expect(frame.get_by_role("button", name="Register a deal")).to_be_visible()


@pytest.mark.parametrize("label", ["Slack", "Teams"])
@pytest.mark.every_change
async def test_a_survey_is_shown_with_its_eleven_buttons(chat, bundle, label):
    frame = await see(chat, "survey", label)

    await is_drawn(bundle, frame)
    for step in range(11):
        button = frame.get_by_role("button", name=str(step), exact=True)
        spoken = frame.get_by_role("button", name=f"{step}, ")
        await expect(button.or_(spoken).first).to_be_visible()


@pytest.mark.parametrize("label", ["Slack", "Teams"])
async def test_a_chart_is_shown_with_the_sentence_that_says_the_same(chat, bundle, label):
    frame = await see(chat, "columns", label)

    if await is_drawn(bundle, frame):
        await expect(frame.locator("#drawing svg rect").first).to_be_attached()
    await expect(frame.locator("main").get_by_text("Best month was November")).to_be_visible()


async def test_a_letter_is_shown_with_its_headers(chat):
    frame = await see(chat, "news", "Email")

    await expect(frame.locator("main").get_by_text(f"{WHO}@partner.example")).to_be_visible()
    await expect(frame.locator(".letter").get_by_role("heading", name=NEWS.title)).to_be_visible()
    await expect(frame.locator(".letter").get_by_text("Register a deal")).to_be_visible()


async def test_a_letters_scale_stands_on_one_line(chat):
    frame = await see(chat, "survey", "Email")
    steps = [
        frame.locator(".letter").get_by_role("link", name=str(n), exact=True) for n in range(11)
    ]

    tops = {(await step.bounding_box())["y"] for step in steps}

    assert len(tops) == 1


async def test_plain_text_is_shown_as_it_stands(chat):
    frame = await see(chat, "survey", "Plain text")

    await expect(frame.get_by_text("0 = not at all likely, 10 = extremely likely")).to_be_visible()


async def test_what_would_go_out_can_be_read_word_by_word(chat):
    frame = await see(chat, "survey", "Slack")
    await frame.get_by_text("What would go out", exact=True).click()

    await expect(frame.locator("footer pre")).to_contain_text('"type": "actions"')


async def test_a_form_is_shown_as_slack_and_teams_ask_it(page, house, bundle):
    house.room.door._open_forms.lay(WHO, REASON, "survey")  # noqa: SLF001 - as a press would
    await become_marta(page, house)
    await page.locator("#sheet").get_by_role("link", name="See it on").click()
    frame = page.frame_locator("#preview iframe")

    await is_drawn(bundle, frame)
    await expect(frame.get_by_text("Your reason").first).to_be_visible()
    await expect(page.get_by_role("tab", name="Plain text")).to_be_hidden()
    await page.get_by_role("tab", name="Email").click()
    await expect(frame.get_by_text("A form has no place in a letter")).to_be_visible()


async def test_the_panel_is_used_by_keyboard_alone(chat):
    link = chat.locator("#line-survey").get_by_role("link", name="See it on")
    await link.focus()
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_role("dialog")).to_be_visible()
    await chat.get_by_role("tab", name="Slack").focus()
    await chat.keyboard.press("ArrowRight")
    await expect(chat.get_by_role("tab", name="Teams")).to_be_focused()
    await expect(chat.get_by_role("tab", name="Teams")).to_have_attribute("aria-selected", "true")
    await chat.keyboard.press("End")
    await expect(chat.get_by_role("tab", name="Plain text")).to_be_focused()
    await chat.keyboard.press("Escape")

    await expect(chat.get_by_role("dialog")).to_be_hidden()
    await expect(link).to_be_focused()


async def test_escape_closes_from_inside_a_drawing_too(chat):
    frame = await see(chat, "survey", "Email")
    await frame.get_by_text("What would go out", exact=True).click()
    await chat.keyboard.press("Escape")

    await expect(chat.get_by_role("dialog")).to_be_hidden()


async def test_the_panel_fits_a_phone(page, house):
    await page.set_viewport_size({"width": 390, "height": 844})
    await become_marta(page, house)
    await see(page, "news", "Teams")
    box = await page.get_by_role("dialog").bounding_box()

    assert (box["x"], box["width"]) == (0, 390)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    for label in ("Slack", "Teams", "Email", "Plain text"):
        await expect(page.get_by_role("tab", name=label)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_panel_shuts_nobody_out(chat, scheme):
    await chat.emulate_media(color_scheme=scheme)
    await see(chat, "survey", "Plain text")

    await assert_accessible(chat)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("platform", ["slack", "teams", "email", "text"])
async def test_a_drawing_shuts_nobody_out(chat, house, bundle, complaints, platform, scheme):
    await chat.emulate_media(color_scheme=scheme)
    await chat.goto(f"{house.url}{LINE}/news/{platform}")
    if platform in ("slack", "teams") and bundle.state is State.READY:
        await chat.wait_for_selector("[data-drawn]")

    await assert_shut_in_and_accessible(chat, complaints)


@pytest.mark.parametrize("platform", ["slack", "teams", "email", "text"])
async def test_hostile_words_stay_words(chat, house, platform):
    message = Message(HOSTILE, (paragraph(HOSTILE),))
    await house.chat_log.append(WHO, message=message, line_id="hostile")
    chat.on("dialog", lambda dialog: pytest.fail(dialog.message))
    await chat.goto(f"{house.url}{LINE}/hostile/{platform}")

    await expect(chat.get_by_text("onerror=alert(2)").first).to_be_attached()
    assert await chat.locator("img[onerror]").count() == 0


def no_node(folder: Path) -> None:
    (folder / "npm").write_text("")


def others_build(folder: Path) -> None:
    (folder / "previews" / "building-it").mkdir(parents=True)


def nobody_built(folder: Path) -> None:
    for name in ("npm", "node"):
        (folder / name).write_text("#!/bin/sh\nexit 1\n")
        (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (no_node, "Node.js, which is not installed"),
        (others_build, "being built just now"),
        (nobody_built, "`make previews` builds the drawing"),
    ],
)
async def test_without_the_drawing_our_own_stands_and_says_why(
    page, complaints, tmp_path, happened, reason
):
    happened(tmp_path)
    without = Bundle(tmp_path / "previews", str(tmp_path))
    async with open_house(bundle=without) as house:
        await tell(house)
        await become_marta(page, house)
        frame = await see(page, "survey", "Slack")

        await expect(frame.get_by_text(OUR_OWN)).to_contain_text(reason)
        await expect(frame.get_by_role("button", name="10", exact=True)).to_be_visible()
        await page.keyboard.press("Escape")
        await page.goto(f"{house.url}{LINE}/survey/teams")
        await assert_shut_in_and_accessible(page, complaints)


async def test_what_a_platform_refuses_is_said_there(chat, house):
    await house.chat_log.append(WHO, message=notice("Long", "x" * 60_000), line_id="long")
    await chat.goto(f"{house.url}{LINE}/long/teams")

    await expect(chat.locator("main")).to_be_visible()
    await house.chat_log.append(WHO, message=Message(""), line_id="empty")
    await chat.goto(f"{house.url}{LINE}/empty/slack")
    await expect(chat.get_by_text("Slack: message says nothing")).to_be_visible()


async def test_nobody_sees_a_line_of_somebody_else(house, marta):
    await house.chat_log.append(OKAFOR.contact_id, message=notice("Secret"), line_id="hers")

    async with marta.client.get(f"{LINE}/hers/slack") as answer:
        text = await answer.text()

    assert answer.status == 404
    assert "Secret" not in text


async def test_a_stranger_sees_no_line(house, stranger):
    async with (
        stranger.get(f"{LINE}/news/slack") as line,
        stranger.get("/chat/preview/form/slack") as form,
    ):
        assert (line.status, form.status) == (403, 403)


@pytest.mark.parametrize(
    "path",
    [
        f"{LINE}/news/fax",
        f"{LINE}/news/web",
        "/chat/preview/form/slack",
        "/chat/preview/script/page.js",
        f"{LINE}/%00/slack",
    ],
)
async def test_what_there_is_not_is_not_found(marta, path):
    async with marta.client.get(path) as answer:
        assert answer.status == 404


async def test_a_drawing_is_shut_in_and_runs_our_script_alone(marta):
    async with marta.client.get(f"{LINE}/news/slack") as answer:
        policy = answer.headers["Content-Security-Policy"]
        html = await answer.text()
    nonce = policy.partition("'nonce-")[2].partition("'")[0]

    assert policy.endswith("sandbox allow-scripts")
    assert "script-src 'nonce-" in policy
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
    assert html.count("<script src=") == html.count(f'nonce="{nonce}"')
    assert answer.headers["Cache-Control"] == "no-store"
