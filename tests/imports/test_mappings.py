"""The files of well-known programs go in as they are exported, and come to what they add up to."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot.imports.rules.kinds import KINDS
from content.mappings import SHIPPED, mappings_in, read_mapping
from tests.imports.conftest import Operator

EXPORTS = Path(__file__).parent / "exports"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (EXPORTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bring(operator: Operator, kind: str, export: str, *options: str):
    path = operator.file((EXPORTS / f"{export}.csv").read_bytes(), f"{export}.csv")
    mapping = export.partition("_")[0]
    return operator.run("import", kind, path, "--mapping", mapping, "--json", *options)


def brought(operator: Operator, kind: str, export: str, *options: str) -> dict[str, object]:
    said = bring(operator, kind, export, *options)
    assert said.code == 0, said.out + said.err
    return said.json


def a_year_of_stripe(row: Row) -> Decimal:
    times = {"month": 12, "year": 1}[row["Interval"]]
    return Decimal(row["Amount"].replace(",", "")) * int(row["Quantity"]) * times


def a_year_of_pax8(row: Row) -> Decimal:
    term = {"Monthly": Decimal(12), "Annual": Decimal(1), "2-Year": Decimal("0.5")}
    return Decimal(row["price"]) * int(row["quantity"]) * term.get(row["billingTerm"], Decimal(12))


def a_year_of_chargebee(row: Row) -> Decimal:
    times = {"Month": 12, "Year": 1}[row["subscriptions.billing_period_unit"]]
    each = Decimal(row["subscriptions.plan_unit_price"]) * int(row["subscriptions.plan_quantity"])
    return each * times / int(row["subscriptions.billing_period"])


FIGURES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], Callable[[Row], Decimal]]] = {
    "stripe": (
        "stripe_customers",
        ("--map", "partner (metadata)=partner", "--set", "segment=SMB"),
        ("--amount-is", "each", "--ignore", "Coupon"),
        a_year_of_stripe,
    ),
    "pax8": (
        "pax8_companies",
        ("--set", "partner=Acme", "--set", "segment=SMB"),
        ("--amount-is", "each"),
        a_year_of_pax8,
    ),
    "chargebee": (
        "chargebee_customers",
        ("--set", "partner=Acme", "--set", "segment=SMB"),
        ("--ignore", "subscriptions.setup_fee"),
        a_year_of_chargebee,
    ),
}
LEFT_OUT = {"incomplete_expired", "One-Time", "Future"}
"""What never began, has not begun, or is paid once: counted, and no subscription."""
KINDS_OF = {
    "stripe": ["paid", "paid", "paid", "trial"],
    "pax8": ["paid", "paid", "paid", "trial"],
    "chargebee": ["paid", "paid", "paid", "trial"],
}
ENDS = {
    "stripe": ["2024-01-15"],
    "pax8": ["2024-08-01"],
    "chargebee": ["2025-01-01", "2027-02-17"],
}


@pytest.mark.both_databases
@pytest.mark.parametrize("program", FIGURES)
def test_customers_and_subscriptions_add_up_to_what_the_export_says(
    programme: Operator, program: str
):
    export, of_customers, of_subscriptions, a_year = FIGURES[program]
    customers = brought(programme, "customers", export, *of_customers)
    told = brought(programme, "subscriptions", f"{program}_subscriptions", *of_subscriptions)
    again = brought(programme, "subscriptions", f"{program}_subscriptions", *of_subscriptions)
    given = [row for row in rows(f"{program}_subscriptions") if LEFT_OUT.isdisjoint(row.values())]

    kept = programme.rows("subscription_interval", "kind", "annualised", "end_date")
    assert customers["new"] == len(rows(export))
    assert told["new"] == again["unchanged"] == len(given) == told["rows"] - 1
    assert list(told["passed_over"].values()) == [1]
    assert sum(amount for _, amount, _ in kept) == 100 * sum(map(a_year, given))
    assert sorted(kind for kind, _, _ in kept) == KINDS_OF[program]
    assert sorted(str(end) for _, _, end in kept if end) == ENDS[program]


ASKED = {
    "stripe": {"Coupon", "seats"},
    "chargebee": {"subscriptions.setup_fee"},
    "pax8": {"seats"},
}


@pytest.mark.parametrize("program", ASKED)
def test_what_may_change_an_amount_is_still_asked(small_programme: Operator, program: str):
    said = bring(small_programme, "subscriptions", f"{program}_subscriptions")

    assert said.code == 1
    of_header = [fault for fault in said.json["first_faults"] if fault["line"] == 1]
    assert {fault["column"] for fault in of_header} == ASKED[program]


def wanting_nothing(operator: Operator) -> list[str]:
    return [name for name, since in operator.rows("contact", "name", "opted_out_at") if since]


STANDING = ("--set", "region=EMEA", "--set", "stage=build")
TIERS = ("--map", "Partner Tier=tier", "--map-value", "tier:Gold Partner=Gold")


def test_companies_and_people_of_hubspot_come_in(programme: Operator):
    told = brought(
        *(programme, "partners", "hubspot_companies", *STANDING, *TIERS),
        *("--map-value", "tier:Silver Partner=Silver"),
    )
    people = brought(
        *(programme, "contacts", "hubspot_contacts", "--map-value", "role:IT Director=technical"),
        *("--map-value", "role:*=sales", "--map-value", "role:=sales"),
    )

    assert (told["new"], people["new"]) == (2, 3)
    partners = {each[0]: each[1:] for each in programme.rows("partner", "name", "id", "tier")}
    assert partners["Harbour & Sons, Inc."] == ("18437655977", "Silver")
    assert partners["Bluebay Systems"] == ("18437655412", "Gold")
    assert programme.rows("contact", "email", "name", "role", "partner_id", "source_id") == [
        ("g.perrin@bluebay.example", "Gaëlle Perrin", "technical", "18437655412", "901"),
        ("john@harbour.example", "Smith", "sales", "18437655977", "902"),
        ("uwe@bluebay.example", "Dr. Uwe Groß", "sales", "18437655412", "903"),
    ]
    assert wanting_nothing(programme) == ["Smith"]


def test_accounts_and_contacts_of_salesforce_come_in(programme: Operator):
    brought(programme, "partners", "salesforce_accounts", *STANDING, "--set", "tier=Gold")
    told = brought(
        *(programme, "contacts", "salesforce_contacts", "--map-value", "role:CTO=technical"),
        *("--map-value", "role:*=executive"),
    )

    assert told["new"] == 2
    assert ("Grüne Wolke GmbH", "DE") in programme.rows("partner", "name", "country")
    assert programme.rows("contact", "name", "role", "country", "partner_id") == [
        ("Ayşe Özil-Weiß", "technical", "DE", "0015g00000XyZacAAF"),
        ("Jack Rogers", "executive", "US", "0015g00000XyZabAAF"),
    ]
    assert wanting_nothing(programme) == ["Ayşe Özil-Weiß"]


def test_accounts_are_customers_where_somebody_says_so(programme: Operator):
    told = brought(
        *(programme, "customers", "salesforce_accounts", "--map", "Industry=segment"),
        *("--set", "partner=Acme"),
    )
    companies = brought(
        *(programme, "customers", "hubspot_companies", "--set", "segment=SMB"),
        *("--set", "partner=Acme"),
    )

    assert (told["new"], companies["new"]) == (2, 2)


def test_every_shipped_mapping_is_sound_and_is_called_after_its_kind():
    for path in mappings_in(SHIPPED):
        mapping = read_mapping(path)

        assert mapping.about
        assert mapping.kind in KINDS
        assert path.stem.endswith(f"-{mapping.kind}")


OWN = (
    "kind: subscriptions\ncolumns:\n  Sub: subscription\n  Kunde: customer\n  Ab: start\n"
    "  Preis: amount\n  Sitze: seats\nconstants:\n  product: Mail\n  period: monthly\n"
    "values:\n  customer:\n    Erster: c1\nignored: [Farbe]\n"
    "skip_rows: 1\ndelimiter: semicolon\ndate_format: dd/mm/yyyy\ndecimal: ','\n"
)
FILE = "Bericht\nSub;Kunde;Ab;Preis;Farbe\ns1;erster;04/03/2024;1,50;rot\n"


@pytest.fixture
def own(small_programme: Operator, monkeypatch) -> Path:
    folder = small_programme.folder / "content" / "mappings"
    folder.mkdir(parents=True)
    monkeypatch.setenv("DRUMBEAT_CONTENT", str(folder.parent))
    (folder / "ours.yaml").write_text(OWN)
    return folder


def held(operator: Operator) -> list[tuple[object, ...]]:
    return operator.rows(
        "subscription_interval", "subscription_id", "customer_id", "start_date", "annualised"
    )


def test_an_own_mapping_is_kept_in_the_content_folder(small_programme: Operator, own: Path):
    told = small_programme.brought("subscriptions", FILE, "--mapping", "ours")

    assert [tuple(map(str, each)) for each in held(small_programme)] == [
        ("s1", "c1", "2024-03-04", "1800")
    ]
    assert told["missing_columns"] == ["Sitze"]


def test_a_mapping_is_named_by_its_path_and_options_go_before_it(
    small_programme: Operator, own: Path
):
    small_programme.brought(
        *("subscriptions", FILE, "--mapping", str(own / "ours.yaml")),
        *("--map-value", "customer:ERSTER=c2", "--set", "period=yearly", "--ignore", "Sub"),
        *("--map", "Farbe=subscription"),
    )

    assert [tuple(map(str, each)) for each in held(small_programme)] == [
        ("rot", "c2", "2024-03-04", "150")
    ]


def test_all_that_is_wrong_in_a_mapping_is_told_with_its_line(
    small_programme: Operator, own: Path
):
    (own / "ours.yaml").write_text(
        "kind: contacts\ncolumns:\n  Mail: emial\n  Name: name\nconstants:\n  role: boss\n"
        "values:\n  language:\n    German: deutsch\ndecimal: '!'\ndate_format: yy\n"
    )
    said = small_programme.bring("contacts", "a,b\n1,2\n", "--mapping", "ours")
    checked = small_programme.run("content", "check", str(own.parent))

    for place in ("3: contacts have no field emial; did you mean email?", "6: role cannot be"):
        assert f"ours.yaml:{place}" in said.err
    for place in ("9: language cannot be", "10: decimal: write", "11: date-format yy"):
        assert f"ours.yaml:{place}" in said.err
        assert place.split(":")[0] in checked.out
    assert (said.code, checked.code) == (1, 1)


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("hubspt", "contacts", "did you mean hubspot?"),
        ("stripe", "contacts", "for contacts"),
        ("ours", "contacts", "is for subscriptions, not for contacts"),
        ("no/such.yaml", "contacts", "there is no such mapping"),
    ],
)
def test_a_mapping_that_is_none_is_refused(
    small_programme: Operator, own: Path, name: str, kind: str, reason: str
):
    said = small_programme.bring(kind, "a,b\n1,2\n", "--mapping", name)

    assert said.code == 1
    assert reason in " ".join(said.err.split())
