"""What was written in chat as a file that an author would write, and such a file as a draft."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

import yaml
from pydantic import Field

from bot.beat.rules.announcements import LONGEST_WHEN, LONGEST_WHOM, Announcement, InLanguage
from bot.beat.rules.cadence import read_cadence
from bot.errors import CadenceUnreadable, ContentInvalid
from content.desk import head_in
from content.documents import Document, read_text, translations_of, validate
from content.editions import OwnKey, Reason
from content.faults import Faults
from content.markdown import parse_body
from content.newsletters import Newsletter, Promised
from content.shapes import Day, KeyText, Moment, Strict, Title
from content.sources import MARK, has_head, lines_above, split
from content.translations import TranslatedHead

SLUG, TELLING = 40, 6
"""Letters of a file's name that say its title, and those of its key that tell it from others."""
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


class _Moment(Strict):
    """When it goes out, as it was read out of the words `when` on the day they were written."""

    when: Annotated[str, Field(max_length=LONGEST_WHEN)] = ""
    says: str = ""
    rule: Annotated[str, Field(min_length=1)]
    starts_on: Moment
    zone: str = "reader"


class _Head(Strict):
    newsletter: KeyText | None = None
    key: OwnKey | None = None
    title: Title
    slot: Day | None = None
    evergreen: bool = False
    topic: KeyText | None = None
    audience: Annotated[str, Field(max_length=LONGEST_WHOM)] = ""
    sender: Literal["manager"] | None = None
    must_read: Reason | None = None
    keep: Reason | None = None
    when: Annotated[str, Field(max_length=LONGEST_WHEN)] | None = None
    cadence: _Moment | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft that lies in a file, `above` lines below its beginning.

    An edition for which no slot is named has none yet: it takes the next that is free.
    """

    path: Path
    key: str
    draft: Announcement
    above: int
    others: Mapping[str, tuple[Path, int]] = field(default_factory=dict)
    """The files of its other languages, each with the lines above its words."""

    def wrong(self, reason: str, line: int = 1) -> ContentInvalid:
        """Return the error that names this file."""
        return ContentInvalid(self.path, line, reason)

    def found(self, fault: ContentInvalid) -> ContentInvalid:
        """Return a fault that counts lines by the words, by the lines of the file they are in."""
        tag = fault.path.suffixes[0].lstrip(".") if len(fault.path.suffixes) > 1 else ""
        path, above = self.others.get(tag, (self.path, self.above))
        return ContentInvalid(path, max(1, fault.line + above), fault.reason)


def papers_of(key: str, draft: Announcement) -> Mapping[PurePosixPath, str]:
    """Return where a draft lies in a folder, and the files that say the same."""
    place, text = _paper_of(key, draft)
    others = {
        place.with_suffix(f".{one.tag}.md"): f"{head_in(one)}{one.words}\n"
        for one in draft.languages
    }
    return {place: text, **others}


def _paper_of(key: str, draft: Announcement) -> tuple[PurePosixPath, str]:
    head: dict[str, object] = {"key": key, "title": draft.title}
    if draft.newsletter:
        head = {"newsletter": draft.newsletter, **head}
        if draft.evergreen:
            head["evergreen"] = True
        elif draft.starts_on is not None:
            head["slot"] = draft.starts_on.date()
    else:
        head |= {"topic": draft.topic, **_moment(draft)}
        head |= {"keep": draft.kept} if draft.kept else {}
    if draft.whom:
        head["audience"] = draft.whom
    if draft.by_manager:
        head["sender"] = "manager"
    if draft.must_read:
        head["must_read"] = draft.must_read
    above = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    return _place(key, draft), f"{MARK}\n{above}{MARK}\n{draft.words}\n"


def read_paper(path: Path, promised: Promised) -> Paper:
    """Read a file as a draft, with those of its other languages; else it is `ContentInvalid`."""
    source = read_text(path)
    try:
        return _read_paper(path, source, promised)
    except ContentInvalid as problem:
        faults = Faults([problem])
        with faults.kept():
            parse_body(path, promised.placed(split(path, source)[1], path), promised.base)
        faults.tell()
        raise


def _read_paper(path: Path, source: str, promised: Promised) -> Paper:
    document, _ = split(path, source)
    head, above = validate(document, _Head), lines_above(path, source)
    draft = Announcement(
        title=head.title,
        words=_words(source, above),
        topic="",
        whom=head.audience.strip(),
        by_manager=head.sender is not None,
        must_read=head.must_read or "",
        kept=head.keep or "",
    )
    others = dict[str, tuple[Path, int]]()
    for tag, file in sorted(translations_of(path).items()):
        said, lines = _in_language(file, tag, head.title)
        draft, others[tag] = draft.also_in(said), (file, lines)
    read = _as_announcement if head.newsletter is None else _as_edition
    return Paper(path, head.key or "", read(document, head, draft, promised), above, others)


def _in_language(path: Path, tag: str, title: str) -> tuple[InLanguage, int]:
    """Read the words in another language, and how many lines stand above them."""
    source = read_text(path)
    if not has_head(source):
        return InLanguage(tag, title, source.strip()), 0
    head, above = validate(split(path, source)[0], TranslatedHead), lines_above(path, source)
    return InLanguage(tag, head.title or title, _words(source, above)), above


def _words(source: str, above: int) -> str:
    return "\n".join(source.split("\n")[above:]).strip()


def _as_announcement(
    document: Document, head: _Head, draft: Announcement, promised: Promised
) -> Announcement:
    faults = Faults()
    for name, what in (("slot", "has a slot"), ("evergreen", "is an evergreen")):
        if getattr(head, name):
            reason = f"only an edition {what}: name its newsletter"
            faults.found.append(document.invalid((name,), reason))
    if head.when is not None and head.cadence is not None:
        reason = "say it once: when, or cadence as it was read before"
        faults.found.append(document.invalid(("when",), reason))
    topic = head.topic or next(iter(promised.topics))
    if topic not in promised.topics:
        faults.found.append(document.invalid(("topic",), f"unknown topic {topic!r}"))
    faults.tell()
    draft = replace(draft, topic=topic, when=(head.when or "").strip())
    if (at := head.cadence) is None:
        return draft
    _readable(document, at)
    zone = None if at.zone == "reader" else at.zone
    draft = replace(draft, rule=at.rule, starts_on=at.starts_on, zone=zone)
    return replace(draft, when=at.when, said=at.says)


def _as_edition(
    document: Document, head: _Head, draft: Announcement, promised: Promised
) -> Announcement:
    faults = Faults()
    for name in ("topic", "when", "cadence", "keep"):
        if getattr(head, name) is not None:
            reason = f"an edition has its newsletter's: leave {name} out"
            faults.found.append(document.invalid((name,), reason))
    newsletter = promised.newsletters.get(head.newsletter or "")
    if newsletter is None:
        reason = f"unknown newsletter {head.newsletter!r}"
        faults.found.append(document.invalid(("newsletter",), reason))
    faults.tell()
    return _in_series(document, head, draft, newsletter) if newsletter else draft


def _in_series(
    document: Document, head: _Head, draft: Announcement, newsletter: Newsletter
) -> Announcement:
    if head.evergreen:
        if head.slot is not None:
            reason = "an evergreen is kept for any empty slot: leave slot or evergreen out"
            raise document.invalid(("evergreen",), reason)
        return replace(draft, newsletter=newsletter.key, to=newsletter.to, evergreen=True)
    if head.slot is None:
        return replace(draft, newsletter=newsletter.key, to=newsletter.to)
    slot = newsletter.cadence.slot_on(head.slot)
    if slot is None:
        raise document.invalid(("slot",), f"{newsletter.title} has no slot on {head.slot}")
    zone = None if newsletter.cadence.zone == "reader" else newsletter.cadence.zone
    return replace(draft.in_slot(newsletter.key, slot, zone, ""), to=newsletter.to)


def _readable(document: Document, at: _Moment) -> None:
    try:
        read_cadence(at.rule, at.starts_on, None if at.zone == "reader" else at.zone)
    except CadenceUnreadable as problem:
        raise document.invalid(("cadence", "rule"), str(problem)) from problem


def _moment(draft: Announcement) -> dict[str, object]:
    """Return the fields that say when an announcement goes out; none where that is now."""
    if draft.starts_on is None:
        return {"when": draft.when} if draft.when else {}
    said = {"when": draft.when, "says": draft.said, "rule": draft.rule}
    at = {"starts_on": draft.starts_on, "zone": draft.zone or "reader"}
    return {"cadence": {**said, **at}}


def _place(key: str, draft: Announcement) -> PurePosixPath:
    """Return where a draft lies: an edition where the content folder has it."""
    plain = unicodedata.normalize("NFKD", draft.title).encode("ascii", "ignore").decode()
    slug = _NOT_IN_A_NAME.sub("-", plain.lower())[:SLUG].strip("-") or "draft"
    name = f"{slug}-{key[:TELLING]}.md"
    if not draft.newsletter:
        return PurePosixPath("announcements", name)
    has_day = draft.starts_on is not None and not draft.evergreen
    day = f"{draft.starts_on:%Y-%m-%d}-" if has_day else ""
    return PurePosixPath("editions", draft.newsletter, f"{day}{name}")
