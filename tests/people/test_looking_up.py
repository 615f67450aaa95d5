import re

import pytest
from sqlalchemy import insert, select, update

from bot.event import Origin
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact, Mute
from bot.plain_text import plain_text
from tests.fixtures.moments import NOON
from tests.people.conftest import ACME, OURS, profile_at


@pytest.fixture
async def ada(town):
    """Ada can be reached on Slack in her own workspace, and by mail."""
    rows = [
        ("a1", "slack", f"i-{ACME}", "U1", "live", None),
        ("a2", "slack", f"i-{OURS}", "U1", "dead", "account_inactive"),
        ("a3", "email", None, "ada@acme.example", "live", None),
        ("a4", "teams", None, "29:1", "live", None),
    ]
    names = ("id", "platform", "installation_id", "external_id", "state", "reason")
    async with town.database.begin() as session:
        for row in rows:
            values = dict(zip(names, row, strict=True))
            await session.execute(
                insert(Address).values(contact_id="ada", linked_at=NOON, **values)
            )
    return town.at(ACME, "U1")


async def refused_like_a_stranger(town, asker, email):
    known = await town.say(town.at(OURS, asker), f"who is {email}")
    unknown = await town.say(town.at(OURS, asker), "who is nobody@nowhere.example")
    return known == unknown


@pytest.mark.parametrize(
    ("asker", "sees"),
    [
        ("U-root", {"ada", "bob", "mia", "root"}),
        ("U-mia", {"ada", "bob", "mia"}),
        ("U-max", set()),
        ("U-bob", {"bob"}),
    ],
)
async def test_who_may_see_whom_and_a_no_never_confirms_that_somebody_exists(town, asker, sees):
    emails = {
        "ada": "ada@acme.example",
        "bob": "bob@bolt.example",
        "mia": "mia@cirrus.example",
        "root": "root@cirrus.example",
    }
    hidden = {
        name for name, email in emails.items() if await refused_like_a_stranger(town, asker, email)
    }

    assert set(emails) - hidden == sees


async def test_a_partners_no_reads_the_same_as_a_managers_unknown(town):
    question = "who is nobody@nowhere.example"
    replies = [
        await town.say(town.at(OURS, who), question)
        for who in ("U-root", "U-mia", "U-max", "U-bob")
    ]

    assert all(reply == replies[0] for reply in replies)


async def test_a_person_is_shown_with_the_way_that_is_used_and_why(town, ada):
    async with town.database.begin() as session:
        session.add(Mute(contact_id="ada", topic="pulse", muted_at=NOON))
    said = await town.says(town.at(OURS, "U-mia"), "who is ada@acme.example?")

    assert "goes to Slack, the first way on the ladder" in said
    assert re.search(rf"Slack: Where Workspace {ACME}; .*; Order used first;", said)
    assert re.search(rf"Slack: Where Workspace {OURS}; .*; Order dead: account_inactive;", said)
    assert re.search("email: Where none; .*; Order number 2, if those before it fail;", said)
    assert re.search(
        "Microsoft Teams: Where none; .*; Order not used: this platform is not set", said
    )
    assert "Muted topics: Pulse" in said


async def test_a_person_is_shown_with_the_evidence_that_they_agreed(town, ada):
    mia = town.at(OURS, "U-mia")
    before = await town.says(mia, "who is ada@acme.example?")
    async with town.database.begin() as session:
        evidence = {"consent_at": NOON, "consent_how": "sign-up form", "consent_by": "Ada"}
        await session.execute(update(Contact).where(Contact.id == "ada").values(**evidence))
    after = await town.says(mia, "who is ada@acme.example?")

    assert "Consent: no evidence of it is kept" in before
    assert re.search(r"Consent: \S+ [^,]*, sign-up form, by Ada", after)


