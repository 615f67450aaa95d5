"""Administrators see what is kept of somebody, and erase them, in chat."""

import asyncio

import pytest
from sqlalchemy import select

from bot.people.store.tables import Contact, Partner
from bot.store.audit_tables import Audit
from tests.people.conftest import OURS

ADA = "ada@acme.example"


@pytest.fixture
def root(town):
    return town.at(OURS, "U-root")


@pytest.fixture
def mia(town):
    """A manager, who may not erase."""
    return town.at(OURS, "U-mia")


def button(reply):
    """The action behind the last button of the first message."""
    return reply.messages[0].elements[-1].buttons[-1].action


async def names(town):
    return {name for (name,) in await town.see(select(Contact.name).where(Contact.name != ""))}


@pytest.mark.both_databases
async def test_an_administrator_erases_a_person_after_a_look_at_what_goes(town, root):
    shown = await town.says(root, f"erase {ADA}")
    before = await names(town)
    action = button(await town.say(root, f"erase {ADA}"))
    done = await town.press(root, action.name, **action.arguments)
    again = await town.press(root, action.name, **action.arguments)
    acts = await town.see(select(Audit.by, Audit.act).where(Audit.act == "erase"))

    assert "Erase Ada Example?" in shown
    assert "contact" in shown
    assert "Ada Example" in before
    assert "They are erased" in done.messages[0].elements[0].spans[0].text
    assert "not here any more" in again.messages[0].elements[0].spans[0].text
    assert "Ada Example" not in await names(town)
    assert acts == [("root", "erase")]
    assert "There is no contact" in await town.says(root, f"erase {ADA}")


@pytest.mark.both_databases
async def test_of_two_who_erase_somebody_at_once_one_does_it_and_the_other_is_told(town, root):
    action = button(await town.say(root, f"erase {ADA}"))
    presses = (town.press(root, action.name, **action.arguments) for _ in range(2))
    said = [
        reply.messages[0].elements[0].spans[0].text for reply in await asyncio.gather(*presses)
    ]
    acts = await town.see(select(Audit.act).where(Audit.act == "erase"))

    assert sorted(words.split(".")[0] for words in said) == [
        "They are erased",
        "They are not here any more",
    ]
    assert len(acts) == 1


@pytest.mark.both_databases
async def test_a_partner_goes_with_its_people(town, root):
    action = button(await town.say(root, "erase partner Acme"))
    await town.press(root, action.name, **action.arguments)
    partners = {name for (name,) in await town.see(select(Partner.name))}

    assert "Acme" not in partners
    assert "Bolt" in partners
    assert not {"Ada Example", "Abe Example"} & await names(town)
    assert "Bob Example" in await names(town)
    assert "Acme" not in await town.says(root, "coverage")


async def test_nobody_else_may_and_a_stolen_button_does_nothing(town, root, mia):
    action = button(await town.say(root, f"erase {ADA}"))
    said = [await town.says(mia, words) for words in (f"erase {ADA}", f"export {ADA}")]
    reply = await town.press(mia, action.name, **action.arguments)

    assert all("look after the programme" in each for each in said)
    assert "look after the programme" in reply.messages[0].elements[0].spans[0].text
    assert "Ada Example" in await names(town)


async def test_an_export_in_chat_lists_tables_and_says_how_the_file_is_written(town, root):
    said = await town.says(root, f"export {ADA}")

    assert "What is kept of Ada Example" in said
    assert "drumbeat export contact ada FILE" in said


async def test_nobody_erases_themselves(town, root):
    said = await town.says(root, "erase root@cirrus.example")
    reply = await town.press(root, "erase", kind="contact", id="root")

    assert "cannot erase yourself" in said
    assert "cannot erase yourself" in reply.messages[0].elements[0].spans[0].text


@pytest.mark.parametrize("arguments", [{}, {"kind": "table", "id": "ada"}, {"kind": "contact"}])
async def test_a_button_that_we_never_made_does_nothing(town, root, arguments):
    reply = await town.press(root, "erase", **arguments)

    assert "not here any more" in reply.messages[0].elements[0].spans[0].text
    assert "Ada Example" in await names(town)


async def test_a_manager_who_is_erased_leaves_the_partner_to_the_deputy(town, root):
    await town.says(root, "manager of Acme is mia@cirrus.example")
    await town.says(root, "deputy of Acme is max@cirrus.example")
    action = button(await town.say(root, "erase mia@cirrus.example"))
    await town.press(root, action.name, **action.arguments)
    found = await town.see(
        select(Partner.manager_id, Partner.deputy_id).where(Partner.name == "Acme")
    )

    assert found == [("max", None)]
