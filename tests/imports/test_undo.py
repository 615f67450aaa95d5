"""The last import can be taken back, whole: the database is as it was before it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.every_table import METADATA
from bot.imports.store.tables import ImportBatch
from bot.people.store import people
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Mute
from bot.store.columns import Base
from bot.store.sessions import Database, async_url
from bot.store.versions import Arriving, Versioned
from tests.imports.conftest import CUSTOMERS, HEADER, PARTNERS, Operator

PEOPLE = (
    "email,id,name,partner,role,consent_at,consent_how,consent_by\n"
    "ada@x.example,P1,Ada,Acme,sales,2025-01-02,form,themselves\n"
    "bo@x.example,P2,Bo,north,technical,,,\n"
)
SUBSCRIPTIONS = HEADER + (
    "s1,c1,Mail,2025-01-01,2026-01-01,1200,yearly,USD\ns2,c2,Files,2025-01-01,,240,yearly,USD\n"
)
RATES = "currency,month,rate\nEUR,2025-01,1.1\nEUR,2026-01,1.2\n"
NEVER_THE_SAME = {"shown_from", "shown_until"}
NOT_LOOKED_AT = {"import_batch", "generation", "audit"}


def stands(operator: Operator) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is seen, table by table; a row with generations without its own name."""
    classes = {each.local_table.name: each.class_ for each in Base.registry.mappers}
    found = {}
    for name, table in METADATA.tables.items():
        if name in NOT_LOOKED_AT:
            continue
        made = NEVER_THE_SAME | ({"id"} if issubclass(classes[name], Versioned) else set())
        columns = [each.name for each in table.c if each.name not in made]
        found[name] = operator.rows(name, *columns)
    return found


def hidden(operator: Operator) -> dict[str, int]:
    """How many rows of each table nobody sees."""
    classes = {each.local_table.name: each.class_ for each in Base.registry.mappers}
    counts = {}
    for name, each in classes.items():
        if issubclass(each, Arriving):
            all_of_them = operator.rows(name, "shown_from", everything=True)
            counts[name] = len(all_of_them) - len(operator.rows(name, "shown_from"))
    return {name: count for name, count in counts.items() if count}


FIRST_AND_THEN = {
    "partners": (PARTNERS, PARTNERS.replace("Gold", "Silver") + "South,south,Gold,NA,build\n"),
    "partner-history": (
        "partner,valid_from,valid_to,tier,region,stage\nAcme,2024-01-01,,Gold,EMEA,build\n",
        (
            "partner,valid_from,valid_to,tier,region,stage\n"
            "Acme,2024-01-01,2025-01-01,Silver,EMEA,build\nnorth,2024-01-01,,Gold,NA,build\n"
        ),
    ),
    "contacts": (
        PEOPLE,
        PEOPLE.replace("Ada", "Ada L.")
        .replace("2025-01-02", "2025-02-02")
        .replace("bo@x", "bob@x")
        + "cy@x.example,P3,Cy,Acme,sales,,,\n",
    ),
    "customers": (CUSTOMERS, CUSTOMERS.replace("SMB", "Mid") + "c3,Cyan,Acme,SMB\n"),
    "rates": (RATES, RATES.replace("1.2", "1.3") + "EUR,2026-02,1.4\n"),
    "subscriptions": (
        SUBSCRIPTIONS,
        SUBSCRIPTIONS.replace("240", "360") + "s3,c1,Brand new,2025-06-01,,12,monthly,USD\n",
    ),
    "terms": (
        (
            "subscription,customer,product,start,end,outcome,amount,period,currency\n"
            "s1,c1,Mail,2025-01-01,2026-01-01,open,1200,yearly,USD\n"
        ),
        (
            "subscription,customer,product,start,end,outcome,amount,period,currency\n"
            "s1,c1,Mail,2025-01-01,2026-01-01,renewed,1200,yearly,USD\n"
            "s2,c2,Files,2025-01-01,2026-01-01,lapsed,120,yearly,USD\n"
        ),
    ),
    "revenue": (
        "date,customer,product,kind,amount,reference\n2025-01-31,c1,Mail,usage,10,r1\n",
        (
            "date,customer,product,kind,amount,reference\n"
            "2025-01-31,c1,Mail,usage,11,r1\n2025-02-28,c1,Tapes,usage,3,r2\n"
        ),
    ),
    "touches": (
        "partner,at,direction,reference\nAcme,2025-01-01 10:00,outbound,t1\n",
        "partner,at,direction,reference\nAcme,2025-01-01 11:00,outbound,t1\n",
    ),
    "deals": (
        "id,partner,registered_on,state,amount,closed_on\nd1,Acme,2025-01-01,registered,10,\n",
        (
            "id,partner,registered_on,state,amount,closed_on,product\n"
            "d1,Acme,2025-01-01,won,10,2025-02-01,Tapes\nd2,north,2025-01-01,lost,1,2025-02-01,\n"
        ),
    ),
    "payouts": (
        "id,partner,kind,earned_on,amount,paid_on\np1,Acme,mdf,2025-01-01,10,\n",
        "id,partner,kind,earned_on,amount,paid_on\np1,Acme,mdf,2025-01-01,10,2025-02-01\n",
    ),
    "certifications": (
        "person,partner,what,earned_on,valid_until\nada@x.example,,Mail,2025-01-01,\n",
        (
            "person,partner,what,earned_on,valid_until\n"
            "ada@x.example,,Mail,2025-01-01,2026-01-01\nNobody Here,north,Mail,2025-01-01,\n"
        ),
    ),
    "responses": (
        "survey,wave,contact,answered_at,score\nnps,2024-Q4,ada@x.example,2024-11-02 10:00,9\n",
        (
            "survey,wave,contact,answered_at,score\nnps,2024-Q4,ada@x.example,2024-11-02 10:00,3\n"
            "nps,2024-Q4,bo@x.example,2024-12-12 10:00,7\n"
            "nps,2025-Q1,bo@x.example,2025-02-02 10:00,7\n"
        ),
    ),
}
NEEDS = dict.fromkeys(("responses", "certifications"), ("contacts", PEOPLE))


