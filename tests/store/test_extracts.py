"""All rows of an answer as a file: for the asker alone, once, as they may see them by then."""

import asyncio
import csv
import io
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update

from adapters.web.personal.extracts import open_extracts
from bot.action import ActionRef
from bot.event import ActionPressed, Origin, Said
from bot.figures.cards.extracts import extract_lines
from bot.figures.store.extract_tables import AnswerExtract
from bot.figures.store.tables import Product
from bot.figures.usecases.ask import ask, press_extract
from bot.figures.usecases.ask.extracts import AnswerExtracts
from bot.message import Buttons, LinkButton
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.rights import Permission
from content.wording import load_wording
from tests.store.small_programme import ADMINISTRATOR, TODAY, partner_user
from tests.web.letter_pages import fields_of

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
PEOPLE = {"vera": ADMINISTRATOR, "paula": partner_user(1)}
FETCH = {"action": "fetch"}


@pytest.fixture
async def asking(context):
    """The programme with two people who are met in the browser, and pages to fetch from."""
    programme = replace(context.programme, address="https://beat.example")
    context = replace(context, programme=programme)
    installed = {"platform": "web", "token": "t", "installed_at": NOW, "own": True}
    async with context.database.begin() as session:
        session.add(Installation(id="i", external_id="here", name="Browser", **installed))
        await session.flush()
        for name, person in PEOPLE.items():
            said = {"role": person.role, "permission": person.permission, "zone": "UTC"}
            session.add(
                Contact(
                    id=person.contact_id,
                    name=person.name,
                    partner_id=person.partner_id,
                    active=True,
                    **said,
                )
            )
            await session.flush()
            met = {"platform": "web", "installation_id": "i", "linked_at": NOW}
            session.add(Address(id=name, contact_id=person.contact_id, external_id=name, **met))
    return context


@pytest.fixture
async def site(asking):
    """The pages behind a real port."""
    extracts = AnswerExtracts(asking)
    app = web.Application()
    app.add_routes(open_extracts(extracts, load_wording(), seal_keys=[b"k" * 32], vendor="Cirrus"))
    server = TestServer(app)
    async with server, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def at(path, fields=None):
            url = f"http://127.0.0.1:{server.port}{path}"
            call = session.get(url) if fields is None else session.post(url, data=fields)
            async with call as response:
                return response.status, await response.text(), response.headers

        yield at


async def link_for(context, name, question):
    """Press the button of a card, and return where the link leads."""
    origin, asker = Origin("web", "here", name), PEOPLE[name]
    card = (await ask(context, asker, Said(origin, question))).messages[0]
    pressed = next(
        button.action
        for row in card.elements
        if isinstance(row, Buttons)
        for button in row.buttons
        if button.label == "All rows as a file"
    )
    reply = await press_extract(context, asker, ActionPressed(origin, pressed))
    assert reply.only_asker
    [message] = reply.messages
    [link] = [
        button
        for row in message.elements
        if isinstance(row, Buttons)
        for button in row.buttons
        if isinstance(button, LinkButton)
    ]
    return link.url.removeprefix("https://beat.example")


async def fetched(site, path):
    _, html, _ = await site(path)
    return await site(path, {**fields_of(html), **FETCH})


def table_of(text):
    """Return the rows of a file below its heads, by them."""
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    at = rows.index([])
    heads, below = rows[at + 1], rows[at + 2 :]
    return rows[:at], [dict(zip(heads, row, strict=True)) for row in below]


@pytest.mark.both_databases
async def test_a_link_opened_by_a_scanner_still_gives_the_file_and_gives_it_once(asking, site):
    path = await link_for(asking, "vera", "arr by partner last month vs last year")
    opened = [await site(path) for _ in range(3)]
    posted = await site(path, FETCH)
    status, text, headers = await fetched(site, path)
    again = [await site(path), await site(path, {**fields_of(opened[0][1]), **FETCH})]

    above, rows = table_of(text)
    assert {one[0] for one in opened} == {200}
    assert (posted[0], status) == (400, 200)
    assert headers["Content-Disposition"] == 'attachment; filename="arr-2026-11-22.csv"'
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert [one[0] for one in again] == [404, 404]
    assert "does not work any more" in again[0][1]
    assert above[0][1].startswith("Annual recurring revenue (ARR) by partner")
    assert ["Data until", "2026-11-22", "22 Nov 2026"] in above
    assert [(row["partner"], row["Value"], row["Unit"]) for row in rows] == [
        ("Partner 1", "1200.00", "USD a year"),
        ("Partner 2", "360.50", "USD a year"),
    ]
    assert {row["Until"] for row in rows} == {"2026-10-31"}
    assert rows[0]["Share in %"].startswith("76.898429")


