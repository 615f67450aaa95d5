"""A small JSON door for hands outside this process: POST a gesture, GET what is seen."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from .choices import CannotDo
from .door import Ack
from .person import Person
from .server import FakeSlack
from .state import Message, View

Said = dict[str, Any]
Gesture = Callable[[FakeSlack, Person, Said], Awaitable[Ack | None]]


def shown_to(slack: FakeSlack, person: Person, said: Said) -> Message | View:
    """Return what a gesture is aimed at: by `ts`, the home tab, the modal, the last message."""
    if said.get("on") == "home":
        if person.home is None:
            raise CannotDo("no home tab was published")
        return person.home
    if "ts" in said:
        everywhere = (m for c in slack.world.conversations.values() for m in c.messages)
        found = next((m for m in everywhere if m.ts == said["ts"]), None)
        if found is None:
            raise CannotDo(f"no message {said['ts']}")
        return found
    if said.get("on") != "message" and person.view is not None:
        return person.view
    pressable = [message for message in person.inbox if message.labels()]
    if not pressable:
        raise CannotDo("nothing to press in the inbox")
    return pressable[-1]


async def command(slack: FakeSlack, person: Person, said: Said) -> Ack | None:
    del slack
    return await person.command(said["command"], said.get("text", ""))


async def say(slack: FakeSlack, person: Person, said: Said) -> Ack | None:
    if "channel" not in said:
        return await person.say_in_dm(said["text"])
    room = slack.world.conversations[said["channel"]]
    return await person.mention(room, said["text"])


async def press(slack: FakeSlack, person: Person, said: Said) -> Ack | None:
    return await person.press(shown_to(slack, person, said), said["what"])


async def select(slack: FakeSlack, person: Person, said: Said) -> Ack | None:
    return await person.select(shown_to(slack, person, said), said["what"], said["value"])


async def submit(slack: FakeSlack, person: Person, said: Said) -> Ack | None:
    del slack
    return await person.submit(values=said.get("values", {}))


async def close(slack: FakeSlack, person: Person, said: Said) -> Ack | None:
    del slack, said
    return await person.close()


async def home(slack: FakeSlack, person: Person, said: Said) -> Ack | None:
    del slack
    return await person.open_home(said.get("tab", "home"))


GESTURES: dict[str, Gesture] = {
    "command": command,
    "say": say,
    "press": press,
    "select": select,
    "submit": submit,
    "close": close,
    "home": home,
}


def described(ack: Ack | None) -> Said:
    """Return an acknowledgement as JSON."""
    if ack is None:
        return {"ok": True, "sent": False}
    body = ack.body.decode(errors="replace")
    return {"ok": ack.ok, "status": ack.status, "failure": ack.failure, "body": body}


def on_screen(person: Person) -> Said:
    """Return everything one person sees."""
    return {
        "user": person.id,
        "inbox": [m.as_json(with_metadata=True) for m in person.inbox],
        "views": [{**view.body, "id": view.id, "errors": view.errors} for view in person.views],
        "home": person.home.body if person.home else None,
    }


def add_control(slack: FakeSlack) -> None:
    """Add the control door under /control."""

    async def gesture(request: web.Request) -> web.Response:
        name = request.match_info["gesture"]
        said = await request.json()
        if name == "trouble":
            getattr(slack, said.pop("kind"))(**said)
            return web.json_response({"ok": True})
        person = slack.user(said.get("user", "ada"))
        try:
            ack = await GESTURES[name](slack, person, said)
        except (CannotDo, KeyError) as error:
            return web.json_response({"ok": False, "cannot": str(error)}, status=400)
        return web.json_response({**described(ack), **on_screen(person)})

    async def seen(request: web.Request) -> web.Response:
        return web.json_response(on_screen(slack.user(request.query.get("user", "ada"))))

    async def ledger(request: web.Request) -> web.Response:
        del request
        accepted = [
            {"conversation": a.conversation_id, "ts": a.ts, "text": a.text, "metadata": a.metadata}
            for a in slack.accepted
        ]
        violations = [str(violation) for violation in slack.violations]
        return web.json_response({"accepted": accepted, "violations": violations})

    slack.web.router.add_post("/control/{gesture}", gesture)
    slack.web.router.add_get("/control/messages", seen)
    slack.web.router.add_get("/control/ledger", ledger)
