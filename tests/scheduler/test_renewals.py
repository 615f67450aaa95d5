"""Contracts that come due: told once at each step, said of by both sides, kept over imports."""

import pytest
from sqlalchemy import update

from bot.beat.store.tables import Send
from bot.figures.store import renewals
from bot.figures.store.renewal_tables import RenewalStep
from bot.figures.store.tables import Term
from bot.message import Choice
from bot.people.store.tables import Partner
from tests.scheduler.case_office import text
from tests.scheduler.office import buttons
from tests.scheduler.renewal_office import TODAY, RenewalOffice, at_work


@pytest.fixture
async def office(database_url: str):
    async with at_work(database_url) as office:
        yield office


async def test_what_comes_due_is_one_card_a_reader_and_never_told_twice(office: RenewalOffice):
    for number in range(40):
        await office.term(f"shop{number}", 45)
    await office.term("bakery", 6, "p2")
    await office.strike()
    first = text(office.messenger.last("mia"))
    await office.strike(hours=1)
    await office.strike(days=1)

    assert office.messenger.of("mia") == ["40 renewals come due"]
    assert office.messenger.of("zoe") == ["1 renewal comes due"]
    assert office.messenger.of("ann") == office.messenger.of("root") == []
    assert "Shop0 (Northwind) · Mail · 12,000 USD a year · ends 17 Jul 2026 (in 45 days)" in first
    assert "32 more come due" in first
    assert "As of the contracts\u2019 data of 2 Jun 2026." in first


@pytest.mark.one_database
async def test_a_term_is_told_of_at_each_step_it_comes_to(office: RenewalOffice):
    await office.term("bakery", 100)
    told = []
    for day in range(101):
        await office.strike(days=min(day, 1))
        await office.change_age(office.clock.now().date())
        if len(office.messenger.of("mia")) > len(told):
            told.append(100 - day)

    assert told == [90, 60, 30, 7]


async def test_both_sides_say_how_it_stands_and_both_cards_show_who_said_what(
    office: RenewalOffice,
):
    await office.says("ann", "renewals on")
    await office.term("bakery", 30)
    await office.strike()
    mine = (await office.pick("ann", "at_risk")).update
    await office.strike(minutes=1)
    theirs = (await office.pick("mia", "committed")).update
    await office.strike(minutes=1)
    amended = {who: said for who, _, said in office.messenger.amended}

    assert "2 Jun 2026: ann (partner) said “at risk”." in text(mine)
    assert "ann (partner) said “at risk”." in text(theirs)
    assert "mia (vendor) said “committed”." in text(theirs)
    assert "see it differently" in text(theirs)
    assert "mia (vendor) said “committed”." in amended["ann@slack"]


async def test_of_what_is_lost_it_is_asked_why_and_it_is_pushed_no_more(office: RenewalOffice):
    await office.term("bakery", 30)
    await office.strike()
    form = (await office.pick("mia", "lost")).form
    nothing = await office.fill("mia", form.action, reason=" ")
    said = await office.fill("mia", form.action, reason="They went bankrupt")
    await office.strike(days=24)

    assert nothing.errors
    assert "said “lost”: They went bankrupt" in text(said.update)
    assert office.messenger.of("mia") == ["1 renewal comes due"]


async def test_whose_contract_it_is_not_is_told_the_same_as_of_none(office: RenewalOffice):
    await office.term("bakery", 30)
    row = await office.term("garage", 30, "p2")
    await office.strike()
    action = next(e for e in office.messenger.last("zoe").elements if isinstance(e, Choice)).action
    theirs = await office.act("ann", action.with_argument("value", "lost"))
    unknown = await office.act("ann", type(action)("renewal_say", {"r": "x", "value": "lost"}))
    opened = await office.open("ann", row)

    assert theirs == unknown
    assert theirs.messages == opened.messages
    assert await office.words() == []


