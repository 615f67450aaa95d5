"""Every kind of file goes in, and the same file again changes nothing."""

from datetime import UTC, date, datetime

import pytest

from tests.imports.conftest import CUSTOMERS, Operator

CONTACTS = (
    "email,name,partner,role,permission,zone\n"
    "vera@cirrus.example,Vera,,executive,manager,Europe/Berlin\n"
    "Paul@Acme.example,Paul,Acme,sales,,\n"
)
FILES = {
    "partners": "name,tier,region,stage\nNew One,Gold,EMEA,build\n",
    "partner-history": (
        "partner,valid_from,valid_to,tier,region,stage\n"
        "Acme,2024-01-01,2025-01-01,Silver,EMEA,build\nAcme,2025-01-01,,Gold,EMEA,build\n"
    ),
    "contacts": CONTACTS,
    "customers": "id,name,partner,segment\nc3,Cleo GmbH,north,SMB\n",
    "rates": "currency,month,rate\nEUR,2025-01,1.25\nEUR,2025-02-01,1.10\n",
    "subscriptions": (
        "subscription,customer,product,start,end,amount,period\n"
        "s1,c1,Mail,2025-01-01,2025-03-01,10.50,monthly\ns1,c1,Mail,2025-03-01,,500,yearly\n"
    ),
    "terms": (
        "subscription,customer,product,start,end,outcome,amount,renewed_amount,period\n"
        "s1,c1,Mail,2025-01-01,2026-01-01,renewed,10,12.34,monthly\n"
    ),
    "trials": (
        "subscription,customer,product,start,end,outcome\n"
        "s1,c1,Mail,2025-01-01,2025-01-15,converted\ns2,c2,Mail,2025-01-01,,open\n"
    ),
    "revenue": (
        "date,customer,product,kind,amount,reference\n"
        "2025-01-31,c1,Mail,one-off,10.00,r1\n2025-01-31,c1,Mail,one-off,-3.50,r2\n"
    ),
    "costs": "date,kind,amount,region\n2025-01-31,sales,1000,EMEA\n2025-01-31,cogs,20.02,\n",
    "touches": (
        "partner,customer,at,direction\nAcme,,2025-01-31 14:05,outbound\n"
        ",c2,2025-01-31T14:05+02:00,inbound\n"
    ),
    "deals": (
        "id,partner,customer_name,product,registered_on,state,amount,protected_until,closed_on\n"
        "d1,Acme,Dora Ltd,Mail,2025-01-31,registered,1200.50,2025-04-30,\n"
        "d2,north,,,2025-01-31,won,99,,2025-03-01\n"
    ),
    "payouts": (
        "id,partner,kind,earned_on,amount,due_on,paid_on\n"
        "p1,Acme,Rebate,2025-01-31,10.50,2025-03-02,\n"
        "p2,north,mdf,2025-01-31,-3.50,,2025-02-01\n"
    ),
    "certifications": (
        "person,partner,what,earned_on,valid_until\n"
        "paul@acme.example,,Mail Associate,2025-01-31,2027-01-30\n"
        "Some Body,north,Mail Associate,2025-01-31,\n"
    ),
    "responses": (
        "survey,wave,contact,score,answered_at,reason\n"
        'Pulse,2025-Q1,paul@acme.example,9,2025-01-31 14:05,"Good,\nreally"\n'
    ),
}


@pytest.fixture
def house(programme: Operator) -> Operator:
    programme.brought("contacts", CONTACTS)
    return programme


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_comes_twice_changes_nothing(house: Operator, kind: str):
    known = house.brought(kind, FILES[kind])
    rows = house.rows("partner"), house.rows("revenue_line"), house.rows("subscription_interval")

    again = house.brought(kind, FILES[kind])

    count = FILES[kind].count("\n") - 1 - FILES[kind].count(",\nreally")
    assert known["new"] == (0 if kind == "contacts" else count)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, count)
    assert not again["written"]
    assert rows == (
        house.rows("partner"),
        house.rows("revenue_line"),
        house.rows("subscription_interval"),
    )


