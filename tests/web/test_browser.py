import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from bot.event import ActionPressed, Event, FormSubmitted, Reply, Said
from bot.message import notice
from bot.ports import Destination
from tests.contract.forms_filled import form as planning_form
from tests.fixtures.axe import assert_accessible
from tests.web.doubles import MARTA, House
from tests.web.rich import REASON, survey, tell_everything

WHO = MARTA.contact_id
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 850}


def answer(event: Event) -> Reply:
    match event:
        case Said(text="nps"):
            return Reply(messages=(survey(),))
        case ActionPressed():
            return Reply(update=survey(9), form=REASON)
        case FormSubmitted(values={"phone": "x"}):
            return Reply(errors={"phone": "That is no number."})
        case FormSubmitted():
            return Reply(messages=(notice("Thank you", "We read every answer."),))
        case _:
            return Reply(messages=(notice("Help", "Say nps."),))


@pytest.fixture
async def chat(page: Page, house: House) -> Page:
    """Marta's chat, just opened."""
    house.dispatch.reply = answer
    await page.goto(house.url)
    await page.get_by_role("button", name="Marta Kowalska").click()
    await page.wait_for_url("**/chat*")
    return page


@pytest.mark.every_change
async def test_a_survey_is_answered_by_mouse(chat, house):
    await chat.get_by_role("button", name="nps").click()
    await chat.get_by_role("button", name="9", exact=True).click()

    await expect(chat.get_by_role("button", name="9", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(chat.get_by_label("Your reason")).to_be_focused()
    await chat.get_by_label("Your reason").fill("Quick answers")
    await chat.get_by_label("Yes, please").check()
    await chat.get_by_label("A number to reach you").fill("x")
    await chat.get_by_role("button", name="Send my reason").click()
    await expect(chat.get_by_label("A number to reach you")).to_be_focused()
    await expect(chat.get_by_text("That is no number.")).to_be_visible()
    await expect(chat.get_by_label("Your reason")).to_have_value("Quick answers")
    await chat.get_by_label("A number to reach you").fill("")
    await chat.get_by_role("button", name="Send my reason").click()
    await expect(chat.get_by_text("We read every answer.")).to_be_visible()
    await expect(chat.get_by_label("Your reason")).to_have_count(0)
    await expect(chat.get_by_label("What do you want to say or ask?")).to_be_focused()
    assert house.chat_log.said(WHO) == ["nps", "9"]


async def test_everything_can_be_done_by_keyboard_alone(page, house):
    house.dispatch.reply = answer
    await page.goto(house.url)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/chat*")

    say = page.get_by_label("What do you want to say or ask?")
    await expect(say).to_be_focused()
    await page.get_by_role("link", name="Skip to what you want to say").focus()
    await page.keyboard.press("Enter")
    await expect(say).to_be_focused()
    await page.keyboard.type("nps")
    await page.keyboard.press("Enter")
    nine = page.get_by_role("button", name="9", exact=True)
    await expect(nine).to_be_visible()
    await _back_to(page, "9")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Your reason")).to_be_focused()
    await page.keyboard.type("Quick answers")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("We read every answer.")).to_be_visible()


async def test_what_others_deliver_appears_by_itself(chat, house):
    await house.room.messenger.deliver(Destination("web", None, WHO), notice("News"), "d-1")

    await expect(chat.get_by_role("heading", name="News")).to_be_visible()
    await expect(chat.get_by_text("Nothing has been said yet.")).to_have_count(0)
    await expect(chat.get_by_role("log").locator("article")).to_have_count(1)


async def test_the_next_beat_is_one_press_away(chat):
    await chat.get_by_role("button", name="Next beat").click()

    await expect(chat.get_by_text("One newsletter went out.")).to_be_visible()
    await expect(chat.get_by_text("It is Wed 25 Nov 2026, 09:00 in Berlin")).to_be_visible()
    await expect(chat.get_by_text("Wed 25 Nov 2026", exact=True)).to_be_visible()


async def test_two_quick_clicks_act_once_and_a_later_one_again(chat, house):
    await chat.clock.install(time=0)
    await chat.clock.pause_at(1000)
    await chat.reload()
    await chat.get_by_role("button", name="nps").dblclick()
    nine = chat.get_by_role("button", name="9", exact=True)
    await nine.click()
    await expect(nine).to_have_attribute("aria-pressed", "true")
    await nine.click()
    await expect(chat.locator("[aria-busy]")).to_have_count(0)
    assert house.chat_log.said(WHO) == ["nps", "9"]

    await chat.clock.run_for(1001)
    await nine.click()

    await expect(chat.locator(".words")).to_have_text(["nps", "9", "9"])


async def test_text_over_the_limit_stays_beside_its_error(chat, house):
    field = chat.get_by_label("What do you want to say or ask?")
    await field.fill("x" * 3001)
    await field.press("Enter")

    await expect(chat.get_by_role("alert")).to_contain_text("That is too long")
    await expect(field).to_have_value("x" * 3001)
    assert house.chat_log.said(WHO) == []


async def test_a_lost_connection_is_told_and_trying_again_does_nothing_twice(
    chat, house, complaints
):
    await chat.context.set_offline(offline=True)
    field = chat.get_by_label("What do you want to say or ask?")
    await field.fill("help")
    await field.press("Enter")
    await expect(chat.get_by_role("alert")).to_contain_text("That did not get through.")
    await chat.context.set_offline(offline=False)
    await field.press("Enter")

    await expect(chat.get_by_role("heading", name="Help")).to_be_visible()
    assert house.chat_log.said(WHO) == ["help"]
    complaints.found.clear()


async def test_what_is_typed_while_an_answer_is_awaited_stays(chat, house):
    answered = asyncio.Event()

    async def hold(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    await chat.route("**/chat/say", hold)
    field = chat.get_by_label("What do you want to say or ask?")
    await field.fill("help")
    await field.press("Enter")
    await expect(field).to_have_value("")
    await field.fill("ARR last quarter")
    answered.set()

    await expect(chat.get_by_role("heading", name="Help")).to_be_visible()
    await expect(field).to_have_value("ARR last quarter")
    await field.press("Enter")
    await expect(chat.locator(".words")).to_have_text(["help", "ARR last quarter"])


async def test_who_reads_further_up_is_not_pulled_down(chat, house):
    await tell_everything(house)
    await chat.reload()
    # A page hears of its own scrolling with the next frame it draws.
    await chat.evaluate(
        """async () => {
            const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
            do {
                window.scrollTo(0, 0);
                await frame();
                await frame();
            } while (window.scrollY !== 0);
        }"""
    )
    await house.room.messenger.deliver(Destination("web", None, WHO), notice("News"), "d-1")

    await expect(chat.get_by_role("link", name="New messages")).to_be_visible()
    assert await chat.evaluate("window.scrollY") == 0
    await chat.get_by_role("link", name="New messages").click()
    await expect(chat.get_by_role("heading", name="News")).to_be_in_viewport()


async def test_a_form_is_read_from_its_top(chat, house):
    await tell_everything(house)
    await chat.set_viewport_size(PHONE)
    await chat.reload()
    await chat.get_by_role("button", name="9", exact=True).click()

    await expect(chat.get_by_role("heading", name="What is the main reason")).to_be_in_viewport()
    await expect(chat.get_by_label("Your reason")).to_be_focused()


async def test_a_tall_answer_is_read_from_its_top(chat, house):
    house.dispatch.reply = lambda _: Reply(messages=(notice("A long letter", *["Line"] * 60),))
    await tell_everything(house)
    await chat.reload()
    await chat.get_by_label("What do you want to say or ask?").fill("news")
    await chat.get_by_role("button", name="Send").click()

    await expect(chat.get_by_role("heading", name="A long letter")).to_be_in_viewport()


async def test_the_newest_line_is_in_view_when_the_page_opens(chat, house):
    await tell_everything(house)
    await chat.reload()

    await expect(chat.get_by_role("button", name="10", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "dark desk"]
)
async def test_a_rich_conversation_shuts_nobody_out(size, scheme, chat, house):
    await tell_everything(house)
    await chat.set_viewport_size(size)
    await chat.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await chat.reload()
    await chat.get_by_role("button", name="9", exact=True).click()
    await chat.get_by_role("button", name="Send my reason").wait_for()

    await assert_accessible(chat)
    assert await _sideways(chat) == 0


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "dark desk"]
)
async def test_the_chooser_shuts_nobody_out(size, scheme, page, house):
    await page.set_viewport_size(size)
    await page.emulate_media(color_scheme=scheme)
    await page.goto(house.url)
    await page.get_by_text("Everybody else").click()

    await assert_accessible(page)
    assert await _sideways(page) == 0


