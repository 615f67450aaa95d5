"""People of elsewhere who bear our administrator's email, in every shape and at every door."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from tests.stand_ins.slack import Person, payloads

ADMINISTRATOR = "cirrus-01"
UNKNOWN = "We have not met yet"
OFFER = "Press here"
numbers = count(1)


@dataclass
class Outsider:
    """Somebody of elsewhere in a shared room of ours, with what they can do there."""

    slack: Any
    person: Person
    room: Any

    @property
    def member(self):
        return self.person.member

    def event(self, event):
        told = {"event_ts": self.slack.world.ids.ts(), **event}
        world, team = self.slack.world, self.slack.team
        return "event", payloads.event_envelope(world, team, told, is_ext_shared=True)

    def said(self, kind, where, **more):
        message = self.slack.world.post(where, self.person.id, {"text": "our ARR", **more})
        return self.event(payloads.message_event(message, self.member, where, kind))

    def offered(self, **more):
        """Return a message of ours with a button on it."""
        button = {
            "type": "button",
            "text": {"type": "plain_text", "text": "Home"},
            "value": "home",
        }
        blocks = [{"type": "actions", "elements": [{**button, "action_id": "a"}]}]
        words = {"text": OFFER, "blocks": blocks, **more}
        return self.slack.world.post(self.room, self.slack.team.bot_user_id, words)

    def pressed(self, **more):
        action = {"type": "button", "action_id": "a", "value": "home", "action_ts": "1.000001"}
        shown, world = self.offered(**more), self.slack.world
        body = payloads.action_on_message(world, self.slack.team, self.member, shown, action)
        return "gesture", body

    def view(self, kind, **more):
        title = {"type": "plain_text", "text": "Title"}
        body = {"type": kind, "title": title, "blocks": [], **more}
        return self.slack.world.new_view(self.slack.team.id, self.person.id, body)

    def pressed_at_home(self):
        action = {"type": "button", "action_id": "a", "value": "home", "action_ts": "1.000002"}
        world, team = self.slack.world, self.slack.team
        view = self.view("home")
        return "gesture", payloads.action_on_view(world, team, self.member, view, action)

    def submitted(self):
        kept = json.dumps({"action": "reason?i=1&value=9", "conversation": self.room.id})
        view = self.view("modal", private_metadata=kept, callback_id="form")
        world, team = self.slack.world, self.slack.team
        return "gesture", payloads.view_submission(world, team, self.member, view)

    def command(self):
        world, team = self.slack.world, self.slack.team
        trigger = world.tickets.trigger(self.person.id, team.id)
        where = self.person.response_url(self.room.id)
        said = {"command": "/metrics", "text": "our ARR", "trigger_id": trigger}
        said["response_url"] = where
        return "command", payloads.command_form(world, team, self.member, self.room, said)

    def changed(self, kind):
        return self.event({"type": kind, "user": self.member.as_json()})

    def looked_home(self):
        event = {"type": "app_home_opened", "user": self.person.id, "tab": "home"}
        return self.event({**event, "channel": self.person.dm.id})


SHAPES: dict[str, Callable[[Outsider], tuple[str, dict]]] = {
    "a direct message": lambda who: who.said("message", who.person.dm),
    "a mention": lambda who: who.said("app_mention", who.room),
    "a mention in a thread": lambda who: who.said("app_mention", who.room, thread_ts="1.000001"),
    "a home page opened": Outsider.looked_home,
    "a command": Outsider.command,
    "a press": Outsider.pressed,
    "a press on what only they see": lambda who: who.pressed(seen_only_by=who.person.id),
    "a press on the home page": Outsider.pressed_at_home,
    "a form": Outsider.submitted,
    "a profile changed": lambda who: who.changed("user_change"),
    "a person joined": lambda who: who.changed("team_join"),
}


def without(body, home):
    """Return a body in which nothing names this workspace."""
    if isinstance(body, dict):
        return {key: without(one, home) for key, one in body.items() if one != home}
    return [without(one, home) for one in body] if isinstance(body, list) else body


TOLD = ("as Slack sends it", "naming no home", "naming ours as home")


def changed(body, told, home, ours):
    """Return a body that tells other things of the person's home."""
    if told == "naming no home":
        return without(body, home)
    return body if told == TOLD[0] else json.loads(json.dumps(body).replace(home, ours))


def profile_of(kind, ours, theirs):
    """Return how somebody of elsewhere may be described."""
    return {
        "of another workspace": {},
        "a stranger": {"is_stranger": True, "team_id": ours},
        "a guest": {"is_restricted": True, "team_id": ours},
        "of no workspace": {"shows_team": False},
        "of another organisation": {
            "team_id": ours,
            "enterprise_user": {"id": "W1", "enterprise_id": "E1", "teams": [theirs]},
        },
        "of no workspace of their organisation": {
            "team_id": ours,
            "enterprise_user": {"id": "W1", "enterprise_id": "E1", "teams": []},
        },
    }[kind]


@pytest.fixture
def outsider(slack, slack_house):
    """Bring somebody of elsewhere, in a room that both sides share."""
    foreign = slack.add_team("Foreign")

    async def come(kind):
        async with slack_house.house.database.read() as session:
            email = (await session.get_one(Contact, ADMINISTRATOR)).email
        person = slack.user(f"liar-{next(numbers)}", team=foreign, via=slack.team, email=email)
        described = profile_of(kind, slack.team.id, foreign.id)
        for name, value in described.items():
            setattr(person.member, name, value)
        return Outsider(slack, person, slack.channel("shared", [person], is_ext_shared=True))

    come.home = foreign.id
    return come


async def linked(served, user):
    async with served.house.database.read() as session:
        found = await session.scalars(
            select(Address.contact_id).where(
                Address.platform == "slack", Address.external_id == user
            )
        )
        return list(found)


@pytest.mark.parametrize("kind", [
    "of another workspace", "a stranger", "a guest", "of no workspace",
    "of another organisation", "of no workspace of their organisation",
])  # fmt: skip
async def test_an_outsider_with_our_administrators_email_is_a_stranger(
    slack, slack_house, outsider, kind
):
    wrong = []
    for shape, make in SHAPES.items():
        for told in TOLD:
            who = await outsider(kind)
            door, body = make(who)
            body = changed(body, told, outsider.home, slack.team.id)
            ack = await getattr(slack.door, door)(body)
            await slack_house.house.workers.idle()
            greeted = [
                one.text for one in who.person.inbox if not one.text.startswith((UNKNOWN, OFFER))
            ]
            links = await linked(slack_house, who.person.id)
            if links or greeted or not ack.ok:
                wrong.append((shape, told, links, greeted, ack.failure))

    assert wrong == []


@pytest.mark.parametrize("shape", [one for one in SHAPES if "a p" not in one or "press" in one])
@pytest.mark.every_change
async def test_in_the_same_shapes_the_administrator_is_known(slack, slack_house, somebody, shape):
    root = await somebody(ADMINISTRATOR)
    who = Outsider(slack, root, slack.channel("room", [root]))
    door, body = SHAPES[shape](who)
    await getattr(slack.door, door)(body)
    await slack_house.house.workers.idle()

    assert await linked(slack_house, root.id) == [ADMINISTRATOR]
