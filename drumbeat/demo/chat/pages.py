"""Writes the room's pages from its templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from adapters.web.assets import Assets
from adapters.web.forms import render_form
from adapters.web.render import render_html
from adapters.web.templates import Templates
from bot.language import ENGLISH, Language, Wording
from bot.ports import ChatEntry
from drumbeat.demo.chat.open_forms import OpenForm
from drumbeat.demo.chat.places import LABELS
from drumbeat.demo.ports import Persona

FOLDER = Path(__file__).parent / "pages"
TELLING = 6
"""So many people are shown as large cards; the rest stand in a list behind them."""
SUGGESTIONS = ("nps", "ARR by product last quarter", "help")


@dataclass(frozen=True, slots=True)
class Composer:
    """What stands where one types: the text so far, what is wrong with it, and a note."""

    text: str = ""
    error: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChatView:
    """Whose chat is drawn, when, and with which token."""

    persona: Persona
    now: datetime
    token: str

    @property
    def now_text(self) -> str:
        """Say the business time where this person is."""
        now = _local(self.now, self.persona.zone)
        place = now.tzname() if str(now.tzinfo) == "UTC" else _place(self.persona.zone)
        return f"It is {_day(now)}, {now:%H:%M} in {place}"


class Pages:
    """Every page and piece of a page, as HTML."""

    def __init__(self, vendor: str, assets: Assets, wording: Wording) -> None:
        self.wording = wording
        self.templates = Templates(FOLDER, vendor=vendor, address=assets.address, platforms=LABELS)

    def choose(self, personas: Sequence[Persona], current: str = "") -> str:
        """Ask who one wants to be."""
        telling, rest = personas[:TELLING], personas[TELLING:]
        return self.templates.draw("choose.html", telling=telling, rest=rest, current=current)

    def problem(self, sentence: str) -> str:
        """Say kindly why something was refused."""
        return self.templates.draw("problem.html", sentence=sentence)

    def chat(
        self,
        chat: ChatView,
        lines: Sequence[ChatEntry],
        lying: OpenForm | None,
        composer: Composer,
    ) -> str:
        """Show the whole conversation."""
        return self.templates.draw(
            "chat.html",
            persona=chat.persona,
            now=chat.now_text,
            token=chat.token,
            days=_by_day(lines, chat.persona.zone),
            newest=max((line.number for line in lines), default=0),
            form=Markup(self.form(chat, lying)) if lying else "",  # noqa: S704 - our own template's work
            version=lying.version if lying else "",
            composer=composer,
            suggestions=SUGGESTIONS,
            line=lambda entry: Markup(self.line(chat, entry)),  # noqa: S704 - likewise
        )

    def line(self, chat: ChatView, entry: ChatEntry) -> str:
        """Draw one line of the conversation, with the form its controls post."""
        at = _local(entry.at, chat.persona.zone)
        body = render_html(entry.message, self.wording) if entry.message else ""
        return self.templates.draw(
            "line.html",
            entry=entry,
            at=at,
            day=_day(at),
            body=Markup(body),  # noqa: S704 - the renderer escapes
            language=Language(entry.message.language if entry.message else ENGLISH.tag),
            is_beat=entry.id.startswith("beat-"),
            acts="<button" in body,
            token=chat.token,
        )

    def form(self, chat: ChatView, lying: OpenForm) -> str:
        """Draw the form that lies open."""
        body = render_form(lying.form, self.wording, lying.filled)
        return self.templates.draw(
            "form.html",
            body=Markup(body),  # noqa: S704 - the renderer escapes
            language=Language(lying.form.language),
            line_id=lying.line_id,
            version=lying.version,
            token=chat.token,
        )


@dataclass(frozen=True, slots=True)
class _Day:
    name: str
    lines: list[ChatEntry]


def _by_day(lines: Sequence[ChatEntry], zone: str) -> list[_Day]:
    days: list[_Day] = []
    # A changed line has a new number, but stays where it was.
    for line in sorted(lines, key=lambda each: each.at):
        name = _day(_local(line.at, zone))
        if not days or days[-1].name != name:
            days.append(_Day(name, []))
        days[-1].lines.append(line)
    return days


def _local(moment: datetime, zone: str) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(ZoneInfo("UTC"))


def _place(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"
