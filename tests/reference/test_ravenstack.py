"""A stranger's export goes in as the how-to says, and every row of it is accounted for.

The data set RavenStack is synthetic and by Rivalytics (MIT licence).
"""

import csv
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.imports.conftest import Operator, _operator
from tests.reference.questions import REFERENCE

DATA = REFERENCE / "data" / "ravenstack"
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "import.md"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / f"ravenstack_{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def documented(kind: str) -> list[str]:
    """The command of the how-to, word for word, that names a file of this data set."""
    commands = re.findall(r"^drumbeat (?:.*\\\n)*.*$", HOW_TO.read_text(), re.MULTILINE)
    (found,) = [
        each for each in commands if "ravenstack_" in each and f" import {kind} " in f"{each} "
    ]
    return shlex.split(found.replace("\\\n", " "))[1:]


@pytest.fixture
def operator(sqlite_url, tmp_path, monkeypatch, capsys) -> Iterator[Operator]:
    for operator in _operator(sqlite_url, tmp_path, monkeypatch, capsys):
        for path in DATA.glob("*.csv"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        operator.brought("partners", "name,tier,region,stage\nDirect,Gold,NA,build\n")
        yield operator


def brought(operator: Operator, kind: str, *more: str) -> dict[str, object]:
    said = operator.run(*documented(kind), "--json", *more)
    assert said.code == 0, said.out + said.err
    return said.json


def test_counts_in_are_counts_out_and_counts_explained(operator: Operator):
    given = read("subscriptions")
    empty = [row for row in given if row["start_date"] == row["end_date"]]
    kept = [row for row in given if row["start_date"] != row["end_date"]]
    accounts = brought(operator, "customers")
    told = brought(operator, "subscriptions")
    tickets = brought(operator, "touches")

    assert (accounts["rows"], accounts["new"]) == (500, 500)
    assert (told["rows"], told["new"]) == (5000, 4987)
    assert list(told["passed_over"].values()) == [len(empty)] == [13]
    assert told["rows"] == told["new"] + sum(told["passed_over"].values())
    assert told["new_products"] == ["Basic", "Enterprise", "Pro"]
    assert (tickets["rows"], tickets["new"]) == (2000, 2000)
    rows = operator.rows("subscription_interval", "kind", "annualised", "end_date")
    assert Counter(kind for kind, _, _ in rows) == Counter(
        "trial" if row["is_trial"] == "TRUE" else "paid" for row in kept
    )
    assert Counter(kind for kind, _, _ in rows)["trial"] == 778
    assert sum(amount for _, amount, _ in rows) == 100 * sum(int(r["arr_amount"]) for r in kept)
    assert sum(end is not None for _, _, end in rows) == 486 - 13


def test_each_file_again_changes_nothing(operator: Operator):
    for kind in ("customers", "subscriptions", "touches"):
        first, again = brought(operator, kind), brought(operator, kind)

        assert (again["new"], again["changed"]) == (0, 0)
        assert again["unchanged"] == first["new"]


def test_without_leave_to_pass_over_them_rows_of_no_length_are_named(operator: Operator):
    brought(operator, "customers")
    words = [word for word in documented("subscriptions") if word != "--skip-empty"]
    said = operator.run(*words, "--json")
    lines = [
        number
        for number, row in enumerate(read("subscriptions"), start=2)
        if row["start_date"] == row["end_date"]
    ]

    assert said.code == 1
    assert [fault["line"] for fault in said.json["first_faults"]] == lines
    assert operator.rows("subscription_interval", everything=True) == []