async def test_a_person_chooses_where_to_be_reached(town, ada):
    async with town.database.begin() as session:
        await session.execute(
            update(Contact).where(Contact.id == "ada").values(preferred_platform="email")
        )
    mia = town.at(OURS, "U-mia")
    before = await town.says(mia, "who is ada@acme.example")
    home = await town.says(ada, "home")
    reply = await town.press(ada, "reach")
    after = await town.says(mia, "who is ada@acme.example")

    assert "goes to email, because they chose it" in before
    assert "reached first on email" in home
    assert "Reach me here, on Slack" in home
    assert "Slack it is" in plain_text(reply.messages[0])
    assert "goes to Slack, because they chose it" in after
    assert "Reach me here" not in await town.says(ada, "home")


async def test_who_opted_out_is_said_to_get_nothing(town, ada):
    async with town.database.begin() as session:
        await session.execute(update(Contact).where(Contact.id == "ada").values(opted_out_at=NOON))

    said = await town.says(town.at(OURS, "U-mia"), "who is ada@acme.example")
    assert "opted out" in said


async def test_coverage_names_the_gaps_of_every_partner(town, ada):
    said = (await town.say(town.at(OURS, "U-mia"), "coverage")).messages[0]
    table = next(element for element in said.elements if hasattr(element, "rows"))
    rows = {row[0]: row[1:] for row in table.rows}

    assert rows["Acme"][:2] == ("2", "1")
    assert "no one in sales can be reached" in rows["Acme"][3]
    assert "no one in marketing" in rows["Acme"][3]
    assert "no sponsor on ours" in rows["Bolt"][3]


async def test_coverage_of_one_partner_names_its_people_and_sponsors(town, ada):
    root = town.at(OURS, "U-root")
    await town.says(root, "sponsor of acme is ada@acme.example")
    await town.says(root, "sponsor of acme is root@cirrus.example")
    typed = (await town.say(root, "coverage of ACME")).messages[0]
    pressed = (await town.press(root, "coverage", p="acme")).messages[0]
    text = plain_text(typed)

    assert typed == pressed
    assert "Their sponsor: Ada Example" in text
    assert "Our sponsor: Root Example" in text
    assert "Reachable on Slack: 1" in text
    assert ("Ada Example", "technical", "Slack, email") in typed.elements[-1].rows


async def test_coverage_of_one_partner_names_who_looks_after_it_and_who_stands_in(town):
    root = town.at(OURS, "U-root")
    before = await town.says(root, "coverage acme")
    await town.says(root, "manager of acme is mia@cirrus.example")
    await town.says(root, "deputy of acme is root@cirrus.example")
    given = await town.says(root, "coverage acme")
    async with town.database.begin() as session:
        await session.execute(update(Contact).where(Contact.id == "root").values(active=False))
    left = await town.says(town.at(OURS, "U-mia"), "coverage acme")

    assert "Manager: none" in before
    assert "Manager: Mia Example" in given
    assert "Deputy: Root Example" in given
    assert "Deputy: none" in left


async def test_a_sponsor_who_left_is_a_gap_again(town):
    root = town.at(OURS, "U-root")
    await town.says(root, "sponsor of bolt is bob@bolt.example")
    async with town.database.begin() as session:
        await session.execute(update(Contact).where(Contact.id == "bob").values(active=False))

    assert "no sponsor on their side" in await town.says(root, "coverage bolt")


@pytest.mark.parametrize("words", ["coverage", "coverage acme", "coverage nowhere"])
async def test_members_and_partners_get_a_kind_no_for_coverage(town, words):
    replies = [await town.say(town.at(OURS, who), words) for who in ("U-max", "U-bob")]

    assert replies[0] == replies[1]
    assert "look after the programme" in plain_text(replies[0].messages[0])


SETTLEMENTS = [
    "link ada@acme.example to U9",
    "unlink bob@bolt.example from U-bob",
    f"bind {ACME} to bolt",
    f"unbind {ACME}",
    "domains acme add evil.example",
    "domains nowhere",
    "sponsor of acme is bob@bolt.example",
    "installations",
    "link",
]


