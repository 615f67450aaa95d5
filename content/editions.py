"""Editions: one Markdown file each, with a head in YAML that says for whom it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from bot.beat.ports import EditionHead
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.errors import ContentInvalid
from bot.language import Titles
from bot.message import Heading
from bot.principal import Role
from content.conversations import refuse_what_is_somebodys_own
from content.documents import Document, parse_yaml, read_text, validate
from content.faults import Faults
from content.markdown import parse_body
from content.newsletters import PROGRAMME, From, Newsletter, Promised
from content.parts import FileLine, Part, Variants, check_placeholders
from content.shapes import AudienceText, KeyText, Strict, Title

_MARK = "---"
OwnKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""By what an edition is known, whatever its file is called."""


class _Head(Strict):
    newsletter: KeyText
    key: OwnKey | None = None
    title: Title
    topic: KeyText | None = None
    slot: date | None = None
    audience: AudienceText = AudienceText()
    on_unknown: Literal["miss", "repeat"] = "miss"
    evergreen: bool = False
    sender: From | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One parsed text of a newsletter, and as it was written."""

    head: EditionHead
    newsletter: Newsletter
    parts: tuple[Part, ...]
    source: str
    base: str = ""
    own_key: str = ""

    def file(self) -> FileText:
        """Return all that is needed to read this edition without the files beside it."""
        body = _Body(source=self.source, newsletter=self.newsletter, base=self.base)
        # What says nothing is left out: so a text of before there was such a word stays the
        # same version.
        unsaid: dict[str, Any] = {} if self.base else {"base": True}
        if self.newsletter.sender == PROGRAMME:
            unsaid["newsletter"] = {"sender"}
        return FileText(
            *(TextKind.EDITION, self.head.key, body.model_dump_json(exclude=unsaid)),
            series=self.newsletter.key,
            place=self.head.place,
            own_key=self.own_key,
            words=_digest(self.source),
        )


class _Body(Strict):
    source: str
    newsletter: Newsletter
    base: str = ""


def load_edition(path: Path, promised: Promised, *, is_draft: bool = False) -> Edition:
    """Read one edition; a draft may lie anywhere. All its mistakes are one `ContentInvalid`."""
    parse = _Parse(path, promised.newsletters, promised.base, promised.topics, is_draft=is_draft)
    return parse.edition(read_text(path))


def read_edition(text: WrittenText) -> Edition:
    """Read a version of an edition; one that this program cannot read is `ContentInvalid`."""
    path = Path(f"{text.key}.md")
    try:
        body = _Body.model_validate_json(text.body)
    except ValidationError as error:
        raise ContentInvalid(path, 1, "kept in a way that cannot be read any more") from error
    newsletters = {body.newsletter.key: body.newsletter}
    edition = _Parse(path, newsletters, body.base).edition(body.source)
    # A text keeps the key it was first known by, whatever became of its file's name.
    head = replace(edition.head, key=text.key, place=text.place)
    return replace(edition, head=head)


def draft_edition(name: str, source: str, newsletter: Newsletter, base: str) -> Edition:
    """Read an edition that lies in no folder; all its mistakes are one `ContentInvalid`."""
    return _Parse(Path(f"{name}.md"), {newsletter.key: newsletter}, base).edition(source)


@dataclass(frozen=True, slots=True)
class _Parse:
    """Reads one file, as it stands in its folder or as it was kept: then topics may be gone."""

    path: Path
    newsletters: Mapping[str, Newsletter]
    base: str
    topics: Titles | None = None
    is_draft: bool = True

    def edition(self, source: str) -> Edition:
        """Return the edition, if nothing is wrong with its head or its body."""
        document, body = _split(self.path, source)
        faults, read, parts = Faults(), list[tuple[_Head, Newsletter]](), tuple[Part, ...]()
        with faults.kept():
            read.append(self._head(document))
        with faults.kept():
            parts = parse_body(self.path, body, self.base)
        faults.tell()
        [(head, newsletter)] = read
        parts = _without_title(parts, head.title)
        _refuse_empty(self.path, parts, head.audience.roles or frozenset(Role))
        audience = head.audience.audience(newsletter.to)
        if audience.to.has_conversations:
            refuse_what_is_somebodys_own(self.path, parts)
        edition_head = EditionHead(
            key=f"{newsletter.key}/{head.key or self.path.stem}",
            newsletter=newsletter.key,
            title=head.title,
            topic=head.topic or newsletter.topic,
            audience=audience,
            on_unknown=head.on_unknown,
            day=head.slot,
            evergreen=head.evergreen,
            by_manager=(head.sender or newsletter.sender) != PROGRAMME,
            place=f"{newsletter.key}/{self.path.stem}",
        )
        return Edition(edition_head, newsletter, parts, source, self.base, head.key or "")

    def _head(self, document: Document) -> tuple[_Head, Newsletter]:
        head = validate(document, _Head)
        newsletter = _newsletter(document, head, self.newsletters, is_draft=self.is_draft)
        if self.topics is not None and head.topic is not None and head.topic not in self.topics:
            raise document.invalid(("topic",), f"unknown topic {head.topic!r}")
        if head.slot is not None and not newsletter.cadence.has_slot_on(head.slot):
            raise document.invalid(("slot",), f"{newsletter.title} has no slot on {head.slot}")
        if head.slot is not None and head.evergreen:
            reason = "an evergreen is kept for any empty slot: leave slot or evergreen out"
            raise document.invalid(("evergreen",), reason)
        # The ledger shows the title to everybody, so it is nobody's own.
        place = FileLine(self.path, document.line_of(("title",)))
        check_placeholders(head.title, place, known=frozenset())
        return head, newsletter


def _digest(source: str) -> str:
    """Return a digest of what an edition says below its head, however its lines are broken."""
    body = source.split(f"\n{_MARK}", 1)[-1]
    return blake2b(" ".join(body.split()).encode(), digest_size=16).hexdigest()


def _without_title(parts: tuple[Part, ...], title: str) -> tuple[Part, ...]:
    """Leave out a first heading that says the title again."""
    first = parts[0] if len(parts) > 1 else None
    if not isinstance(first, Heading):
        return parts
    said, above = (" ".join(words.casefold().split()) for words in (first.text, title))
    return parts[1:] if said == above else parts


def _split(path: Path, source: str) -> tuple[Document, str]:
    # Blank lines stand in for the other half, so that both keep their line numbers.
    lines = source.split("\n")
    if lines[0].rstrip() != _MARK:
        raise ContentInvalid(path, 1, "an edition begins with --- and its head")
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == _MARK:
            head = "\n".join(["", *lines[1:number]])
            body = "\n" * (number + 1) + "\n".join(lines[number + 1 :])
            return parse_yaml(path, head), body
    raise ContentInvalid(path, 1, "the head is never closed with ---")


def _newsletter(
    document: Document, head: _Head, newsletters: Mapping[str, Newsletter], *, is_draft: bool
) -> Newsletter:
    newsletter = newsletters.get(head.newsletter)
    if newsletter is None:
        raise document.invalid(("newsletter",), f"unknown newsletter {head.newsletter!r}")
    if not is_draft and document.path.parent.name != newsletter.key:
        raise document.invalid(
            ("newsletter",), f"this file stands in the folder of {document.path.parent.name!r}"
        )
    return newsletter


def _refuse_empty(path: Path, parts: tuple[Part, ...], roles: frozenset[Role]) -> None:
    for role in sorted(roles):
        if not any(not isinstance(part, Variants) or part.parts_for(role) for part in parts):
            raise ContentInvalid(path, 1, f"nothing here is for the role {role}")
