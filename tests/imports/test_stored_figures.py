"""Stored figures are what the rows say, after whatever came in, went back, or died on the way."""

import random
import signal
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from bot.figures.rules import ledger
from bot.figures.rules.cohorts import Group, Sums, Totals, first_of, totals
from bot.figures.rules.ledger import Paid, ledger_of
from bot.figures.rules.sharing import Shared, shared_days
from bot.figures.store.ledger_tables import CohortTotal, Movement, SharedCustomer, Stretch
from bot.figures.store.tables import SubscriptionInterval
from bot.imports.store import turns
from tests.fixtures.tiers import times
from tests.imports.conftest import Operator
from tests.imports.test_switch import let_leases_run_out, started, wait_until

HEADER = "subscription,customer,partner,product,start,end,amount,usage_amount,period,currency\n"
STORED = {
    "stretch": Stretch,
    "movement": Movement,
    "shared_customer": SharedCustomer,
    "cohort_total": CohortTotal,
}
TOTAL = (*Group._fields, "start_date", "end_date", *Sums._fields)
INTERVAL = (
    *("partner_id", "product_id", "start_date", "end_date"),
    *("annualised_reporting", "usage_annualised_reporting", "kind", "customer_id"),
)
ENDS = ("--end-is", "next-day")
COUNT = 1_600
BEGIN = date(2024, 1, 31)
SLOTS = 4
"""How many intervals a subscription has; only the last of them may have no end."""

pytestmark = pytest.mark.both_databases


def due(operator: Operator) -> dict[str, list[tuple[object, ...]]]:
    """What should be stored, by the rows that are seen."""
    paid: dict[str, list[Paid]] = {}
    for *whose, price, usage, kind, customer in operator.rows("subscription_interval", *INTERVAL):
        if kind == "paid":
            paid.setdefault(customer, []).append(Paid(*whose, price + usage, usage))
    rows: dict[str, list[tuple[object, ...]]] = {
        "stretch": [],
        "movement": [],
        "shared_customer": [],
    }
    for customer, each in paid.items():
        books = ledger_of(each)
        rows["stretch"] += [(customer, *row) for row in books.stretches]
        rows["movement"] += [(customer, *row) for row in books.movements]
        rows["shared_customer"] += [(customer, *row) for row in shared_days(books.movements)]
    rows["cohort_total"] = added_up(rows["movement"])
    return {name: sorted(each, key=repr) for name, each in rows.items()}


