"""What people said, or an earlier file said of them, no later file takes back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.imports.store.tables import ImportBatch
from bot.people.store import people
from bot.people.store.tables import Contact, Mute
from bot.store.sessions import AsyncSession, Database
from tests.imports.conftest import Operator

HEAD = "id,email,name,partner,role"
ADA = "1,ada@acme.example,Ada,acme,sales"
BOB = "2,bob@acme.example,Bob,acme,sales"
TOPICS = (
    "topics: {pulse: Pulse, tips: Tips & tricks, 'q-a': 'Questions, answers'}\nnewsletters: []\n"
)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def house(programme: Operator, monkeypatch) -> Operator:
    """A programme with three topics."""
    folder = programme.folder / "content"
    folder.mkdir()
    (folder / "newsletters.yaml").write_text(TOPICS)
    monkeypatch.setenv("DRUMBEAT_CONTENT", str(folder))
    return programme


def bring(operator: Operator, columns: str, ada: str, bob: str = "") -> dict[str, Any]:
    rows = f"{ADA},{ada}\n" + (f"{BOB},{bob}\n" if bob else "")
    return operator.brought("contacts", f"{HEAD},{columns}\n{rows}")


def counted(told: dict[str, Any]) -> int:
    """How many rows were counted for what they say of wishes."""
    notes = told["notes"].items()
    return sum(count for note, count in notes if not note.startswith("have no zone"))


def opted_out(operator: Operator) -> dict[str, bool]:
    return {name: at is not None for name, at in operator.rows("contact", "name", "opted_out_at")}


def muted(operator: Operator) -> list[tuple[str, ...]]:
    return operator.rows("mute", "topic", "blocked_on", everything=True)


def says(
    operator: Operator,
    database_url: str,
    what: Callable[[AsyncSession, str], Awaitable[None]],
) -> None:
    """Let Ada say something to the bot."""

    async def act() -> None:
        database = Database(database_url)
        async with database.begin() as session:
            ada = select(Contact.id).where(Contact.email_key == "ada@acme.example")
            await what(session, (await session.scalars(ada)).one())
        await database.close()

    asyncio.run(act())


@pytest.mark.both_databases
@pytest.mark.parametrize("yes", ["yes", "TRUE", "1", "2026-05-01", "2026-05-01 14:22"])
def test_an_opt_out_comes_in_and_no_later_file_takes_it_back(house: Operator, yes: str):
    first = bring(house, "opted_out", yes, "no")
    again = bring(house, "opted_out", yes, "no")
    denied = bring(house, "opted_out", "no", "no")
    empty = bring(house, "opted_out", "", "")
    without = house.brought("contacts", f"{HEAD}\n{ADA}\n")

    assert opted_out(house) == {"Ada": True, "Bob": False}
    assert [each["changed"] for each in (again, denied, empty, without)] == [0, 0, 0, 0]
    assert [counted(each) for each in (first, again, denied, empty, without)] == [*(1, 0, 1, 1, 0)]
    assert "until they say “start” themselves" in next(iter(denied["notes"]))


def test_an_opt_out_stays_when_all_else_changes(house: Operator):
    bring(house, "opted_out,zone", "yes,Europe/Berlin")
    told = bring(house, "opted_out,zone", ",Europe/Paris")

    assert told["changed"] == 1
    assert opted_out(house) == {"Ada": True}
    assert house.rows("contact", "zone") == [("Europe/Paris",)]


@pytest.mark.both_databases
def test_who_came_back_by_their_own_word_stays(house: Operator, database_url: str):
    bring(house, "opted_out,mutes", "yes,pulse; tips")
    says(house, database_url, lambda session, ada: people.hear_again(session, ada, JUNE))
    says(house, database_url, lambda session, ada: people.unmute(session, ada, "tips", JUNE))
    stale = bring(house, "opted_out,mutes", "yes,pulse; tips")
    earlier = bring(house, "opted_out", "2026-05-31")
    assert opted_out(house) == {"Ada": False}
    assert muted(house) == [("pulse", "")]
    later = bring(house, "opted_out", "2026-06-02")

    assert [each["changed"] for each in (stale, earlier, later)] == [0, 0, 1]
    assert list(stale["notes"].values()) == [2]
    assert "their own word stands" in next(iter(stale["notes"]))
    assert opted_out(house) == {"Ada": True}


@pytest.mark.both_databases
def test_topics_are_muted_by_key_or_title_and_stay_muted(house: Operator):
    first = bring(house, "mutes", '"Tips & Tricks; PULSE;"', '"questions, answers"')
    again = bring(house, "mutes", "pulse|tips", "q-a")
    empty = bring(house, "mutes", "", "pulse")
    without = house.brought("contacts", f"{HEAD}\n{ADA}\n")

    assert (first["new"], again["changed"], empty["changed"], without["changed"]) == (2, 0, 1, 0)
    assert muted(house) == [("pulse", ""), ("pulse", ""), ("q-a", ""), ("tips", "")]
    assert empty["notes"] == {"leave out a topic that is muted here: it stays so": 2}


def test_an_unknown_topic_is_refused_with_those_there_are(house: Operator):
    said = house.bring("contacts", f"{HEAD},mutes\n{ADA},pulse; tipps\n")
    mapped = ("--map-value", "mutes:pulse; tipps=tips")
    told = house.brought("contacts", f"{HEAD},mutes\n{ADA},pulse; tipps\n", *mapped)

    (fault,) = said.json["first_faults"]
    assert (fault["line"], fault["column"], fault["value"]) == (2, "mutes", "pulse; tipps")
    assert fault["reason"] == "there is no topic tipps here: write of pulse, q-a, tips"
    assert (told["new"], muted(house)) == (1, [("tips", "")])


def test_a_block_that_a_file_confirms_does_not_end_with_the_block(
    house: Operator, database_url: str
):
    bring(house, "mutes", "")
    says(
        house,
        database_url,
        lambda session, ada: people.blocks.take(session, ada, "pulse", "slack", JUNE),
    )
    told = bring(house, "mutes", "pulse")
    says(house, database_url, lambda session, ada: people.blocks.forget(session, ada, "slack"))

    assert told["changed"] == 1
    assert muted(house) == [("pulse", "")]


EVIDENCE = "consent_at,consent_how,consent_by"
MAY = "2026-05-01,sign-up form,themselves"
PROOFS = {
    "older": ("2026-04-30,fair,our desk", 0, 1, "sign-up form"),
    "none": (",,", 0, 1, "sign-up form"),
    "the same": (MAY, 0, 0, "sign-up form"),
    "put right": ("2026-05-01,form on paper,themselves", 1, 0, "form on paper"),
    "newer": ("2026-05-02,fair,our desk", 1, 0, "fair"),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("proof", PROOFS)
def test_only_newer_evidence_takes_the_place_of_older(house: Operator, proof: str):
    row, changed, notes, how = PROOFS[proof]
    bring(house, EVIDENCE, MAY)
    told = bring(house, EVIDENCE, row)

    assert (told["changed"], counted(told)) == (changed, notes)
    assert house.rows("contact", "consent_how") == [(how,)]
    ((at,),) = house.rows("contact", "consent_at")
    assert at.day == {"older": 1, "none": 1, "newer": 2}.get(proof, 1)


def test_a_wish_or_a_yes_of_days_to_come_is_refused(small_programme: Operator):
    rows = f"{ADA},2999-01-01,,,\n{BOB},,2999-01-01,form,themselves\n"
    said = small_programme.bring("contacts", f"{HEAD},opted_out,{EVIDENCE}\n{rows}")
    unread = small_programme.bring("contacts", f"{HEAD},opted_out\n{ADA},maybe\n")

    assert [each["column"] for each in said.json["first_faults"]] == ["opted_out", "consent_at"]
    assert "write yes, no, or since when" in unread.json["first_faults"][0]["reason"]


def test_a_dry_run_says_the_same_and_mutes_nobody(house: Operator):
    rows = f"{HEAD},opted_out,mutes\n{ADA},yes,pulse\n"
    told = house.brought("contacts", rows, "--dry-run")

    assert (told["new"], counted(told)) == (1, 1)
    assert (house.rows("contact"), muted(house)) == ([], [])


@pytest.mark.both_databases
def test_what_an_import_that_died_muted_is_muted_no_more(house: Operator):
    bring(house, "mutes", "pulse")
    ((ada,),) = house.rows("contact", "id")
    unseen = {"topic": "tips", "muted_at": JUNE, "blocked_on": "", "shown_from": 99}
    eve = {"id": "eve", "name": "Eve", "email": "eve@acme.example", "partner_id": "acme"}
    batch = {"id": "b", "kind": "contacts", "source": "", "state": "writing", "generation": 99}
    with house.engine.begin() as connection:
        connection.execute(insert(ImportBatch).values(**batch, started_at=JUNE, until=JUNE))
        connection.execute(
            insert(Contact).values(**eve, role="sales", permission="partner", shown_from=99)
        )
        connection.execute(insert(Mute), [{"contact_id": each, **unseen} for each in (ada, "eve")])
    house.brought("customers", "id,name,partner,segment\nc9,Nine,Acme,SMB\n")

    assert muted(house) == [("pulse", "")]
    assert house.rows("contact", "name", everything=True) == [("Ada",)]


@pytest.mark.both_databases
def test_an_import_that_is_taken_back_takes_its_wishes_along_and_nobodys_own(
    house: Operator, database_url: str
):
    bring(house, "opted_out,mutes", ",")
    bring(house, "opted_out,mutes", "yes,pulse; tips", ",q-a")
    says(house, database_url, lambda session, ada: people.mute(session, ada, "tips", JUNE))
    undone = house.run("import", "undo", "--yes")

    assert undone.code == 0, undone.err
    assert opted_out(house) == {"Ada": False}
    assert muted(house) == [("tips", "")]
