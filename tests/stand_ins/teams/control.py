"""A small JSON door for hands outside this process: POST a gesture, GET what is seen."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from .answers import Reaction
from .choices import CannotDo, labels
from .door import Ack
from .person import Person
from .server import FakeTeams
from .state import Posted, Team

Said = dict[str, Any]
Gesture = Callable[[FakeTeams, Person, Said], Awaitable[Ack | Reaction | None]]


def shown_to(teams: FakeTeams, person: Person, said: Said) -> Posted:
    """Return the message a gesture is aimed at: by `id`, or the last one with buttons."""
    everywhere = [p for c in teams.world.conversations.values() for p in c.posts]
    if "id" in said:
        found = next((p for p in everywhere if p.id == said["id"]), None)
        if found is None:
            raise CannotDo(f"no message {said['id']}")
        return found
    pressable = [p for p in person.inbox if person.labels(p)]
    if not pressable:
        raise CannotDo("nothing to press in the inbox")
    return pressable[-1]


async def say(teams: FakeTeams, person: Person, said: Said) -> Ack | None:
    if "conversation" not in said:
        return await person.say(said["text"])
    room = teams.world.conversations[said["conversation"]]
    return await person.mention_in(room, said["text"])


async def press(teams: FakeTeams, person: Person, said: Said) -> Reaction:
    posted = shown_to(teams, person, said)
    return await person.press(posted, said["what"], said.get("values"))


async def submit(teams: FakeTeams, person: Person, said: Said) -> Reaction:
    del teams
    return await person.submit(values=said.get("values"), what=said.get("what"))


async def close(teams: FakeTeams, person: Person, said: Said) -> None:
    del teams, said
    person.close()


async def install(teams: FakeTeams, person: Person, said: Said) -> Ack | None:
    del teams, said
    return (await person.install())[-1]


async def uninstall(teams: FakeTeams, person: Person, said: Said) -> Ack:
    del teams, said
    return await person.uninstall()


GESTURES: dict[str, Gesture] = {
    "say": say,
    "press": press,
    "submit": submit,
    "close": close,
    "install": install,
    "uninstall": uninstall,
}


def described(came: Ack | Reaction | None) -> Said:
    """Return an acknowledgement as JSON."""
    ack = came.ack if isinstance(came, Reaction) else came
    if ack is None:
        return {"ok": True, "sent": False}
    body = ack.body.decode(errors="replace")
    return {"ok": ack.ok, "status": ack.status, "failure": ack.failure, "body": body}


def on_screen(person: Person) -> Said:
    """Return everything one person sees."""
    dialog = person.dialog
    return {
        "user": person.id,
        "inbox": [
            {
                "id": posted.id,
                "text": posted.text,
                "summary": posted.activity.get("summary"),
                "card": person.card(posted),
                "buttons": person.labels(posted),
            }
            for posted in person.inbox
        ],
        "dialog": {"title": dialog.title, "card": dialog.card, "buttons": labels(dialog.card)}
        if dialog
        else None,
        "notices": person.notices,
    }


def add_control(teams: FakeTeams) -> None:
    """Add the control door under /control."""

    async def gesture(request: web.Request) -> web.Response:
        name = request.match_info["gesture"]
        said = await request.json()
        if name == "trouble":
            getattr(teams, said.pop("kind"))(**said)
            return web.json_response({"ok": True})
        person = teams.person(said.get("user", "ada"))
        try:
            came = await GESTURES[name](teams, person, said)
        except (CannotDo, KeyError) as error:
            return web.json_response({"ok": False, "cannot": str(error)}, status=400)
        return web.json_response({**described(came), **on_screen(person)})

    async def room(request: web.Request) -> web.Response:
        said = await request.json()
        people = [teams.person(name) for name in said["users"]]
        make = {"group": teams.group, "team": teams.team}[said["kind"]]
        made = make(said["name"], people)
        await teams.install(made, people[0])
        where = made.general if isinstance(made, Team) else made
        return web.json_response({"ok": True, "conversation": where.id})

    async def seen(request: web.Request) -> web.Response:
        return web.json_response(on_screen(teams.person(request.query.get("user", "ada"))))

    async def ledger(request: web.Request) -> web.Response:
        del request
        accepted = [
            {"conversation": a.conversation_id, "id": a.activity_id, "activity": a.activity}
            for a in teams.accepted
        ]
        violations = [str(violation) for violation in teams.violations]
        return web.json_response({"accepted": accepted, "violations": violations})

    teams.web.router.add_post("/control/room", room)
    teams.web.router.add_post("/control/{gesture}", gesture)
    teams.web.router.add_get("/control/messages", seen)
    teams.web.router.add_get("/control/ledger", ledger)