def test_amounts_become_those_of_a_year_in_the_reporting_currency(programme: Operator):
    programme.brought("rates", FILES["rates"])
    programme.brought(
        "subscriptions",
        "subscription,customer,product,start,end,amount,usage_amount,period,currency\n"
        "a,c1,Mail,2025-01-15,,10.01,1,monthly,EUR\n"
        "b,c1,Mail,2025-02-15,,100,,quarterly,USD\n"
        "c,c2,Mail,2025-02-15,,1,,weekly,USD\n"
        "d,c2,Mail,2025-02-15,,1,,daily,USD\n"
        "e,c2,Mail,2025-02-15,,100.01,,2 years,USD\n",
    )

    assert programme.rows(
        "subscription_interval",
        *("subscription_id", "partner_id", "currency", "annualised", "usage_annualised"),
        *("annualised_reporting", "usage_annualised_reporting"),
    ) == [
        ("a", "acme", "EUR", 12012, 1200, 15015, 1500),
        ("b", "acme", "USD", 40000, 0, 40000, 0),
        ("c", "north", "USD", 5200, 0, 5200, 0),
        ("d", "north", "USD", 36500, 0, 36500, 0),
        ("e", "north", "USD", 5001, 0, 5001, 0),
    ]


def test_the_books_are_kept_in_the_reporting_currency(programme: Operator):
    programme.brought("rates", FILES["rates"])
    programme.brought("revenue", FILES["revenue"], "--currency", "EUR")
    programme.brought("terms", FILES["terms"], "--currency", "EUR")

    assert programme.rows("revenue_line", "amount") == [(-438,), (1250,)]
    assert programme.rows("term", "annualised", "renewed_annualised") == [(15000, 18510)]


def test_a_row_at_zero_is_free_and_a_trial_is_a_trial(programme: Operator):
    told = programme.brought(
        "subscriptions",
        "subscription,customer,product,start,amount,period,kind,trial\n"
        "a,c1,Mail,2025-01-01,0,monthly,,TRUE\nb,c1,Mail,2025-01-01,0,monthly,,FALSE\n"
        "c,c1,Mail,2025-01-01,0,monthly,paid,\nd,c1,Mail,2025-01-01,5,monthly,paused,\n"
        "e,c1,Mail,2025-01-01,5,monthly,,no\n",
    )

    assert [
        kind for _, kind in programme.rows("subscription_interval", "subscription_id", "kind")
    ] == [*("trial", "free", "free", "paused", "paid")]
    assert told["notes"] == {"paid at zero: they became free": 2}


def test_people_know_their_partner_and_partners_their_manager(house: Operator):
    named = "name,tier,region,stage,manager\nAcme,Gold,EMEA,depth,VERA@cirrus.example\n"
    told = house.brought("partners", named)
    vera = house.rows("contact", "email", "id", "permission", "partner_id", "zone")[1]

    assert told["changed"] == 1
    assert ("acme", "depth", vera[1]) in house.rows("partner", "id", "stage", "manager_id")
    assert vera[0::2] == ("vera@cirrus.example", "manager", "Europe/Berlin")
    assert ("paul@acme.example", "partner", "acme") in house.rows(
        "contact", "email", "permission", "partner_id"
    )


EVIDENCE = "email,name,role,partner,consent_at,consent_how,consent_by\n"


def test_evidence_of_consent_comes_whole_and_no_empty_row_takes_it_back(programme: Operator):
    ada = "ada@acme.example,Ada,sales,Acme"
    kept = ("consent_at", "consent_how", "consent_by")
    programme.brought("contacts", f"{EVIDENCE}{ada},2026-03-04,Sign-up form,Ada herself\n")
    agreed = programme.rows("contact", *kept)
    half = programme.bring("contacts", f"{EVIDENCE}{ada},2026-03-04,,Ada herself\n")
    programme.brought("contacts", "email,name,role,partner\nada@acme.example,Ada,sales,Acme\n")
    unsaid = programme.rows("contact", *kept)
    programme.brought("contacts", f"{EVIDENCE}{ada},,,\n")

    assert agreed == [(datetime(2026, 3, 4, tzinfo=UTC), "Sign-up form", "Ada herself")]
    assert half.code == 1
    assert (half.json["first_faults"][0]["line"], half.json["first_faults"][0]["column"]) == (
        2,
        "consent_how",
    )
    assert unsaid == agreed
    assert programme.rows("contact", *kept) == agreed


