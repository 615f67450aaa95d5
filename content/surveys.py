"""Surveys: one YAML file each, with its scale and its promise."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.beat.rules.audience import To
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.errors import ContentInvalid
from bot.voice.rules.promises import ANONYMOUS, LONGEST_SEALED
from content.documents import Document, parse_yaml, read_text, validate
from content.faults import Faults
from content.parts import FileLine, check_placeholders
from content.shapes import (
    AudienceText,
    CadenceText,
    KeyText,
    Sentence,
    Spoken,
    Strict,
    Title,
    words_for,
)

_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
_LONGEST = 60


class _Scale(Strict):
    low: Annotated[int, Field(ge=0, le=10)]
    high: Annotated[int, Field(ge=1, le=10)]


class _Words(Strict):
    """What a survey says in another language; what is left out stays as it is."""

    title: Title | None = None
    question: Sentence | None = None
    low: Sentence | None = None
    high: Sentence | None = None
    reason: Sentence | None = None


class SurveyText(Strict):
    """What a survey asks, of whom, and what it promises about the answer."""

    key: KeyText
    title: Title
    topic: KeyText
    score: Literal["nps", "csat", "ces", "custom"]
    scale: _Scale | None = None
    question: Sentence
    low: Sentence
    high: Sentence
    reason: Sentence
    promise: Literal["named", "confidential", "anonymous"]
    kind: Literal["relationship", "transactional"]
    open_days: Annotated[int, Field(ge=1, le=_LONGEST)]
    audience: AudienceText = AudienceText()
    cadence: CadenceText | None = None
    languages: Mapping[Spoken, _Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if (self.score == "custom") != (self.scale is not None):
            raise ValueError("a custom survey, and no other, says its own scale")
        if self.scale is not None and self.scale.low >= self.scale.high:
            raise ValueError("the scale's low end must be below its high end")
        return self

    @model_validator(mode="after")
    def _stays_anonymous(self) -> Self:
        if self.promise != ANONYMOUS:
            return self
        if self.open_days > LONGEST_SEALED:
            raise ValueError(
                f"an anonymous survey is open for {LONGEST_SEALED} days at most: "
                "for so long its answers could still be opened"
            )
        if self.audience.audience().to is not To.PEOPLE:
            raise ValueError(
                "an anonymous survey asks people, one by one: in a conversation others see "
                "who answers. Leave out `to`"
            )
        return self

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest number on the scale."""
        return (self.scale.low, self.scale.high) if self.scale else _SCALES[self.score]

    def in_language(self, tag: str) -> "SurveyText":
        """Return the survey in the words for a reader of this language, as far as it has them."""
        return self.model_copy(update=words_for(tag, self.languages))


@dataclass(frozen=True, slots=True)
class Survey:
    """One parsed survey, and as it was written."""

    text: SurveyText
    source: str

    def file(self) -> FileText:
        """Return the survey as it is brought in."""
        return FileText(TextKind.SURVEY, self.text.key, self.source)


def load_surveys(folder: Path, topics: Mapping[str, str] | None) -> dict[str, Survey]:
    """Read every survey; all that is wrong with them is one `ContentInvalid`.

    Where no topics are known yet, nobody asks for them.
    """
    faults, surveys = Faults(), dict[str, Survey]()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        with faults.kept():
            survey = _load_one(path, topics)
            key = survey.text.key
            if key in surveys:
                line = parse_yaml(path, survey.source).line_of(("key",))
                raise ContentInvalid(path, line, f"{key!r} is another survey's key")
            surveys[key] = survey
    faults.tell()
    return surveys


def _load_one(path: Path, topics: Mapping[str, str] | None) -> Survey:
    if path.suffix != ".yaml":
        raise ContentInvalid(path, 1, "a survey is a file that ends in .yaml")
    return load_survey(path, topics)


def load_survey(path: Path, topics: Mapping[str, str] | None) -> Survey:
    """Read one survey; a mistake is `ContentInvalid` with its file and line."""
    source = read_text(path)
    document = parse_yaml(path, source)
    text = _parse(document)
    if topics is not None and text.topic not in topics:
        raise document.invalid(("topic",), f"unknown topic {text.topic!r}")
    return Survey(text, source)


@lru_cache(maxsize=128)
def read_survey(text: WrittenText) -> Survey:
    """Read a version of a survey; one that this program cannot read is `ContentInvalid`."""
    path = Path(f"{text.key}.yaml")
    return Survey(_parse(parse_yaml(path, text.body)), text.body)


def _parse(document: Document) -> SurveyText:
    text = validate(document, SurveyText)
    # The card is made without knowing its reader, so only the vendor can be named.
    for name in _Words.model_fields:
        place = FileLine(document.path, document.line_of((name,)))
        check_placeholders(getattr(text, name), place, known=frozenset({"vendor"}))
    for tag, words in text.languages.items():
        for name, said in words.model_dump(exclude_none=True).items():
            place = FileLine(document.path, document.line_of(("languages", tag, name)))
            check_placeholders(said, place, known=frozenset({"vendor"}))
    return text
