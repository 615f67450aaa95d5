"""Words that several content files share: audiences, cadences, keys."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.beat.ports import CadenceFile
from bot.beat.rules.audience import Audience, To
from bot.beat.rules.cadence import Cadence, next_slot, read_cadence
from bot.beat.rules.choosing.tokens import said_place
from bot.errors import CadenceUnreadable
from bot.language import nearest, read_language
from bot.principal import Role
from content.yaml_reader import short

DAY, MOMENT = "write a day as 2026-11-24", "write day and hour as 2026-01-06T09:00"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_CATCH_UP = re.compile(r"([1-9][0-9]{0,3}) (minute|hour|day)s?")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}

KeyText = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Title = Annotated[str, Field(min_length=1, max_length=150)]
Sentence = Annotated[str, Field(min_length=1)]


def _check_language(tag: str) -> str:
    if read_language(tag) != tag:
        raise ValueError("not the tag of a language, such as de or pt-BR")
    return tag


def _of_shape(shape: re.Pattern[str], said: str) -> BeforeValidator:
    """Refuse what is written otherwise: 20261124 is a day to us, and to a program a second."""

    def check(value: object) -> object:
        if isinstance(value, str) and not shape.fullmatch(value):
            raise ValueError(f"{said}, not {short(value)!r}")
        return value

    return BeforeValidator(check)


Day = Annotated[date, _of_shape(_DAY, DAY)]
Moment = Annotated[datetime, _of_shape(_MOMENT, MOMENT)]


class Strict(BaseModel):
    """A part of a content file: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Spoken = Annotated[str, AfterValidator(_check_language)]
"""The tag of a language, such as de or pt-BR."""


def words_for(tag: str, languages: Mapping[str, Strict]) -> dict[str, str]:
    """Return what is said otherwise to a reader of this language, by field."""
    found = next((languages[near] for near in nearest(tag) if near in languages), None)
    return found.model_dump(exclude_none=True) if found else {}


class AudienceText(Strict):
    """Whom an edition or a survey is for; a field left out means "no matter which".

    `to` says where its partners are spoken to: as people, in the conversations that they share
    with us, in either of these, or in both. Partners
    are named as people name them; who renames one changes it here too.
    In the place of all fields `words` say whom it is for, or these words stand alone.
    """

    words: str = ""
    roles: frozenset[Role] = frozenset()
    partners: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    vendor: bool = False
    to: To | None = None
    consent: Literal["required"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _only_words(cls, value: object) -> object:
        return {"words": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _in_one_way(self) -> Self:
        fields = self.model_fields_set - {"words", "to", "consent"}
        if "words" in self.model_fields_set:
            if not self.words.strip():
                raise ValueError("say whom you mean, such as: gold partners in EMEA, sales")
            if fields:
                raise ValueError(f"words say it all: leave out {', '.join(sorted(fields))}")
        return self

    def audience(self, to: To = To.PEOPLE) -> Audience:
        """Return the rule in the core's words; `to` is where it goes unless it says so itself."""
        if self.words:
            place = self.to or said_place(self.words) or to
            wants = self.consent is not None
            return Audience(vendor=True, to=place, consent=wants, words=self.words)
        return Audience(
            self.roles,
            self.partners,
            self.tiers,
            self.regions,
            self.stages,
            self.vendor,
            self.to or to,
            consent=self.consent is not None,
        )


def time_like(text: str) -> str:
    """Refuse what is no length of time."""
    if not _CATCH_UP.fullmatch(text):
        raise ValueError("write a time like 12 hours")
    return text


def minutes_of(text: str) -> int:
    """Return a length of time in minutes."""
    count, unit = text.split(" ")
    return int(count) * _MINUTES[unit.removesuffix("s")]


class CadenceText(Strict):
    """A promised rhythm: a rule on wall-clock time, and whose clock it means.

    `keep` is why it comes at its moment, whatever day or hour that is for its readers.
    """

    rule: str
    starts_on: Moment
    zone: str = "reader"
    catch_up: Annotated[str, AfterValidator(time_like)] = "12 hours"
    keep: str = ""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        try:
            self._cadence()
        except CadenceUnreadable as problem:
            raise ValueError(str(problem)) from problem
        return self

    def has_slot_on(self, day: date) -> bool:
        """Say whether a slot falls on this day."""
        return self.slot_on(day) is not None

    def slot_on(self, day: date) -> datetime | None:
        """Return the first slot that falls on this day."""
        before = datetime.combine(day, time()) - timedelta(microseconds=1)
        slot = next_slot(self._cadence(), before)
        return slot if slot is not None and slot.date() == day else None

    def file(self, kind: Literal["newsletter", "survey"], subject: str) -> CadenceFile:
        """Return the rhythm in the core's words."""
        cadence = self._cadence()
        return CadenceFile(
            kind=kind,
            subject=subject,
            rule=cadence.rule,
            starts_on=cadence.starts_on,
            zone=cadence.zone,
            catch_up_minutes=minutes_of(self.catch_up),
            kept=bool(self.keep),
        )

    def _cadence(self) -> Cadence:
        return read_cadence(
            self.rule, self.starts_on, None if self.zone == "reader" else self.zone
        )
