"""A partner manager announces in the browser chat, by mouse: ten minutes' work at most."""

from playwright.async_api import expect

from tests.fixtures.axe import assert_accessible
from tests.journeys.test_browser import say, see

MANAGER = "Partner manager"


async def test_a_manager_writes_sees_and_sends_an_announcement(page, demo):
    await page.goto(demo.url)
    await page.get_by_role("button", name=MANAGER).first.click()
    await page.wait_for_url("**/chat*")
    await say(page, "announce New price list")
    await expect(page.get_by_label("Title")).to_have_value("New price list")
    await page.get_by_label("Text").fill("The **new price list** is here.\n\n- Gold\n- Silver")
    await page.get_by_role("button", name="Keep as draft").click()
    await see(page, "Draft: New price list")
    await see(page, "The new price list is here.")
    await assert_accessible(page)
    await page.get_by_role("button", name="Send", exact=True).first.click()
    await see(page, "Planned: New price list")
    await page.get_by_role("button", name="Take it back").last.click()
    await see(page, "Draft: New price list")
    await say(page, "drafts")
    await see(page, "Your announcements")
