"""The desk: an announcement that somebody wrote in chat becomes an edition like any other."""

from dataclasses import replace
from datetime import datetime

import yaml

from bot.beat.ports import Desk
from bot.beat.rules.announcements import Announcement
from bot.beat.rules.audience import Audience
from bot.beat.rules.cadence import Cadence, read_cadence
from bot.beat.rules.texts import FileText, WrittenText
from bot.errors import ContentInvalid
from bot.language import Wording
from content.newsletters import Newsletter

SERIES = "announcements"
SOME_DAY = read_cadence("FREQ=DAILY;COUNT=1", datetime(2000, 1, 1), "UTC")  # noqa: DTZ001 - a slot


class WritingDesk(Desk):
    """Writes announcements as editions of a series of their own, which says why they come."""

    def __init__(self, vendor: str, wording: Wording, base: str) -> None:
        self._vendor, self._wording, self._base = vendor, wording, base

    def write(self, name: str, announcement: Announcement, cadence: Cadence) -> FileText:
        from content.editions import draft_edition  # noqa: PLC0415 - with all of Markdown

        said: dict[str, object] = {
            "newsletter": SERIES,
            "title": announcement.title,
            "audience": announcement.whom or {},
        }
        if announcement.by_manager:
            said["sender"] = "manager"
        if announcement.must_read:
            said["must_read"] = announcement.must_read
        head = yaml.safe_dump(said, allow_unicode=True)
        above = f"---\n{head}---\n"
        series, source = self._series(announcement, cadence), above + announcement.words
        try:
            edition = draft_edition(name, f"{source}\n", series, self._base)
        except ContentInvalid as problem:
            lines = above.count("\n")
            raise ContentInvalid.of_all(
                ContentInvalid(one.path, one.line - lines, one.reason)
                for one in (problem, *problem.more)
            ) from problem
        return replace(edition.file(), place="", own_key=name)

    def title_of(self, text: WrittenText) -> str:
        from content.editions import read_edition  # noqa: PLC0415 - likewise

        return read_edition(text).head.title

    def audience_of(self, text: WrittenText) -> Audience:
        from content.editions import read_edition  # noqa: PLC0415 - likewise

        return read_edition(text).head.audience

    def _series(self, announcement: Announcement, cadence: Cadence) -> Newsletter:
        # What goes out as soon as it is sent is the same text whenever that is.
        if announcement.is_for_now:
            cadence = SOME_DAY
        return Newsletter.model_validate(
            {
                "key": SERIES,
                "topic": announcement.topic,
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
