"""A text is laid out from the side on which it begins, beside others that begin on the other."""

import pytest

from adapters.email.addresses import Links
from adapters.email.render import Foot
from adapters.email.render import render as render_letter
from adapters.web.render import render_html
from bot.message import Bullets, Column, Fact, Facts, Heading, Message, Table, paragraph, spans
from content.wording import load_wording

ARABIC = "تقرير (1)."
WORDING = load_wording()
ENGLISH = "Report (2)."
MIXED = Message(
    ARABIC,
    (
        Heading(ARABIC),
        paragraph(ARABIC),
        paragraph(ENGLISH),
        Bullets((spans(ARABIC), spans(ARABIC))),
        Table(ARABIC, (Column(ARABIC), Column(ENGLISH)), ((ENGLISH, ARABIC),), ENGLISH),
    ),
)
DIRECTIONS = """() => [...document.querySelectorAll("h1, h2, h3, p, li, caption, th, td")]
    .filter((each) => ["تقرير (1).", "Report (2)."].includes(each.textContent))
    .map((each) => [each.textContent[0] === "R" ? "ltr" : "rtl", getComputedStyle(each).direction])
"""


def as_page(message):
    return f'<!doctype html><html lang="en"><body>{render_html(message, WORDING)}</body></html>'


def as_letter(message):
    return render_letter(message, Links("https://x.example/s/1", ""), Foot("Cirrus")).html


@pytest.mark.parametrize("draw", [as_page, as_letter])
async def test_every_text_is_laid_out_from_its_own_side(page, draw):
    await page.set_content(draw(MIXED))
    found = await page.evaluate(DIRECTIONS)

    assert len(found) >= 10
    assert [wanted for wanted, _ in found] == [shown for _, shown in found]


async def test_facts_and_the_foot_of_a_letter_begin_on_the_side_of_its_language(page):
    message = Message(ARABIC, (Facts((Fact(ARABIC, "1,234 USD"),)),), "ar")
    foot = Foot("Cirrus", unsubscribe="إلغاء")
    letter = render_letter(message, Links("", "https://x.example/u/1"), foot)
    await page.set_content(letter.html)
    label = await page.get_by_role("rowheader").bounding_box()
    value = await page.get_by_role("cell", name="1,234 USD").last.bounding_box()
    vendor = page.get_by_text("Cirrus").last

    assert label["x"] > value["x"]
    assert await vendor.evaluate("each => getComputedStyle(each).direction") == "rtl"


@pytest.mark.parametrize("draw", [as_page, as_letter])
async def test_columns_begin_on_the_side_of_the_caption(page, draw):
    await page.set_content(draw(MIXED))
    heads = page.locator("thead th")
    first, second = await heads.nth(0).bounding_box(), await heads.nth(1).bounding_box()

    assert first["x"] > second["x"]