def test_answers_come_with_their_wave_and_their_invitation(house: Operator):
    house.brought("responses", FILES["responses"])
    moment = datetime(2025, 1, 31, 14, 5, tzinfo=UTC)

    (response,) = house.rows("response", "score", "partner_id", "role", "reason")
    (wave,) = house.rows("wave", "survey", "score", "kind", "promise", "state")
    assert response == (9, "acme", "sales", "Good,\nreally")
    assert wave == ("Pulse", "nps", "relationship", "named", "closed")
    assert house.rows("invitation", "invited_at", "delivered_at") == [(moment, moment)]


def test_what_a_file_does_not_speak_of_stays(programme: Operator):
    whole = "subscription,customer,product,start,amount,period,reason,usage_amount\n"
    programme.brought("subscriptions", whole + "a,c1,Mail,2025-01-01,5,monthly,promo,2\n")
    partial = "subscription,customer,product,start,amount,period\na,c1,Mail,2025-01-01,6,monthly\n"
    told = programme.brought("subscriptions", partial)

    assert (told["new"], told["changed"], told["unchanged"]) == (0, 1, 0)
    assert programme.rows(
        "subscription_interval", "annualised", "usage_annualised", "reason", "start_date"
    ) == [(7200, 2400, "promo", date(2025, 1, 1))]


def test_rows_that_are_missing_in_a_later_file_stay(programme: Operator):
    programme.brought("revenue", FILES["revenue"])
    told = programme.brought("revenue", FILES["revenue"].replace("r2", "r3"))

    assert (told["new"], told["changed"], told["unchanged"]) == (1, 0, 1)
    assert programme.rows("revenue_line", "reference") == [("r1",), ("r2",), ("r3",)]


def test_a_file_says_what_people_read_and_where_they_are(house: Operator):
    house.brought(
        "partners",
        "name,tier,region,stage,zone,language,country\n"
        "Acme,Gold,EMEA,depth,Europe/Vienna,de_at,at\n",
    )
    house.brought(
        "contacts",
        "email,name,partner,role,language,country\n"
        "paul@acme.example,Paul,Acme,sales,de,DE\nnew@acme.example,New,Acme,sales,,\n",
    )

    partners = house.rows("partner", "name", "zone", "language", "country")
    contacts = house.rows("contact", "email", "language", "country")
    assert ("Acme", "Europe/Vienna", "de-AT", "AT") in partners
    assert ("paul@acme.example", "de", "DE") in contacts
    assert ("new@acme.example", None, None) in contacts


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("language", "deutsch", "write a language such as de, or de-AT"),
        ("country", "Germany", "write a country's two letters, such as DE"),
    ],
)
def test_a_language_or_country_that_is_none_is_refused(house: Operator, column, value, reason):
    text = f"email,name,partner,role,{column}\nnew@acme.example,New,Acme,sales,{value}\n"

    said = house.bring("contacts", text)

    assert said.code == 1
    assert reason in " ".join((said.out + said.err).split())


def test_customers_that_are_named_again_in_the_same_words_are_passed_over(programme: Operator):
    again = CUSTOMERS + "c1,Anna Ltd,Acme,SMB\nc9,Cleo,Acme,SMB\nc9,Cleo,Acme,SMB\n"
    told = programme.brought("customers", again)
    other = programme.bring("customers", CUSTOMERS + "c1,Anna,Acme,SMB\n")

    assert told["passed_over"] == {"they say what an earlier row says": 2}
    assert (told["rows"], told["new"], told["unchanged"]) == (5, 1, 2)
    assert [each["line"] for each in other.json["first_faults"]] == [4]
