"""What stands beside an amount may change what it means: it is asked about, never passed over."""

import pytest

from bot.imports.rules.kinds import KINDS
from bot.imports.rules.meanings import MEANINGS
from tests.imports.conftest import Operator

HEADER = "subscription,customer,product,start,amount,period"
ROW = "s1,c1,Mail,2025-01-01,10,monthly"


def annualised(operator: Operator) -> list[int]:
    return [amount for (amount,) in operator.rows("subscription_interval", "annualised")]


@pytest.mark.parametrize(
    "column", ["Quantity", "unit price", "discount-percent", "VAT", "setup_fee"]
)
def test_a_column_that_may_change_the_amount_is_refused_by_name(
    small_programme: Operator, column: str
):
    text = f"{HEADER},{column}\n{ROW},5\n"
    refused = small_programme.bring("subscriptions", text)
    small_programme.brought("subscriptions", text, "--ignore", column)

    (fault,) = refused.json["first_faults"]
    assert fault["column"] == column
    assert "may change what the amount means" in fault["reason"]
    assert f"--ignore '{column}'" in fault["reason"]
    assert annualised(small_programme) == [12_000]


def test_seats_are_asked_what_the_amount_is_for(small_programme: Operator):
    text = f"{HEADER},seats\n{ROW},5\n"
    refused = small_programme.bring("subscriptions", text)

    (fault,) = refused.json["first_faults"]
    assert fault["reason"].endswith("say --amount-is each, or total")
    assert annualised(small_programme) == []


@pytest.mark.both_databases
@pytest.mark.parametrize(("said", "year"), [("each", 60_000), ("total", 12_000)])
def test_an_amount_for_each_seat_is_paid_as_often(programme: Operator, said: str, year: int):
    programme.brought("subscriptions", f"{HEADER},seats\n{ROW},5\n", "--amount-is", said)

    assert annualised(programme) == [year]


WRONG = {
    "nobody said how many": (f"{HEADER},seats\n{ROW},\n", "how many are they?"),
    "no column says how many": (f"{HEADER}\n{ROW}\n", "--map COLUMN=seats"),
    "less than none": (f"{HEADER},seats\n{ROW},-5\n", "zero or more"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_amount_for_each_wants_to_know_how_many(small_programme: Operator, case: str):
    text, reason = WRONG[case]
    said = small_programme.bring("subscriptions", text, "--amount-is", "each")

    assert reason in said.json["first_faults"][0]["reason"]


def test_what_is_promised_about_a_column_can_be_done(small_programme: Operator):
    """Every advice names an option that takes the column away or says what it is."""
    text = f"{HEADER.replace('amount', 'unit_price')},quantity\n{ROW},5\n"
    said = small_programme.brought(
        *("subscriptions", text, "--map", "unit_price=amount", "--map", "quantity=seats"),
        *("--amount-is", "each"),
    )

    assert said["new"] == 1
    assert annualised(small_programme) == [60_000]


def test_no_field_of_ours_is_taken_for_a_stranger():
    ours = {field.name for kind in KINDS.values() for field in kind.fields} - {"seats"}

    assert not ours & frozenset().union(*(one.columns for one in MEANINGS))
