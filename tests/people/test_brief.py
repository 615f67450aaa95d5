"""The brief of a partner: who may have it, how it is found, and that it becomes a page."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from bot.action import ActionRef
from bot.beat.store.sends import about_of
from bot.context import Programme
from bot.entries import BriefPart, BriefSection, Reviewed, Subject
from bot.event import ActionPressed, Reply, Said
from bot.message import Button, Buttons, Heading, paragraph
from bot.people.cards import briefing as cards
from bot.people.rules.coverage import Side
from bot.people.store.partnerships import set_sponsor
from bot.people.store.personal_links import StoredLinks
from bot.people.store.tables import Contact, Partner
from bot.plain_text import plain_text
from bot.router import Router
from bot.voice.store.case_tables import Case
from tests.fixtures.moments import NOON
from tests.people.conftest import OURS, person

ACME = {"manager_id": "mia", "deputy_id": "max"}


@pytest.fixture
async def looked_after(town):
    async with town.database.begin() as session:
        await session.execute(update(Partner).where(Partner.id == "acme").values(**ACME))
        await set_sponsor(session, "acme", Side.PARTNER, "ada", NOON)
    return town


@pytest.mark.parametrize("user", ["U-root", "U-mia", "U-max"])
@pytest.mark.parametrize("words", ["brief acme", "brief of Acme", "/brief ACME?"])
async def test_all_of_the_vendors_people_may_have_it_by_name(looked_after, user, words):
    said = await looked_after.says(looked_after.at(OURS, user), words)

    assert said.startswith("Brief: Acme")
    assert "Mia Example" in said
    assert "Max Example" in said
    assert "Ada Example" in said


async def test_what_there_is_nothing_of_stands_in_one_line(looked_after):
    said = await looked_after.says(looked_after.at(OURS, "U-mia"), "brief acme")

    lines = [line for line in said.splitlines() if line.startswith("No data so far")]
    assert len(lines) == 1
    assert "Sponsor at the vendor" in lines[0]


async def test_a_partners_person_has_their_own_and_never_learns_of_another(looked_after):
    bob = looked_after.at(OURS, "U-bob")

    own = await looked_after.says(bob, "brief")
    by_name = await looked_after.says(bob, "brief bolt")
    foreign = await looked_after.says(bob, "brief acme")
    unknown = await looked_after.says(bob, "brief nobody")
    pressed = await looked_after.press(bob, "brief", p="acme")
    page = await looked_after.press(bob, "brief_page", p="acme")

    assert own.startswith("Brief: Bolt")
    assert by_name == own
    assert foreign == unknown
    assert plain_text(pressed.messages[0]) == unknown
    assert plain_text(page.messages[0]) == unknown


async def test_who_names_nobody_is_offered_those_they_look_after(looked_after):
    mia = looked_after.at(OURS, "U-mia")
    [offered] = _buttons(await looked_after.say(mia, "brief"))
    shown = await looked_after.router.dispatch(ActionPressed(mia, offered.action))

    assert offered.label == "Acme"
    assert shown.messages[0].title == "Brief: Acme"


def section(words: str, place: int) -> BriefSection:
    """Bring one paragraph, with a button below it."""

    async def draw(context, asker, partner):
        del context, asker
        press = Buttons((Button("Do it", ActionRef("home")),))
        return (BriefPart(f"{words} {partner.name}", (paragraph(words), press)),)

    return BriefSection(draw, place)


async def test_what_subjects_bring_stands_in_order_and_a_page_has_nothing_to_press(town):
    brought = (section("Later", 20), section("Sooner", 10))
    context = town.context.bringing((Subject(briefs=brought),))
    partner = Reviewed("acme", "Acme")
    parts = await context.parts_of_brief(None, partner)

    in_chat = cards.whole(context, partner, parts, has_page=False)
    head, *pages = cards.sheets(context, partner, parts)

    assert [part.heading for part in parts] == ["Sooner Acme", "Later Acme"]
    assert [one.text for one in in_chat.elements if isinstance(one, Heading)] == [
        "Sooner Acme",
        "Later Acme",
    ]
    assert head.title == in_chat.title
    assert [(page.title, page.elements) for page in pages] == [
        ("Sooner Acme", (paragraph("Sooner"),)),
        ("Later Acme", (paragraph("Later"),)),
    ]


async def test_a_page_is_made_for_whoever_asks_and_is_authorised_when_it_opens(looked_after):
    town, max_ = looked_after, looked_after.at(OURS, "U-max")
    context = replace(town.context, programme=Programme("Cirrus", address="https://beat.example"))
    router = Router(context)

    whole = await router.dispatch(Said(max_, "brief acme"))
    made = await router.dispatch(ActionPressed(max_, _buttons(whole)[0].action))
    token = _buttons(made)[0].url.removeprefix("https://beat.example/c/")
    links = StoredLinks(town.database, town.context.topics, about_of)
    opened = await links.open("page", token)
    [way] = [each for element in opened.message.elements for each in element.buttons]
    shown = await router.dispatch(ActionPressed(opened.origin, way.action))

    assert shown.messages[0].title == "Brief: Acme"
    assert not any(_buttons(Reply((page,))) for page in shown.messages)


def _buttons(reply):
    return [
        button
        for message in reply.messages
        for element in message.elements
        if isinstance(element, Buttons)
        for button in element.buttons
    ]


async def test_a_complaint_is_read_by_who_sees_to_it_and_by_no_colleague(looked_after):
    town, moments = looked_after, ("opened_at", "promised_at", "changed_at", "drawn_at")
    async with town.database.begin() as session:
        await session.execute(insert(Contact).values(**person("bea", "bolt")))
        whose = {"partner_id": "bolt", "contact_id": "bea", "source": "reply", "source_id": "x"}
        session.add(Case(id="case-1", **whose, **dict.fromkeys(moments, NOON)))

    root, max_, bob = [
        await town.says(town.at(OURS, f"U-{who}"), "brief bolt") for who in ("root", "max", "bob")
    ]

    assert "Case of Bea Example" in root
    assert "Bea" not in max_
    assert "No case of theirs that you see to is open" in max_
    assert "Bea" not in bob
    assert "No case of yours is open" in bob
