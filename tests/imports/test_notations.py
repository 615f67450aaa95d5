"""Exports as they are: days, numbers, spans and gaps as other programs write them."""

from datetime import date
from fractions import Fraction

import pytest

from bot.imports.rules.days import days_written, read_month
from bot.imports.rules.faults import CellUnreadable
from bot.imports.rules.money import read_period, read_rate
from tests.imports.conftest import Operator

APRIL = date(2025, 4, 1)
ONE_WAY = (
    *("2025-04-01", "2025/04/01", "2025.4.1", "2025-04-01 14:22", "2025-04-01T14:22:07"),
    *("Apr 1 2025", "Apr 1, 2025", "April 1, 2025", "1 Apr 2025", "1-Apr-2025", "01 april 2025"),
    *("1. April 2025", "Apr. 1st, 2025", "2025-04-01 02:22 PM", "2025-04-01, 9:05 am"),
    *("2025-04-01 00:30 +02:00", "2025-04-01T14:22Z", "2025-04-01 14:22 UTC"),
)


@pytest.mark.parametrize("written", [each for each in ONE_WAY if "+02" not in each])
def test_a_day_that_can_be_read_in_one_way_is_read(written: str):
    assert days_written(None).day(written) == APRIL
    assert days_written("dd-mm-yyyy").day(written) == APRIL


def test_a_moment_is_the_day_it_has_in_the_zone_of_the_programme():
    assert days_written(None).day("2025-04-01 00:30 +02:00") == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("written", "day"), [("31/12/2024", date(2024, 12, 31)), ("12/31/2024", date(2024, 12, 31))]
)
def test_a_day_above_twelve_is_no_month(written: str, day: date):
    assert days_written(None).day(written) == day


NO_DAYS = {
    "1 or 2": ("03/04/2025", "two ways"),
    "no month": ("Foo 1 2025", "no month"),
    "no day": ("2025-02-30", "no such day"),
    "two large": ("13/14/2025", "no such day"),
    "another mark": ("2025-04/01", "write the day"),
    "hour": ("2025-04-01 25:00", "no such time"),
    "half a day": ("2025-04-01 13:00 PM", "no such time"),
    "offset": ("2025-04-01 10:00 +24:00", "no such offset"),
    "an hour of 75 minutes": ("2025-04-01 10:00 +05:75", "no such offset"),
    "farther than any clock": ("2025-04-01 10:00 +14:30", "no such offset"),
    "year of two digits": ("01-Apr-25", "write the day"),
}


@pytest.mark.parametrize("case", NO_DAYS)
def test_what_is_no_day_is_refused_with_the_reason(case: str):
    written, reason = NO_DAYS[case]
    with pytest.raises(CellUnreadable, match=reason):
        days_written(None).day(written)


def test_a_named_order_is_held_against_other_marks():
    with pytest.raises(CellUnreadable, match="write the day as 30-11-2026"):
        days_written("dd-mm-yyyy").day("31/12/2024")


@pytest.mark.parametrize("written", ["0000-01", "2025-13", "2025-00", "9999-01"])
def test_a_month_beyond_sense_is_refused(written: str):
    with pytest.raises(CellUnreadable):
        read_month(written)


@pytest.mark.parametrize("written", ["100000000", "0.00000001", "0", "-1"])
def test_a_rate_beyond_sense_is_refused(written: str):
    with pytest.raises(CellUnreadable):
        read_rate(written)


SPANS = {
    "P1Y": Fraction(1),
    "p3m": Fraction(4),
    "P2Y": Fraction(1, 2),
    "2-Year": Fraction(1, 2),
    "12 months": Fraction(1),
    "every 6 months": Fraction(2),
    "Annual": Fraction(1),
}


@pytest.mark.parametrize("written", SPANS)
def test_a_span_is_how_often_a_year_it_comes(written: str):
    assert read_period(written) == SPANS[written]


HEADER = "subscription,customer,product,start,end,amount,period\n"


@pytest.mark.both_databases
def test_gaps_totals_and_days_without_end_are_what_they_are(programme: Operator):
    rows = (
        "s1,c1,Mail,2025/01/05,9999-12-31,9.0,P1M\n"
        ",,,,,,\n"
        "s2,c1,Mail,Jan 5 2025,NULL,12.50,2-Year\n"
        "Total,,,,,21.5,\n"
        ",,,,Grand total:,21.5,NaN\n"
    )
    said = programme.brought("subscriptions", HEADER + rows)

    assert (said["new"], said["passed_over"]) == (2, {"totals of other rows": 2})
    assert programme.rows(
        "subscription_interval", "subscription_id", "end_date", "annualised"
    ) == [
        ("s1", None, 10_800),
        ("s2", None, 625),
    ]


def test_a_row_that_says_total_and_lacks_nothing_is_a_row(small_programme: Operator):
    row = "total,c1,Total,2025-01-05,,9.0,monthly\n"

    assert small_programme.brought("subscriptions", HEADER + row)["new"] == 1


ANSWERS = "survey,wave,contact,score,answered_at\n"
ADA = "email,name,partner,role\nada@acme.example,Ada,Acme,sales\n"


def test_an_answer_of_the_far_future_is_refused(small_programme: Operator):
    small_programme.brought("contacts", ADA)
    said = small_programme.bring(
        "responses", ANSWERS + "nps,w1,ada@acme.example,9.0,2199-01-01 10:00\n"
    )

    (fault,) = said.json["first_faults"]
    assert (fault["column"], fault["reason"]) == (
        "answered_at",
        "this day has not come yet: write the one on which it was",
    )


def test_a_zone_that_is_another_on_another_machine_is_refused(small_programme: Operator):
    text = "email,name,partner,role,zone\nada@acme.example,Ada,Acme,sales,localtime\n"
    said = small_programme.bring("contacts", text)

    assert said.json["first_faults"][0]["column"] == "zone"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_another_encoding_of_unicode_is_read(small_programme: Operator, encoding: str):
    text = (
        "\ufeff" * (encoding != "utf-16") + "id,name,partner,segment\nc9,Łódź Ağ 東京,Acme,SMB\n"
    )
    small_programme.brought("customers", text.encode(encoding))

    assert ("Łódź Ağ 東京",) in small_programme.rows("customer", "name")


def test_how_many_periods_an_amount_pays_for_may_stand_in_a_column_of_its_own(
    small_programme: Operator,
):
    header = HEADER.replace("\n", ",period_count\n")
    rows = "s1,c1,Mail,2025-01-05,,10,month,6\ns2,c1,Mail,2025-01-05,,10,year,\n"
    small_programme.brought("subscriptions", header + rows)
    refused = small_programme.bring(
        "subscriptions", header + "s3,c1,Mail,2025-01-05,,10,month,0\n"
    )

    assert small_programme.rows("subscription_interval", "annualised") == [(1_000,), (2_000,)]
    assert "one period or more" in refused.json["first_faults"][0]["reason"]
