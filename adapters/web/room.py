"""Puts the web's room together from plain values."""

from collections.abc import Callable, Coroutine
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
from adapters.web.previews.bundle import Bundle
from adapters.web.previews.routes import PreviewRoutes
from adapters.web.previews.sheet import Sheets
from adapters.web.stream import HEARTBEAT, Stream
from adapters.web.visitors import Visitors
from adapters.web.worker import WebDoor

DEADLINE = 2.0
"""Seconds a browser waits for its answer; what takes longer follows on the open page."""


@dataclass(frozen=True, slots=True)
class WebRoom:
    """The browser chat: a way in, a way out, and the routes to hang into a server.

    `close` ends every open stream at once: call it when the server begins to stop
    (`app.on_shutdown`), for a stream would otherwise hold the server back. `build` makes what
    previews are drawn with: run it beside the server.
    """

    door: WebDoor
    messenger: WebMessenger
    directory: WebDirectory
    routes: tuple[web.RouteDef, ...]
    close: Callable[[], None]
    build: Callable[[], Coroutine[None, None, None]]


def open_web(
    core: Core,
    *,
    cookie_key: bytes,
    vendor: str,
    bundle: Bundle | None = None,
    deadline: float = DEADLINE,
    heartbeat: float = HEARTBEAT,
) -> WebRoom:
    """Open the room; nothing runs until a request comes. Without a bundle none is built."""
    assets, announcer, desk = Assets(), Announcer(), Desk()
    pages = Pages(vendor, assets)
    door = WebDoor(core, desk, announcer)
    answers = Answers(core.chat_log, core.stage, desk, pages)
    visitors = Visitors(Signer(cookie_key), core.stage)
    bundle = bundle or Bundle(None)
    chat = ChatRoutes(
        visitors=visitors,
        intake=Intake(core, door, deadline),
        answers=answers,
        stream=Stream(answers, announcer, heartbeat),
        announcer=announcer,
    )
    previews = PreviewRoutes(visitors, answers, core.previews, Sheets(pages.templates, bundle))
    return WebRoom(
        door=door,
        messenger=WebMessenger(core.chat_log, announcer),
        directory=WebDirectory(),
        routes=_routes(chat, previews, assets, pages),
        close=announcer.close,
        build=bundle.build,
    )


def _routes(
    chat: ChatRoutes, previews: PreviewRoutes, assets: Assets, pages: Pages
) -> tuple[web.RouteDef, ...]:
    gets = {
        "/": chat.choose,
        "/chat": chat.show,
        "/chat/events": chat.events,
        f"{PREFIX}/{{name}}": assets.serve,
        "/chat/preview/line/{line}/{platform}": previews.line,
        "/chat/preview/form/{platform}": previews.form,
        "/chat/preview/script/{name}": previews.script,
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
