"""The newsletters of a programme: their promises, and the topics people can mute."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from bot.beat.rules.audience import To
from bot.beat.rules.promised import WhenEmpty
from bot.language import Titles
from content.documents import read_yaml, validate
from content.shapes import CadenceText, KeyText, Sentence, Spoken, Strict, Title, words_for

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
    file = validate(document, _File)
    newsletters: dict[str, Newsletter] = {}
    for index, newsletter in enumerate(file.newsletters):
        if newsletter.key in newsletters:
            raise document.invalid(
                ("newsletters", index, "key"), f"{newsletter.key!r} stands here twice"
            )
        if newsletter.topic not in file.topics:
            raise document.invalid(
                ("newsletters", index, "topic"), f"unknown topic {newsletter.topic!r}"
            )
        newsletters[newsletter.key] = newsletter
    for tag, titles in file.languages.items():
        for topic in titles.topics:
            if topic not in file.topics:
                place = ("languages", tag, "topics", topic)
                raise document.invalid(place, f"unknown topic {topic!r}")
    others = {tag: titles.topics for tag, titles in file.languages.items()}
    topics = Titles(file.topics, others)
    return Promised(topics, newsletters, base, path.parent, pictures_at)