@pytest.mark.both_databases
async def test_of_two_who_fetch_at_once_one_gets_the_file(asking, site):
    path = await link_for(asking, "vera", "arr by partner")
    _, html, _ = await site(path)
    fields = {**fields_of(html), **FETCH}

    found = await asyncio.gather(*(site(path, fields) for _ in range(4)))

    assert sorted(one[0] for one in found) == [200, 404, 404, 404]


async def test_a_partners_file_holds_their_own_rows_alone(asking, site):
    status, text, _ = await fetched(site, await link_for(asking, "paula", "arr by product"))

    assert status == 200
    assert "Partner 2" not in text
    assert sum(float(row["Value"]) for row in table_of(text)[1]) == 1200


async def test_a_link_grows_old_and_belongs_to_its_owner_as_they_are_now(asking, site):
    old, lost, gone = [await link_for(asking, "vera", "gross margin by quarter") for _ in range(3)]
    async with asking.database.begin() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        one = (await session.scalars(select(AnswerExtract))).first()
        one.expires_at = past
    links = [await site(path) for path in (old, lost, gone)]
    open_ones = [
        path for path, told in zip((old, lost, gone), links, strict=True) if told[0] == 200
    ]
    vera = update(Contact).where(Contact.id == ADMINISTRATOR.contact_id)
    async with asking.database.begin() as session:
        await session.execute(vera.values(permission=Permission.MEMBER))
    fewer = await fetched_after(site, open_ones[0], links)
    async with asking.database.begin() as session:
        await session.execute(vera.values(active=False))
    nobody = await site(open_ones[1])

    assert sorted(told[0] for told in links) == [200, 200, 404]
    assert fewer[0] == 200
    assert "Get the file" not in fewer[1]
    assert "text/csv" not in fewer[2]["Content-Type"]
    assert nobody[0] == 404


async def fetched_after(site, path, links):
    """Fetch with what a page offered that was opened before."""
    return await site(path, {**fields_of(next(t[1] for t in links if path in t[1])), **FETCH})


async def test_a_name_is_no_formula_and_a_loss_is_a_number(asking, site):
    async with asking.database.begin() as session:
        await session.execute(update(Product).where(Product.name == "Mail").values(name="=1+1"))
    _, text, _ = await fetched(site, await link_for(asking, "vera", "net new mrr by product 2026"))

    _, rows = table_of(text)
    assert "'=1+1" in {row["product"] for row in rows}
    assert {row["Value"][:1] for row in rows} & set("-0123456789")
    assert not any(row["Value"].startswith("'") for row in rows)


async def test_without_pages_of_ours_no_card_offers_a_file(context):
    card = await ask(context, ADMINISTRATOR, Said(Origin("web", "here", "vera"), "arr by partner"))
    asked = ActionPressed(
        Origin("web", "here", "vera"), ActionRef("extract", {"q": "arr by partner"})
    )
    reply = await press_extract(context, ADMINISTRATOR, asked)

    assert "All rows as a file" not in plain_text(card.messages[0])
    assert "no page" in plain_text(reply.messages[0])


async def test_ten_thousand_rows_are_written_without_being_held(asking):
    async with asking.database.read() as session:
        found = await asking.questions.answer(
            session, "arr by partner", ADMINISTRATOR, asking.footing()
        )
    [figure] = found.figures.figures
    many = replace(figure, cells=figure.cells * 5_000)
    result = replace(found.figures, figures=(many,))
    tracemalloc.start()
    count = sum(1 for _ in extract_lines(asking, found.reading, result))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count > 5_000 * len(figure.cells)
    assert peak < 1_000_000
