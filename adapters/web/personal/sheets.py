"""Writes the pages by personal link: no script, no cookie, nothing of anybody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adapters.web.assets import Assets
from adapters.web.controls import packed_actions
from adapters.web.forms import Filled, render_form
from adapters.web.personal.seals import Seals
from adapters.web.render import render_html
from adapters.web.templates import Templates
from bot.form import Form
from bot.language import ENGLISH, Language, Wording
from bot.message import Message


@dataclass(frozen=True, slots=True)
class PageLink:
    """Which link a page stands on: where its forms go, and whose seal they bear."""

    path: str = ""
    link_id: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form to be filled in, on a page."""

    form: Form
    filled: Filled


@dataclass(frozen=True, slots=True)
class _Section:
    body: Markup
    offered: str
    seal: str
    is_form: bool = False


class Sheets:
    """Every page that a link opens, as HTML."""

    def __init__(self, vendor: str, assets: Assets, seals: Seals, wording: Wording) -> None:
        self._seals, self._wording = seals, wording
        self._templates = Templates(vendor=vendor, address=assets.address)

    def page(self, place: PageLink, *parts: Message | Sheet) -> str:
        """Draw a page of messages and forms, one under the other."""
        sections = [self._section(place, part) for part in parts]
        language = Language(_language(parts))
        return self._templates.draw(
            "personal.html",
            title=_title(parts),
            path=place.path,
            sections=sections,
            language=language.tag,
            direction=language.direction,
        )

    def _section(self, place: PageLink, part: Message | Sheet) -> _Section:
        if isinstance(part, Sheet):
            body, packed = (
                render_form(part.form, self._wording, part.filled),
                [part.form.action.pack()],
            )
        else:
            body, packed = render_html(part, self._wording), list(packed_actions(part))
        offered = self._seals.offered(packed)
        return _Section(
            body=Markup(body),  # noqa: S704 - the renderers escape
            offered=offered,
            seal=self._seals.seal(place.link_id, offered) if offered else "",
            is_form=isinstance(part, Sheet),
        )


def _language(parts: Sequence[Message | Sheet]) -> str:
    """Return the language of a page: that of its first part."""
    tags = (part.form.language if isinstance(part, Sheet) else part.language for part in parts)
    return next(tags, ENGLISH.tag)


def _title(parts: Sequence[Message | Sheet]) -> str:
    titles = (part.form.title if isinstance(part, Sheet) else part.title for part in parts)
    return next((title for title in titles if title), "")
