"""Whatever is wrong with a file is named with its line, and nothing of the file is kept."""

import csv

import pytest

from tests.imports.conftest import CUSTOMERS, HEADER, Operator, subscriptions

GOOD = "s1,c1,Mail,2025-01-01,2025-02-01,10.00,monthly,USD"

FAULTS = {
    "unknown partner": ("s1,c1,Mail,Nobody,2025-01-01,10", "partner", "no such partner"),
    "unknown customer": ("s1,c9,Mail,,2025-01-01,10", "customer", "no such customer"),
    "bad date": ("s1,c1,Mail,,2025-02-30,10", "start", "no such day"),
    "no date": ("s1,c1,Mail,,yesterday,10", "start", "write the day as 2026-11-30"),
    "ambiguous date": ("s1,c1,Mail,,03-04-2025,10", "start", "two ways"),
    "year of two digits": ("s1,c1,Mail,,0025-01-01,10", "start", "year between"),
    "power as money": ("s1,c1,Mail,,2025-01-01,1e9", "amount", "plain digits"),
    "two amounts": ('s1,c1,Mail,,2025-01-01,"1,000"', "amount", "this is 1000 or 1.000"),
    "minus nothing": ("s1,c1,Mail,,2025-01-01,-0", "amount", "without a minus"),
    "another currency": ("s1,c1,Mail,,2025-01-01,€10", "amount", "it says €"),
    "too fine": ("s1,c1,Mail,,2025-01-01,1.0051", "amount", "2 decimals"),
    "too much": ("s1,c1,Mail,,2025-01-01,99999999999999", "amount", "plain digits"),
    "not a number": ("s1,c1,Mail,,2025-01-01,NaN", "amount", "may not be empty"),
    "negative money": ("s1,c1,Mail,,2025-01-01,-1", "amount", "below zero"),
    "nothing": ("s1,c1,,,2025-01-01,10", "product", "may not be empty"),
    "control character": ("s1,c1,Ma\x07il,,2025-01-01,10", "product", "control character"),
    "long text": (f"{'s' * 41},c1,Mail,,2025-01-01,10", "subscription", "40 at most"),
    "too few cells": ("s1,c1,Mail", "", "3 cells"),
    "too many cells": ("s1,c1,Mail,,2025-01-01,10,extra", "", "7 cells"),
    "lone carriage return": ("s1,c1,Ma\ril,,2025-01-01,10", "", "carriage return"),
    "quote in a quote": ('s1,c1,"Ma"il,,2025-01-01,10', "", "written twice"),
}


