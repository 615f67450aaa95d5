"""The newsletters of a programme: their promises, and the topics people can mute."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from bot.beat.rules.audience import To
from bot.beat.rules.promised import WhenEmpty
from bot.errors import ContentInvalid
from bot.language import Titles
from content.documents import Document, read_yaml, validate
from content.faults import Faults
from content.shapes import CadenceText, KeyText, Sentence, Spoken, Strict, Title, words_for
from content.yaml_reader import KeyPath

if TYPE_CHECKING:
    from content.pictures import HostedPictures

From = Literal["programme", "manager"]
"""Who says an edition: the programme, or each partner's own manager."""
PROGRAMME: From = "programme"
NEWSLETTERS = "newsletters.yaml"
"""Where a content folder says its newsletters and topics."""
TopicTitle = Annotated[str, Field(min_length=1, max_length=50)]


class _Words(Strict):
    """What a newsletter says of itself in another language."""

    title: Title | None = None
    promise: Sentence | None = None


class Newsletter(Strict):
    """A series of editions with its promise.

    `to` is where an edition goes that says nothing, `sender` whom it comes from. `when_empty`
    is asked when a slot comes: it belongs to no text, and is not kept with one.
    """

    key: KeyText
    title: Title
    topic: KeyText
    promise: Sentence
    to: To = To.PEOPLE
    when_empty: WhenEmpty = Field(default=WhenEmpty.MISS, exclude=True)
    sender: From = PROGRAMME
    cadence: CadenceText
    languages: Mapping[Spoken, _Words] = Field(default_factory=dict)

    def in_language(self, tag: str) -> "Newsletter":
        """Return it in the words for a reader of this language, as far as it has them."""
        return self.model_copy(update=words_for(tag, self.languages))


class _Titles(Strict):
    """What topics are called in another language; what is left out stays as it is."""

    topics: dict[KeyText, TopicTitle]


class _File(Strict):
    topics: dict[KeyText, TopicTitle] = Field(min_length=1)
    languages: Mapping[Spoken, _Titles] = Field(default_factory=dict)
    newsletters: tuple[Newsletter, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """What the vendor promised to write about.

    `base` is where addresses in its texts begin that are not whole, `pictures_at` where the
    pictures of the `folder` stand for everybody.
    """

    topics: Titles
    newsletters: Mapping[str, Newsletter]
    base: str = ""
    folder: Path | None = None
    pictures_at: str = ""

    @property
    def pictures(self) -> "HostedPictures | None":
        """The pictures that lie beside what was promised; none where nothing lies anywhere."""
        from content.pictures import HostedPictures  # noqa: PLC0415 - for texts only

        return HostedPictures(self.folder, self.pictures_at) if self.folder is not None else None

    def placed(self, source: str, path: Path) -> str:
        """Return a text that names where its pictures stand; a mistake is `ContentInvalid`."""
        hosted = self.pictures
        return hosted.placed(source, path) if hosted is not None else source


def load_newsletters(path: Path, base: str = "", pictures_at: str = "") -> Promised:
    """Read `newsletters.yaml`; a mistake is `ContentInvalid` with its file and line.

    Pictures that lie beside it stand for everybody below `pictures_at`.
    """
    document = read_yaml(path)
    file, faults = validate(document, _File), Faults()
    faults.found += _two_of_a_key(document, file)
    faults.found += _unknown_topics(document, file)
    faults.tell()
    others = {tag: titles.topics for tag, titles in file.languages.items()}
    newsletters = {one.key: one for one in file.newsletters}
    return Promised(Titles(file.topics, others), newsletters, base, path.parent, pictures_at)


def _two_of_a_key(document: Document, file: _File) -> Iterator[ContentInvalid]:
    keys = [one.key for one in file.newsletters]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield document.invalid(("newsletters", index, "key"), f"{key!r} stands here twice")


def _unknown_topics(document: Document, file: _File) -> Iterator[ContentInvalid]:
    named: list[tuple[KeyPath, str]] = [
        (("newsletters", index, "topic"), one.topic) for index, one in enumerate(file.newsletters)
    ]
    for tag, titles in file.languages.items():
        named += [(("languages", tag, "topics", topic), topic) for topic in titles.topics]
    for place, topic in named:
        if topic not in file.topics:
            yield document.invalid(place, f"unknown topic {topic!r}")