async def test_what_was_said_outlives_a_new_import_and_its_being_taken_back(office: RenewalOffice):
    row = await office.term("bakery", 30)
    await office.strike()
    await office.pick("mia", "quoted")
    await office.retire(row)
    gone = await office.pick("mia", "committed")
    new = await office.term("bakery", 30, term_start=TODAY)
    again = await office.open("mia", new)

    assert "has no such term any more" in text(gone.update)
    assert "said “quoted”" in text(gone.update)
    assert "Nothing was written down" in text(gone.messages[0])
    assert "mia (vendor) said “quoted”." in text(again.messages[0])
    assert await office.words() == [("mia", "quoted")]


async def test_a_term_whose_end_moved_shows_when_it_ends_now(office: RenewalOffice):
    row = await office.term("bakery", 30)
    await office.strike()
    await office.pick("mia", "quoted")
    await office.retire(row)
    await office.term("bakery", 45)

    assert "now ends 17 Jul 2026" in text((await office.open("mia", row)).messages[0])


async def test_the_list_shows_everybody_what_is_theirs(office: RenewalOffice):
    await office.term("bakery", 30)
    await office.term("garage", 80, "p2")
    said = {
        (who, words): text((await office.says(who, words)).messages[0])
        for who in ("mia", "zoe", "root", "ann", "cho")
        for words in ("renewals", "renewals 40")
    }

    assert "Bakery" in said["mia", "renewals"]
    assert "Garage" not in said["mia", "renewals"]
    assert "Garage" in said["zoe", "renewals"]
    assert "2 terms, 24,000 USD a year together" in said["root", "renewals"]
    assert "Garage" not in said["root", "renewals 40"]
    assert "Bakery" in said["ann", "renewals"]
    assert "Bakery" not in said["cho", "renewals"]
    assert "Garage" in text((await office.says("mia", "renewals southwind")).messages[0])
    for question in ("renewals due next quarter", "renewals southwind", "renewals nowhere"):
        assert await office.says("ann", question) is None


async def test_a_card_follows_whoever_looks_after_the_partner_by_then(office: RenewalOffice):
    await office.term("bakery", 60)
    await office.strike(hours=-4)  # before nine in Berlin: opened and planned, not due yet
    await office.change(Partner, "p1", manager_id="zoe")
    await office.strike(hours=4)
    await office.term("garage", 60, "p2")
    await office.strike(days=1)

    assert office.messenger.of("mia") == []
    assert office.messenger.of("zoe") == ["2 renewals come due"]


async def test_who_wants_none_gets_none_until_they_do_again(office: RenewalOffice):
    await office.term("bakery", 90)
    await office.strike()
    await office.act("mia", buttons(office.messenger.last("mia"))["Send me no renewals"])
    await office.change_age(TODAY.replace(month=7))
    await office.strike(days=30)
    await office.says("mia", "renewals on")
    await office.term("garage", 20)
    await office.strike(days=1)

    assert len(office.messenger.of("mia")) == 2
    assert (await office.states())["mia"] == "delivered"


async def test_old_data_is_not_pushed(office: RenewalOffice):
    await office.term("bakery", 60)
    await office.strike(days=33)

    assert await office.all(Send) == []
    assert await office.all(RenewalStep) == []


async def test_what_is_over_by_the_time_a_card_leaves_is_not_on_it(office: RenewalOffice):
    row = await office.term("bakery", 60)
    await office.strike(hours=-4)
    async with office.database.begin() as session:
        await session.execute(update(Term).where(Term.id == row).values(outcome="renewed"))
    await office.strike(hours=4)

    assert office.messenger.of("mia") == []
    assert (await office.states())["mia"] == "skipped: nothing to say"


async def test_what_comes_due_at_a_partner_is_there_for_a_page(office: RenewalOffice):
    await office.term("bakery", 30)
    await office.term("garage", 30, "p2")
    await office.strike()
    await office.pick("mia", "quoted")
    async with office.database.read() as session:
        found = await renewals.renewals_ahead(session, "p1", TODAY, TODAY.replace(month=8))

    [one] = found
    assert (one.customer, one.product, one.annualised) == ("Bakery", "Mail", 1_200_000)
    assert [(word.who, word.status) for word in one.stands] == [("mia", "quoted")]
