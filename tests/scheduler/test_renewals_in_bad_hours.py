"""Contracts that come due while something goes wrong: taps at once, a stop, somebody who goes."""

import asyncio

import pytest
from sqlalchemy import event

from bot.beat.store.tables import Send
from bot.errors import NotSent
from bot.figures.store.renewal_tables import RenewalReader, RenewalStep
from bot.figures.store.tables import Term
from bot.people.store.tables import Partner
from bot.store.columns import new_id
from bot.store.erasing import Erasure, erase, move_ahead
from bot.store.traces import Whom
from tests.scheduler.case_office import text
from tests.scheduler.renewal_office import RenewalOffice, at_work

MANY = 2_000


def stop_at_the_mark(_connection, _cursor, statement, *_rest):
    """Let the process end where it would mark what its send tells of."""
    if statement.startswith("UPDATE renewal_step"):
        raise ConnectionAbortedError


@pytest.fixture
async def office(database_url: str):
    async with at_work(database_url) as office:
        yield office


async def test_of_two_who_tap_at_once_both_words_stand(office: RenewalOffice):
    await office.says("ann", "renewals on")
    await office.term("bakery", 30)
    await office.strike()
    await asyncio.gather(office.pick("mia", "committed"), office.pick("ann", "at_risk"))
    card = text((await office.pick("mia", "committed")).update)

    assert sorted(await office.words()) == [("ann", "at_risk"), ("mia", "committed")]
    assert "mia (vendor) said “committed”" in card
    assert "ann (partner) said “at risk”" in card


async def test_who_is_stopped_before_the_day_is_told_tells_it_once_afterwards(
    office: RenewalOffice,
):
    await office.term("bakery", 30)
    engine = office.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", stop_at_the_mark)
    with pytest.raises(ConnectionAbortedError):
        await office.renewals.look(office.clock.now())
    event.remove(engine, "before_cursor_execute", stop_at_the_mark)
    sends = await office.all(Send)
    office.begin_anew()
    await office.strike()
    office.begin_anew()
    await office.strike(hours=1)

    assert sends == []
    assert len(await office.all(RenewalStep)) == 1
    assert office.messenger.of("mia") == ["1 renewal comes due"]


async def test_the_first_import_of_thousands_of_terms_is_one_card(office: RenewalOffice):
    await office.term("bakery", 90)
    [first] = await office.all(Term)
    sold = {"customer_id": "bakery", "partner_id": "p1", "product_id": "mail"}
    days = {"term_start": first.term_start, "term_end": first.term_end}
    async with office.database.begin() as session:
        for number in range(MANY):
            told = {"subscription_id": f"s{number}", "outcome": "open", "annualised": number}
            session.add(Term(id=new_id(), **told, **sold, **days))
    await office.strike()
    await office.strike(days=1)

    assert office.messenger.of("mia") == ["2,001 renewals come due"]
    assert len(await office.all(Send)) == 1
    assert len(office.messenger.last("mia").elements) < 40


async def test_what_was_said_at_a_partner_stays_there_when_the_subscription_passes_on(
    office: RenewalOffice,
):
    row = await office.term("bakery", 30)
    await office.says("ann", "renewals on")
    await office.strike()
    await office.pick("ann", "at_risk")
    await office.change(Term, row, partner_id="p2")
    theirs = text((await office.open("cho", row)).messages[0])
    mine = text((await office.pick("ann", "lost")).update)

    assert "Nobody has said yet how it stands." in theirs
    assert "ann" not in theirs
    assert "has no such term any more" in mine


async def test_of_a_partner_that_is_gone_nothing_is_pushed(office: RenewalOffice):
    await office.term("bakery", 30)
    await office.change(Partner, "p1", erased_at=office.clock.now())
    await office.strike()

    assert await office.all(Send) == []


async def test_of_who_was_forgotten_it_stays_that_a_side_said_so(office: RenewalOffice):
    await office.says("ann", "renewals on")
    row = await office.term("bakery", 30)
    await office.strike()
    form = (await office.pick("ann", "lost")).form
    await office.fill("ann", form.action, reason="Ann knows why")
    erasure = Erasure(Whom("contact", "ann"), new_id(), office.clock.now())
    traces = await move_ahead(office.database, erasure)
    async with office.database.begin() as session:
        await erase(session, erasure, traces)
    card = text((await office.open("mia", row)).messages[0])

    assert "somebody at the partner (partner) said “lost”." in card
    assert "ann" not in card.casefold().replace("annual", "")
    assert await office.all(RenewalReader) == []


async def test_a_card_that_a_platform_could_not_draw_is_drawn_when_it_can_again(
    office: RenewalOffice,
):
    await office.says("ann", "renewals on")
    await office.term("bakery", 30)
    await office.strike()
    office.messenger.script["change ann@slack"] = [NotSent("no answer")]
    await office.pick("mia", "committed")
    await office.strike(seconds=5)
    before = [said for who, _, said in office.messenger.amended if who == "ann@slack"]
    await office.strike(minutes=2)
    after = [said for who, _, said in office.messenger.amended if who == "ann@slack"]

    assert before == []
    assert "mia (vendor) said “committed”." in after[-1]
