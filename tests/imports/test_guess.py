"""What a stranger's file seems to be: said before anything is imported, and never acted on."""

from pathlib import Path
from typing import Any

import pytest

from tests.imports.conftest import Operator, Said

EXPORTS = Path(__file__).parent / "exports"
COMPANY = ("--set", "tier=Gold", "--set", "region=EMEA", "--set", "stage=build")
CUSTOMER = ("--set", "partner=Acme", "--set", "segment=SMB")
ROLES = ("--map-value", "role:*=sales", "--map-value", "role:=sales")
Filled = tuple[str, str, tuple[str, ...], tuple[str, ...]]
SHIPPED: dict[str, Filled] = {
    "stripe_customers": ("customers", "", ("partner", "segment"), CUSTOMER),
    "stripe_subscriptions": (
        "subscriptions",
        "stripe_customers",
        ("seats", "Coupon"),
        ("--amount-is", "each", "--ignore", "Coupon"),
    ),
    "hubspot_companies": ("partners", "", ("tier", "region", "stage"), COMPANY),
    "hubspot_contacts": ("contacts", "hubspot_companies", ("Job Title",), ROLES),
    "salesforce_accounts": ("partners", "", ("tier", "region", "stage"), COMPANY),
    "salesforce_contacts": ("contacts", "salesforce_accounts", ("Title",), ROLES),
    "pax8_companies": ("customers", "", ("partner", "segment"), CUSTOMER),
    "pax8_subscriptions": (
        "subscriptions",
        "pax8_companies",
        ("seats",),
        ("--amount-is", "each"),
    ),
    "chargebee_customers": ("customers", "", ("partner", "segment"), CUSTOMER),
    "chargebee_subscriptions": (
        "subscriptions",
        "chargebee_customers",
        ("subscriptions.setup_fee",),
        ("--ignore", "subscriptions.setup_fee"),
    ),
}


def file(operator: Operator, export: str) -> str:
    return operator.file((EXPORTS / f"{export}.csv").read_bytes(), f"{export}.csv")


def filled_in(operator: Operator, export: str) -> Said:
    """Guess, write the mapping, and import with what it asked."""
    kind, _, _, answers = SHIPPED[export]
    path, mapping = file(operator, export), str(operator.folder / f"{export}.yaml")
    said = operator.run("import", "guess", path, "--kind", kind, "--write", mapping)
    assert said.code == 0, said.err
    return operator.run("import", kind, path, "--mapping", mapping, "--json", *answers)


@pytest.mark.parametrize("export", SHIPPED)
def test_a_guess_leads_to_an_import_once_it_is_filled_in(small_programme: Operator, export: str):
    kind, before, asked, _ = SHIPPED[export]
    if before:
        filled_in(small_programme, before)
    told = guessed(small_programme, file(small_programme, export))
    said = filled_in(small_programme, export)

    assert told["based_on"].startswith(export.partition("_")[0])
    assert kind in (told["kind"], *told["other_kinds"])
    assert not any("incomplete" in each or "One-Time" in each for each in told["asked"])
    if kind == told["kind"]:
        for each in asked:
            assert any(one.startswith(each) for one in told["asked"]), told["asked"]
    assert said.code == 0, said.out + said.err
    out = sum(said.json["passed_over"].values())
    assert said.json["new"] + out == said.json["rows"]
    assert out == (kind == "subscriptions")


def guessed(operator: Operator, path: str, *options: str) -> dict[str, Any]:
    said = operator.run("import", "guess", path, "--json", *options)
    assert said.code == 0, said.err
    return said.json


STRANGER = (
    "Bericht vom 1.11.2026\n\n"
    "Sub ID;Account ID;Plan;Start Date;MRR;Billing Cycle;Colour;Qty\n"
    "s1;c1;Mail;13/04/2024;1.250,00;monthly;red;5\n"
    "s2;c2;Mail;03/04/2024;99,00;every blue moon;;1\n"
)


def test_a_file_of_nobody_we_know_is_read_by_its_names_and_cells(small_programme: Operator):
    told = guessed(small_programme, small_programme.file(STRANGER.encode("utf-16")))
    fields = {one["name"]: one["field"] for one in told["columns"] if one["field"]}

    assert (told["kind"], told["based_on"]) == ("subscriptions", "")
    assert (told["encoding"], told["delimiter"]) == ("UTF-16", ";")
    assert fields == {
        "Sub ID": "subscription",
        "Account ID": "customer",
        "Plan": "product",
        "Start Date": "start",
        "MRR": "amount",
        "Billing Cycle": "period",
        "Qty": "seats",
    }
    assert "date_format: dd/mm/yyyy" in told["mapping"]
    assert "skip_rows: 2" in told["mapping"]
    assert told["written"] == [
        "Days in Start Date: such as '13/04/2024'.",
        "Amounts in MRR: such as '1.250,00', decimals after ,.",
    ]
    assert any("every blue moon" in each for each in told["asked"])
    assert any(each.startswith("seats") for each in told["asked"])


def test_what_is_printed_is_the_mapping_and_leads_to_an_import(small_programme: Operator):
    path = small_programme.file(STRANGER)
    said = small_programme.run("import", "guess", path)
    (small_programme.folder / "ours.yaml").write_text(said.out)
    told = small_programme.run(
        *("import", "subscriptions", path, "--mapping", "ours.yaml", "--json"),
        *("--amount-is", "total", "--map-value", "period:every blue moon=yearly"),
    )

    assert told.code == 0, told.out + told.err
    assert dict(
        small_programme.rows("subscription_interval", "subscription_id", "annualised")
    ) == {
        "s1": 1_500_000,
        "s2": 9_900,
    }


def test_days_that_may_be_two_are_asked(small_programme: Operator):
    text = STRANGER.replace("13/04/2024", "05/04/2024")
    told = guessed(small_programme, small_programme.file(text))

    assert any("--date-format" in each for each in told["asked"])
    assert "date_format" not in told["mapping"].rpartition("#")[2]


def test_an_operator_sees_columns_examples_and_what_is_to_be_said(small_programme: Operator):
    path = small_programme.file(STRANGER)
    said = small_programme.run("import", "guess", path, "--write", "ours.yaml")
    again = small_programme.run("import", "guess", path, "--write", "ours.yaml")

    assert said.code == 0
    assert "It looks like subscriptions." in said.out
    assert "13/04/2024 | 03/04/2024" in said.out
    assert "To be said:" in said.out
    assert "--mapping ours.yaml" in said.out
    assert again.code == 1
    assert "--write ours.yaml" in again.err


def test_a_file_of_which_nothing_is_known_is_refused(small_programme: Operator):
    said = small_programme.run("import", "guess", small_programme.file("Foo,Bar\n1,2\n"))

    assert said.code == 1
    assert "no column of it is known" in said.err


def test_a_kind_there_is_none_of_is_refused(small_programme: Operator):
    path = small_programme.file(STRANGER)
    said = small_programme.run("import", "guess", path, "--kind", "subscribers")

    assert said.code == 1
    assert "--kind subscribers: write one of partners" in said.err


def test_of_a_long_file_the_first_rows_are_looked_at(small_programme: Operator):
    lines = [f"c{number},Ada,Acme,SMB\n" for number in range(20_001)]
    path = small_programme.file("id,name,partner,segment\n" + "".join(lines))
    said = small_programme.run("import", "guess", path, "--write", "ours.yaml")

    assert "the first 20,000 rows looked at." in " ".join(said.out.split())
