"""People of elsewhere who bear our administrator's email, in every shape of an activity."""

import json
from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import select

from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from tests.stand_ins.teams import FakeTeams, payloads

ADMINISTRATOR = "cirrus-01"
UNKNOWN = "We have not met yet"
numbers = count(1)


@pytest.fixture
async def teams():
    async with FakeTeams() as teams:
        yield teams


class Somebody:
    """A person and the places of ours in which they act."""

    def __init__(self, teams, person):
        self.teams, self.person, self.world = teams, person, teams.world
        name = f"place-{next(numbers)}"
        self.group = teams.group(name, [person])
        self.channel = teams.team(name, [person], ["Plans"]).channel("Plans")

    @property
    def member(self):
        return self.person.member

    def said(self, where):
        return self.world.put(where, self.member.id, {"type": "message", "text": "our ARR"})

    def mention(self, where, **more):
        return payloads.mention(self.world, self.member, self.said(where), **more)

    def offered(self):
        return self.world.put(self.group, self.world.bot_id, {"type": "message", "text": "Hello"})

    def pressed(self):
        return payloads.submit(self.world, self.member, self.offered(), {"do": "home"})

    def invoke(self, name):
        data = {"do": "home"}
        value = {"action": {"type": "Action.Execute", "verb": "do", "data": data}}
        value |= {"trigger": "manual", "data": data}
        return payloads.invoke_on(self.world, self.member, self.offered(), name, value)

    def moved(self, make):
        return make(self.world, self.member, self.group)


SHAPES: dict[str, Callable[[Somebody], dict]] = {
    "in a group": lambda who: who.mention(who.group),
    "in a group, for our eyes": lambda who: who.mention(who.group, private=True),
    "in a channel": lambda who: who.mention(who.channel),
    "a press": Somebody.pressed,
    "a press that waits": lambda who: who.invoke("adaptiveCard/action"),
    "a dialog opened": lambda who: who.invoke("task/fetch"),
    "a dialog sent": lambda who: who.invoke("task/submit"),
    "the app added": lambda who: who.moved(
        lambda *at: payloads.installation(*at, "add"),
    ),
    "the person added": lambda who: who.moved(
        lambda *at: payloads.membership(*at, "membersAdded", [payloads.account(who.member)]),
    ),
}  # fmt: skip


OURS = "our own tenant"
TOLD = {
    "as Teams sends it": {},
    "naming ours as home": {"from": {"tenantId": OURS}},
    "without an id of the directory": {"from": {"aadObjectId": None}},
    "without the channel's tenant": {"channelData": {"tenant": None}},
}
KINDS = {
    "of another tenant": {},
    "a guest": {"role": "guest"},
    "an account kept for a guest": {"sign_in": "root_cirrus.example#EXT#@vendor.example"},
    "anonymous": {"role": "anonymous"},
    "of no tenant": {"shows_tenant": False},
}


def changed(raw, told, ours):
    """Return an activity that tells other things of the person."""
    parts = {key: {**raw[key], **more} for key, more in TOLD[told].items()}
    return json.loads(json.dumps({**raw, **parts}).replace(OURS, ours))


@pytest.fixture
def come(teams, teams_house):
    """Bring somebody with the administrator's email; only those of another tenant have one."""
    foreign = teams.add_tenant("Foreign")

    async def bring(kind):
        async with teams_house.house.database.read() as session:
            email = (await session.get_one(Contact, ADMINISTRATOR)).email
        tenant = foreign if kind == "of another tenant" else teams.tenant
        details = KINDS.get(kind, {})
        name = f"person-{next(numbers)}"
        return Somebody(teams, teams.person(name, tenant=tenant, email=email, **details))

    return bring


async def act(teams, house, activity):
    """Send an activity as it is, and wait until it was worked on."""
    send = teams.door.invoke if activity["type"] == "invoke" else teams.door.deliver
    ack = await send(activity)
    await house.house.workers.idle()
    return ack


async def linked(house, who):
    async with house.house.database.read() as session:
        found = await session.scalars(
            select(Address.contact_id).where(
                Address.external_id.in_([who.member.aad_id, who.member.id])
            )
        )
        return list(found)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_outsider_with_our_administrators_email_is_a_stranger(
    teams, teams_house, come, kind
):
    wrong = []
    for shape, make in SHAPES.items():
        for told in TOLD:
            who = await come(kind)
            ack = await act(teams, teams_house, changed(make(who), told, teams.tenant.id))
            told_them = [
                post.text + str(post.card)
                for post in (*who.person.inbox, *teams.messages(who.group))
                if UNKNOWN not in str(post.card)
            ]
            greeted = [words for words in told_them if "Hello " in words]
            links = await linked(teams_house, who)
            if links or greeted or not ack.ok:
                wrong.append((shape, told, links, greeted, ack.failure))

    assert wrong == []


@pytest.mark.parametrize("shape", list(SHAPES)[:7])
async def test_in_the_same_shapes_the_administrator_is_known(teams, teams_house, come, shape):
    who = await come("one of ours")
    await act(teams, teams_house, SHAPES[shape](who))

    assert await linked(teams_house, who) == [ADMINISTRATOR]
