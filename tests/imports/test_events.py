"""A file of events has people asked: once each, however often it comes, and the rest with why."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.store.columns import Base
from tests.imports.conftest import Operator
from tests.imports.test_kinds import CONTACTS

SURVEY = """\
key: visit
title: How was our visit?
topic: surveys
kind: transactional
open_days: 10
promise: confidential
score: csat
question: How was it?
low: Bad
high: Good
reason: Why?
"""
SURVEYS = {
    "visit": SURVEY,
    "secret": SURVEY.replace("confidential", "anonymous").replace("visit\n", "secret\n", 1),
    "whole": SURVEY.replace("transactional", "relationship").replace("visit\n", "whole\n", 1),
}
HEADER = "survey,contact,occasion,happened_on\n"
TABLES = Base.metadata.tables


def today(days_ago: int = 0) -> str:
    return f"{datetime.now(UTC).date() - timedelta(days=days_ago)}"


@pytest.fixture
def house(programme: Operator) -> Operator:
    programme.brought("contacts", CONTACTS + "Ada@Acme.example,Ada,Acme,technical,,\n")
    versions = [
        {"id": key, "kind": "survey", "key": key, "version": 1, "hash": key, "body": body}
        for key, body in SURVEYS.items()
    ]
    plain = {"owner": "files", "written_at": datetime.now(UTC), "author": "files"}
    with programme.engine.begin() as connection:
        columns = TABLES["text"].c.keys()
        rows = [{k: v for k, v in {**plain, **row}.items() if k in columns} for row in versions]
        connection.execute(insert(TABLES["text"]), rows)
        met = {"platform": "email", "state": "live", "linked_at": datetime.now(UTC)}
        people = connection.execute(select(TABLES["contact"].c.id, TABLES["contact"].c.email))
        for who, email in people.all():
            row = {"id": who, "contact_id": who, "external_id": email, "linked_by": "hand"}
            connection.execute(insert(TABLES["address"]), [{**row, **met}])
    return programme


def invited(house: Operator) -> list[tuple[str, str]]:
    invitation, contact = TABLES["invitation"], TABLES["contact"]
    found = select(contact.c.name, invitation.c.occasion).join(
        contact, contact.c.id == invitation.c.contact_id
    )
    with house.engine.connect() as connection:
        return sorted(map(tuple, connection.execute(found)))


@pytest.mark.both_databases
def test_each_event_is_asked_after_once_and_who_is_not_asked_is_told_with_why(house: Operator):
    file = HEADER + (
        f"visit,paul@acme.example,case 1,{today(3)}\nvisit,Ada@acme.example,case 1,\n"
        f"visit,paul@acme.example,case 2,{today()}\nvisit,vera@cirrus.example,case 2,\n"
        f"visit,ada@acme.example,case 0,{today(31)}\n"
    )
    tried = house.brought("events", file, "--dry-run")
    assert invited(house) == []
    first = house.brought("events", file)
    again = house.brought("events", file)
    said = house.run("import", "events", house.file(file))

    assert (tried["new"], tried["written"]) == (2, False)
    assert (first["rows"], first["new"], first["unchanged"]) == (5, 2, 0)
    assert first["passed_over"] == {
        "they happened over 30 days ago: nobody is asked so late": 1,
        "was asked lately": 1,
        "is one of the vendor\u2019s own people": 1,
    }
    left_out = [(one["line"], one["contact"]) for one in first["refused"]]
    assert left_out == [(4, "Paul"), (5, "Vera")]
    assert "again from" in first["refused"][0]["why"]
    assert (again["new"], again["unchanged"]) == (0, 2)
    assert "0 new, 0 changed, 2 unchanged" in said.out
    assert "Paul" in said.out
    assert invited(house) == [("Ada", "case 1"), ("Paul", "case 1")]
    assert len(house.rows("send", "id", everything=True)) == 1


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("nothing,paul@acme.example,case 1,", "survey", "after events are asked: visit"),
        ("secret,paul@acme.example,case 1,", "survey", "is anonymous"),
        ("whole,paul@acme.example,case 1,", "survey", "about the relationship"),
        ("visit,zoe@acme.example,case 1,", "contact", "there is no such contact"),
        ("visit,paul,case 1,", "contact", "write an email address"),
        ("visit,paul@acme.example,,", "occasion", "this may not be empty"),
        ("visit,paul@acme.example," + "x" * 200 + ",", "occasion", "120 characters at most"),
        ("visit,paul@acme.example," + "x" * 10_240 + ",", "occasion", "255"),
        (f"visit,paul@acme.example,case 1,{today(-2)}", "happened_on", "has not come yet"),
    ],
)
def test_a_file_with_one_wrong_row_asks_nobody(house: Operator, row, column, why):
    said = house.bring("events", f"{HEADER}visit,ada@acme.example,case 7,\n{row}\n")

    [fault] = said.json["first_faults"]
    assert said.code == 1
    assert (fault["line"], fault["column"]) == (3, column)
    assert why in fault["reason"]
    assert invited(house) == []


def test_what_an_event_is_called_is_kept_as_it_is(house: Operator):
    house.brought("events", HEADER + 'visit,ada@acme.example,"<b>*4711*</b>  =1+1",\n')

    assert invited(house) == [("Ada", "<b>*4711*</b> =1+1")]
