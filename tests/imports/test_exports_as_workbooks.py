"""An export that somebody opened in a spreadsheet and saved as a workbook goes in as it was."""

import csv
import re
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.workbooks import AsText, workbook
from tests.imports.conftest import Operator

EXPORTS = Path(__file__).parent / "exports"
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?")
NUMBER = re.compile(r"0|[1-9][0-9]{0,11}(?:\.[0-9]+)?")
FIRM = ("--map", "partner (metadata)=partner", "--set", "segment=SMB")
PLACE = ("--set", "tier=Gold", "--set", "region=EMEA", "--set", "stage=build")
ROLES = ("--map-value", "role:*=sales", "--map-value", "role:=sales")
SHIPPED = {
    "stripe_subscriptions": (
        ("customers", "stripe_customers", FIRM),
        ("subscriptions", "stripe_subscriptions", ("--amount-is", "each", "--ignore", "Coupon")),
    ),
    "pax8_subscriptions": (
        ("customers", "pax8_companies", ("--set", "partner=Acme", "--set", "segment=SMB")),
        ("subscriptions", "pax8_subscriptions", ("--amount-is", "each")),
    ),
    "hubspot_contacts": (
        ("partners", "hubspot_companies", PLACE),
        ("contacts", "hubspot_contacts", ROLES),
    ),
    "salesforce_contacts": (
        ("partners", "salesforce_accounts", PLACE),
        ("contacts", "salesforce_contacts", ROLES),
    ),
}


def typed(cell: str) -> Any:
    """Return what a spreadsheet makes of a cell when it opens a CSV file."""
    if MOMENT.fullmatch(cell):
        return datetime.fromisoformat(cell)
    return float(cell) if NUMBER.fullmatch(cell) else AsText(cell)


@pytest.mark.parametrize("export", SHIPPED)
def test_an_export_that_was_saved_as_a_workbook_is_the_same(
    small_programme: Operator, export: str
):
    for kind, name, options in SHIPPED[export]:
        text = (EXPORTS / f"{name}.csv").read_text(encoding="utf-8")
        mapping = ("--mapping", name.partition("_")[0], *options)
        first = small_programme.brought(kind, text, *mapping)
        rows = [list(map(typed, row)) for row in csv.reader(StringIO(text, newline=""))]
        again = small_programme.bring(kind, workbook(rows), *mapping)

        assert again.code == 0, again.out
        assert (again.json["new"], again.json["changed"]) == (0, 0)
        assert again.json["unchanged"] == first["new"] > 0
        assert again.json["passed_over"] == first["passed_over"]
