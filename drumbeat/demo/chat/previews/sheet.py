"""Writes the document in which one message is shown as one platform shows it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.web.forms import render_form
from adapters.web.render import render_html
from bot.form import Form
from bot.language import Wording
from bot.message import Message
from drumbeat.demo.chat.pages import Pages
from drumbeat.demo.chat.places import LABELS
from drumbeat.demo.chat.previews.bundle import ENTRIES, Bundle, State
from drumbeat.previews import Preview

TEMPLATE = "preview.html"
HEADERS = ("From", "To", "Subject", "List-Unsubscribe")
WHY_NOT = {
    State.BUILDING: "the drawing is being built just now, look again in a minute",
    State.NOT_BUILT: "`make previews` builds the drawing, or says why it cannot",
    State.NO_NODE: "that needs Node.js, which is not installed on this machine",
    State.FAILED: "building the drawing did not work, the log says why",
    State.NOT_WANTED: "this server was started without the drawing",
    State.READY: "",
}
INSIDE = re.compile(r"(<style>.*</style>).*<body(.*?)>(.*)</body>", re.DOTALL)
"""What of a letter's document can stand inside another one."""
DRAWN_BY = {"slack": "slack-blocks-to-jsx", "teams": "adaptivecards"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be seen where, and when it was said."""

    platform: str
    preview: Preview
    at: datetime
    zone: str
    source: Message | Form


class Sheets:
    """Draws previews from their payloads; where it cannot, it says so and draws its own."""

    def __init__(self, pages: Pages, bundle: Bundle) -> None:
        self._templates, self._wording = pages.templates, pages.wording
        self.bundle = bundle

    def draw(self, shown: Shown, nonce: str) -> str:
        """Write the whole document; the nonce lets its own scripts run."""
        state = self.bundle.state
        letter = _letter(shown)
        return self._templates.draw(
            TEMPLATE,
            shown=shown,
            label=LABELS[shown.platform],
            at=shown.at.astimezone(ZoneInfo(shown.zone)),
            nonce=nonce,
            version=self.bundle.version,
            drawn_by=DRAWN_BY.get(shown.platform, ""),
            is_built=shown.platform in ENTRIES and state is State.READY,
            why_not=WHY_NOT[state],
            own=_own(shown.source, self._wording),
            headers=[(name, letter[name]) for name in HEADERS if letter and letter[name]],
            letter=_html(letter),
        )


def _own(source: Message | Form, wording: Wording) -> Markup:
    html = (
        render_form(source, wording) if isinstance(source, Form) else render_html(source, wording)
    )
    return Markup(html)  # noqa: S704 - the renderer escapes


def _letter(shown: Shown) -> EmailMessage | None:
    if shown.platform != "email" or not shown.preview.payloads:
        return None
    return message_from_string(shown.preview.payloads[0], policy=policy.default)


def _html(letter: EmailMessage | None) -> Markup:
    """Return the inside of the letter's document; it stands apart from ours, and runs nothing."""
    part = letter.get_body(("html",)) if letter else None
    found = INSIDE.search(part.get_content()) if part else None
    if not found:
        return Markup("")
    style, look, body = found.groups()
    return Markup(f"{style}<div{look}>{body}</div>")  # noqa: S704 - our letter, sandboxed
