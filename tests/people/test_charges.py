"""Who looks after whom: absences, hand-overs, and the audit lines of both."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.beat.store.tables import Cadence
from bot.event import InstallationRemoved, ProfileChanged
from bot.people.store import charges
from bot.people.store.tables import Contact, Partner
from bot.store import audit
from bot.store.alarms import Concern, compare, raise_alarms
from tests.fixtures.moments import NOON
from tests.people.conftest import ACME, OURS

ROOT, MIA, MAX = "U-root", "U-mia", "U-max"


async def lines(town) -> list[tuple]:
    """Every audit line: who, what, about whom, and the detail."""
    async with town.database.read() as session:
        found = await audit.lines(session)
    return [(one.by, one.act, one.about_id, json.loads(one.detail)) for one in found]


async def kept(town) -> dict:
    rows = await town.see(select(Partner.id, Partner.manager_id, Partner.deputy_id))
    return {partner: (manager, deputy) for partner, manager, deputy in rows}


async def in_charge(town, partner: str) -> tuple[str, ...]:
    async with town.database.read() as session:
        return await charges.who_is_in_charge(session, partner, town.context.clock.now())


@pytest.fixture
async def looked_after(town):
    """Mia looks after Acme and Max is her deputy, as the administrator said in chat."""
    root = town.at(OURS, ROOT)
    await town.says(root, "manager of Acme is mia@cirrus.example")
    await town.says(root, "deputy of acme is max@cirrus.example")
    return town


async def test_an_administrator_names_who_looks_after_a_partner(looked_after):
    assert (await kept(looked_after))["acme"] == ("mia", "max")
    about = [(by, act, whom) for by, act, whom, _ in await lines(looked_after)]
    assert about == [("root", "give partner", "acme")] * 2


@pytest.mark.parametrize(
    "words",
    [
        "manager of Acme is ada@acme.example",
        "manager of Acme is nobody@nowhere.example",
        "manager of Nowhere is mia@cirrus.example",
        "deputy of Acme is mia@cirrus.example",
        "hand over mia@cirrus.example to ada@acme.example",
        "hand over mia@cirrus.example to mia@cirrus.example",
        "hand over bob@bolt.example to ada@acme.example",
    ],
)
async def test_what_makes_no_sense_changes_nothing_and_says_so(looked_after, words: str):
    before = await lines(looked_after)

    said = await looked_after.says(looked_after.at(OURS, ROOT), words)

    assert "Nothing was changed" in said
    assert (await kept(looked_after))["acme"] == ("mia", "max")
    assert await lines(looked_after) == before


@pytest.mark.parametrize("who", [MIA, MAX, "U-bob"])
@pytest.mark.parametrize(
    "words",
    [
        "hand over mia@cirrus.example to max@cirrus.example",
        "manager of Acme is max@cirrus.example",
    ],
)
async def test_only_administrators_say_who_looks_after_whom(looked_after, who: str, words: str):
    await looked_after.says(looked_after.at(OURS, who), words)

    assert (await kept(looked_after))["acme"] == ("mia", "max")


async def test_while_the_manager_is_away_the_deputy_is_in_charge_then_administrators(looked_after):
    town = looked_after
    assert await in_charge(town, "acme") == ("mia",)

    said = await town.says(town.at(OURS, MIA), "I am away until tomorrow")
    assert "Until the end of" in said
    assert await in_charge(town, "acme") == ("max",)

    await town.says(town.at(OURS, MAX), "away until tomorrow")
    assert await in_charge(town, "acme") == ("root",)

    assert "comes to you again" in await town.says(town.at(OURS, MIA), "back")
    assert await in_charge(town, "acme") == ("mia",)
    acts = [(by, act) for by, act, _, _ in await lines(town)]
    assert sorted(acts)[:2] == [("max", "away"), ("mia", "away")]
    assert ("mia", "back") in acts


async def test_an_absence_ends_by_itself(looked_after):
    town = looked_after
    await town.says(town.at(OURS, MIA), "away until tomorrow")

    town.context.clock.move_to(NOON + timedelta(days=2))

    assert await in_charge(town, "acme") == ("mia",)


@pytest.mark.parametrize("words", ["away", "away until whenever", "away until 12/03"])
async def test_an_absence_that_is_unclear_is_asked_back(looked_after, words: str):
    said = await looked_after.says(looked_after.at(OURS, MIA), words)

    assert "Until when?" in said
    assert await in_charge(looked_after, "acme") == ("mia",)


async def test_what_was_somebodys_is_handed_over_whole(looked_after):
    town = looked_after
    root = town.at(OURS, ROOT)
    await town.says(root, "sponsor of Acme is mia@cirrus.example")
    async with town.database.begin() as session:
        session.add(
            Cadence(
                id="c1",
                kind="newsletter",
                subject="own",
                rule="",
                starts_on=NOON.replace(tzinfo=None),
                owner="mia",
            )
        )
        await session.execute(update(Contact).where(Contact.id == "mia").values(active=False))

    said = await town.says(root, "hand over mia@cirrus.example to max@cirrus.example")

    assert "Partners: 1, as deputy: 0, as sponsor: 1, newsletters and other rhythms: 1." in said
    assert (await kept(town))["acme"] == ("max", None)
    assert await town.see(select(Cadence.owner)) == [("max",)]
    handed = [one for one in await lines(town) if one[1] == "hand over"]
    [passed] = [one for one in handed if one[2] == "mia"]
    assert passed[0] == "root"
    assert passed[3]["to"] == "max"


async def test_the_deputy_moves_up_when_our_own_workspace_says_the_manager_left(looked_after):
    town = looked_after
    await town.router.dispatch(ProfileChanged(town.at(OURS, MIA), zone=None, active=False))
    assert await in_charge(town, "acme") == ("max",)

    async with town.database.begin() as session:
        assert await charges.move_deputies_up(session, NOON) == 1

    assert (await kept(town))["acme"] == ("max", None)
    acts = [(by, act, whom) for by, act, whom, _ in await lines(town)]
    assert {("program", "left", "mia"), ("program", "give partner", "acme")} <= set(acts)


async def test_who_is_to_be_forgotten_is_named_nowhere(looked_after):
    town = looked_after
    await town.says(town.at(OURS, ROOT), "sponsor of Acme is mia@cirrus.example")

    async with town.database.begin() as session:
        await charges.let_go(session, "mia", audit.OPERATOR, NOON)

    assert (await kept(town))["acme"] == ("max", None)


async def test_what_changes_who_gets_or_sees_something_leaves_a_line(town):
    root = town.at(OURS, ROOT)
    await town.says(root, "link ada@acme.example to U1")
    await town.says(root, "unlink ada@acme.example from U1")
    await town.says(root, "domains Bolt add bolt.example")
    await town.says(root, "domains Bolt")
    await town.says(root, "unbind T-ACME")
    await town.router.dispatch(InstallationRemoved(town.at(ACME, "")))
    await town.router.dispatch(InstallationRemoved(town.at(ACME, "")))

    found = {(by, act, whom) for by, act, whom, _ in await lines(town)}
    assert found == {
        ("root", "link", "ada"),
        ("root", "unlink", "ada"),
        ("root", "change domains", "bolt"),
        ("root", "bind", f"i-{ACME}"),
        ("program", "installation removed", f"i-{ACME}"),
    }
    assert len(await lines(town)) == len(found)


async def test_a_refused_act_leaves_no_line(town):
    await town.says(town.at(OURS, ROOT), "link nobody@nowhere.example to U1")
    await town.says(town.at(OURS, MAX), "unbind T-ACME")

    assert await lines(town) == []


async def test_home_shows_alarms_to_administrators_and_to_their_owner_only(town):
    async with town.database.begin() as session:
        concern = Concern("acme", "Acme", owner_id="mia")
        await raise_alarms(session, "place_lost", [concern], NOON)
        await raise_alarms(session, "place_lost", [concern], NOON)
        assert await compare(session, "place_lost", [concern]) == ([], [])

    shown = {
        who: "We were removed" in await town.says(town.at(OURS, who), "home")
        for who in (ROOT, MIA, MAX, "U-bob")
    }

    assert shown == {ROOT: True, MIA: True, MAX: False, "U-bob": False}
