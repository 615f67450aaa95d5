"""What partners ask first, over rows made by hand whose every answer is known."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert

from bot.figures.rules.figures import Note
from bot.figures.rules.plan import Compare, CompareKind, Filter
from bot.figures.rules.windows import Unit, Window
from bot.figures.store.partner_tables import Certification, Deal, Payout
from bot.people.store.tables import Contact, Partner, PartnerHistory
from bot.quantities import Quantity
from bot.store.sessions import Database
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    OCTOBER,
    REGISTRY,
    Programme,
    partner_user,
    plan,
)

pytestmark = pytest.mark.both_databases
YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))
SEPTEMBER = Window(date(2026, 9, 1), date(2026, 10, 1))
DEALS = (
    # partner, product, registered, worth, protected until, closed, state
    (1, "mail", date(2026, 1, 5), 1_000, date(2026, 4, 5), None, "registered"),
    (1, None, date(2026, 10, 1), 500, date(2027, 1, 1), None, "registered"),
    (1, "mail", date(2026, 8, 1), 300, None, date(2026, 10, 31), "won"),
    (1, "backup", date(2026, 8, 1), 200, None, date(2026, 10, 1), "lost"),
    (1, "backup", date(2026, 8, 1), 100, None, date(2026, 11, 1), "won"),
    (2, "mail", date(2026, 9, 30), 7_000, date(2026, 11, 22), None, "registered"),
    (2, "mail", date(2026, 2, 1), 40, None, date(2026, 10, 15), "lost"),
    (2, "mail", date(2026, 11, 23), 9, None, None, "registered"),
)
PAYOUTS = (
    # partner, kind, earned, amount, due, paid
    (1, "rebate", date(2026, 9, 30), 1_000, date(2026, 11, 21), None),
    (1, "mdf", date(2026, 10, 1), 200, date(2026, 11, 22), None),
    (1, "commission", date(2026, 10, 31), 50, None, date(2026, 11, 22)),
    (1, "commission", date(2026, 10, 31), -8, None, None),
    (2, "rebate", date(2026, 10, 2), 4_000, date(2026, 10, 20), date(2026, 10, 31)),
    (2, "other", date(2026, 11, 23), 90, date(2026, 11, 23), None),
)
CERTIFIED = (
    # partner, contact, name, earned, until
    (1, "ann", None, date(2026, 1, 1), date(2026, 11, 22)),
    (1, "ann", None, date(2026, 1, 1), None),
    (1, "bob", None, date(2024, 1, 1), date(2026, 11, 21)),
    (1, None, "Zed Outside", date(2026, 5, 1), None),
    (1, None, "ZED outside", date(2026, 6, 1), None),
    (2, "cyd", None, date(2026, 5, 1), None),
    (2, None, "Zed Outside", date(2026, 11, 23), None),
)


def world() -> Programme:
    made = Programme()
    made.partner(1)
    made.partner(2, tier="Silver", region="NA")
    for name in ("Mail", "Backup"):
        made.product(name)
    for name, partner in (("ann", 1), ("bob", 1), ("cyd", 2)):
        about = {"role": "sales", "permission": "partner", "zone": "UTC", "active": True}
        made.add(Contact, id=name, name=name.title(), partner_id=f"p{partner}", **about)
    for n, (partner, product, registered, worth, until, closed, state) in enumerate(DEALS):
        days = {"registered_on": registered, "protected_until": until, "closed_on": closed}
        told = {"id": f"d{n}", "deal_id": f"D{n}", "partner_id": f"p{partner}", "state": state}
        money = {"currency": "USD", "amount": worth, "amount_reporting": worth}
        made.add(Deal, product_id=product, **told, **days, **money)
    for n, (partner, kind, earned, amount, due, paid) in enumerate(PAYOUTS):
        days = {"earned_on": earned, "due_on": due, "paid_on": paid}
        told = {"id": f"o{n}", "payout_id": f"P{n}", "partner_id": f"p{partner}", "kind": kind}
        money = {"currency": "USD", "amount": amount, "amount_reporting": amount}
        made.add(Payout, **told, **days, **money)
    for n, (partner, contact, name, earned, until) in enumerate(CERTIFIED):
        days = {"earned_on": earned, "valid_until": until}
        told = {"id": f"t{n}", "reference": f"T{n}", "partner_id": f"p{partner}", "what": "Mail"}
        who = {"contact_id": contact, "person": name, "name_key": name and name.casefold()}
        made.add(Certification, **told, **days, **who)
    return made


@pytest.fixture
async def filled(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.begin() as session:
        await world().store(session)
    yield opened
    await opened.close()


async def figure(database, wanted, asker=ADMINISTRATOR):
    async with database.read() as session:
        return (await REGISTRY.answer(session, wanted, asker, FOOTING)).figures[0]


async def values(database, wanted, asker=ADMINISTRATOR):
    cells = (await figure(database, wanted, asker)).cells
    return {cell.groups: (cell.quantity.value, cell.base) for cell in cells}


async def test_what_was_earned_counts_on_its_own_day_paid_or_not(filled):
    by_partner = plan("earned", window=OCTOBER, group_by=("partner",))
    by_kind = plan("earned", window=OCTOBER, group_by=("payout_kind",))
    others = (Filter("payout_kind", ("MDF",), negated=True),)

    assert await values(filled, plan("earned", window=OCTOBER)) == {(): (4_242, 4)}
    assert await values(filled, by_partner) == {
        ("Partner 1",): (242, 3),
        ("Partner 2",): (4_000, 1),
    }
    assert await values(filled, by_kind) == {
        ("Commissions",): (42, 2),
        ("MDF",): (200, 1),
        ("Rebates",): (4_000, 1),
    }
    assert await values(filled, plan("earned", window=OCTOBER, filters=others)) == {(): (4_042, 3)}
    assert await values(filled, plan("earned", window=YEAR)) == {(): (5_242, 5)}


async def test_what_was_paid_counts_on_the_day_of_the_payment(filled):
    assert await values(filled, plan("paid_out", window=OCTOBER)) == {(): (4_000, 1)}
    november = Window(date(2026, 11, 1), date(2026, 12, 1))
    assert await values(filled, plan("paid_out", window=november)) == {(): (50, 1)}


async def test_what_is_owed_was_earned_by_the_day_and_not_paid_by_its_end(filled):
    today, back = await figure(filled, plan("payout_due")), plan("payout_due", window=OCTOBER)
    by_tier = plan("payout_due", window=OCTOBER, group_by=("partner_tier",))

    assert (today.cells[0].quantity, today.cells[0].base) == (
        Quantity(Decimal(1_192), "money", "USD"),
        3,
    )
    late = {"amount": Quantity(Decimal(1_000), "money", "USD")}
    assert today.notes == (Note("ask_note_overdue", late),)
    assert await values(filled, back) == {(): (1_242, 4)}
    assert await values(filled, by_tier) == {("Gold",): (1_242, 4)}
    assert (await figure(filled, back)).notes == ()
    assert await values(filled, plan("payout_overdue")) == {(): (1_000, 1)}
    assert await values(filled, plan("payout_overdue", window=OCTOBER)) == {(): (0, 0)}
    on_the_day = Window(date(2026, 11, 21), date(2026, 11, 22))
    assert await values(filled, plan("payout_overdue", window=on_the_day)) == {(): (0, 0)}


async def test_a_deal_is_open_until_the_day_before_it_is_closed(filled):
    open_now = await figure(filled, plan("deals_open"))
    product = plan("deals_open", group_by=("product",))
    in_september = plan("deals_open", window=SEPTEMBER)
    first_of_october = Window(date(2026, 10, 1), date(2026, 10, 2))

    assert open_now.cells[0].quantity == Quantity(3, "count")
    assert open_now.notes == (
        Note("ask_note_worth", {"amount": Quantity(Decimal(8_500), "money", "USD")}),
        Note("ask_note_unprotected", {"count": Quantity(1, "count")}),
    )
    assert await values(filled, plan("deals_open_worth")) == {(): (8_500, 3)}
    assert await values(filled, product) == {("Mail",): (2, None)}
    assert await values(filled, in_september) == {(): (6, None)}
    assert await values(filled, plan("deals_open", window=first_of_october)) == {(): (6, None)}


async def test_the_win_rate_is_of_the_deals_that_were_decided(filled):
    by_partner = plan("win_rate", window=OCTOBER, group_by=("partner",))
    gold = plan("win_rate", window=OCTOBER, filters=(Filter("partner_tier", ("Gold",)),))

    assert await values(filled, plan("win_rate", window=OCTOBER)) == {(): (Decimal(100) / 3, 3)}
    assert await values(filled, by_partner) == {("Partner 1",): (50, 2), ("Partner 2",): (0, 1)}
    assert await values(filled, gold) == {(): (50, 2)}
    assert await values(filled, plan("win_rate", window=SEPTEMBER)) == {(): (None, 0)}
    assert await values(filled, plan("deals_won", window=YEAR)) == {(): (2, None)}
    assert await values(filled, plan("deals_lost", window=OCTOBER)) == {(): (2, None)}


async def test_a_deal_was_registered_on_its_day_whatever_became_of_it(filled):
    august = Window(date(2026, 8, 1), date(2026, 9, 1))

    assert await values(filled, plan("deals_registered", window=august)) == {(): (3, None)}
    assert await values(filled, plan("deals_registered", window=YEAR)) == {(): (7, None)}


async def test_a_period_is_held_against_another(filled):
    before = Compare(CompareKind.PREVIOUS_PERIOD, SEPTEMBER)
    held = await figure(filled, plan("earned", window=OCTOBER, compare=before))

    assert [cell.quantity.value for cell in held.cells] == [4_242]
    assert [cell.quantity.value for cell in held.against] == [1_000]


async def test_a_series_has_a_figure_for_every_step(filled):
    autumn = Window(date(2026, 9, 1), date(2026, 11, 1))
    series = await figure(filled, plan("deals_open", window=autumn, grain=Unit.MONTH))

    assert [cell.quantity.value for cell in series.cells] == [6, 4]
    assert series.notes == ()


async def test_a_person_counts_once_until_their_last_day_is_over(filled):
    yesterday = Window(date(2026, 11, 21), date(2026, 11, 22))

    assert await values(filled, plan("certified_people")) == {(): (3, 5)}
    assert await values(filled, plan("certified_people", window=yesterday)) == {(): (4, 6)}
    assert await values(filled, plan("certified_people", group_by=("region",))) == {
        ("EMEA",): (2, 4),
        ("NA",): (1, 1),
    }


async def test_who_is_certified_is_told_of_one_partner_to_it_and_to_the_vendor(filled):
    own = await figure(filled, plan("certified_people"), partner_user(1))
    one = plan("certified_people", filters=(Filter("partner", ("Partner 1",)),))
    of_one, of_all = await figure(filled, one), await figure(filled, plan("certified_people"))

    named = (Note("ask_note_certified", {"names": "Ann, Zed Outside"}),)
    assert own.notes == of_one.notes == named
    assert of_all.notes == ()


async def test_of_one_partner_it_is_told_what_lapses_within_90_days_unless_it_is_held_longer(
    filled,
):
    held = {"partner_id": "p2", "what": "Mail", "earned_on": date(2026, 1, 1), "person": "Eve"}
    ends = {"lapses": date(2026, 12, 24), "later": date(2027, 6, 1), "renewed": date(2026, 12, 1)}
    async with filled.begin() as session:
        rows = [
            held | {"id": name, "reference": name, "name_key": name, "valid_until": until}
            for name, until in ends.items()
        ]
        rows[1] |= {"person": "Flo", "name_key": "flo"}
        rows[2] |= {"person": "Flo", "name_key": "flo"}
        await session.execute(insert(Certification), rows)

    notes = (await figure(filled, plan("certified_people"), partner_user(2))).notes
    [lapsing] = [note for note in notes if note.key == "ask_note_lapsing"]
    assert lapsing.values["first"] == date(2026, 12, 24)
    assert lapsing.values["day"] == date(2027, 2, 20)
    assert "Eve (Mail)" in lapsing.values["who"]
    assert "Flo" not in lapsing.values["who"]
    everybody = await figure(filled, plan("certified_people"))
    assert everybody.notes == ()


async def test_of_many_the_first_names_are_told_and_how_many_more(filled):
    passed = {"partner_id": "p2", "what": "Mail", "earned_on": date(2026, 1, 1)}
    async with filled.begin() as session:
        rows = [
            {"id": f"m{n}", "reference": f"M{n}", "person": f"M{n:02}", "name_key": f"m{n:02}"}
            for n in range(14)
        ]
        await session.execute(insert(Certification), [row | passed for row in rows])

    (note,) = (await figure(filled, plan("certified_people"), partner_user(2))).notes
    assert note.key == "ask_note_certified_more"
    assert note.values["more"] == Quantity(3, "count")


async def test_groups_hold_as_of_the_end_of_the_piece(filled):
    async with filled.begin() as session:
        await session.execute(delete(PartnerHistory).where(PartnerHistory.partner_id == "p1"))
        change = date(2026, 10, 31)
        stands = (("Bronze", date(2024, 1, 1), change), ("Platinum", change, None))
        rows = [
            {"partner_id": "p1", "valid_from": start, "valid_to": end, "tier": tier}
            | {"stage": "build", "region": "EMEA"}
            for tier, start, end in stands
        ]
        await session.execute(insert(PartnerHistory), rows)
    before = Window(date(2026, 10, 1), change)
    wanted = {"group_by": ("partner_tier",)}

    assert set(await values(filled, plan("deals_open", window=before, **wanted))) == {
        ("Bronze",),
        ("Silver",),
    }
    assert ("Platinum",) in await values(filled, plan("earned", window=OCTOBER, **wanted))


ALL = (
    *("earned", "paid_out", "payout_due", "payout_overdue", "deals_open", "deals_open_worth"),
    *("deals_registered", "deals_won", "deals_lost"),
)
PLANS = [
    plan(metric, window=window, group_by=group)
    for metric in (*ALL, "win_rate", "certified_people")
    for window in (OCTOBER, YEAR)
    for group in ((), ("partner",), ("partner_tier",))
]


async def test_a_partner_s_answers_do_not_change_when_all_others_are_deleted(filled):
    asker = partner_user(1)
    before = [repr(await figure(filled, wanted, asker)) for wanted in PLANS]
    async with filled.begin() as session:
        for table in (Deal, Payout, Certification, PartnerHistory, Contact):
            await session.execute(delete(table).where(table.partner_id != "p1"))
        await session.execute(delete(Partner).where(Partner.id != "p1"))
    after = [repr(await figure(filled, wanted, asker)) for wanted in PLANS]

    assert before == after
    assert not any("Partner 2" in said or "Cyd" in said for said in before)


async def test_nothing_of_the_future_counts(filled):
    until = Window(date(2026, 11, 1), FOOTING.calendar.today + timedelta(days=30))

    assert await values(filled, plan("earned", window=until)) == {(): (0, 0)}
    assert await values(filled, plan("deals_open", window=until)) == {(): (3, None)}
