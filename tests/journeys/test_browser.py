"""The whole story in the browser, as the demo serves it: by mouse, by keyboard, on a phone."""

import pytest
from playwright.async_api import Locator, Page, expect
from sqlalchemy import select, update

from bot.people.store.place_tables import ChatLine
from bot.voice.store.tables import Response
from tests.fixtures.axe import assert_accessible

PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000
SAY = "What do you want to say or ask?"
WHO = "Technical work at Acme IT Services"


async def reasons(demo):
    async with demo.house.database.read() as session:
        found = await session.execute(
            select(Response.score, Response.reason).where(Response.contact_id == "acme-it-01")
        )
        return found.all()


async def be_the_partner(page: Page, demo) -> None:
    await page.goto(demo.url)
    await page.get_by_role("button", name=WHO).click()
    await page.wait_for_url("**/chat*")


async def say(page: Page, words: str) -> None:
    await page.get_by_label(SAY).fill(words)
    await page.get_by_label(SAY).press("Enter")


async def see(page: Page, words: str) -> None:
    await expect(page.get_by_text(words).last).to_be_visible(timeout=PATIENCE)


async def walk(page: Page, key: str, goal: Locator) -> None:
    """Press a key until the focus is there."""
    await expect(goal).to_be_visible()
    for _ in range(60):
        if await goal.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{key} never reaches {goal}")


async def test_the_whole_story_by_mouse(page, demo):
    await be_the_partner(page, demo)
    await page.get_by_role("button", name="nps", exact=True).click()
    await page.get_by_role("button", name="9", exact=True).click()
    await page.get_by_label("What is the main reason").fill("Support answers quickly")
    await page.get_by_role("button", name="Save").click()
    await see(page, "Your answer is saved, and a person reads it")
    await page.get_by_role("button", name="Next beat").click()
    await see(page, "It is now Tuesday 24 November 2026, 09:00 for you")
    await see(page, "You get this because you do technical work at Acme IT Services")
    await say(page, "our ARR by product last quarter")
    await see(page, "as of 30 Sep 2026")
    await say(page, "ARR of Bluepeak Managed IT")
    await see(page, "I can show you figures of Acme IT Services")
    refused = await page.locator("article").last.inner_text()
    await say(page, "ARR of Nobody At All")
    await expect(page.get_by_text("I can show you figures of Acme IT Services")).to_have_count(2)
    unknown = await page.locator("article").last.inner_text()

    assert (9, "Support answers quickly") in await reasons(demo)
    assert refused.replace("Bluepeak Managed IT", "") == unknown.replace("Nobody At All", "")
    await assert_accessible(page)


async def test_a_line_that_cannot_be_read_any_more_is_said_kindly(page, demo):
    await be_the_partner(page, demo)
    await say(page, "help")
    await see(page, "What I can do")
    async with demo.house.database.begin() as session:
        gone = {"body": '{"version":99,"message":{"":"Gone"}}'}
        await session.execute(update(ChatLine).where(ChatLine.ours.is_(True)).values(gone))
    await page.reload()

    await see(page, "This was written by another version of me")
    await say(page, "who am i")
    await see(page, "Ways to them")


async def test_what_is_typed_at_once_after_a_person_is_chosen_arrives(page, demo):
    await page.goto(demo.url)
    await page.get_by_role("button", name=WHO).click()
    await page.wait_for_url("**/chat*")
    await page.keyboard.type("help")
    await page.keyboard.press("Enter")

    await expect(page.locator(".words")).to_have_text(["help"])
    await see(page, "What I can do for you")


async def test_the_story_by_keyboard_alone(page, demo):
    await page.goto(demo.url)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/chat*")
    await walk(page, "Tab", page.get_by_label(SAY))
    await page.keyboard.type("nps")
    await page.keyboard.press("Enter")
    nine = page.get_by_role("button", name="9", exact=True)
    await walk(page, "Shift+Tab", nine)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("What is the main reason")).to_be_focused()
    await page.keyboard.type("No mouse needed")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await see(page, "Your answer is saved, and a person reads it")

    assert (9, "No mouse needed") in await reasons(demo)


async def test_on_a_phone_nothing_is_cut_off_and_nothing_shuts_people_out(page, demo):
    await page.set_viewport_size(PHONE)
    await page.goto(demo.url)
    await assert_accessible(page)
    await be_the_partner(page, demo)
    for words in ("nps", "home", "our ARR by product last quarter"):
        await say(page, words)
    await see(page, "as of 30 Sep 2026")
    width = await page.evaluate("document.documentElement.scrollWidth")

    assert width <= PHONE["width"]
    await assert_accessible(page)


@pytest.mark.parametrize(
    ("person", "may_see_all"),
    [("Partner manager", True), ("Administrator", True), ("Sales at Bluepeak", False)],
)
async def test_the_same_question_is_answered_as_the_asker_may_see(page, demo, person, may_see_all):
    await page.goto(demo.url)
    await page.get_by_role("button", name=person).click()
    await page.wait_for_url("**/chat*")
    await say(page, "ARR by partner")
    if may_see_all:
        await see(page, "Contoso Cloud Partners")
    else:
        await see(page, "I can only show figures that are meant for you")
        assert "Contoso" not in await page.locator("main").inner_text()


async def test_a_german_reader_s_story(page, demo):
    await page.goto(demo.url)
    await page.get_by_role("button", name="Marketing at Bluepeak Managed IT").click()
    await page.wait_for_url("**/chat*")
    await page.get_by_role("button", name="nps", exact=True).click()
    await see(page, "Wie wahrscheinlich ist es, dass Sie Cirrus Channel Cloud")
    await see(page, "10 = Sehr wahrscheinlich")
    await see(page, "Umfragen stummschalten")
    await see(page, "Ihre Antwort trägt Ihren Namen")
    await page.get_by_role("button", name="9", exact=True).click()
    await page.get_by_label("Was ist der wichtigste Grund").fill("Schnelle Antworten")
    await page.get_by_role("button", name="Speichern").click()
    await see(page, "Ihre Antwort ist gespeichert")
    await page.get_by_role("button", name="Next beat").click()
    await see(page, "Es ist für Sie jetzt Dienstag, 24. November 2026, 09:00 Uhr")
    await see(page, "weil Sie bei Bluepeak Managed IT im Marketing arbeiten")
    await see(page, "jeden zweiten Dienstag um 09:00 Uhr Ihrer Zeit")
    await say(page, "schedule")
    await see(page, "Do., 3. Dez. 2026, 10:00 Uhr")
    await see(page, "Wie zufrieden sind Sie mit uns als Anbieter?")
    await say(page, "away until 12 March")
    await see(page, "bis einschließlich Freitag, 12. März 2027")
    await say(page, "our ARR by month")
    await see(page, "Jährlich wiederkehrender Umsatz (ARR) nach Monat")
    await page.get_by_text("Zahlen anzeigen").last.click()
    await see(page, "Okt. 2026")
    await say(page, "metrics")
    await see(page, "Was Sie fragen können")
    await say(page, "ARR of Acme IT Services")
    await see(page, "Eine Rückfrage")
    await assert_accessible(page)
