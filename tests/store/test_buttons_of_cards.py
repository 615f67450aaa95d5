"""Every button of every figure's card does what it says, for whoever is shown it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.event import ActionPressed, Origin, Said
from bot.figures.subject import FIGURES
from bot.figures.usecases.ask import ask
from bot.message import Buttons, CodeBlock, Facts
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.principal import Permission
from tests.fixtures.drawn import faults_of
from tests.store.small_programme import ADMINISTRATOR, TODAY, partner_user

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
MANAGER = replace(ADMINISTRATOR, contact_id="v2", permission=Permission.MANAGER)
READERS = {"administrator": ADMINISTRATOR, "manager": MANAGER, "partner": partner_user(1)}
MORE = {"administrator": ("", " by month"), "manager": ("",), "partner": ("",)}
"""What is said behind a figure's name: nobody sees other buttons below a series."""
HERE = Origin("web", "here", "somebody")


@pytest.fixture
async def asking(context):
    programme = replace(context.programme, address="https://beat.example")
    met = {"platform": "web", "installation_id": "i", "linked_at": NOW}
    async with context.database.begin() as session:
        installed = {"platform": "web", "token": "t", "installed_at": NOW, "own": True}
        session.add(Installation(id="i", external_id="here", name="Browser", **installed))
        for one in READERS.values():
            said = {"role": one.role, "permission": one.permission, "zone": "UTC", "active": True}
            whose = {"id": one.contact_id, "name": one.name, "partner_id": one.partner_id}
            session.add(Contact(**whose, **said))
            await session.flush()
            address = {"id": one.contact_id, "external_id": one.contact_id}
            session.add(Address(contact_id=one.contact_id, **address, **met))
    return replace(context, programme=programme)


def buttons_of(message):
    rows = (row.buttons for row in message.elements if isinstance(row, Buttons))
    return [button for row in rows for button in row if hasattr(button, "action")]


async def pressed(context, asker, button):
    event = ActionPressed(Origin("web", "here", asker.contact_id), button.action)
    reply = await FIGURES.presses[button.action.name](context, asker, event)
    return reply.messages[0] if reply.messages else reply.form


async def card(context, asker, question):
    return (await ask(context, asker, Said(HERE, question))).messages[0]


def titles_of_no(context):
    """What a message is called that refuses, asks back, or is at a loss."""
    say = context.wording.say
    return {say("ask_refused_title"), say("ask_clarify_title"), say("ask_metrics_title")}


@pytest.mark.one_database
@pytest.mark.parametrize("reader", READERS)
async def test_every_button_of_every_card_ends_in_an_answer(asking, reader):
    asker, catalogue = READERS[reader], asking.catalogue
    ended, tried = [], set()
    for metric in catalogue.metrics.values():
        if not catalogue.may_ask(metric.id, asker.permission):
            continue
        for more in MORE[reader]:
            question = f"{metric.synonyms[0]}{more}"
            for button in buttons_of(await card(asking, asker, question)):
                wanted = (button.action.name, button.action.arguments.get("q"))
                if wanted not in tried:
                    tried.add(wanted)
                    told = await pressed(asking, asker, button)
                    ended += [(question, *wanted)] if told.title in titles_of_no(asking) else []

    assert len(tried) > 60
    assert ended == []


async def test_how_it_is_computed_holds_the_numbers_of_this_very_answer(asking):
    churn = await card(asking, ADMINISTRATOR, "churn last month")
    [how] = [each for each in buttons_of(churn) if each.action.name == "how"]
    told = await pressed(asking, ADMINISTRATOR, how)
    text = plain_text(told)

    assert told.title == "How this is computed: Customer churn, Oct 2026"
    assert "customers at the start: 3; customers lost: 1" in text
    assert "1 ÷ 3 = 33.3%" in text
    assert "1 Oct 2026 to 31 Oct 2026 (31 days)" in text
    assert "none: all that you may see" in text
    assert "subscriptions, complete up to 22 Nov 2026" in text
    assert any(isinstance(each, Facts) for each in told.elements)
    assert faults_of(told) == []


async def test_costs_are_told_to_administrators_alone(asking):
    texts = {}
    for name in ("administrator", "manager"):
        asker = READERS[name]
        ltv = await card(asking, asker, "ltv")
        [how] = [each for each in buttons_of(ltv) if each.action.name == "how"]
        texts[name] = await pressed(asking, asker, how)

    assert "cost of what was sold" not in plain_text(texts["manager"])
    assert "Show the SQL" in [each.label for each in buttons_of(texts["administrator"])]
    assert "Show the SQL" not in [each.label for each in buttons_of(texts["manager"])]


@pytest.mark.both_databases
async def test_an_administrator_reads_the_statements_with_their_values_apart(asking):
    figure = await card(asking, ADMINISTRATOR, "ltv for partner 2")
    [how] = [each for each in buttons_of(figure) if each.action.name == "how"]
    [sql] = [
        each
        for each in buttons_of(await pressed(asking, ADMINISTRATOR, how))
        if each.action.name == "sql"
    ]
    told = await pressed(asking, ADMINISTRATOR, sql)
    code = [each.text for each in told.elements if isinstance(each, CodeBlock)]
    others = [await pressed(asking, READERS[name], sql) for name in ("manager", "partner")]

    assert any("FROM stretch" in each for each in code)
    assert not any("Partner 2" in each for each in code if "SELECT" in each)
    assert any("'Partner 2'" in each for each in code if "SELECT" not in each)
    assert faults_of(told) == []
    for other in others:
        assert "SELECT" not in plain_text(other)
        assert "administrators alone" in plain_text(other)
