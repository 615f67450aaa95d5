"""How a stranger's file is told to fit, and what else an operator may say."""

import json

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.imports.conftest import Operator

ONE = ("s1", "2024-03-04", 1200)


def held(operator: Operator) -> list[tuple[str, str, int]]:
    rows = operator.rows("subscription_interval", "subscription_id", "start_date", "annualised")
    return [(subscription, str(start), amount) for subscription, start, amount in rows]


STRANGERS = {
    "semicolons": ("Sub;Kunde;Ab;Preis\ns1;c1;2024-03-04;1.00\n", ()),
    "tabs": ("Sub\tKunde\tAb\tPreis\ns1\tc1\t2024-03-04\t1.00\n", ()),
    "byte-order mark": ("\ufeffSub,Kunde,Ab,Preis\r\ns1,c1,2024-03-04,1.00\r\n", ()),
    "a spreadsheet's own mark": ("sep=|\nSub|Kunde|Ab|Preis\ns1|c1|2024-03-04|1.00\n", ()),
    "blank lines": ("Sub,Kunde,Ab,Preis\n\ns1,c1,2024-03-04,1.00\n\n", ()),
    "named mark": ("Sub|Kunde|Ab|Preis\ns1|c1|2024-03-04|1.00\n", ("--delimiter", "|")),
    "days first": (
        "Sub,Kunde,Ab,Preis\ns1,c1,04.03.2024,1.00\n",
        ("--date-format", "dd.mm.yyyy"),
    ),
    "months first": ("Sub,Kunde,Ab,Preis\ns1,c1,3/4/2024,1\n", ("--date-format", "%m/%d/%Y")),
    "decimal comma": ("Sub;Kunde;Ab;Preis\ns1;c1;2024-03-04;1,00\n", ("--decimal", ",")),
    "another column": (
        "Sub,Kunde,Farbe,Ab,Preis\ns1,c1,=red,2024-03-04,1\n",
        ("--ignore", "Farbe"),
    ),
}
FITTING = (
    *("--map", "Sub=subscription", "--map", "Kunde=customer", "--map", "Ab=start"),
    *("--map", "Preis=amount", "--set", "product=Mail", "--set", "period=monthly"),
)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_strangers_file_is_told_to_fit(small_programme: Operator, stranger: str):
    content, options = STRANGERS[stranger]
    small_programme.brought("subscriptions", content, *FITTING, *options)

    assert held(small_programme) == [ONE]


WRONG = {
    "no such column": (("--map", "Nothing=seats"), "--map Nothing"),
    "no such field": (("--map", "Sub=subscripton"), "did you mean subscription?"),
    "no such constant": (("--set", "sets=5"), "did you mean seats?"),
    "nothing to ignore": (("--ignore", "Colour"), "--ignore Colour"),
    "a wrong constant": (("--set", "currency=Euro"), "unknown currency"),
    "column and constant": (("--set", "customer=c1"), "keep one"),
}


@pytest.mark.parametrize("wish", WRONG)
def test_an_option_that_does_not_fit_the_file_is_named(small_programme: Operator, wish: str):
    options, reason = WRONG[wish]
    content = STRANGERS["semicolons"][0]
    fitting = [each for each in FITTING if "Sub=" not in each or wish != "no such field"]
    said = small_programme.bring("subscriptions", content, *_whole(fitting), *options)

    assert said.code == 1
    assert reason in json.dumps(said.json["first_faults"])
    assert held(small_programme) == []


def _whole(options: list[str]) -> list[str]:
    """Leave out an option whose value was taken away."""
    return [
        each
        for place, each in enumerate(options)
        if not (each == "--map" and options[place + 1].startswith("--"))
    ]


SENTENCES = {
    "date format": (("--date-format", "dd-mm-yy"), "--date-format dd-mm-yy"),
    "currency": (("--currency", "Dollar"), "--currency"),
    "decimal mark": (("--decimal", "!"), "--decimal"),
    "delimiter": (("--delimiter", ";;"), "--delimiter"),
    "map": (("--map", "Sub"), "--map Sub"),
    "report": (("--report", "no/such/folder.csv"), "--report"),
    "query without a database": (("--query", "SELECT 1"), "--from-url"),
}