def nothing_came(operator: Operator) -> bool:
    return not operator.rows("subscription_interval", everything=True) and not operator.rows(
        "product", everything=True
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_line_is_named_and_nothing_is_kept(programme: Operator, fault: str):
    line, column, reason = FAULTS[fault]
    text = (
        "subscription,customer,product,partner,start,amount\n"
        f"s0,c1,Mail,,2025-01-01,10\n{line}\ns2,c1,Mail,,2025-01-01,10\n"
    )
    said = programme.bring("subscriptions", text, "--set", "period=monthly")

    assert said.code == 1
    found = said.json
    assert [(each["line"], each["column"]) for each in found["first_faults"]] == [(3, column)]
    assert reason in found["first_faults"][0]["reason"]
    assert nothing_came(programme)


ROWS = {
    "end before start": (
        "s2,c1,Mail,2025-02-01,2025-01-01,1,monthly,USD",
        "end",
        "before start",
    ),
    "zero length": ("s2,c1,Mail,2025-02-01,2025-02-01,1,monthly,USD", "end", "--skip-empty"),
    "unknown currency": ("s2,c1,Mail,2025-02-01,,1,monthly,XYZ", "currency", "unknown currency"),
    "no rate": ("s2,c1,Mail,2025-02-01,,1,monthly,EUR", "currency", "EUR to USD for 2025-02"),
    "unknown period": ("s2,c1,Mail,2025-02-01,,1,fortnightly,USD", "period", "write yearly"),
    "same key": (GOOD, "subscription and start", "as in line 2"),
    "overlap": ("s1,c1,Mail,2025-01-31,,1,monthly,USD", "start", "overlaps"),
}


@pytest.mark.parametrize("fault", ROWS)
def test_a_row_that_cannot_be_is_named(programme: Operator, fault: str):
    row, column, reason = ROWS[fault]
    said = programme.bring("subscriptions", subscriptions([GOOD, row]))

    (found,) = [each for each in said.json["first_faults"] if reason in each["reason"]]
    assert said.code == 1
    assert (found["line"], found["column"]) == (
        3,
        column if column != "start" else found["column"],
    )
    assert nothing_came(programme)


def test_a_row_that_overlaps_one_of_an_earlier_file_is_refused(programme: Operator):
    programme.brought("subscriptions", subscriptions([GOOD]))
    inside = "s1,c1,Mail,2025-01-10,2025-01-12,10.00,monthly,USD"
    said = programme.bring("subscriptions", subscriptions([inside]))

    assert said.code == 1
    assert said.json["first_faults"][0]["line"] == 2
    assert "until 2025-02-01" in said.json["first_faults"][0]["reason"]


def test_a_later_row_inside_a_long_one_is_seen_past_a_short_one(programme: Operator):
    rows = [
        f"s1,c1,Mail,{first},{last},1,monthly,USD"
        for first, last in (
            ("2025-01-01", "2025-12-01"),
            ("2025-02-01", "2025-03-01"),
            ("2025-06-01", "2025-07-01"),
            ("2025-12-01", ""),
        )
    ]
    said = programme.bring("subscriptions", subscriptions(rows))

    assert [each["line"] for each in said.json["first_faults"]] == [3, 4]


def test_two_tiers_on_one_day_are_refused(programme: Operator):
    said = programme.bring(
        "partner-history",
        "partner,valid_from,valid_to,tier,region,stage\n"
        "Acme,2024-01-01,2025-01-02,Silver,EMEA,build\nacme,2025-01-01,,Gold,EMEA,build\n",
    )

    (fault,) = said.json["first_faults"]
    assert (fault["line"], fault["value"]) == (3, "acme")
    assert "two tiers on one day" in fault["reason"]


ADDRESSES = {
    "dot first": (".ada@acme.example", "a dot stands between two letters"),
    "two dots": ("a..b@acme.example", "a dot stands between two letters"),
    "sign": ("a(d)a@acme.example", "a sign that no relay takes"),
    "control character": ("a\x07da@acme.example", "write an email address"),
    "space": ("a da@acme.example", "write an email address"),
    "long name": (f"{'a' * 65}@acme.example", "64 characters at most"),
    "long": (f"ada@{'acme.' * 49}museum", "254 characters at most"),
    "number": ("ada@[192.0.2.1]", "no domain such as example.com"),
    "no domain": ("ada@acme_.example", "no domain such as example.com"),
    "hyphen": ("ada@-acme.example", "no domain such as example.com"),
    "last label": ("ada@acme.-x", "no domain such as example.com"),
    "letters": ("añá@bücher.example", "before the @ stands ñ, which relays do not take"),
    "emoji": ("ada@💩.example", "no domain such as example.com"),
    "hidden emoji": ("ada@xn--ls8h.example", "a sign in it stands in none, such as an emoji"),
    "raised": ("ada@acme².example", "a sign in it stands in none"),
    "wide": ("ada@\uff41cme.example", "a sign in it stands in none"),
    "another stop": ("ada@acme.例え。example", "a sign in it stands in none"),
}


@pytest.mark.parametrize("fault", ADDRESSES)
def test_an_address_no_relay_can_take_is_refused_with_its_line(programme: Operator, fault: str):
    address, reason = ADDRESSES[fault]
    head = "email,name,role,partner\n"
    rows = f"bob@acme.example,Bob,sales,Acme\n{address},Ada,sales,Acme\n"
    said = programme.bring("contacts", head + rows)

    (found,) = said.json["first_faults"]
    assert said.code == 1
    assert (found["line"], found["column"]) == (3, "email")
    assert reason in found["reason"]
    assert programme.rows("contact", "email") == []


def test_domains_in_every_script_are_taken(programme: Operator):
    given = ["ana@bücher.example", "o'hara+x@acme.example", "u@例え.example", "a@straße.example"]
    rows = "".join(f"{address},Ada,sales,Acme\n" for address in given)
    programme.brought("contacts", f"email,name,role,partner\n{rows}")

    assert programme.rows("contact", "email") == sorted(((each,) for each in given), key=repr)


HEADERS = {
    "missing": (HEADER.replace("start,", ""), "start", "this column is missing"),
    "extra": (HEADER.replace("\n", ",colour\n"), "colour", "--ignore 'colour'"),
    "misspelt": (HEADER.replace("currency", "curency"), "curency", "--map 'curency=currency'"),
    "twice": (HEADER.replace("currency", "product"), "product", "two columns say product"),
    "nameless": (HEADER.replace("currency", ""), "", "a column has no name"),
}


@pytest.mark.parametrize("fault", HEADERS)
def test_a_header_that_does_not_fit_is_explained(programme: Operator, fault: str):
    header, column, reason = HEADERS[fault]
    fitting = {"missing": GOOD.replace("2025-01-01,", ""), "extra": f"{GOOD},red"}
    said = programme.bring("subscriptions", f"{header}{fitting.get(fault, GOOD)}\n")

    (found,) = said.json["first_faults"]
    assert said.code == 1
    assert (found["line"], found["column"]) == (1, column)
    assert reason in found["reason"]


def test_a_fault_of_the_header_is_not_one_of_a_row(programme: Operator):
    path = programme.file(f"{HEADERS['extra'][0]}{GOOD},red\n")
    said = programme.run("import", "subscriptions", path)

    assert "subscriptions: 1 fault, so nothing was changed." in said.err


def test_a_wrong_delimiter_is_suspected(programme: Operator):
    said = programme.bring("customers", CUSTOMERS, "--delimiter", ";")

    assert said.code == 1
    assert "is --delimiter right?" in said.json["first_faults"][-1]["reason"]


FILES = {
    "empty": (b"", "is empty"),
    "blank": (b"\xef\xbb\xbf\r\n \r\n", "is empty"),
    "header only": (HEADER.encode(), "no rows"),
    "UTF-16": (b"\xff\xfei\x00\x00\xd8\x41\x00", "begins as UTF-16 and is none"),
    "workbook": (b"PK\x03\x04 and so on", "workbook"),
    "header with a NUL": (b"id,na\0me\n1,2\n", "line 1: there is a NUL"),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_file_that_is_none_is_refused_in_a_sentence(programme: Operator, fault: str):
    content, reason = FILES[fault]
    said = programme.bring("subscriptions", content)

    assert said.code == 1
    assert reason in " ".join(said.err.split())


LINES = {
    "bad encoding": b"s2,c1,M\xe4il,2025-02-01,,1,monthly,USD\n",
    "NUL byte": b"s2,c1,Ma\0il,2025-02-01,,1,monthly,USD\n",
    "10 MB": b"s2,c1," + b"x" * 10_000_000 + b",2025-02-01,,1,monthly,USD\n",
    "100 kB cell": b"s2,c1," + b"x" * 100_000 + b",2025-02-01,,1,monthly,USD\n",
    "open quote": b's2,c1,"Mail,2025-02-01,,1,monthly,USD\n',
}


@pytest.mark.parametrize("fault", LINES)
def test_a_line_that_is_no_text_is_named(programme: Operator, fault: str):
    content = f"{HEADER}{GOOD}\n".encode() + LINES[fault]
    said = programme.bring("subscriptions", content)

    (found,) = said.json["first_faults"]
    assert said.code == 1
    assert found["line"] == 3
    assert nothing_came(programme)


def test_a_quote_that_is_never_closed_does_not_eat_memory(programme: Operator):
    rows = b'"never closed\n' + b"s,c1,Mail,2025-02-01,,1,monthly,USD\n" * 20_000
    said = programme.bring("subscriptions", f"{HEADER}{GOOD}\n".encode() + rows)

    assert said.json["first_faults"][0]["line"] == 3
    assert "quotation mark" in said.json["first_faults"][0]["reason"]


def test_a_hundred_faults_are_shown_and_all_are_in_the_report(programme: Operator):
    rows = [f"s{number},c9,Mail,=2025-13-01,,one,monthly,USD" for number in range(150)]
    path = programme.file(subscriptions(rows))
    said = programme.run("import", "subscriptions", path, "--report", "all.csv")
    with (programme.folder / "all.csv").open(newline="") as file:
        report = list(csv.DictReader(file))

    assert said.code == 1
    assert "… and 200 more" in said.err
    assert "300 faults in 150 of 150 rows, so nothing was changed" in " ".join(said.err.split())
    assert len(report) == 300
    assert [row["line"] for row in report[:3]] == ["2", "2", "3"]
    assert report[0]["value"] == "'=2025-13-01"


def test_two_partners_cannot_have_one_name(programme: Operator):
    said = programme.bring("partners", "id,name,tier,region,stage\nother,ACME,Gold,EMEA,build\n")

    assert said.code == 1
    assert "another partner has this name" in said.json["first_faults"][0]["reason"]


def test_lines_that_are_alike_ask_for_a_reference(programme: Operator):
    line = "2025-01-31,c1,Mail,usage,10\n"
    said = programme.bring("revenue", f"date,customer,product,kind,amount\n{line}{line}")

    assert said.json["first_faults"][0]["line"] == 3
    assert "`reference` would tell them apart" in said.json["first_faults"][0]["reason"]