@pytest.mark.parametrize("kind", FIRST_AND_THEN)
@pytest.mark.both_databases
@pytest.mark.every_change
def test_what_an_import_added_and_changed_is_as_it_was(programme: Operator, kind: str):
    if kind in NEEDS:
        programme.brought(*NEEDS[kind])
    first, then = FIRST_AND_THEN[kind]
    programme.brought(kind, first)
    before = stands(programme)
    told = programme.brought(kind, then)
    assert told["changed"]
    assert stands(programme) != before

    shown = programme.run("import", "undo", "--json").json
    assert not shown["taken_back"]
    assert stands(programme) != before
    done = programme.run("import", "undo", "--yes", "--json")

    assert done.code == 0, done.err
    assert done.json == shown | {"taken_back": True}
    assert stands(programme) == before
    assert hidden(programme) == {}
    assert programme.rows("import_change", everything=True) == []
    assert programme.brought(kind, first)["unchanged"] == first.count("\n") - 1
    assert programme.brought(kind, then)["changed"] == told["changed"]


def undone(operator: Operator) -> None:
    done = operator.run("import", "undo", "--yes")
    assert done.code == 0, done.err


def id_of(operator: Operator, email: str) -> str:
    with operator.engine.connect() as connection:
        return connection.execute(select(Contact.id).where(Contact.email == email)).scalar_one()


def refused(operator: Operator, *words: str) -> str:
    before = stands(operator)
    said = operator.run("import", "undo", *words)
    assert said.code != 0
    assert stands(operator) == before
    return said.err


@pytest.mark.both_databases
def test_what_somebody_changed_since_stays_and_is_told(programme: Operator):
    programme.brought("contacts", PEOPLE + "cy@x.example,P3,Cy,Acme,sales,,,\n")
    programme.brought("contacts", PEOPLE.replace("sales", "marketing").replace("Ada", "Adele"))
    with programme.engine.begin() as connection:
        named = update(Contact).where(Contact.email == "ada@x.example").values(name="Adelaide")
        connection.execute(named)

    told = programme.run("import", "undo", "--yes")

    assert "1 of the changed rows were changed again since" in told.out
    ada = ("ada@x.example", "Adelaide", "sales")
    assert ada in programme.rows("contact", "email", "name", "role")


@pytest.mark.both_databases
def test_who_came_in_and_said_something_since_is_not_taken_back(programme: Operator):
    programme.brought("contacts", PEOPLE)
    with programme.engine.begin() as connection:
        muted = {"contact_id": id_of(programme, "bo@x.example"), "topic": "news"}
        connection.execute(insert(Mute), [{**muted, "muted_at": datetime.now(UTC)}])

    for words in ((), ("--yes",)):
        said = refused(programme, *words)
        assert "1 of `contact` stand in `mute`" in said
        assert "`active` false" in said


@pytest.mark.both_databases
def test_an_address_that_the_program_found_goes_with_its_contact(programme: Operator):
    before = stands(programme)
    programme.brought("contacts", PEOPLE)
    there = {"id": "mail", "platform": "email", "external_id": "email", "name": "", "token": ""}
    now = datetime.now(UTC)
    with programme.engine.begin() as connection:
        connection.execute(insert(Installation), [{**there, "installed_at": now}])
        ada = {"id": "a", "contact_id": id_of(programme, "ada@x.example"), "platform": "email"}
        ada |= {"installation_id": "mail", "external_id": "ada@x.example", "linked_at": now}
        connection.execute(insert(Address), [ada])

    undone(programme)

    assert stands(programme) | {"installation": []} == before


