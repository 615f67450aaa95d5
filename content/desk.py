"""The desk: what somebody wrote in chat becomes an edition like any other."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot.beat.ports import Desk, EditionHead
from bot.beat.rules.audience import Audience, To
from bot.beat.rules.cadence import Cadence
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.errors import ContentInvalid
from bot.language import Wording
from content.newsletters import PROGRAMME, From, Newsletter, Promised

if TYPE_CHECKING:
    from bot.beat.rules.announcements import Announcement, InLanguage
    from content.figures_asked import FigureQuestions

SERIES = "announcements"
SOME_DAY = Cadence("FREQ=DAILY;UNTIL=20000101T000000", datetime(2000, 1, 1), "UTC")  # noqa: DTZ001 - a slot


class WritingDesk(Desk):
    """Writes editions of newsletters, and announcements as editions of a series of their own.

    That series says why they come.
    """

    def __init__(
        self,
        vendor: str,
        wording: Wording,
        promised: Callable[[], Promised],
        asked: "Callable[[], FigureQuestions] | None" = None,
    ) -> None:
        self._vendor, self._wording, self._promised = vendor, wording, promised
        self._asked = asked

    def write(self, name: str, announcement: "Announcement", cadence: Cadence) -> FileText:
        return self._write(name, announcement, cadence, None)

    def worded(self, announcement: "Announcement", cadence: Cadence) -> FileText:
        asked = self._asked() if self._asked is not None else None
        return self._write("draft", announcement, cadence, asked)

    def _write(
        self,
        name: str,
        announcement: "Announcement",
        cadence: Cadence,
        asked: "FigureQuestions | None",
    ) -> FileText:
        from content.editions import draft_edition  # noqa: PLC0415 - with all of Markdown

        series, path = self._series(announcement, cadence), Path(f"{name}.md")
        above = head_of(announcement, series)
        heads = {path.with_suffix(f".{one.tag}.md"): one for one in announcement.languages}
        written = {at: head_in(one) + one.words for at, one in heads.items()}
        lines = {path: above.count("\n")}
        lines |= {at: head_in(one).count("\n") for at, one in heads.items()}
        try:
            source = self._promised().placed(above + announcement.words, path)
            edition = draft_edition(name, f"{source}\n", series, self._promised().base)
            others = {
                heads[at].tag: (at, f"{self._promised().placed(said, at)}\n")
                for at, said in written.items()
            }
            edition = edition.with_languages(others)
            if asked is not None:
                asked.refuse_unfit(edition, path)
        except ContentInvalid as problem:
            raise ContentInvalid.of_all(
                ContentInvalid(one.path, one.line - lines.get(one.path, 0), one.reason)
                for one in (problem, *problem.more)
            ) from problem
        return replace(edition.file(), place="", own_key=name)

    def title_of(self, text: WrittenText) -> str:
        from content.editions import read_edition  # noqa: PLC0415 - likewise

        return read_edition(text).head.title

    def words_of(self, text: WrittenText) -> str:
        from content.editions import words_of  # noqa: PLC0415 - likewise

        return words_of(text)

    def head_of(self, text: WrittenText) -> EditionHead:
        from content.editions import read_edition  # noqa: PLC0415 - likewise

        return read_edition(text).head

    def audience_of(self, text: WrittenText) -> Audience:
        from content.survey_texts import read_survey  # noqa: PLC0415 - only who approves one

        if text.kind is TextKind.SURVEY:
            return read_survey(text).text.audience.audience()
        return self.head_of(text).audience

    def newsletters(self) -> Mapping[str, To]:
        return {key: one.to for key, one in self._promised().newsletters.items()}

    def _series(self, announcement: "Announcement", cadence: Cadence) -> Newsletter:
        promised = self._promised()
        found = promised.newsletters.get(announcement.newsletter)
        if found is not None:
            return found
        # What goes out as soon as it is sent is the same text whenever that is.
        cadence = SOME_DAY if announcement.is_for_now else cadence
        # A draft outlives its newsletter: it can still be read, though no slot is left for it.
        return Newsletter.model_validate(
            {
                "key": announcement.newsletter or SERIES,
                "topic": announcement.topic or next(iter(promised.topics)),
                **self._said(self._wording),
                "cadence": {
                    "rule": cadence.rule,
                    "starts_on": cadence.starts_on,
                    "zone": cadence.zone or "reader",
                },
                "languages": {
                    tag: self._said(self._wording.in_language(tag))
                    for tag in self._wording.spoken()
                },
            }
        )

    def _said(self, wording: Wording) -> dict[str, str]:
        return {
            "title": wording.say("announcements_title"),
            "promise": wording.say("announcements_promise", vendor=self._vendor),
        }


def head_of(announcement: "Announcement", series: Newsletter) -> str:
    """Return the head of the file that says the same, with the lines around it."""
    said: dict[str, object] = {"newsletter": series.key, "title": announcement.title}
    if announcement.evergreen:
        said["evergreen"] = True
    elif announcement.newsletter and announcement.starts_on is not None:
        said["slot"] = announcement.starts_on.date()
    said["audience"] = announcement.whom or {}
    sender: From = "manager" if announcement.by_manager else PROGRAMME
    if sender != series.sender:
        said["sender"] = sender
    if announcement.must_read:
        said["must_read"] = announcement.must_read
    return f"---\n{yaml.safe_dump(said, allow_unicode=True, sort_keys=False)}---\n"


def head_in(said: "InLanguage") -> str:
    """Return the head of the file beside it that says the same in another language."""
    title = yaml.safe_dump({"title": said.title}, allow_unicode=True, width=math.inf)
    return f"---\n{title}---\n"
