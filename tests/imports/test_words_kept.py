"""Names and comments are people's: they stay as they were written."""

import csv
from io import StringIO

import pytest

from tests.imports.conftest import Operator

WORDS = (
    *("-1 for the portal", "+1, would buy again", "=more training", "@support: thank you"),
    *(
        "\U0001f469\u200d\U0001f469\u200d\U0001f467 happy",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "12\u00a0days\u202ftoo late",
    ),
    'He said "no"\nand then "yes"',
)
PEOPLE = "email,name,partner,role\nada@acme.example,Ada Löwe,Acme,sales\n"
MIA = "email,name,permission,role\nmia@cirrus.example,Mia Voss,administrator,executive\n"


def answers(words: tuple[str, ...]) -> str:
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(("survey", "wave", "contact", "score", "answered_at", "reason"))
    for number, each in enumerate(words, 1):
        rows.writerow(
            ("nps", f"w{number}", "ada@acme.example", 9, f"2025-01-0{number} 10:00", each)
        )
    return written.getvalue()


@pytest.fixture
def desk(small_programme: Operator) -> Operator:
    small_programme.brought("contacts", PEOPLE)
    small_programme.brought("contacts", MIA)
    small_programme.brought("responses", answers(WORDS))
    return small_programme


def test_a_comment_is_kept_letter_by_letter(desk: Operator):
    assert {words for (words,) in desk.rows("response", "reason")} == set(WORDS)


def test_what_a_spreadsheet_would_calculate_is_text_in_what_we_write(desk: Operator):
    said = desk.run("answers", "all", "--as", "mia@cirrus.example", "--csv")
    cells = {row["words"] for row in csv.DictReader(StringIO(said.out))}

    assert said.code == 0, said.out + said.err
    assert cells == {f"'{each}" if each[0] in "-+=@" else each for each in WORDS}


def test_a_name_may_begin_as_it_does(small_programme: Operator):
    row = "s1,c1,+Mail,2025-01-01,1,monthly\ns2,c1,=Backup,2025-01-01,1,monthly\n"
    header = "subscription,customer,product,start,amount,period\n"
    small_programme.brought("subscriptions", header + row)

    assert small_programme.rows("product", "name") == [("+Mail",), ("=Backup",)]
