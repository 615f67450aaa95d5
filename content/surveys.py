"""Surveys: one YAML file each, with its questions and its promise."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from bot.beat.rules.audience import To
from bot.beat.rules.texts import FileText, TextKind
from bot.errors import ContentInvalid
from bot.language import nearest
from bot.voice.rules.promises import ANONYMOUS, LONGEST_SEALED
from content.documents import (
    Document,
    original_of,
    parse_yaml,
    read_text,
    translations_of,
    validate,
)
from content.faults import Faults
from content.parts import FileLine, check_placeholders
from content.shapes import AudienceText, CadenceText, KeyText, Spoken, Strict, Title
from content.survey_faults import SCALES, of_one_survey, of_words, two_of_one_score
from content.survey_words import (
    Asked,
    End,
    QuestionText,
    SampleText,
    ScaleText,
    SurveyWords,
    said_in,
)
from content.yaml_reader import KeyPath

_LONGEST = 60
FILLED = frozenset({"vendor"})
_SPOKEN = ("title", "question", "low", "high", "reason")


class SurveyText(Strict):
    """What a survey asks, of whom, and what it promises about the answer.

    `bands` say for parts of the leading scale, written 0-6, the key of the question that they
    lead to. A custom survey without a scale has no leading question but the first of `questions`.
    """

    key: KeyText
    title: Title
    topic: KeyText
    score: Literal["nps", "csat", "ces", "custom"]
    scale: ScaleText | None = None
    question: Asked | None = None
    low: End | None = None
    high: End | None = None
    reason: Asked | None = None
    bands: Mapping[str, KeyText] = Field(default_factory=dict)
    questions: tuple[QuestionText, ...] = ()
    promise: Literal["named", "confidential", "anonymous"]
    kind: Literal["relationship", "transactional"]
    open_days: Annotated[int, Field(ge=1, le=_LONGEST)]
    audience: AudienceText = AudienceText()
    sample: SampleText | None = None
    cadence: CadenceText | None = None
    languages: Mapping[Spoken, SurveyWords] = Field(default_factory=dict)

    @field_validator("bands", mode="before")
    @classmethod
    def _named(cls, bands: object) -> object:
        """Let a band of one number be written as one."""
        return (
            {str(name): key for name, key in bands.items()} if isinstance(bands, dict) else bands
        )

    @property
    def is_tapped(self) -> bool:
        """Whether its leading question is answered by one tap in the message."""
        return self.ends is not None or bool(self.questions and self.questions[0].kind == "single")

    @property
    def ends(self) -> tuple[int, int] | None:
        """The lowest and the highest number on the leading scale, if there is one."""
        if self.score != "custom":
            return SCALES[self.score]
        return (self.scale.low, self.scale.high) if self.scale else None

    def in_language(self, tag: str) -> "SurveyText":
        """Return the survey in the words for a reader of this language, as far as it has them."""
        found = next(
            (self.languages[near] for near in nearest(tag) if near in self.languages), None
        )
        if found is None:
            return self
        said = {name: words for name in _SPOKEN if (words := getattr(found, name)) is not None}
        questions = tuple(said_in(one, found.questions.get(one.key)) for one in self.questions)
        return self.model_copy(update={**said, "questions": questions})


@dataclass(frozen=True, slots=True)
class Survey:
    """One parsed survey, and as it was written, in its own file and in those beside it."""

    text: SurveyText
    source: str
    beside: Mapping[str, str] = field(default_factory=dict)

    def file(self) -> FileText:
        """Return the survey as it is brought in."""
        body = self.source
        if self.beside:
            body = json.dumps({"source": self.source, "languages": dict(self.beside)})
        return FileText(TextKind.SURVEY, self.text.key, body)


def load_surveys(folder: Path, topics: Mapping[str, str] | None) -> dict[str, Survey]:
    """Read every survey; all that is wrong with them is one `ContentInvalid`.

    Where no topics are known yet, nobody asks for them.
    """
    faults, found = Faults(), dict[Path, Survey]()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.name.startswith("."):
            with faults.kept():
                if not _is_translation(path):
                    found[path] = _load_one(path, topics)
    surveys: dict[str, Survey] = {}
    for path, survey in found.items():
        with faults.kept():
            _stand_beside(path, survey, surveys)
        surveys.setdefault(survey.text.key, survey)
    faults.tell()
    return surveys


def _stand_beside(path: Path, survey: Survey, others: Mapping[str, Survey]) -> None:
    """Refuse a survey whose key, or whose score, is another's already."""
    document, faults = parse_yaml(path, survey.source), Faults()
    if survey.text.key in others:
        with faults.kept():
            raise document.invalid(("key",), f"{survey.text.key!r} is another survey's key")
    with faults.kept():
        said = survey.text
        two_of_one_score(
            document,
            (said.score, said.kind),
            {key: (one.text.score, one.text.kind) for key, one in others.items()},
        )
    faults.tell()


