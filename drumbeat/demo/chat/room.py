"""Puts the web's room together from plain values."""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from adapters.web.assets import Assets
from adapters.web.guard import guarded
from drumbeat.demo.chat.announcer import Announcer
from drumbeat.demo.chat.answers import Answers
from drumbeat.demo.chat.cookies import Signer
from drumbeat.demo.chat.core import Core
from drumbeat.demo.chat.directory import WebDirectory
from drumbeat.demo.chat.door import ChatRoutes
from drumbeat.demo.chat.messenger import WebMessenger
from drumbeat.demo.chat.open_forms import OpenForms
from drumbeat.demo.chat.pages import FOLDER, Pages
from drumbeat.demo.chat.previews.bundle import Bundle
from drumbeat.demo.chat.previews.routes import PreviewRoutes
from drumbeat.demo.chat.previews.sheet import Sheets
from drumbeat.demo.chat.stream import HEARTBEAT, Stream
from drumbeat.demo.chat.visitors import Visitors
from drumbeat.demo.chat.worker import WebDoor

PREFIX = "/chat/static"
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
    bundle: Bundle | None = None,
    deadline: float = DEADLINE,
    heartbeat: float = HEARTBEAT,
) -> WebRoom:
    """Open the room; nothing runs until a request comes. Without a bundle none is built."""
    assets = Assets(PREFIX, FOLDER / "static")
    announcer, open_forms = Announcer(), OpenForms()
    pages = Pages(vendor, assets, core.wording)
    door = WebDoor(core, open_forms, announcer, deadline)
    answers = Answers(core.chat_log, core.stage, open_forms, pages)
    visitors = Visitors(Signer(cookie_key), core.stage)
    bundle = bundle or Bundle(None)
    chat = ChatRoutes(
        visitors=visitors,
        door=door,
        answers=answers,
        stream=Stream(answers, announcer, heartbeat),
        announcer=announcer,
    )
    previews = PreviewRoutes(visitors, answers, core.previews, Sheets(pages, bundle))
    return WebRoom(
        door=door,
        messenger=WebMessenger(core.chat_log, announcer, core.wording),
        directory=WebDirectory(),
        routes=_routes(chat, previews, assets, pages),
        close=announcer.close,
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
