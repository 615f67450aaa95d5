"""A contract that comes due, before both sides: a new file of contracts keeps what they say."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.figures.store.renewal_tables import RenewalWord, StoredRenewal
from bot.figures.store.tables import Customer, Product, Term
from bot.store.generations import is_shown
from drumbeat.demo.sample.people import MANAGERS
from tests.fixtures.program import run
from tests.journeys.conftest import says
from tests.journeys.replying import PERSON, name_of

MANAGER = MANAGERS[0]
DUE = "How does it stand?"
DAYS = 16
LONG = 30


@pytest.fixture
async def both(slack, slack_house, somebody):
    """Somebody at a partner, and whoever looks after it, before Slack."""
    people = [await somebody(one) for one in (PERSON, MANAGER)]
    for person in people:
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return people


async def days_pass(house, clock):
    """Let days pass, each with its morning."""
    for _ in range(DAYS):
        clock.move_to(clock.now() + timedelta(days=1))
        await house.house.drum.strike(clock.now())
        await house.house.drum.strike(clock.now())


def menus(message):
    """Return the names of the menus of a message by which it is said how a term stands."""
    elements = [e for block in message.blocks for e in block.get("elements", ())]
    return [
        e["action_id"]
        for e in elements
        if e.get("type") == "static_select" and e["placeholder"]["text"] == DUE
    ]


async def the_term(house):
    """Return the renewal of which something was said, with the row that tells of it."""
    async with house.house.database.read() as session:
        (renewal,) = await session.scalars(
            select(StoredRenewal).where(StoredRenewal.id.in_(select(RenewalWord.renewal_id)))
        )
        of = Term.subscription_id == renewal.subscription_id
        term = await session.scalar(
            select(Term).where(of, Term.term_end == renewal.term_end, is_shown(Term))
        )
        customer = await session.get_one(Customer, term.customer_id)
        product = await session.get_one(Product, term.product_id)
    return term, customer.name, product.name


def file_of(folder, term, product, amount):
    """Write a file that tells of one term anew."""
    path = folder / "terms.csv"
    head = "subscription,customer,product,partner,start,end,outcome,amount,period,currency"
    days = f"{term.term_start},{term.term_end}"
    row = f"{term.subscription_id},{term.customer_id},{product},Acme IT Services,{days}"
    path.write_text(f"{head}\n{row},open,{amount},yearly,USD\n")
    return str(path)


async def test_both_sides_say_how_a_contract_stands_and_a_new_file_keeps_it(
    slack, slack_house, both, clock, programme_url, tmp_path
):
    partner, manager = both
    name = await name_of(slack_house.house.database, PERSON)
    await partner.say_in_dm("renewals on")
    await slack.wait_for_message(partner, says("Renewals are sent to you"))
    await days_pass(slack_house, clock)
    mine = await slack.wait_for_message(partner, says("because you asked for it"), timeout=LONG)
    theirs = await slack.wait_for_message(
        manager, lambda m: "because you look after" in m.text, timeout=LONG
    )
    await partner.select(mine, menus(mine)[-1], "quoted")
    await slack.until(lambda: f"{name} (partner) said “quoted”" in mine.text)
    term, customer, product = await the_term(slack_house)

    async def listed(words):
        before = len(manager.inbox)
        await manager.say_in_dm("renewals acme")
        await slack.until(lambda: [m for m in manager.inbox[before:] if words in str(m.blocks)])
        return "".join(str(message.blocks) for message in manager.inbox[before:])

    assert theirs.conversation_id != mine.conversation_id
    assert "partner: quoted" in await listed(customer)
    brought = run(programme_url, "import", "terms", file_of(tmp_path, term, product, 98765))
    assert brought.returncode == 0, brought.stdout + brought.stderr
    anew = await listed("98,765")
    assert "partner: quoted" in anew
    undone = run(programme_url, "import", "undo", "--yes")
    assert undone.returncode == 0, undone.stdout + undone.stderr
    before = await listed(customer)
    assert "98,765" not in before
    assert "partner: quoted" in before
    said = run(programme_url, "renewals", "--partner", "Acme", "--days", "120", "--json")
    assert '"status": "quoted"' in said.stdout, said.stderr