def added_up(moved: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """What openings came to, added up from what moved."""
    sums, movements = Totals(), dict[object, list[ledger.Movement]]()
    for customer, *row in moved:
        movements.setdefault(customer, []).append(ledger.Movement(*row))
    for each in movements.values():
        sums.take(each)
    return [
        (*group, first_of(since), until and first_of(until), *found)
        for group, steps in sums.steps().items()
        for since, until, found in totals(steps.items())
    ]


def stored(operator: Operator) -> dict[str, list[tuple[object, ...]]]:
    """What is seen of the stored figures."""
    held = ("customer_id", "partner_id", "product_id", "start_date", "end_date", "amount", "usage")
    moved = ("customer_id", "level", "day", "partner_id", "product_id", "kind", "amount")
    return {
        "stretch": operator.rows("stretch", *held),
        "movement": operator.rows("movement", *moved),
        "shared_customer": operator.rows("shared_customer", "customer_id", *Shared._fields),
        "cohort_total": operator.rows("cohort_total", *TOTAL),
    }


def every_byte(operator: Operator, partner: str | None = None) -> list[tuple[object, ...]]:
    """Every stored row with its number and its generations, of one partner or of all."""
    found = []
    for name, table in STORED.items():
        columns = [each.name for each in table.__table__.c]
        rows = operator.rows(name, *columns, everything=True)
        whose = columns.index("partner_id") if "partner_id" in columns else 0
        found += [(name, *row) for row in rows if partner in (None, row[whose])]
    return found


def a_file(chance: random.Random) -> str:
    """Some rows for any of ten subscriptions of two customers, at any partner, in any order."""
    rows = set()
    for held in range(10):
        for slot in range(SLOTS):
            if chance.random() < 0.4:
                start = BEGIN + timedelta(days=29 * slot + held % 3)
                end = start + timedelta(days=chance.choice([1, 15, 26, 29]))
                ends = "" if slot == SLOTS - 1 and chance.random() < 0.5 else end.isoformat()
                what = chance.choice(["Mail", "Siem"]), start.isoformat(), ends
                partner = chance.choice(["acme", "north"])
                amount, usage = chance.choice([0, 10, 10, 25]), chance.choice([0, 0, 5])
                whose = f"s{held}", f"c{1 + held % 2}", partner, *what
                rows.add(",".join([*whose, str(amount), str(usage), "monthly", "USD\n"]))
    listed = sorted(rows)
    chance.shuffle(listed)
    return HEADER + "".join(listed or ["s0,c1,acme,Mail,2024-01-31,,10,0,monthly,USD\n"])


def test_they_are_what_the_rows_say_through_any_imports(programme: Operator):
    chance = random.Random(11)  # noqa: S311 - a world, no secret
    for _ in range(times(4)):
        before = stored(programme)
        content = a_file(chance)
        told = programme.brought("subscriptions", content, *ENDS)
        assert stored(programme) == due(programme)
        if told["new"] + told["changed"] and chance.random() < 0.5:
            assert programme.run("import", "undo", "--yes").code == 0
            assert stored(programme) == before == due(programme)
            programme.brought("subscriptions", content, *ENDS)
        rows = every_byte(programme)
        assert programme.brought("subscriptions", content, *ENDS)["changed"] == 0
        assert programme.run("figures", "rebuild", "--json").json == {"rows": 0}
        assert every_byte(programme) == rows


def test_only_who_is_in_a_file_is_worked_out_anew(programme: Operator):
    programme.brought(
        "subscriptions",
        HEADER
        + "s1,c1,acme,Mail,2024-01-01,,10,0,monthly,USD\n"
        + "s2,c2,acme,Mail,2024-01-01,,10,0,monthly,USD\n",
    )
    programme.brought(
        "subscriptions", HEADER + "s1,c1,acme,Mail,2024-01-01,2024-03-01,10,0,monthly,USD\n"
    )

    assert sorted(
        programme.rows("stretch", "customer_id", "end_date", "shown_until", everything=True),
        key=repr,
    ) == [("c1", None, 4), ("c1", date(2024, 3, 1), None), ("c2", None, None)]
    moved = programme.rows("movement", "customer_id", "kind", "shown_until", everything=True)
    assert moved.count(("c1", "new", None)) == 2  # what is as it was stays the row that it was
    assert moved.count(("c1", "churn", None)) == 2


def moves(programme: Operator) -> None:
    """A customer of Acme's goes to North in spring, and pays more there."""
    programme.brought(
        "subscriptions",
        HEADER
        + "s1,c1,acme,Mail,2024-01-01,2024-04-01,10,0,yearly,USD\n"
        + "s1,c1,north,Mail,2024-04-01,,15,0,yearly,USD\n"
        + "s2,c1,north,Siem,2024-02-01,2024-07-01,5,0,yearly,USD\n",
    )


def test_sqlite_knows_how_the_tables_are_filled_and_keeps_no_value_of_them(programme: Operator):
    moves(programme)
    if programme.engine.dialect.name != "sqlite":
        return
    with programme.engine.connect() as connection:
        known = connection.execute(text("SELECT DISTINCT tbl FROM sqlite_stat1")).scalars().all()
        names = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'"
        kept = connection.execute(text(names)).scalar_one()
        values = connection.execute(text("SELECT * FROM sqlite_stat4")).all() if kept else []

    assert {"movement", "stretch", "cohort_total"} <= set(known)
    assert values == []


def test_what_a_partner_has_hangs_on_no_row_of_another(programme: Operator):
    moves(programme)
    own = every_byte(programme, "north")
    with programme.engine.begin() as connection:
        for table in (SubscriptionInterval, Stretch, Movement, CohortTotal):
            connection.execute(delete(table).where(table.partner_id != "north"))

    programme.run("figures", "rebuild")
    assert every_byte(programme, "north") == own
    kinds = programme.rows("movement", "kind", "amount", "level")
    assert kinds == [
        ("churn", -500, "product"),
        ("contraction", -500, "customer"),
        ("expansion", 500, "customer"),  # to whom the customer is, is known from Acme's rows
        ("expansion", 500, "customer"),
        ("expansion", 500, "product"),
        ("new", 500, "product"),
        ("transfer_in", 1000, "customer"),
        ("transfer_in", 1000, "product"),
    ]


def test_what_is_missing_or_wrong_is_mended_in_one_moment(programme: Operator):
    moves(programme)
    with programme.engine.begin() as connection:
        connection.execute(delete(Movement))
        connection.execute(update(Stretch).values(amount=Stretch.amount + 1))
        connection.execute(update(CohortTotal).values(lost=CohortTotal.lost + 1))
        connection.execute(insert(SharedCustomer).values(id=1, customer_id="c9", first_day=BEGIN))
    told = programme.run("doctor")
    assert "figures: " in told.out
    assert "; of the 0 of the month's beginning" in told.out
    assert "drumbeat figures rebuild" in told.out

    assert programme.run("figures", "rebuild", "--json").json["rows"] > 0
    assert stored(programme) == due(programme)
    assert "drumbeat figures rebuild" not in programme.run("doctor").out
    retired = [programme.rows(name, "shown_until", everything=True) for name in STORED]
    assert {until for rows in retired for (until,) in rows} == {None}
    assert programme.run("figures", "rebuild", "--json").json == {"rows": 0}


def test_an_import_can_be_taken_back_though_figures_were_stored_anew_since(programme: Operator):
    programme.brought("subscriptions", HEADER + "s1,c1,acme,Mail,2024-01-01,,10,0,yearly,USD\n")
    before = stored(programme)
    moves(programme)
    with programme.engine.begin() as connection:
        connection.execute(delete(Stretch))
    programme.run("figures", "rebuild")

    assert programme.run("import", "undo", "--yes").code == 0
    assert stored(programme) == before == due(programme)


def test_figures_are_not_stored_anew_while_a_file_comes_in(programme: Operator, monkeypatch):
    moves(programme)
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0)
    with programme.engine.begin() as connection:
        writing = "UPDATE import_batch SET state = 'writing', until = '2099-01-01 00:00:00'"
        connection.execute(text(writing))
    told = programme.run("figures", "rebuild")

    assert told.code == 1
    assert "another import is being written" in told.err.lower()


