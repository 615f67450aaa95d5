"""After an import of money its totals are told, to hold against where it came from."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.imports.conftest import Operator

TODAY = date.today()  # noqa: DTZ011 - the programme of these tests is in UTC
HEADER = "subscription,customer,product,start,end,amount,period,kind\n"
OLD, LATELY, SOON = (TODAY - timedelta(days=days) for days in (400, 30, -30))
HELD = (
    ("s1", "c1", OLD, "", "100.00", 1, "paid"),
    ("s2", "c1", OLD, LATELY, "40.00", 1, "paid"),
    ("s3", "c2", LATELY, "", "1200.00", 12, "paid"),
    ("s4", "c2", SOON, "", "70.00", 1, "paid"),
    ("s5", "c2", OLD, "", "0", 1, "free"),
    ("s6", "c1", OLD, "", "10.00", 3, "trial"),
)
PERIODS = {1: "monthly", 3: "quarterly", 12: "yearly"}


def file() -> str:
    return HEADER + "".join(
        f"{one},{whose},Mail,{start},{end},{amount},{PERIODS[months]},{kind}\n"
        for one, whose, start, end, amount, months, kind in HELD
    )


def mrr(day: date, customer: str = "") -> Fraction:
    """Add up by hand what is paid a month on that day."""
    return sum(
        (
            Fraction(amount) / months
            for _, whose, start, end, amount, months, kind in HELD
            if kind == "paid" and start <= day and (not end or end > day)
            if customer in ("", whose)
        ),
        Fraction(0),
    )


@pytest.mark.both_databases
def test_the_totals_of_a_file_are_those_of_an_independent_sum(programme: Operator):
    year_ago = TODAY - timedelta(days=365)
    told = programme.brought("subscriptions", file())["totals"]

    assert told == {
        "currency": "USD",
        "mrr today": f"{float(mrr(TODAY)):.2f}",
        "mrr a year ago": f"{float(mrr(year_ago)):.2f}",
        "customers today": "2",
        "largest": [[who, f"{float(mrr(TODAY, who)):.2f}"] for who in ("c1", "c2")],
    }


def test_they_are_told_before_anything_is_written_and_when_nothing_is_new(
    small_programme: Operator,
):
    path = small_programme.file(file())
    tried = small_programme.run("import", "subscriptions", path, "--dry-run")
    small_programme.run("import", "subscriptions", path)
    again = small_programme.run("import", "subscriptions", path)

    for said in (tried, again):
        words = " ".join(said.out.split())
        assert "To compare with where it comes from" in words
        assert f"{float(mrr(TODAY)):,.2f}" in words
        assert "Its largest customers" in words


def test_the_books_are_told_by_year_and_whole(small_programme: Operator):
    rows = (
        f"{OLD},c1,Mail,usage,-5.00\n{LATELY},c1,Mail,usage,20.00\n{LATELY},c2,Mail,usage,1.50\n"
    )
    told = small_programme.brought("revenue", f"date,customer,product,kind,amount\n{rows}")

    assert told["totals"] == {
        "currency": "USD",
        "the last 365 days": "21.50",
        "all of it": "16.50",
        "largest": [["c1", "20.00"], ["c2", "1.50"]],
    }


def test_what_is_no_money_has_no_totals(small_programme: Operator):
    told = small_programme.brought("customers", "id,name,partner,segment\nc3,Carl,Acme,SMB\n")

    assert told["totals"] is None
