"""Puts the web's room together from plain values."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from adapters.web.announcer import Announcer
from adapters.web.answers import Answers
from adapters.web.assets import PREFIX, Assets
from adapters.web.cookies import Signer
from adapters.web.core import Core
from adapters.web.desk import Desk
from adapters.web.directory import WebDirectory
from adapters.web.door import ChatRoutes
from adapters.web.guard import guarded
from adapters.web.intake import Intake
from adapters.web.messenger import WebMessenger
from adapters.web.pages import Pages
from adapters.web.stream import HEARTBEAT, Stream
from adapters.web.visitors import Visitors
from adapters.web.worker import WebDoor

DEADLINE = 2.0
"""Seconds a browser waits for its answer; what takes longer follows on the open page."""


@dataclass(frozen=True, slots=True)
class WebRoom:
    """The browser chat: a way in, a way out, and the routes to hang into a server.

    `close` ends every open stream at once: call it when the server begins to stop
    (`app.on_shutdown`), for a stream would otherwise hold the server back.
    """

    door: WebDoor
    messenger: WebMessenger
    directory: WebDirectory
    routes: tuple[web.RouteDef, ...]
    close: Callable[[], None]


def open_web(
    core: Core,
    *,
    cookie_key: bytes,
    vendor: str,
    deadline: float = DEADLINE,
    heartbeat: float = HEARTBEAT,
) -> WebRoom:
    """Open the room; nothing runs until a request comes."""
    assets, announcer, desk = Assets(), Announcer(), Desk()
    pages = Pages(vendor, assets)
    door = WebDoor(core, desk, announcer)
    answers = Answers(core.chat_log, core.stage, desk, pages)
    chat = ChatRoutes(
        visitors=Visitors(Signer(cookie_key), core.stage),
        intake=Intake(core, door, deadline),
        answers=answers,
        stream=Stream(answers, announcer, heartbeat),
        announcer=announcer,
    )
    return WebRoom(
        door=door,
        messenger=WebMessenger(core.chat_log, announcer),
        directory=WebDirectory(),
        routes=_routes(chat, assets, pages),
        close=announcer.close,
    )


def _routes(chat: ChatRoutes, assets: Assets, pages: Pages) -> tuple[web.RouteDef, ...]:
    gets = {
        "/": chat.choose,
        "/chat": chat.show,
        "/chat/events": chat.events,
        f"{PREFIX}/{{name}}": assets.serve,
    }
    posts = {
        "/be": chat.be,
        "/chat/say": chat.say,
        "/chat/press": chat.press,
        "/chat/submit": chat.submit,
        "/chat/next-beat": chat.next_beat,
    }
    return (
        *(web.get(path, guarded(work, pages.problem)) for path, work in gets.items()),
        *(web.post(path, guarded(work, pages.problem)) for path, work in posts.items()),
    )
