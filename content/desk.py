"""The desk: an announcement that somebody wrote in chat becomes an edition like any other."""

from dataclasses import replace

import yaml

from bot.beat.ports import Desk
from bot.beat.rules.announcements import Announcement
from bot.beat.rules.cadence import Cadence
from bot.beat.rules.texts import FileText, WrittenText
from bot.errors import ContentInvalid
from bot.language import Wording
from content.newsletters import Newsletter

SERIES = "announcements"


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
        head = yaml.safe_dump(said, allow_unicode=True)
        above = f"---\n{head}---\n"
        series, source = self._series(announcement.topic, cadence), above + announcement.words
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

    def _series(self, topic: str, cadence: Cadence) -> Newsletter:
        return Newsletter.model_validate(
            {
                "key": SERIES,
                "topic": topic,
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