@pytest.mark.parametrize("who", ["U-mia", "U-max", "U-bob"])
async def test_only_administrators_settle_anything(town, who):
    before = await everything(town)
    replies = [await town.say(town.at(OURS, who), words) for words in SETTLEMENTS]

    assert all(reply == replies[0] for reply in replies)
    assert await everything(town) == before


async def everything(town):
    return [
        await town.see(select(*table.__table__.c)) for table in (Address, Contact)
    ] + await town.see(select(Address.unlinked_at))


async def test_an_administrator_links_by_hand_and_takes_it_back(town):
    root, ada = town.at(OURS, "U-root"), town.at(ACME, "U1")
    said = [await town.says(root, f"link ada@acme.example to slack {ACME} U1")]
    known = [await town.knows(ada)]
    said.append(await town.says(root, f"unlink ada@acme.example from slack {ACME} U1"))
    known.append(await town.knows(ada))

    assert known == ["Ada", None]
    assert "U1 is Ada Example" in said[0]
    assert "stays unknown" in said[1]


async def test_who_was_unlinked_is_not_linked_again_by_a_claim(town):
    root, bob = town.at(OURS, "U-root"), town.at(OURS, "U-bob")
    town.claims.profiles["U-bob"] = profile_at(OURS, "bob@bolt.example")
    await town.says(root, "unlink bob@bolt.example from U-bob")

    assert await town.knows(bob) is None


async def test_a_link_by_hand_moves_an_address_to_its_new_person(town):
    await town.says(town.at(OURS, "U-root"), "link ada@acme.example to U-bob")

    assert await town.knows(town.at(OURS, "U-bob")) == "Ada"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("link nobody@x.example to U1", "no contact with that email"),
        ("link ada@acme.example to slack T-NONE U1", "I am not installed there"),
        ("link ada@acme.example to myspace T1 U1", "I am not installed there"),
        ("unlink ada@acme.example from U1", "not linked to this contact"),
        (f"bind {OURS} to acme", "That one is our own"),
        ("bind T-NONE to acme", "I am not installed there"),
        (f"bind {ACME} to nobody", "no partner of that name"),
        ("domains acme add nonsense", "not a mail domain"),
        ("sponsor of acme is bob@bolt.example", "A sponsor is a contact of that partner"),
        ("link", "These are the forms I know"),
    ],
)
async def test_what_cannot_be_settled_is_said_and_changes_nothing(town, words, answer):
    before = await everything(town)

    assert answer in await town.says(town.at(OURS, "U-root"), words)
    assert await everything(town) == before


async def test_an_administrator_sees_where_we_are_and_which_domains_count(town):
    root = town.at(OURS, "U-root")
    places = (await town.say(root, "installations")).messages[0].elements[0].rows
    await town.says(root, "domains Acme add Acme-Group.example")

    assert {(row[2], row[3]) for row in places} == {
        (OURS, "our own people"),
        (ACME, "Acme"),
        ("T-LOOSE", "nobody"),
    }
    assert "acme-group.example, acme.example" in await town.says(root, "domains ACME")


async def test_everybody_is_told_the_words_that_are_theirs(town):
    texts = {who: await town.says(town.at(OURS, who), "help") for who in ("U-root", "U-mia")}
    partner = await town.says(town.at(OURS, "U-bob"), "help")

    assert "unbind" in texts["U-root"]
    assert "coverage" in texts["U-mia"]
    assert "unbind" not in texts["U-mia"]
    assert "coverage" not in partner


async def test_a_question_that_begins_like_a_look_up_is_still_a_question(town):
    said = await town.says(town.at(OURS, "U-mia"), "who is our best partner")

    assert "Nobody I could show you" not in said


async def test_a_person_without_a_platform_of_ours_is_not_asked_where_to_be_reached(town):
    reply = await town.say(Origin("slack", OURS, "U-bob", private=False), "home")

    assert "Where we write to you" in plain_text(reply.messages[0])