def test_who_is_erased_leaves_figures_that_are_right(programme: Operator):
    moves(programme)
    assert programme.run("erase", "partner", "north", "--yes").code == 0

    assert stored(programme) == due(programme)
    assert "north" not in str(every_byte(programme))
    assert programme.run("figures", "rebuild", "--json").json == {"rows": 0}


def many(amount: str) -> str:
    return HEADER + "".join(
        f"s{each},c{1 + each % 2},acme,P{each % 400},{2000 + each % 25}-0{1 + each % 9}-01,,"
        f"{amount},0,yearly,USD\n"
        for each in range(COUNT)
    )


def written(operator: Operator) -> int:
    with operator.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(Movement)).scalar_one()


def killed(operator: Operator, *words: str) -> None:
    """Start something and kill it once it has written figures that nobody sees yet."""
    before = written(operator)
    process = started(*words)
    wait_until(lambda: written(operator) > before, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    let_leases_run_out(operator)


@pytest.mark.every_change
def test_an_import_that_dies_among_its_figures_leaves_none_of_them(programme: Operator):
    programme.brought("subscriptions", many("10"))
    before = stored(programme)
    killed(programme, "import", "subscriptions", programme.file(many("20"), "more.csv"))
    assert stored(programme) == before == due(programme)

    assert programme.brought("subscriptions", many("20"))["changed"] == COUNT
    assert stored(programme) == due(programme) != before


def test_an_undo_or_a_rebuild_that_dies_among_its_figures_changed_nothing(programme: Operator):
    programme.brought("subscriptions", many("10"))
    first = stored(programme)
    programme.brought("subscriptions", many("20"))
    before = stored(programme)
    killed(programme, "import", "undo", "--yes")
    assert stored(programme) == before == due(programme)

    assert programme.run("import", "undo", "--yes").code == 0
    assert stored(programme) == first == due(programme)
    with programme.engine.begin() as connection:
        connection.execute(delete(Movement))
    killed(programme, "figures", "rebuild")
    assert stored(programme)["movement"] == []
    programme.brought("rates", "currency,month,rate\nEUR,2025-01,1.1\n")
    assert written(programme) == 0
    programme.run("figures", "rebuild")
    assert stored(programme) == first
    assert {row[0] for row in programme.rows("import_batch", "state")} == {"done"}


def test_the_batch_of_a_rebuild_that_had_nothing_to_do_is_gone(programme: Operator):
    moves(programme)
    programme.run("figures", "rebuild")

    assert "figures" not in {row[0] for row in programme.rows("import_batch", "kind")}
