"""Reading what people answered: whose responses somebody reads, and how many of the others."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, update

from bot.action import ActionRef
from bot.event import ActionPressed, FormSubmitted, Origin, Said
from bot.figures.usecases.ask import take_question
from bot.message import Buttons, Chart, Choice
from bot.people.store.tables import Contact, Partner
from bot.plain_text import plain_text
from bot.principal import Permission, Principal, Role
from bot.store import audit
from bot.voice.store.tables import Invitation, Response, Wave
from bot.voice.usecases import read_responses, tag_responses
from tests.store.small_programme import ADMINISTRATOR, partner_user

ORIGIN = Origin("web", "demo", "room", "vera")
MIRA = Principal("m1", "Mira", Permission.MANAGER, Role.SALES, "UTC")
DORA = Principal("m2", "Dora", Permission.MANAGER, Role.SALES, "UTC")


@pytest.fixture
async def managed(context):
    """The small programme: Mira looks after partner 1 and Dora stands in at partner 2."""
    async with context.database.begin() as session:
        for person in (MIRA, DORA):
            await session.execute(
                insert(Contact).values(
                    id=person.contact_id,
                    name=person.name,
                    role="sales",
                    permission="manager",
                    zone="UTC",
                    active=True,
                )
            )
        await session.execute(update(Partner).where(Partner.id == "p1").values(manager_id="m1"))
        await session.execute(update(Partner).where(Partner.id == "p2").values(deputy_id="m2"))
        await session.execute(
            update(Response).where(Response.score == 3).values(reason="Too slow.\n\nAnd dear.")
        )
    return context


async def said(context, who, words):
    reply = await read_responses.say_answers(
        context, who, Said(ORIGIN, f"answers {words}".strip())
    )
    return reply.messages[0] if reply else None


async def pressed(context, who, action):
    handler = {"responses": read_responses.turn, "response": read_responses.show}[action.name]
    return await handler(context, who, ActionPressed(ORIGIN, action, message=""))


def options(message):
    return next(each for each in message.elements if isinstance(each, Choice)).options


def buttons(message):
    rows = (each.buttons for each in message.elements if isinstance(each, Buttons))
    return {button.label: button.action for row in rows for button in row}


async def test_a_manager_reads_who_said_what_at_her_partners_alone(managed):
    mine, theirs = await said(managed, MIRA, ""), await said(managed, DORA, "")

    text = plain_text(mine)
    assert "6 answers, by name" in text
    assert "3 of 10, detractor" in text
    assert "Too slow. And dear." in text
    assert "Partner 2" not in text
    assert "5 answers, by name" in plain_text(theirs)
    assert "Partner 1" not in plain_text(theirs)


async def test_an_administrator_reads_all_and_turns_the_page(managed):
    first = await said(managed, ADMINISTRATOR, "")
    assert "11 answers" in plain_text(first)
    assert len(options(first)) == 10

    turned = await pressed(managed, ADMINISTRATOR, buttons(first)["Next page"])

    assert len(options(turned.update)) == 1
    assert "Page before" in buttons(turned.update)


async def test_a_filter_finds_one_and_it_is_shown_whole(managed):
    found = await said(managed, MIRA, "detractors with words")
    [only] = options(found)

    shown = await pressed(managed, MIRA, ActionRef("response", {"value": only.value}))

    assert "Only: detractors; with words" in plain_text(found)
    assert "Too slow.\n" in plain_text(shown.messages[0])


async def test_nobody_else_reads_one_whatever_button_they_have(managed):
    [only] = options(await said(managed, MIRA, "detractors with words"))
    member = replace(MIRA, permission=Permission.MEMBER)
    for who in (DORA, member, partner_user(1)):
        shown = await pressed(managed, who, ActionRef("response", {"value": only.value}))
        assert shown.messages[0].title == "These answers are not yours to read"
    for who in (member, partner_user(1)):
        assert await said(managed, who, "") is None
        listed = await pressed(managed, who, ActionRef("responses", {"q": "", "p": "0"}))
        assert listed.messages[0].title == "These answers are not yours to read"


async def test_a_wave_that_is_not_named_is_only_counted(managed):
    async with managed.database.begin() as session:
        await session.execute(update(Wave).values(promise="confidential"))

    text = plain_text(await said(managed, ADMINISTRATOR, ""))

    assert "Nobody answered there" in text
    assert "“nps” was not asked by name: 11 people answered" in text
    assert "Too slow" not in text


async def test_a_time_alone_finds_what_was_answered_in_it(managed):
    asked = await said(managed, ADMINISTRATOR, "last quarter")

    assert "11 answers" in plain_text(asked)


async def test_what_is_a_question_is_left_to_the_reader_of_questions(managed):
    assert await said(managed, ADMINISTRATOR, "by region") is None


async def test_the_refusal_of_single_answers_leads_those_who_may_read_them(managed):
    for who, offered in ((MIRA, True), (partner_user(1), False)):
        refused = await take_question(managed, who, Said(ORIGIN, "show me the comments"))
        labels = buttons(refused.reply.messages[0])
        assert ("Read the answers" in labels) is offered


async def test_who_has_not_answered_an_open_wave_is_named_with_how_many_have(managed):
    asked = datetime(2026, 9, 1, tzinfo=UTC)
    async with managed.database.begin() as session:
        await session.execute(update(Wave).values(state="open"))
        await session.execute(update(Invitation).values(delivered_at=asked))
        await session.execute(delete(Response).where(Response.id == "r0"))

    text = plain_text(await said(managed, MIRA, "missing"))
    theirs = plain_text(await said(managed, DORA, "not answered"))

    assert "5 of 6 have answered so far (83%)" in text
    assert "c0" in text
    assert "5 of 5 have answered so far (100%)" in theirs
    assert "c0" not in theirs


async def test_what_was_not_answered_to_us_is_marked(managed):
    async with managed.database.begin() as session:
        await session.execute(update(Response).values(source="imported"))

    assert "3 Sep 2026, from an earlier tool" in plain_text(await said(managed, MIRA, ""))


async def test_answers_are_sorted_by_tags_from_a_list_that_is_edited(managed):
    [only] = options(await said(managed, MIRA, "detractors with words"))
    press = ActionPressed(ORIGIN, ActionRef("tag_response", {"r": only.value}), message="")
    asked = (await tag_responses.ask(managed, MIRA, press)).form

    async def submit(handler, who, form, **values):
        return await handler(managed, who, FormSubmitted(ORIGIN, form.action, values))

    given = await submit(tag_responses.give, MIRA, asked, new="Price\nLate  invoices\nprice")
    assert "Tags: Late invoices, Price" in plain_text(given.messages[0])
    assert "One answer, by name" in plain_text(await said(managed, MIRA, "late invoices"))

    again = (await tag_responses.ask(managed, MIRA, press)).form
    late = next(o for o in again.fields[0].options if o.label == "Late invoices")
    await submit(tag_responses.give, MIRA, again, tags=late.value)
    edited = (await tag_responses.ask_for_list(managed, MIRA, press)).form
    assert edited.fields[0].initial == "Late invoices\nPrice"
    await submit(tag_responses.keep_list, MIRA, edited, list="Support")

    last = (await tag_responses.ask(managed, MIRA, press)).form.fields[0]
    assert [option.label for option in last.options] == ["Support", "Late invoices"]
    assert last.initial == (late.value,)
    for who in (DORA, partner_user(1)):
        refused = await submit(tag_responses.give, who, asked, new="Mine")
        assert refused.messages[0].title == "These answers are not yours to read"
    async with managed.database.read() as session:
        acts = [line.act for line in await audit.lines(session)]
    assert acts.count("tag response") == 2
    assert acts.count("edit tags") == 1


async def test_a_tag_that_is_too_long_is_said_beside_its_field(managed):
    [only] = options(await said(managed, MIRA, "detractors with words"))
    action = ActionRef("tag_response", {"r": only.value})
    filled = FormSubmitted(ORIGIN, action, {"new": "x" * 61})

    assert "at most 60" in (await tag_responses.give(managed, MIRA, filled)).errors["new"]


async def test_the_results_show_how_often_each_number_was_given(managed):
    reply = await read_responses.say_results(managed, MIRA, Said(ORIGIN, "nps results"))
    chart = next(each for each in reply.messages[0].elements if isinstance(each, Chart))

    assert chart.series[0].values == (0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 2)
    assert chart.summary == "Given most often: 10, by 2 people."