async def test_somebody_of_many_is_found_by_typing(page, house):
    await page.goto(house.url)
    await page.get_by_text("Everybody else").click()
    await page.get_by_label("Find somebody").fill("partner 17")

    await expect(page.get_by_text("1 person", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Person 17").click()
    await expect(page.get_by_role("heading", name="Chat as Person 17")).to_be_visible()


async def test_it_is_dark_where_people_want_it_dark(chat):
    await chat.emulate_media(color_scheme="dark")

    colour = await chat.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", colour))) < 50


async def test_the_page_works_without_a_script(browser, house):
    house.dispatch.reply = answer
    context = await browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = await context.new_page()
    await page.goto(house.url)
    await page.get_by_role("button", name="Marta Kowalska").click()
    await page.get_by_role("button", name="nps").click()
    await page.get_by_role("button", name="9", exact=True).click()
    await page.get_by_label("Your reason").fill("Quick answers")
    await page.get_by_label("Yes, please").check()
    await page.get_by_role("button", name="Send my reason").click()

    await expect(page.get_by_text("We read every answer.")).to_be_visible()
    await context.close()


async def _back_to(page: Page, words: str) -> None:
    """Go back through the page by keyboard until the focus stands on these words."""
    for _ in range(40):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == words:
            return
    raise AssertionError(f"no way by keyboard to {words}")


async def _sideways(page: Page) -> int:
    return await page.evaluate("document.documentElement.scrollWidth - innerWidth")


async def test_a_form_of_every_kind_of_field_is_filled_in_by_keyboard(chat, house):
    house.dispatch.reply = Reply(form=planning_form())
    await chat.get_by_role("button", name="help").click()
    await expect(chat.get_by_label("Title")).to_be_focused()
    await assert_accessible(chat)
    await chat.keyboard.type("Dear all")
    await chat.keyboard.press("Tab")
    await chat.keyboard.type("Hello **you**")
    await chat.get_by_label("Day").fill("2026-12-24")
    await chat.get_by_label("Hour").fill("09:30")
    for name in ("Sales", "R & D, tests", "Partner 40"):
        await chat.get_by_label(name, exact=True).focus()
        await chat.keyboard.press("Space")
    house.dispatch.reply = Reply()
    await chat.get_by_role("button", name="Save").press("Enter")
    await expect(chat.get_by_label("Title")).to_have_count(0)

    assert house.dispatch.last.values == {
        "title": "Dear all",
        "text": "Hello **you**",
        "day": "2026-12-24",
        "at": "09:30",
        "roles": "sales\na, b%2C c",
        "partners": "p40",
    }
