"""Editions: one Markdown file each, with a head in YAML that says for whom it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from bot.beat.ports import EditionHead
from bot.beat.rules.announcements import LONGEST_REASON
from bot.beat.rules.audience import Audience
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.errors import ContentInvalid
from bot.language import Titles, nearest
from bot.principal import Role
from content.documents import Document, read_text, translations_of, validate
from content.faults import Faults
from content.markdown import parse_body
from content.newsletters import PROGRAMME, From, Newsletter, Promised
from content.parts import Body, FileLine, check_placeholders
from content.polls import refuse_other_poll
from content.shapes import AudienceText, Day, KeyText, Spoken, Strict, Title
from content.sources import MARK, Readers, for_readers, split
from content.translations import Translation, read_translation

OwnKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""By what an edition is known, whatever its file is called."""


Reason = Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
"""Why everybody must read an edition: they read it too."""


class _Head(Strict):
    newsletter: KeyText
    key: OwnKey | None = None
    title: Title
    topic: KeyText | None = None
    slot: Day | None = None
    audience: AudienceText = AudienceText()
    on_unknown: Literal["miss", "repeat"] = "miss"
    evergreen: bool = False
    sender: From | None = None
    must_read: Reason | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One parsed text of a newsletter, and as it was written."""

    head: EditionHead
    newsletter: Newsletter
    parts: Body
    source: str
    base: str = ""
    own_key: str = ""
    languages: Mapping[str, Translation] = field(default_factory=dict)

    def in_language(self, tag: str) -> tuple["Edition", str]:
        """Return what a reader of this language reads, and the tag of a translation of it."""
        found = next((near for near in nearest(tag) if near in self.languages), "")
        if not found:
            return self, ""
        said = self.languages[found]
        head = replace(self.head, title=said.title)
        return replace(self, head=head, parts=said.parts, source=said.source), found

    def by_language(self) -> Iterator[tuple[str, "Edition"]]:
        """Yield it as written, without a tag, and in each of its other languages."""
        yield "", self
        for tag in self.languages:
            yield tag, self.in_language(tag)[0]

    def with_languages(self, files: Mapping[str, tuple[Path, str]]) -> "Edition":
        """Return it with these translations of it, each from its file; faults name the file."""
        faults, read = Faults(), dict[str, Translation]()
        readers = readers_of(self.head.audience)
        for tag, (path, source) in sorted(files.items()):
            with faults.kept():
                said = read_translation(path, source, self.base, self.head.title, readers)
                refuse_other_poll(path, self.parts, said.parts)
                read[tag] = said
        faults.tell()
        return replace(self, languages=read)

    def file(self) -> FileText:
        """Return all that is needed to read this edition without the files beside it."""
        sources = {tag: said.source for tag, said in self.languages.items()}
        body = _Body(
            source=self.source, newsletter=self.newsletter, base=self.base, languages=sources
        )
        # What says nothing is left out: so a text of before there was such a word stays the
        # same version.
        unsaid: dict[str, Any] = {} if self.base else {"base": True}
        if self.newsletter.sender == PROGRAMME:
            unsaid["newsletter"] = {"sender"}
        if not sources:
            unsaid["languages"] = True
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
    languages: Mapping[Spoken, str] = Field(default_factory=dict)


def load_edition(path: Path, promised: Promised, *, is_draft: bool = False) -> Edition:
    """Read one edition; a draft may lie anywhere. All its mistakes are one `ContentInvalid`."""
    parse = _Parse(path, promised.newsletters, promised.base, promised.topics, is_draft=is_draft)
    edition = parse.edition(promised.placed(read_text(path), path))
    beside = translations_of(path)
    others = {tag: (at, promised.placed(read_text(at), at)) for tag, at in beside.items()}
    return edition.with_languages(others)


def kept_edition(file: FileText) -> Edition:
    """Read an edition that is kept nowhere yet; what cannot be read is `ContentInvalid`."""
    return read_edition(WrittenText("", file.kind, file.key, 0, file.body))


def read_edition(text: WrittenText) -> Edition:
    """Read a version of an edition; one that this program cannot read is `ContentInvalid`."""
    path = Path(f"{text.key}.md")
    try:
        body = _Body.model_validate_json(text.body)
    except ValidationError as error:
        raise ContentInvalid(path, 1, "kept in a way that cannot be read any more") from error
    newsletters = {body.newsletter.key: body.newsletter}
    edition = _Parse(path, newsletters, body.base).edition(body.source)
    others = {tag: (path.with_suffix(f".{tag}.md"), said) for tag, said in body.languages.items()}
    edition = edition.with_languages(others)
    # A text keeps the key it was first known by, whatever became of its file's name.
    head = replace(edition.head, key=text.key, place=text.place)
    return replace(edition, head=head)


def words_of(text: WrittenText) -> str:
    """Return a version of an edition as its author wrote it, in every language."""
    body = _Body.model_validate_json(text.body)
    return "\n".join((body.source, *body.languages.values()))


def look_at(path: Path, base: str = "") -> None:
    """Read an edition of which nobody knows the newsletter; mistakes are one `ContentInvalid`."""
    document, body = split(path, read_text(path))
    faults = Faults()
    with faults.kept():
        validate(document, _Head)
    with faults.kept():
        parse_body(path, body, base)
    faults.tell()


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
        document, body = split(self.path, source)
        faults, read = Faults(), list[tuple[_Head, Newsletter]]()
        parts: Body = ()
        with faults.kept():
            read.append(self._head(document))
        with faults.kept():
            parts = parse_body(self.path, body, self.base)
        faults.tell()
        [(head, newsletter)] = read
        audience = head.audience.audience(newsletter.to)
        readers = readers_of(audience)
        parts = for_readers(self.path, parts, head.title, readers)
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
            must_read=head.must_read or "",
        )
        return Edition(edition_head, newsletter, parts, source, self.base, head.key or "")

    def _head(self, document: Document) -> tuple[_Head, Newsletter]:
        head, faults = validate(document, _Head), Faults()
        # The ledger shows the title to everybody, so it is nobody's own.
        with faults.kept():
            place = FileLine(self.path, document.line_of(("title",)))
            check_placeholders(head.title, place, known=frozenset())
        if self.topics is not None and head.topic is not None and head.topic not in self.topics:
            faults.found.append(document.invalid(("topic",), f"unknown topic {head.topic!r}"))
        if head.slot is not None and head.evergreen:
            reason = "an evergreen is kept for any empty slot: leave slot or evergreen out"
            faults.found.append(document.invalid(("evergreen",), reason))
        newsletter: Newsletter | None = None
        with faults.kept():
            newsletter = _newsletter(document, head, self.newsletters, is_draft=self.is_draft)
            if head.slot is not None and not newsletter.cadence.has_slot_on(head.slot):
                reason = f"{newsletter.title} has no slot on {head.slot}"
                raise document.invalid(("slot",), reason)
        faults.tell()
        if newsletter is None:  # what is wrong with it was told
            raise document.invalid(("newsletter",), "this newsletter cannot be read")
        return head, newsletter


def readers_of(audience: Audience) -> Readers:
    """Return who reads a text that is for this audience."""
    roles = audience.roles or frozenset(Role)
    return Readers(roles, audience.to.has_conversations, audience.tiers)


def _digest(source: str) -> str:
    """Return a digest of what an edition says below its head, however its lines are broken."""
    body = source.split(f"\n{MARK}", 1)[-1]
    return blake2b(" ".join(body.split()).encode(), digest_size=16).hexdigest()


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
