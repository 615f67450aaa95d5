"""A letter as a phone shows it."""

import pytest

from adapters.email.render import render
from bot.message import Column, Image, Message, Table, paragraph
from tests.fixtures.drawn import FOOT, LINKS

WIDTH = 380
WIDE = Table(
    "ARR by product",
    (
        Column("Product"),
        *(Column(title, numeric=True) for title in ("Value", "Then", "Change", "Based on")),
    ),
    (("Workspace 365", "145,934 USD a year", "139,200 USD a year", "+6,734 USD", "10 customers"),),
    "Workspace 365 grew.",
)


@pytest.mark.parametrize(
    "element",
    [WIDE, paragraph("x" * 400), Image("https://example.com/a.png", "word " * 60)],
    ids=["table", "long word", "picture"],
)
async def test_nothing_of_a_letter_is_pushed_past_the_edge(page, complaints, element):
    await page.set_viewport_size({"width": WIDTH, "height": 700})
    await page.route("https://**", lambda route: route.abort())
    await page.set_content(render(Message("News", (element,)), LINKS, FOOT).html)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    complaints.found.clear()  # the picture lies elsewhere, and a test reaches nobody

    assert wide <= WIDTH
