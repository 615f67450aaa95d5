"""A letter as a phone shows it."""

import pytest

from adapters.email.render import render
from bot.message import (
    Chart,
    Column,
    Fact,
    Facts,
    Image,
    Message,
    Series,
    Table,
    paragraph,
)
from tests.fixtures.drawn import FOOT, LINKS

WIDTH = 320
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


SMALL = Table(
    "Certified people",
    (Column("Product"), Column("People", numeric=True)),
    (("CloudBackup Pro", "12"), ("SecureMail", "7")),
    "Twelve and seven.",
)
GERMAN = Table(
    "Anforderungen",
    (
        Column("Benutzerverwaltung"),
        Column("Datenschutzvereinbarung"),
        Column("Wert", numeric=True),
    ),
    (("Zugriffsberechtigungen", "Auftragsverarbeitung", "1.234.567,00 EUR"),),
    "Eine Zeile.",
)
MONTHS = Chart(
    "MRR",
    "line",
    "USD",
    tuple(f"2026-{month:02}" for month in range(1, 13)),
    tuple(
        Series(name, tuple(float(each * 1_234_567) for each in range(12)))
        for name in ("New", "Churned", "Total")
    ),
    "MRR grew.",
)
FACTS = Facts((Fact("Annual recurring revenue", "145,934 USD"), Fact("Tier", "Gold")))
LONG_FACTS = Facts((Fact("Zuständigkeitsbereich", "Datenschutzvereinbarung"),))
BROKEN_WORDS = """() => {
    const broken = [];
    for (const cell of document.querySelectorAll("th, td > *, td, caption")) {
        for (const node of cell.childNodes) {
            if (node.nodeType !== Node.TEXT_NODE) continue;
            for (const found of node.data.matchAll(/\\S+/g)) {
                const word = document.createRange();
                word.setStart(node, found.index);
                word.setEnd(node, found.index + found[0].length);
                const lines = new Set([...word.getClientRects()].map(one => Math.round(one.top)));
                if (lines.size > 1) broken.push(found[0]);
            }
        }
    }
    return broken;
}"""


async def test_no_word_of_a_table_is_broken_and_none_is_out_of_reach(page):
    elements = (WIDE, SMALL, GERMAN, MONTHS, FACTS, LONG_FACTS)
    html = render(Message("News", elements), LINKS, FOOT).html
    old = html.replace("@media (max-width:480px)", "@media (max-width:0)")
    broken, edges = [], []
    for shown in (html, old):
        await page.set_content(shown)
        for width in (WIDTH, 390, 700):
            await page.set_viewport_size({"width": width, "height": 700})
            broken += await page.evaluate(BROKEN_WORDS)
            edges.append(await page.evaluate("document.documentElement.scrollWidth") - width)

    assert old != html
    assert broken == []
    assert max(edges) <= 0


async def test_a_wide_table_says_beside_each_value_what_it_is_on_a_phone_only(page):
    await page.set_content(render(Message("News", (WIDE,)), LINKS, FOOT).html)
    value = page.get_by_text("Based on: ")
    await page.set_viewport_size({"width": 700, "height": 700})
    on_a_desk = await value.is_visible()
    await page.set_viewport_size({"width": WIDTH, "height": 700})

    assert not on_a_desk
    assert await value.is_visible()