@pytest.mark.parametrize("option", SENTENCES)
def test_an_option_nobody_can_use_is_refused_in_a_sentence(small_programme: Operator, option: str):
    options, reason = SENTENCES[option]
    said = small_programme.bring("subscriptions", "a,b\n1,2\n", *options)

    assert said.code == 1
    assert reason in said.err


def test_a_dry_run_checks_everything_and_writes_nothing(small_programme: Operator):
    told = small_programme.brought(
        "subscriptions", STRANGERS["semicolons"][0], *FITTING, "--dry-run"
    )

    assert (told["new"], told["written"]) == (1, False)
    assert told["new_products"] == ["Mail"]
    assert small_programme.rows("product", everything=True) == []
    assert small_programme.rows("import_batch") == [
        row for row in small_programme.rows("import_batch") if row[1] != "subscriptions"
    ]


def test_people_get_a_sentence_about_every_row(small_programme: Operator):
    rows = "s1;c1;2024-03-04;2024-03-04;1\ns2;c1;2024-03-04;;1\n"
    path = small_programme.file(f"Sub;Kunde;Ab;end;Preis\n{rows}")
    said = small_programme.run("import", "subscriptions", path, *FITTING, "--skip-empty")

    assert said.code == 0
    sentences, _, totals = said.out.partition("┏")
    assert sentences == (
        "subscriptions: 2 rows read: 1 new, 0 changed, 0 unchanged, "
        "1 passed over (of no length: they end on the day they start).\nNew products: Mail.\n"
        "The data on subscriptions is complete to 2024-03-04 from now on.\n"
        "That is the newest day in the file. If the file lacks nothing up to a later day, "
        "say --until with it: figures go no further.\n"
    )
    assert "mrr today" in totals
    assert said.err == ""


def test_every_kind_explains_its_columns(small_programme: Operator):
    said = small_programme.run("import", "rates", "--help")

    assert said.code == 0
    assert "currency: such as EUR" in said.out


def test_rows_come_from_another_database_that_is_only_read(programme: Operator, tmp_path):
    url = str(programme.engine.url.render_as_string(hide_password=False))
    with programme.engine.begin() as connection:
        connection.execute(text("CREATE TABLE billing (sub TEXT, ab DATE, preis NUMERIC(9,2))"))
        connection.execute(text("INSERT INTO billing VALUES ('s1', '2024-03-04', '1.00')"))
    query = (
        "SELECT sub AS subscription, 'c1' AS customer, ab AS start, "
        "CAST(preis AS TEXT) AS amount, 'Mail' AS product FROM billing"
    )
    said = programme.run(
        *("import", "subscriptions", "--from-url", url, "--query", query),
        *("--set", "period=monthly", "--json"),
    )
    broken = programme.run(
        *("import", "subscriptions", "--from-url", url, "--query", "DELETE FROM billing"),
    )

    assert said.code == 0, said.err
    assert held(programme) == [ONE]
    assert broken.code == 1
    assert "the query failed" in broken.err or "write a SELECT" in broken.err
    with programme.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM billing")).scalar_one() == 1


def test_no_amount_is_taken_from_a_floating_point_number(small_programme: Operator, tmp_path):
    other = create_engine(make_url(f"sqlite:///{tmp_path / 'other.db'}"))
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE billing (preis REAL)"))
        connection.execute(text("INSERT INTO billing VALUES (1.1)"))
    other.dispose()
    said = small_programme.run(
        *("import", "costs", "--from-url", f"sqlite:///{tmp_path / 'other.db'}", "--json"),
        *("--query", "SELECT preis AS amount, '2024-01-01' AS date, 'sales' AS kind FROM billing"),
    )

    assert said.code == 1
    assert "cast it" in said.json["first_faults"][0]["reason"]