def _is_translation(path: Path) -> bool:
    """Whether a file says in another language what the survey beside it says."""
    of = original_of(path)
    return of is not None and of[0].is_file()


def _load_one(path: Path, topics: Mapping[str, str] | None) -> Survey:
    if path.suffix != ".yaml":
        raise ContentInvalid(path, 1, "a survey is a file that ends in .yaml")
    return load_survey(path, topics)


def load_survey(path: Path, topics: Mapping[str, str] | None) -> Survey:
    """Read one survey with the translations beside it; mistakes are one `ContentInvalid`."""
    source, faults = read_text(path), Faults()
    document = parse_yaml(path, source)
    beside: dict[str, tuple[Path, str]] = {}
    with faults.kept():
        beside = {tag: (at, read_text(at)) for tag, at in translations_of(path).items()}
    text: SurveyText | None = None
    with faults.kept():
        text = parse(document)
    if text is not None and topics is not None and text.topic not in topics:
        with faults.kept():
            raise document.invalid(("topic",), f"unknown topic {text.topic!r}")
    others: dict[str, SurveyWords] = {}
    for tag, (at, said) in beside.items():
        with faults.kept():
            others[tag] = parse_words(parse_yaml(at, said), text, tag)
    faults.tell()
    if text is None:  # what is wrong with it was told
        raise ContentInvalid(path, 1, "this survey cannot be read")
    return with_words(text, source, others, {tag: said for tag, (_, said) in beside.items()})


def parse_survey(path: Path, source: str) -> Survey:
    """Read a survey that lies in no folder; all its mistakes are one `ContentInvalid`."""
    return Survey(parse(parse_yaml(path, source)), source)


def with_words(
    text: SurveyText, source: str, others: Mapping[str, SurveyWords], beside: Mapping[str, str]
) -> Survey:
    """Return a survey with what it says in other languages, and as all of it was written."""
    if not others:
        return Survey(text, source)
    languages = {**text.languages, **others}
    return Survey(text.model_copy(update={"languages": languages}), source, beside)


def parse(document: Document) -> SurveyText:
    """Read a survey; its fields, and what does not fit together, are told at once."""
    faults, read = Faults(), list[SurveyText]()
    with faults.kept():
        read.append(validate(document, SurveyText))
    if not document.faults:  # of what is half read nobody knows whether it fits together
        faults.found += of_one_survey(document)
    faults.found += _unfilled(document)
    for text in read:
        faults.found += _not_anonymous(document, text)
        if text.audience.audience().to.has_conversations and not text.is_tapped:
            reason = "audience: nobody can tap on it: such a survey is asked of people alone"
            faults.found.append(document.invalid(("audience",), reason))
        if text.sample and text.audience.audience().to is not To.PEOPLE:
            reason = "a sample asks people, one by one, and no conversation: leave out `to`"
            faults.found.append(document.invalid(("sample",), reason))
        for tag, words in text.languages.items():
            faults.found += of_words(document, ("languages", tag), words, text.questions)
    faults.tell()
    return read[0]


def _not_anonymous(document: Document, text: SurveyText) -> Iterator[ContentInvalid]:
    """Yield what keeps an anonymous survey from being one."""
    if text.promise != ANONYMOUS:
        return
    if text.open_days > LONGEST_SEALED:
        reason = f"an anonymous survey is open for {LONGEST_SEALED} days at most: "
        reason += "for so long its answers could still be opened"
        yield document.invalid(("open_days",), reason)
    if text.audience.audience().to is not To.PEOPLE:
        reason = "an anonymous survey asks people, one by one: in a conversation others see "
        yield document.invalid(("audience", "to"), f"{reason}who answers. Leave out `to`")


def parse_words(document: Document, text: SurveyText | None, tag: str) -> SurveyWords:
    """Read what a survey says in another language, from the file beside it."""
    faults, words = Faults(), SurveyWords()
    with faults.kept():
        words = validate(document, SurveyWords)
    faults.found += _unfilled(document)
    if text is not None:
        faults.found += of_words(document, (), words, text.questions)
    if text is not None and tag in text.languages:
        reason = f"the survey itself says it in {tag!r} already, under its languages"
        faults.found.append(document.invalid((), reason))
    faults.tell()
    return words


def _unfilled(document: Document) -> Iterator[ContentInvalid]:
    """Yield the placeholders that cannot be filled, wherever they stand.

    The card is made without knowing its reader, so only the vendor can be named.
    """
    for place, said in _texts(document.data, ()):
        try:
            check_placeholders(
                said, FileLine(document.path, document.line_of(place)), known=FILLED
            )
        except ContentInvalid as fault:
            yield fault


def _texts(value: object, keys: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield from _texts(inside, (*keys, str(key)))
    elif isinstance(value, list):
        for at, inside in enumerate(value):
            yield from _texts(inside, (*keys, at))
