"""The brief of a partner of the sample programme: what it says, to whom, and on which page."""

import pytest

from bot.clock import MovableClock
from bot.entries import Reviewed
from bot.figures.cards.answers import draw
from bot.figures.usecases import ask
from bot.message import Facts
from bot.people.cards import briefing
from bot.people.store.partnerships import partner_named
from bot.plain_text import plain_text
from bot.subjects import SUBJECTS
from drumbeat.opening import open_core
from drumbeat.reports.askers import asker_of
from drumbeat.settings import SAMPLE_CONTENT, read_settings
from tests.journeys.conftest import MORNING

ACME = "Acme IT Services"
ASKED = {
    "Annual recurring revenue (ARR)": f"arr of {ACME}",
    "Open deals": f"open deals of {ACME}",
    "Win rate": f"win rate of {ACME}",
    "Certified people": f"certified people of {ACME}",
    "Net Promoter Score (NPS)": f"nps of {ACME}",
    "Renewals due, Jan to Mar 2027": f"renewals due next quarter of {ACME}",
}


@pytest.fixture
async def context(programme_url):
    settings = read_settings(
        vendor="Cirrus", secret_key="k" * 40, content=SAMPLE_CONTENT, database_url=programme_url
    )
    async with open_core(settings, MovableClock(MORNING)) as house:
        yield house.context.bringing(SUBJECTS)


async def brief_as(context, who):
    """Return who asks, what the brief is about, and all its parts."""
    async with context.database.read() as session:
        asker = await asker_of(session, who)
        found = await partner_named(session, ACME)
    partner = Reviewed(found.id, found.name)
    return asker, partner, await context.parts_of_brief(asker, partner)


def facts_of(*messages):
    """Return every line of a brief; one label may stand in several parts."""
    return [
        (fact.label, fact.value)
        for message in messages
        for element in message.elements
        if isinstance(element, Facts)
        for fact in element.facts
    ]


@pytest.mark.parametrize("who", ["vendor_manager", f"partner_user({ACME})"])
async def test_each_figure_is_what_the_question_for_it_gets(context, who):
    asker, partner, parts = await brief_as(context, who)
    told = facts_of(briefing.whole(context, partner, parts, has_page=False))
    first = dict(reversed(told))

    for label, question in ASKED.items():
        answer = await ask.answer(context, asker, question)
        card = plain_text(draw(context, asker, answer))
        value = first[label].partition(";")[0].partition(" (")[0]
        assert value
        assert value in card, question


async def test_the_page_says_what_the_message_says(context):
    _, partner, parts = await brief_as(context, "vendor_admin")

    in_chat = facts_of(briefing.whole(context, partner, parts, has_page=True))
    on_paper = facts_of(*briefing.sheets(context, partner, parts))

    assert on_paper == in_chat
    assert set(ASKED) <= {label for label, _ in in_chat}


async def test_a_partner_reads_nothing_of_what_the_vendor_spends(context):
    _, partner, parts = await brief_as(context, f"partner_user({ACME})")
    said = plain_text(briefing.whole(context, partner, parts, has_page=False)).casefold()

    assert "margin" not in said
    assert "cost" not in said
    assert "cac" not in said
