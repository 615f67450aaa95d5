"""What stands here and is no longer in a file is told, and stays or ends as somebody says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.imports.conftest import CUSTOMERS, HEADER, Operator

TODAY = datetime.now(UTC).date()
PEOPLE = (
    "email,name,partner,role\nada@x.example,Ada,Acme,sales\nbo@x.example,Bo,Acme,technical\n"
    "cy@x.example,Cy,north,sales\n"
)
ONLY_ADA = "email,name,partner,role\nada@x.example,Ada,Acme,sales\n"
VENDORS = "email,name,role,permission\nmo@v.example,Mo,sales,manager\n"
RUNNING = HEADER + (
    "s1,c1,Mail,2025-01-01,,1200,yearly,USD\ns2,c1,Mail,2025-01-01,,240,yearly,USD\n"
    "s3,c2,Mail,2025-01-01,,360,yearly,USD\ns4,c1,Files,2025-01-01,,480,yearly,USD\n"
    "s5,c1,Mail,2024-01-01,2024-06-01,999,yearly,USD\n"
)
LESS = HEADER + "s1,c1,Mail,2025-01-01,,1200,yearly,USD\n"
ENDS = ("subscription_id", "end_date")
KEEP_FILES = [("s1", None), ("s3", None), ("s4", None), ("s5", date(2024, 6, 1))]


@pytest.mark.both_databases
def test_people_who_are_no_longer_in_the_file_are_told_and_stay(programme: Operator):
    programme.brought("contacts", PEOPLE)
    programme.run("import", "contacts", programme.file(VENDORS))
    told = programme.run("import", "contacts", programme.file(ONLY_ADA))

    assert told.code == 0, told.err
    assert "No longer in the file: 1 person of partners in it: bo@x.example." in told.out
    assert "They stay. If the file is whole, --missing end ends them." in told.out
    assert {row[0] for row in programme.rows("contact", "active")} == {True}


@pytest.mark.both_databases
def test_people_who_are_no_longer_in_the_file_leave_if_somebody_says_so(programme: Operator):
    programme.brought("contacts", PEOPLE)
    programme.brought("contacts", VENDORS)
    gone = "email,name,partner,role,active\ncy@x.example,Cy,north,sales,false\n"
    programme.brought("contacts", gone)
    both = PEOPLE.replace("bo@x.example,Bo,Acme,technical\n", "")
    told = programme.brought("contacts", both, "--missing", "end")

    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 2)
    assert told["missing"]["count"] == told["missing"]["ended"] == 1
    assert told["written"]
    assert programme.rows("contact", "name", "active") == [
        *(("Ada", True), ("Bo", False), ("Cy", False), ("Mo", True)),
    ]


@pytest.mark.both_databases
def test_subscriptions_that_are_no_longer_in_the_file_are_told_with_what_they_are_a_month(
    programme: Operator,
):
    programme.brought("subscriptions", RUNNING)
    told = programme.run("import", "subscriptions", programme.file(LESS))

    said = "No longer in the file: 1 running subscription of 1 customer, 20.00 USD a month: s2."
    assert said in told.out
    assert programme.rows("subscription_interval", *ENDS) == sorted(
        [*KEEP_FILES, ("s2", None)], key=repr
    )


@pytest.mark.both_databases
@pytest.mark.parametrize("on", [None, "2026-03-01"])
def test_subscriptions_that_are_no_longer_in_the_file_end_if_somebody_says_so(
    programme: Operator, on: str | None
):
    programme.brought("subscriptions", RUNNING)
    options = ("--missing", "end", *(("--ended-on", on) if on else ()))
    shown = programme.brought("subscriptions", LESS, *options, "--dry-run")
    told = programme.brought("subscriptions", LESS, *options)

    assert told["missing"] == shown["missing"]
    assert (told["missing"]["ended"], told["missing"]["a_month"]) == (1, "20.00")
    assert told["totals"]["mrr today"] == "100.00"
    ended = ("s2", date.fromisoformat(on) if on else TODAY)
    rows = programme.rows("subscription_interval", *ENDS)
    assert rows == sorted([*KEEP_FILES, ended], key=repr)
    again = programme.brought("subscriptions", LESS, *options)
    assert (again["missing"], again["written"]) == (None, False)


def test_what_was_ended_can_be_taken_back(small_programme: Operator):
    small_programme.brought("subscriptions", RUNNING)
    before = small_programme.rows("subscription_interval")
    small_programme.brought("subscriptions", LESS, "--missing", "end")
    assert small_programme.run("import", "undo", "--yes").code == 0

    assert small_programme.rows("subscription_interval") == before


def test_what_begins_only_after_the_end_stays_and_is_told(small_programme: Operator):
    later = (TODAY - timedelta(days=3)).isoformat()
    late = HEADER + f"s1,c1,Mail,2025-01-01,,1200,yearly,USD\ns6,c1,Mail,{later},,12,yearly,USD\n"
    small_programme.brought("subscriptions", late)
    told = small_programme.brought(
        "subscriptions", LESS, "--missing", "end", "--ended-on", "2025-06-01"
    )

    assert (told["missing"]["ended"], told["missing"]["begin_later"]) == (0, 1)
    assert ("s6", None) in small_programme.rows("subscription_interval", *ENDS)


def test_a_file_with_ends_keeps_those_of_what_it_names(small_programme: Operator):
    small_programme.brought("subscriptions", RUNNING)
    named = LESS.replace(",,1200", ",2026-02-01,1200")
    small_programme.brought("subscriptions", named, "--missing", "end", "--end-is", "next-day")

    ends = dict(small_programme.rows("subscription_interval", *ENDS))
    assert (ends["s1"], ends["s2"], ends["s3"]) == (date(2026, 2, 1), TODAY, None)


@pytest.mark.both_databases
def test_customers_who_are_no_longer_in_the_file_are_told_by_name(programme: Operator):
    programme.brought("customers", CUSTOMERS + "c3,Cyan,Acme,SMB\n")
    told = programme.run("import", "customers", programme.file(CUSTOMERS))

    assert "No longer in the file: 1 customer of partners in it: Cyan." in told.out
    assert len(programme.rows("customer")) == 3


def test_a_whole_file_misses_nothing(small_programme: Operator):
    small_programme.brought("subscriptions", RUNNING)

    assert small_programme.brought("subscriptions", RUNNING)["missing"] is None
    assert small_programme.brought("rates", "currency,month,rate\nEUR,2025-01,1.1\n")


@pytest.mark.parametrize(
    ("kind", "options", "reason"),
    [
        ("customers", ("--missing", "end"), "is for contacts and subscriptions"),
        ("subscriptions", ("--ended-on", "2026-01-01"), "say both, or none"),
        ("contacts", ("--missing", "end", "--ended-on", "2026-01-01"), "is for subscriptions"),
        ("subscriptions", ("--missing", "end", "--ended-on", "soon"), "--ended-on soon"),
    ],
)
def test_what_cannot_be_ended_is_refused_with_what_to_do(
    small_programme: Operator, kind: str, options: tuple[str, ...], reason: str
):
    refused = small_programme.bring(kind, LESS, *options)

    assert refused.code != 0
    assert reason in refused.err
