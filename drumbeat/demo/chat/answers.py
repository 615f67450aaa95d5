"""Answers the browser: a whole page, or to the page's script only what is new."""

from dataclasses import dataclass
from typing import TypedDict

from aiohttp import web

from bot.ports import ChatEntry, ChatLog
from drumbeat.demo.chat.open_forms import OpenForms
from drumbeat.demo.chat.pages import ChatView, Composer, Pages
from drumbeat.demo.chat.visitors import Visitor
from drumbeat.demo.ports import Stage

FRESH = {"Cache-Control": "no-store"}
LATE = "Still working on it. The answer will appear here as soon as it is ready."


class LineData(TypedDict):
    """A line as the page's script places it."""

    id: str
    number: int
    html: str


class FormData(TypedDict):
    """The form that lies open; `version` tells the script whether it shows this one already."""

    version: str
    html: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that is shown of a chat, gathered and drawn."""

    chat_log: ChatLog
    stage: Stage
    open_forms: OpenForms
    pages: Pages

    def view(self, visitor: Visitor) -> ChatView:
        """Return whose chat is drawn, at this moment."""
        return ChatView(visitor.persona, self.stage.now(), visitor.token)

    async def whole(
        self, visitor: Visitor, composer: Composer, *, status: int = 200
    ) -> web.Response:
        """Show the whole conversation."""
        lines = await self.chat_log.since(visitor.contact_id, 0)
        lying = self.open_forms.look(visitor.contact_id)
        html = self.pages.chat(self.view(visitor), lines, lying, composer)
        return page(html, status=status)

    async def news(self, visitor: Visitor, after: int, *, late: bool = False) -> web.Response:
        """Tell the page's script what it does not show yet."""
        lines = await self.chat_log.since(visitor.contact_id, after)
        return web.json_response(
            {
                "lines": [self.line(visitor, each) for each in lines],
                "form": self.form(visitor),
                "now": self.view(visitor).now_text,
                "note": LATE if late else "",
            },
            headers=FRESH,
        )

    def line(self, visitor: Visitor, entry: ChatEntry) -> LineData:
        """Draw one line for the page's script."""
        html = self.pages.line(self.view(visitor), entry)
        return {"id": entry.id, "number": entry.number, "html": html}

    def form(self, visitor: Visitor) -> FormData | None:
        """Draw the form that lies open for the page's script."""
        lying = self.open_forms.look(visitor.contact_id)
        if lying is None:
            return None
        return {"version": lying.version, "html": self.pages.form(self.view(visitor), lying)}


def page(html: str, *, status: int = 200) -> web.Response:
    """Send a page that no one keeps: it is about one person, at one moment."""
    return web.Response(text=html, status=status, content_type="text/html", headers=FRESH)


def see(address: str) -> web.Response:
    """Send the browser there, so that reloading repeats nothing."""
    return web.Response(status=303, headers={"Location": address, **FRESH})