@pytest.mark.both_databases
def test_an_address_that_is_somebody_elses_by_now_is_not_taken_from_them(programme: Operator):
    programme.brought("contacts", PEOPLE)
    programme.brought("contacts", PEOPLE.replace("ada@", "adele@").replace("sales", "marketing"))
    with programme.engine.begin() as connection:
        renamed = update(Contact).where(Contact.email == "bo@x.example")
        connection.execute(renamed.values(email="ada@x.example", email_key="ada@x.example"))

    told = programme.run("import", "undo", "--yes")

    assert "1 of the changed rows were changed again since" in told.out
    rows = programme.rows("contact", "email", "name", "role")
    assert rows == [("ada@x.example", "Bo", "technical"), ("adele@x.example", "Ada", "sales")]


@pytest.mark.both_databases
def test_what_a_file_said_that_people_do_not_want_is_taken_back_with_it(
    programme: Operator, monkeypatch
):
    folder = programme.folder / "content"
    folder.mkdir()
    (folder / "newsletters.yaml").write_text(
        "topics: {pulse: Pulse, tips: Tips}\nnewsletters: []\n"
    )
    monkeypatch.setenv("DRUMBEAT_CONTENT", str(folder))
    programme.brought("contacts", PEOPLE)
    with programme.engine.begin() as connection:
        blocked = {"contact_id": id_of(programme, "ada@x.example"), "topic": "tips"}
        when = {"muted_at": datetime.now(UTC), "blocked_on": "slack"}
        connection.execute(insert(Mute), [blocked | when])
    before = stands(programme)
    wishes = (
        "email,name,partner,role,opted_out,mutes\nada@x.example,Ada,Acme,sales,yes,pulse;tips\n"
        "di@x.example,Di,Acme,sales,no,pulse\n"
    )
    programme.brought("contacts", wishes)
    assert len(programme.rows("mute", "topic")) == 3

    undone(programme)

    assert stands(programme) == before


@pytest.mark.both_databases
def test_what_somebody_said_themselves_meanwhile_is_not_taken_back_with_a_file(
    programme: Operator, database_url: str
):
    programme.brought("contacts", PEOPLE)
    programme.brought("contacts", "email,partner,role,opted_out\nada@x.example,Acme,sales,yes\n")
    ada = id_of(programme, "ada@x.example")

    async def stop() -> None:
        database = Database(async_url(database_url))
        async with database.begin() as session:
            await people.stop_everything(session, ada, datetime.now(UTC))
        await database.close()

    asyncio.run(stop())
    undone(programme)

    rows = programme.rows("contact", "name", "opted_out_at")
    assert {name: at is not None for name, at in rows} == {"Ada": True, "Bo": False}


def test_only_the_last_import_can_be_taken_back_and_only_once(small_programme: Operator):
    small_programme.brought("rates", RATES)
    small_programme.brought("rates", RATES.replace("1.2", "1.3"))
    undone(small_programme)

    assert "taken back already" in refused(small_programme, "--yes")
    assert small_programme.rows("rate", "rate") == [("1.1",), ("1.2",)]


def test_where_nothing_was_imported_there_is_nothing_to_take_back(sqlite_operator: Operator):
    sqlite_operator.run("db", "upgrade")

    assert "nothing was imported yet" in refused(sqlite_operator)


@pytest.mark.parametrize("change", [{"kept": False}, {"started_at": True}])
def test_what_was_replaced_is_kept_for_a_month(small_programme: Operator, change):
    small_programme.brought("rates", RATES)
    if "started_at" in change:
        change = {"started_at": datetime.now(UTC) - timedelta(days=31)}
    with small_programme.engine.begin() as connection:
        connection.execute(update(ImportBatch).values(**change))

    assert "30 days" in refused(small_programme, "--yes")


def test_an_import_that_changed_nothing_is_none(small_programme: Operator):
    small_programme.brought("rates", RATES)
    small_programme.brought("rates", RATES)
    undone(small_programme)

    assert small_programme.rows("rate", "rate") == []


def test_a_refused_import_leaves_the_last_one_to_be_taken_back(small_programme: Operator):
    small_programme.brought("rates", RATES)
    assert small_programme.bring("rates", RATES.replace("1.2", "much")).code == 1
    undone(small_programme)

    assert small_programme.rows("rate", "rate") == []


@pytest.mark.both_databases
def test_who_was_erased_since_stays_erased_and_the_rest_goes(programme: Operator):
    programme.brought("contacts", PEOPLE + "cy@x.example,P3,Cy,Acme,sales,,,\n")
    programme.brought(
        "contacts", PEOPLE.replace("Ada", "Adele") + "di@x.example,P4,Di,Acme,sales,,,\n"
    )
    for who in ("ada@x.example", "di@x.example"):
        assert programme.run("erase", "contact", who, "--yes").code == 0

    undone(programme)

    left = programme.rows("contact", "email", "name")
    assert [row for row in left if row[0]] == [("bo@x.example", "Bo"), ("cy@x.example", "Cy")]
    assert {row[1] for row in left if not row[0]} == {""}
    assert programme.rows("import_change", everything=True) == []
