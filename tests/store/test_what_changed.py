"""Who stands behind a figure that moved, for whom may see them."""

from datetime import date

from bot.figures.rules.plan import Filter
from bot.figures.rules.windows import Window
from bot.figures.store.changes import largest_changes
from tests.store.small_programme import (
    ADMINISTRATOR,
    FOOTING,
    OCTOBER,
    partner_user,
    plan,
    sample,
)

JUNE = Window(date(2026, 6, 1), date(2026, 7, 1))


async def changes(database, wanted, asker=ADMINISTRATOR):
    async with database.begin() as session:
        await sample().store(session)
        found = await largest_changes(session, wanted, asker, FOOTING)
    return found, [(one.customer, one.kind, int(one.amount.value)) for one in found.largest]


async def test_the_largest_stand_first_whether_won_or_lost(database):
    found, largest = await changes(database, plan("net_new_mrr", window=OCTOBER))

    assert largest == [
        ("bert", "churn", -20_000),
        ("anna", "contraction", -5_083),
        ("dora", "new", 3_000),
    ]
    assert (found.window, found.count) == (OCTOBER, 3)


async def test_a_loss_is_told_by_those_who_left(database):
    _, largest = await changes(database, plan("customer_churn_rate", window=OCTOBER))

    assert largest == [("bert", "churn", -20_000)]


async def test_a_balance_is_looked_at_over_the_month_that_ends_with_it(database):
    found, largest = await changes(database, plan("arr"))

    assert found.window == Window(date(2026, 10, 23), date(2026, 11, 23))
    assert largest == []


async def test_a_partner_sees_who_moved_at_their_own(database):
    own = (Filter("partner", ("Partner 2",)),)
    _, largest = await changes(database, plan("mrr", window=OCTOBER, filters=own), partner_user(2))

    assert [name for name, _, _ in largest] == ["dora"]


async def test_a_product_is_looked_at_by_itself(database):
    only = (Filter("product", ("Backup",)),)
    _, largest = await changes(database, plan("net_new_mrr", window=OCTOBER, filters=only))

    assert largest == [("anna", "churn", -5_083)]
