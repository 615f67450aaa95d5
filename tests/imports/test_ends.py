"""Whether an end is the last day or the day after is seen in the file, and asked."""

import pytest

from tests.imports.conftest import Operator

HEADER = "subscription,customer,product,start,end,amount,period\n"
LAST_DAYS = {
    "a year that ends on its last day": ("s1,c1,Mail,2025-01-01,2025-12-31,1,monthly\n", 2),
    "the next stretch starts a day later": (
        "s1,c1,Mail,2025-01-05,2025-03-19,1,monthly\ns1,c1,Mail,2025-03-20,,2,monthly\n",
        2,
    ),
    "another subscription of the customer does": (
        (
            "s1,c2,Mail,2025-01-05,,1,monthly\ns2,c1,Mail,2025-01-05,2025-03-19,1,monthly\n"
            "s3,c1,Backup,2025-03-20,,2,monthly\n"
        ),
        3,
    ),
    "a February": ("s1,c1,Mail,2024-02-01,2024-02-29,1,monthly\n", 2),
}
NEXT_DAYS = {
    "a year": "s1,c1,Mail,2025-01-01,2026-01-01,1,monthly\n",
    "the next stretch starts on that day": (
        "s1,c1,Mail,2025-01-05,2025-03-19,1,monthly\ns1,c1,Mail,2025-03-19,,2,monthly\n"
    ),
    "an end anywhere": "s1,c1,Mail,2025-01-05,2025-03-19,1,monthly\n",
    "one of many is a day short": "".join(
        f"s{number},c1,Mail,2025-01-01,2025-{1 + number:02}-01,1,monthly\n"
        for number in range(1, 12)
    )
    + "s99,c1,Mail,2025-01-01,2025-12-31,1,monthly\n",
}


@pytest.mark.parametrize("case", LAST_DAYS)
def test_an_end_that_looks_like_the_last_day_is_asked_about(small_programme: Operator, case: str):
    rows, line = LAST_DAYS[case]
    said = small_programme.bring("subscriptions", HEADER + rows)

    assert said.code == 1
    (fault,) = said.json["first_faults"]
    assert (fault["line"], fault["column"]) == (line, "end")
    assert "say --end-is last-day, or --end-is next-day" in fault["reason"]


@pytest.mark.parametrize("case", NEXT_DAYS)
def test_an_end_that_is_the_day_after_is_asked_about_by_nobody(
    small_programme: Operator, case: str
):
    small_programme.brought("subscriptions", HEADER + NEXT_DAYS[case])


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("said", "until"), [("last-day", "2026-01-01"), ("next-day", "2025-12-31")]
)
def test_what_is_said_holds(programme: Operator, said: str, until: str):
    row = "s1,c1,Mail,2025-01-01,2025-12-31,1,monthly\n"
    programme.brought("subscriptions", HEADER + row, "--end-is", said)

    assert str(programme.rows("subscription_interval", "end_date")[0][0]) == until


def test_a_last_day_may_be_the_first(small_programme: Operator):
    row = "s1,c1,Mail,2025-01-01,2025-01-01,1,monthly\n"
    refused = small_programme.bring("subscriptions", HEADER + row)
    small_programme.brought("subscriptions", HEADER + row, "--end-is", "last-day")

    assert "--end-is last-day" in refused.json["first_faults"][0]["reason"]
    assert str(small_programme.rows("subscription_interval", "end_date")[0][0]) == "2025-01-02"


def test_a_tier_that_ends_on_the_last_of_a_year_is_asked_about_too(small_programme: Operator):
    rows = "Acme,2024-01-01,2024-12-31,Silver,EMEA,build\nAcme,2025-01-01,,Gold,EMEA,build\n"
    said = small_programme.bring(
        "partner-history", f"partner,valid_from,valid_to,tier,region,stage\n{rows}"
    )

    assert "the last day, or the day after" in said.json["first_faults"][0]["reason"]
